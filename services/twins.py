"""Likely twins: two entries that may be one person; a person merges them or says they are two (with history)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, insert, inspect, or_, select, update
from sqlalchemy.orm import Session, joinedload

from models.audit_entry import AuditEntry
from models.displacement import OVER, Displacement
from models.enrolment import ENDED, Enrolment
from models.labourer import BarredEmployer, Consent, Labourer, LabourerSkill
from models.model import Model
from models.placement import Placement
from models.reading import FileReading
from models.twin import Merge, Twin
from models.user import User
from models.workflow import HOLDING
from services.access import Actor, allowed, bounds, require, scope_of, subtree
from services.audit import RIGHT, audit
from services.errors import NotFound, Refusal, RuleRefusal
from services.intake.labourer_parts import TABLES, set_sharing
from services.labourers import log_reading
from services.own_log import MERGE, note_change

MERGED = "twins.merge"
OVER_CLASSES = (*ENDED, "finished", "certified")

# Columns that make an entry what it is: never taken over from the other.
OWN = {
    "id", "public_id", "version", "tie", "id_number", "id_lookup", "name", "pinyin", "initials", "registered_at",
    "import_id", "row_hash", "merged_into_id", "account_id",
}  # fmt: skip

CHOICES: dict[str, tuple[str, ...]] = {
    "name": ("name", "pinyin", "initials"),
    "id_number": ("id_number", "id_lookup", "sex", "birth"),
    "address": ("home_code", "village", "address"),
    "phone": ("phone", "phone_lookup"),
    "education": ("education",),
    "wage": ("wage_min", "wage_max", "wage_unit", "wage_floor"),
    "state": ("situation",),
}
"""What may be taken from either entry, with its columns; sex and birth date go with the ID number."""
SIDES = ("first", "second")
FOLLOWS = {"pinyin", "initials", "id_lookup", "phone_lookup", "sex", "birth", "wage_floor", "address"}
"""Columns that follow from others, or (an address) are compared below the home."""


def list_twins(session: Session, *, actor: Actor, limit: int = 50, offset: int = 0) -> list[Twin]:
    """Pairs waiting for a decision, oldest first, both entries with home and skills. Both are the actor's people: a
    pair across two townships waits for the county."""
    query = select(Twin).where(Twin.outcome == "waiting").order_by(Twin.id).limit(limit).offset(offset)
    match scope_of(actor, "twins.decide"):
        case "division" if (division := bounds(actor, "twins.decide")) is not None:
            low, high = subtree(division)
            for side in (Twin.first, Twin.second):
                query = query.where(side.has((Labourer.home_code >= low) & (Labourer.home_code < high)))
        case "all":
            pass
        case _:
            return []
    options = [
        option
        for side in (Twin.first, Twin.second)
        for option in (
            joinedload(side).joinedload(Labourer.home),
            joinedload(side).selectinload(Labourer.skills).joinedload(LabourerSkill.skill),
            joinedload(side).selectinload(Labourer.places),
        )
    ]
    return list(session.scalars(query.options(*options)))


def log_twins_reading(session: Session, twins: Sequence[Twin], *, actor: Actor, at: datetime) -> None:
    """Record that both entries of each pair were shown."""
    for person_id in {person for twin in twins for person in (twin.first_id, twin.second_id)}:
        log_reading(session, person_id, actor=actor, at=at, purpose="twins")


def busy_of(session: Session, people: Sequence[int]) -> set[int]:
    """Who of some people has a job, an offer, a class or a search for work now: such an entry is the one that stays."""
    jobs = select(Placement.labourer_id).where(Placement.state.in_(HOLDING))
    classes = select(Enrolment.labourer_id).where(Enrolment.state.not_in(OVER_CLASSES))
    searches = select(Displacement.labourer_id).where(Displacement.state.not_in(OVER))
    tables = ((jobs, Placement), (classes, Enrolment), (searches, Displacement))
    return {each for query, table in tables for each in session.scalars(query.where(table.labourer_id.in_(people)))}


def to_choose(first: Labourer, second: Labourer, *, busy: bool) -> list[str]:
    """The fields of `CHOICES` in which two entries contradict each other; what a busy one is doing, its job or class
    says."""
    said = {field: (_said(first, field), _said(second, field)) for field in CHOICES}
    unlike = [field for field, (one, other) in said.items() if one and other and one != other]
    return [field for field in unlike if not (busy and field == "state")]


def _said(person: Labourer, field: str) -> tuple[Any, ...]:
    """What an entry says of a field; empty when it says nothing (a wage of nothing has a unit)."""
    said = tuple(getattr(person, name) for name in CHOICES[field] if name not in FOLLOWS)
    if field == "address":
        said += (person.address.rpartition(person.home.name)[2],)
    return said if any(said[:2]) else ()


def _only(person: Labourer, other: Labourer, field: str) -> bool:
    """Whether one entry says something of a field and the other one nothing."""
    return bool(_said(person, field)) and not _said(other, field)


def merge_twin(
    session: Session,
    public_id: str,
    *,
    keep: str = "",
    chosen: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
    note: str = "",
) -> Labourer:
    """Fold one entry of a pair into the other: of `CHOICES` the kept one says what was `chosen` (by field, "first" or
    "second"), what it leaves blank is taken over, and both are kept in the history as they were. `keep` names the one
    that stays and is right wherever nothing was chosen; unless it is said, the one with a job, offer or class stays,
    else the first, and everything of `to_choose` has to be chosen. Raises Refusal `keep_unknown` or `twin_not_chosen`,
    and RuleRefusal `twin_decided`, or `twin_is_busy` when the other has a job, offer or class, too."""
    sides = (chosen or {}).values()
    if unknown := [side for side in (*filter(None, [keep]), *sides) if side not in SIDES]:
        raise Refusal("keep_unknown", field="keep", keep=unknown[0])
    twin = _waiting(session, public_id, actor)
    busy = busy_of(session, (twin.first_id, twin.second_id))
    unlike = [] if keep else to_choose(twin.first, twin.second, busy=bool(busy))
    keep = keep or ("second" if busy == {twin.second_id} else "first")
    kept_id, folded_id = (twin.first_id, twin.second_id) if keep == "first" else (twin.second_id, twin.first_id)
    if folded_id in busy:
        raise RuleRefusal("twin_is_busy", field="keep")
    if left := [field for field in unlike if field not in (chosen or {})]:
        raise Refusal("twin_not_chosen", field=f"choose-{left[0]}", fields=left)
    kept, folded = session.get_one(Labourer, kept_id), session.get_one(Labourer, folded_id)
    before = json.dumps([_plain(kept), _plain(folded)], ensure_ascii=False)
    session.add(
        Merge(twin_id=twin.id, kept_id=kept_id, folded_id=folded_id, before=before, at=at, actor_id=actor.user_id)
    )
    taken = {field for field, side in (chosen or {}).items() if side != keep}
    taken |= {field for field in CHOICES if field not in (chosen or {}) and _only(folded, kept, field)}
    _take_chosen(session, kept, folded, taken - {"state"} if kept_id in busy else taken)
    _take_over(kept, folded, place="address" not in (chosen or {}))
    tables: list[type[Model]] = [*TABLES.values(), BarredEmployer]
    for table in tables:
        _move_rows(session, table.__table__, kept_id, folded_id)
    if not _shares(session, folded_id):
        set_sharing(session, kept_id, agreed=False, at=at)
    _point_pairs_at(session, twin, kept_id, folded_id)
    session.execute(update(FileReading).where(FileReading.labourer_id == folded_id).values(labourer_id=kept_id))
    folded.merged_into_id = kept_id
    _decide(twin, "merged", actor, at, note)
    note_change(session, kept, sorted(taken), actor=actor, at=at, action=MERGE)
    audit(session, MERGED, actor=actor, at=at, subject=kept, detail=folded.public_id)
    return kept


@dataclass(frozen=True)
class Folded:
    """An entry that became part of another's file, when, and by whose account."""

    entry: Labourer
    at: datetime
    by: User | None


def folded_into(session: Session, person: Labourer, *, actor: Actor) -> list[Folded]:
    """The entries that a person's file was made of, newest first, those they were made of among them; nothing for whom
    neither pairs nor the audit log are open."""
    if not (allowed(actor, "twins.decide", division=person.home_code) or allowed(actor, RIGHT)):
        return []
    found: list[Folded] = []
    files = [person.id]
    while files:
        merges = (AuditEntry.action == MERGED) & (AuditEntry.subject == "labourer") & AuditEntry.subject_id.in_(files)
        query = select(Labourer, AuditEntry.at, User).join(AuditEntry, AuditEntry.detail == Labourer.public_id)
        rows = session.execute(query.outerjoin(User, User.id == AuditEntry.actor_id).where(merges)).all()
        found += [Folded(*row) for row in rows]
        files = [entry.id for entry, *_ in rows]
    return sorted(found, key=lambda each: each.at, reverse=True)


def part_twin(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> Twin:
    """Say that a pair are two people; they are not queued again."""
    twin = _waiting(session, public_id, actor)
    _decide(twin, "distinct", actor, at, note)
    audit(session, "twins.part", actor=actor, at=at, subject=twin.first, detail=twin.second.public_id)
    return twin


def _waiting(session: Session, public_id: str, actor: Actor) -> Twin:
    sides = [joinedload(side).joinedload(Labourer.home) for side in (Twin.first, Twin.second)]
    query = select(Twin).where(Twin.public_id == public_id).options(*sides)
    twin = session.scalar(query)
    if twin is None:
        raise NotFound("twin_unknown", field="twin", id=public_id)
    for person in (twin.first, twin.second):
        require(actor, "twins.decide", division=person.home_code)
    if twin.outcome != "waiting" or twin.first.merged_into_id or twin.second.merged_into_id:
        raise RuleRefusal("twin_decided", field="twin", outcome=twin.outcome)
    return twin


def _decide(twin: Twin, outcome: str, actor: Actor, at: datetime, note: str) -> None:
    twin.outcome, twin.decided_at, twin.decided_by_id, twin.note = outcome, at, actor.user_id, note[:500]


def _take_chosen(session: Session, kept: Labourer, folded: Labourer, fields: Collection[str]) -> None:
    """The kept entry says what the other one said in some fields. An ID number is exchanged: rows with either find the
    kept entry; a telephone number that goes is the other number, if there is none."""
    if "phone" in fields and kept.phone and not kept.other_phone:
        kept.other_phone = kept.phone
    columns = [name for field in CHOICES if field in fields for name in CHOICES[field]]
    there = {name: (getattr(kept, name), getattr(folded, name)) for name in columns}
    if "id_number" in fields:
        kept.id_lookup = folded.id_lookup = None
        session.flush()
        folded.id_number, folded.id_lookup = there["id_number"][0], there["id_lookup"][0]
    for name, (_, theirs) in there.items():
        setattr(kept, name, theirs)


def _take_over(kept: Labourer, folded: Labourer, *, place: bool) -> None:
    """Fill in what the kept entry leaves blank; nothing of `CHOICES`, where a blank may have been chosen and half a
    wage is none, but sex and birth date, and with `place` the village and address of the same home."""
    left = OWN.union(*CHOICES.values()) - {"sex", "birth"}
    if place and kept.home_code == folded.home_code and kept.village in ("", folded.village):
        left -= {"village", "address"}
    for attribute in inspect(Labourer).column_attrs:
        name = attribute.key
        if name not in left and not getattr(kept, name):
            setattr(kept, name, getattr(folded, name))
    kept.waiting_since = min(kept.waiting_since, folded.waiting_since)


def _move_rows(session: Session, table: Any, kept_id: int, folded_id: int) -> None:
    """Give the kept entry the child rows it lacks; the folded one keeps its own for the record."""
    assert isinstance(table, Table)
    other = next(column for column in table.primary_key if column.name != "labourer_id")
    has = set(session.scalars(select(other).where(table.c.labourer_id == kept_id)))
    rows = session.execute(select(table).where(table.c.labourer_id == folded_id)).mappings()
    new = [{**row, "labourer_id": kept_id} for row in rows if row[other.name] not in has]
    if new:
        session.execute(insert(table), new)


def _shares(session: Session, labourer_id: int) -> bool:
    holds = (Consent.labourer_id == labourer_id) & (Consent.purpose == "share") & Consent.withdrawn_at.is_(None)
    return session.scalar(select(Consent.id).where(holds)) is not None


def _point_pairs_at(session: Session, decided: Twin, kept_id: int, folded_id: int) -> None:
    """Pairs that wait with the folded entry wait with the kept one from now on, unless that pair is known already."""
    waiting = (Twin.outcome == "waiting") & (Twin.id != decided.id)
    touched = or_(Twin.first_id == folded_id, Twin.second_id == folded_id)
    for pair in session.scalars(select(Twin).where(waiting, touched)):
        other = pair.second_id if pair.first_id == folded_id else pair.first_id
        first, second = min(other, kept_id), max(other, kept_id)
        known = select(Twin.id).where(Twin.first_id == first, Twin.second_id == second)
        if session.scalar(known) is None:
            pair.first_id, pair.second_id = first, second
        else:
            session.delete(pair)
        session.flush()


def _plain(person: Labourer) -> dict[str, Any]:
    values = {attribute.key: getattr(person, attribute.key) for attribute in inspect(Labourer).column_attrs}
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else value
