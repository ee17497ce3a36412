"""Erasures for those who audit: which there were, and of each what is left, table by table, with the seal of its entry
in the audit log. The reference of an erasure is the public id of the row that is left: the person can quote it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.orm import Session

from models.audit_entry import AuditEntry, AuditSeal
from models.division import Division
from models.follow_up import FollowUp
from models.job_review import JobReview
from models.labourer import Labourer
from models.placement import Placement
from models.step import Step
from models.twin import Merge, Twin
from services.access import Actor, require
from services.audit import RIGHT
from services.audit_seals import START, link
from services.erasure import CONSENTS, EMPTIED, STEPPED
from services.erasure_proof import keys_of, rows_of, tables_of_people
from services.errors import NotFound

TYPED = {table.__tablename__: tuple(values) for table, values in EMPTIED.items()} | {
    Twin.__tablename__: ("note",), Merge.__tablename__: ("before",),
}  # fmt: skip
"""Columns that somebody may have written a name into, of tables whose rows stay."""


@dataclass(frozen=True)
class Trace:
    """What was to become of the rows of a table (`fate`: gone, nobodys, kept, proof), how many point at
    the person now, and how many of the cells in which somebody wrote something still hold anything."""

    table: str
    fate: str
    rows: int
    words: int

    @property
    def is_right(self) -> bool:
        return self.words == 0 and (self.rows == 0 or self.fate in ("kept", "proof"))


@dataclass(frozen=True)
class Erasure:
    """One erasure: `home` is the township that is left of the address."""

    reference: str
    erased_at: datetime
    home: str


@dataclass(frozen=True)
class Seal:
    """The entry of the audit log, and the link of its chain: `holds` None while it waits for one."""

    entry: int
    number: int | None = None
    hash: str = ""
    holds: bool | None = None


@dataclass(frozen=True)
class Record(Erasure):
    """What is left of somebody who was erased. `seal` is None for one that was erased before there was a log."""

    traces: list[Trace]
    seal: Seal | None

    @property
    def is_right(self) -> bool:
        return all(each.is_right for each in self.traces)


def list_erasures(session: Session, *, actor: Actor, limit: int = 50, offset: int = 0) -> list[Erasure]:
    """Everybody who was erased, the latest first. Raises NotAllowed."""
    require(actor, RIGHT)
    query = _erased().order_by(Labourer.erased_at.desc(), Labourer.id.desc()).limit(limit).offset(offset)
    return [Erasure(person.public_id, person.erased_at, home) for person, home in session.execute(query)]


def _erased() -> Any:
    there = Labourer.erased_at.is_not(None) & Labourer.merged_into_id.is_(None)
    return select(Labourer, Division.name).join(Division, Division.code == Labourer.home_code).where(there)


def references_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The references of those of the people (row ids) who were erased."""
    query = select(Labourer.id, Labourer.public_id).where(Labourer.id.in_(ids), Labourer.erased_at.is_not(None))
    return {row[0]: row[1] for row in session.execute(query)} if ids else {}


def record_of_erasure(session: Session, reference: str, *, actor: Actor) -> Record:
    """What is left now, counted when it is asked for. Raises NotAllowed, NotFound for a reference of nobody erased."""
    require(actor, RIGHT)
    found = session.execute(_erased().where(Labourer.public_id == reference)).one_or_none()
    if found is None:
        raise NotFound("erasure_unknown", field="reference", id=reference)
    person, home = found
    traces = [*(_trace(session, table, person.id) for table in tables_of_people()), *_further(session, person.id)]
    return Record(person.public_id, person.erased_at, home, traces, _seal(session, person.id))


def _trace(session: Session, table: Table, labourer_id: int) -> Trace:
    fates = {"CASCADE": "gone", "SET NULL": "nobodys"}
    fate = "proof" if table.name == CONSENTS else fates.get(keys_of(table)[0].ondelete or "", "kept")
    return _counted(session, table, fate, rows_of(table, labourer_id))


def _counted(session: Session, table: Table, fate: str, which: Any, typed: tuple[str, ...] | None = None) -> Trace:
    names = TYPED.get(table.name, ()) if typed is None else typed
    columns = [table.c[name] for name in names] or [next(iter(table.primary_key))]
    rows = session.execute(select(*columns).where(which)).all()
    return Trace(table.name, fate, len(rows), sum(bool(value) for row in rows for value in row) if names else 0)


def _further(session: Session, labourer_id: int) -> Iterator[Trace]:
    """Tables that point at the person's jobs, classes and searches: what was done stays, what was written went."""
    jobs = select(Placement.id).where(Placement.labourer_id == labourer_id)
    for table, column in ((FollowUp, "note"), (JobReview, "text")):
        rows: Table = table.__table__  # type: ignore[assignment]
        yield _counted(session, rows, "kept", rows.c.placement_id.in_(jobs), (column,))
    ids = [
        (Step.subject == subject) & Step.subject_id.in_(select(rows.c.id).where(rows.c.labourer_id == labourer_id))
        for subject, rows in ((subject, table.__table__) for subject, table in STEPPED.items())
    ]
    steps: Table = Step.__table__  # type: ignore[assignment]
    yield _counted(session, steps, "kept", or_(*ids), ("note",))


def _seal(session: Session, labourer_id: int) -> Seal | None:
    about = (AuditEntry.subject == Labourer.__tablename__) & (AuditEntry.subject_id == labourer_id)
    query = select(AuditEntry).where(about, AuditEntry.action == "person.erase").order_by(AuditEntry.id.desc())
    entry = session.scalars(query.limit(1)).first()
    if entry is None:
        return None
    seal = session.scalar(select(AuditSeal).where(AuditSeal.entry_id == entry.id))
    if seal is None:
        return Seal(entry.id)
    before = session.scalar(select(AuditSeal.hash).where(AuditSeal.number == seal.number - 1)) or START
    return Seal(entry.id, seal.number, seal.hash.hex(), link(before, entry) == seal.hash)
