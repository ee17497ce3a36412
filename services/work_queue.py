"""What people have to do today, by the clock: each item with its limit, whose turn it is and the name on it.

A displaced person is one item, the most pressing: a complaint to answer, a case to look at, or a talk that is due.
Complaints that people wrote themselves are items of their own.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.complaint import Complaint
from models.displacement import Displacement
from models.employer import Employer
from models.labourer import Labourer
from models.placement import Placement
from models.user import User
from services.access import Actor
from services.charges import Charge, Charges, is_mine
from services.work_items import Due, Reading, read_due

KINDS = ("complaint", "look", "speak", "seat", "offer", "call")
SILENT = "silent"  # of any kind: nobody has spoken to the person for too long
Subject = type[Displacement] | type[Placement] | type[Complaint]
TABLES: dict[str, Subject] = {"displacement": Displacement, "placement": Placement, "complaint": Complaint}
AT_ONCE = 1000  # ids in one query
Taker = tuple[int, str]  # account and name


@dataclass(frozen=True)
class Item:
    """Something to do about `person`: `subject` and `public_id` lead to it, `about` says more (an employer, a kind of
    call or of complaint), `due` is its limit. `charge` is whose turn it is, `taker` who took it on; `silent_days` for
    how many days nobody has spoken to a displaced person, once that is too long."""

    kind: str
    subject: str
    row_id: int
    public_id: str
    person: str
    about: str
    due: datetime
    charge: Charge
    silent_days: int = 0
    taker: Taker | None = None

    def is_late(self, at: datetime) -> bool:
        return self.due < at

    @property
    def name(self) -> str:
        """The name on it: of whoever took it on, else of whoever answers for it now."""
        return self.taker[1] if self.taker else self.charge.name


@dataclass(frozen=True)
class Counts:
    """How much is due today. `silent` counts displaced people to whom nobody has spoken for too long: the alarm."""

    mine: int
    late: int
    kinds: dict[str, int]
    silent: int


@dataclass(frozen=True)
class Queue(Counts):
    """Of all that is due today (the counts) what was asked for, `found` in number: those `items` of it that are shown,
    the longest due first."""

    found: int
    items: list[Item]


class _Turns:
    """Who answers for things now."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._charges = reading, Charges(reading.session)

    def charge(self, each: Due) -> Charge:
        grace, _ = self._reading.limits.of(each.home_code)
        return self._charges.of(each.home_code, each.base_id, due=each.due, grace=grace, at=self._reading.at)

    def is_mine(self, each: Due) -> bool:
        return is_mine(self.charge(each), each.taker_id, self._reading.actor)


def work_queue(
    session: Session,
    *,
    actor: Actor,
    at: datetime,
    mine: bool = False,
    kind: str = "",
    public_id: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> Queue:
    """What the actor may do about people and seats today; with `mine` only the actor's turn, with `kind` one kind,
    or those of the alarm (`SILENT`), with `public_id` what is about one subject; `limit` of them from `offset` on are
    read with their names. The counts are of everything."""
    reading = Reading(session, actor, at)
    due = read_due(reading)
    turns = _Turns(reading)
    own = [turns.is_mine(each) for each in due]
    chosen = [
        each
        for each, is_own in zip(due, own, strict=True)
        if (is_own or not mine) and _is_of(each, kind) and public_id in ("", each.public_id)
    ]
    chosen.sort(key=lambda each: (each.due, each.kind, each.public_id))
    shown = chosen[offset : None if limit is None else offset + limit]
    return Queue(**vars(_counts(due, sum(own), at)), found=len(chosen), items=_items(session, shown, turns))


def count_work(session: Session, *, actor: Actor, at: datetime) -> Counts:
    """The counts of `work_queue`, without any of its items."""
    reading = Reading(session, actor, at)
    due = read_due(reading)
    turns = _Turns(reading)
    return _counts(due, sum(map(turns.is_mine, due)), at)


def _counts(due: Sequence[Due], mine: int, at: datetime) -> Counts:
    return Counts(
        mine=mine,
        late=sum(each.due < at for each in due),
        kinds=dict(Counter(each.kind for each in due)),
        silent=sum(each.silent_days > 0 for each in due),
    )


def _is_of(each: Due, kind: str) -> bool:
    return kind in ("", each.kind) or (kind == SILENT and each.silent_days > 0)


def _items(session: Session, shown: Sequence[Due], turns: _Turns) -> list[Item]:
    people = {subject: _people(session, subject, shown) for subject in TABLES}
    employers = _names(session, Employer, {each.employer_id for each in shown})
    accounts = _names(session, User, {each.taker_id for each in shown})
    return [
        Item(
            each.kind, each.subject, each.row_id, each.public_id, people[each.subject][each.row_id],
            each.about or employers.get(each.employer_id or 0, ""), each.due, turns.charge(each), each.silent_days,
            None if each.taker_id is None else (each.taker_id, accounts[each.taker_id]),
        )
        for each in shown
    ]  # fmt: skip


def _people(session: Session, subject: str, shown: Sequence[Due]) -> dict[int, str]:
    """Names of the people by the id of the subject."""
    table, ids = TABLES[subject], [each.row_id for each in shown if each.subject == subject]
    query = select(table.id, Labourer.name).join(Labourer, Labourer.id == table.labourer_id)
    return _pairs(session, query, table.id, ids)


def _names(session: Session, table: type[Employer] | type[User], ids: Iterable[int | None]) -> dict[int, str]:
    known = [each for each in ids if each is not None]
    return _pairs(session, select(table.id, table.name), table.id, known)


def _pairs(session: Session, query: Any, key: Any, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = session.execute(query.where(key.in_(ids[start : start + AT_ONCE])))
        found |= {row[0]: row[1] for row in rows}
    return found
