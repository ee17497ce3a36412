"""What people have to do today, by the clock: each item with its limit, whose turn it is and the name on it.

A displaced person is one item, the most pressing: a complaint to answer, a case to look at, or a talk that is due.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.complaint import Complaint
from models.displacement import OVER, Displacement, Vacancy
from models.employer import Employer
from models.follow_up import FollowUp
from models.labourer import Labourer
from models.placement import Placement
from models.workflow import TAKEN
from services.access import Actor
from services.boards import GROUPS
from services.calendar import COUNTY_TIME, county_day
from services.charges import Charge, Charges, is_mine
from services.county_rules import rules_of
from services.sight import seen_by
from services.talks import last_talks, takers

KINDS = ("complaint", "look", "speak", "seat", "offer", "call")
AT_ONCE = ("complaint", "look", "seat")  # to do from the first hour; the others on the day they are due
SILENT = "silent"  # of any kind: nobody has spoken to the person for too long
UNANSWERED = ("received", "assigned")  # complaints
MOST_CALLS = 2000  # of the calls and offers due, the longest due first


@dataclass(frozen=True)
class Item:
    """Something to do about `person`: `subject` and `public_id` lead to it, `about` says more (an employer, a kind of
    call), `due` is its limit. `charge` is whose turn it is, `taker` who took it on; `silent_days` for how many days
    nobody has spoken to a displaced person, once that is too long."""

    kind: str
    subject: str
    row_id: int
    public_id: str
    person: str
    about: str
    since: datetime
    due: datetime
    charge: Charge
    silent_days: int = 0
    taker: tuple[int, str] | None = None

    def is_late(self, at: datetime) -> bool:
        return self.due < at

    @property
    def name(self) -> str:
        """The name on it: of whoever took it on, else of whoever answers for it now."""
        return self.taker[1] if self.taker else self.charge.name


@dataclass(frozen=True)
class Queue:
    """Everything due today, the longest due first. `silent` counts displaced people to whom nobody has spoken for too
    long: the alarm."""

    items: list[Item]
    mine: int
    late: int
    kinds: dict[str, int]
    silent: int


class _Reading:
    """What all items of one reading share."""

    def __init__(self, session: Session, actor: Actor, at: datetime) -> None:
        self.session, self.actor, self.at = session, actor, at
        self.tonight = _begin(county_day(at)) + timedelta(1)
        self.charges = Charges(session)

    def item(
        self, kind: str, subject: str, row: Any, *, since: datetime, due: datetime, about: str = "", silent: int = 0
    ) -> Item:
        """An item from a row with `id`, `public_id`, `name`, `home_code` and `base_id`."""
        grace = timedelta(hours=rules_of(self.session, row.home_code).look_hours)
        charge = self.charges.of(row.home_code, row.base_id, due=due, grace=grace, at=self.at)
        return Item(kind, subject, row.id, row.public_id, row.name, about, since, due, charge, silent)


def work_queue(session: Session, *, actor: Actor, at: datetime, mine: bool = False, kind: str = "") -> Queue:
    """What the actor may do about people and seats today; with `mine` only the actor's turn, with `kind` one kind,
    or those of the alarm (`SILENT`). The counts are of everything."""
    reading = _Reading(session, actor, at)
    people = _displaced(reading)
    items = [*people, *_seats(reading), *_offers(reading), *_calls(reading)]
    due = _named(session, [each for each in items if each.kind in AT_ONCE or each.due <= reading.tonight])
    turns = [is_mine(each.charge, each.taker and each.taker[0], actor) for each in due]
    shown = [each for each, own in zip(due, turns, strict=True) if (own or not mine) and _is_of(each, kind)]
    return Queue(
        items=sorted(shown, key=lambda each: (each.due, each.kind, each.public_id)),
        mine=sum(turns),
        late=sum(each.is_late(at) for each in due),
        kinds=dict(Counter(each.kind for each in due)),
        silent=sum(each.silent_days > 0 for each in people),
    )


def _named(session: Session, items: list[Item]) -> list[Item]:
    """The items with the names of those who took them on."""
    ids: dict[str, list[int]] = defaultdict(list)
    for each in items:
        ids[each.subject].append(each.row_id)
    names = {subject: takers(session, subject, rows) for subject, rows in ids.items()}
    return [replace(each, taker=names[each.subject].get(each.row_id)) for each in items]


def _is_of(item: Item, kind: str) -> bool:
    return kind in ("", item.kind) or (kind == SILENT and item.silent_days > 0)


def _displaced(reading: _Reading) -> list[Item]:
    """One item for each displaced person."""
    complaint = and_(Complaint.displacement_id == Displacement.id, Complaint.state.in_(UNANSWERED))
    query = (
        select(
            Displacement.id, Displacement.public_id, Labourer.name, Displacement.home_code, Displacement.base_id,
            Displacement.reported_at, Displacement.handled_at, Displacement.look_by, Displacement.back_on,
            Displacement.cause, Complaint.received_at, Complaint.answer_by,
            GROUPS["needs_person"].label("needs_person"),
        )
        .join(Labourer, Labourer.id == Displacement.labourer_id)
        .outerjoin(Complaint, complaint)
        .where(seen_by(Displacement, reading.actor, "displacements.work"), Displacement.state.not_in(OVER))
        .order_by(Displacement.id, Complaint.answer_by)
    )  # fmt: skip
    talks, found = last_talks(reading.session), {}
    for row in reading.session.execute(query):
        if row.id not in found:  # of several complaints the one to be answered first
            found[row.id] = _person(reading, row, talks.get(row.id) or row.reported_at)
    return list(found.values())


def _person(reading: _Reading, row: Any, spoken: datetime) -> Item:
    """What is due about somebody to whom somebody last spoke at `spoken`; whoever is at home for a season is not spoken
    to before the day on which they are back."""
    rules = rules_of(reading.session, row.home_code)
    quiet_until = max(spoken, _begin(row.back_on) if row.back_on else spoken) + timedelta(rules.silence_days)
    silent = (reading.at - spoken).days if reading.at > quiet_until else 0
    if row.answer_by is not None:
        kind, since, due = "complaint", row.received_at, row.answer_by
    elif row.needs_person:
        since = row.handled_at or row.reported_at
        kind, due = "look", row.look_by or since + timedelta(hours=rules.look_hours)
    else:
        kind, since, due = "speak", spoken, quiet_until
    return reading.item(kind, "displacement", row, since=since, due=due, about=row.cause, silent=silent)


def _seats(reading: _Reading) -> list[Item]:
    """Seats of which a person says whether they are filled again, or for which the worker gave up."""
    waits = Vacancy.handled_at.is_not(None) & Vacancy.state.in_(("open", "searching"))
    query = (
        select(
            Displacement.id, Displacement.public_id, Labourer.name, Displacement.home_code, Displacement.base_id,
            Vacancy.handled_at, Employer.name.label("employer"),
        )
        .join(Labourer, Labourer.id == Displacement.labourer_id)
        .join(Vacancy, Vacancy.placement_id == Displacement.placement_id)
        .join(Employer, Employer.id == Vacancy.employer_id)
        .where(seen_by(Displacement, reading.actor, "displacements.work"), waits)
        .order_by(Displacement.id)
    )  # fmt: skip
    return [
        reading.item(
            "seat", "displacement", row, since=row.handled_at, about=row.employer,
            due=row.handled_at + timedelta(hours=rules_of(reading.session, row.home_code).look_hours),
        )
        for row in reading.session.execute(query)
    ]  # fmt: skip


def _offers(reading: _Reading) -> list[Item]:
    """Offers that end today and that nobody has answered."""
    query = (
        select(
            Placement.id, Placement.public_id, Labourer.name, Placement.home_code, Placement.base_id,
            Placement.offered_at, Placement.answer_by, Employer.name.label("employer"),
        )
        .join(Labourer, Labourer.id == Placement.labourer_id)
        .join(Employer, Employer.id == Placement.employer_id)
        .where(seen_by(Placement, reading.actor, "placements.call"), Placement.state == "offered")
        .where(Placement.answer_by <= reading.tonight)
        .order_by(Placement.answer_by, Placement.id)
        .limit(MOST_CALLS)
    )  # fmt: skip
    return [
        reading.item("offer", "placement", row, since=row.offered_at, due=row.answer_by, about=row.employer)
        for row in reading.session.execute(query)
    ]


def _calls(reading: _Reading) -> list[Item]:
    """Calls that are due by today, one a placement: the longest due."""
    query = (
        select(
            Placement.id, Placement.public_id, Labourer.name, Placement.home_code, Placement.base_id,
            FollowUp.kind, FollowUp.due_on,
        )
        .join(Labourer, Labourer.id == Placement.labourer_id)
        .join(FollowUp, FollowUp.placement_id == Placement.id)
        .where(seen_by(Placement, reading.actor, "placements.call"), Placement.state.in_(TAKEN))
        .where(FollowUp.called_at.is_(None), FollowUp.due_on <= county_day(reading.at))
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(MOST_CALLS)
    )  # fmt: skip
    found: dict[int, Item] = {}
    for row in reading.session.execute(query):
        if row.id not in found:
            begins = _begin(row.due_on)
            due = begins + timedelta(1)
            found[row.id] = reading.item("call", "placement", row, since=begins, due=due, about=row.kind)
    return list(found.values())


def _begin(day: date) -> datetime:
    """The first instant of a day in the counties."""
    return datetime.combine(day, time.min, COUNTY_TIME)
