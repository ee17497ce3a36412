"""An order as a timeline: what was done to it and to its people, and for whom it waits now, until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.displacement import Vacancy
from models.order import Order, OrderLine
from models.placement import Placement
from models.step import Step
from models.user import User
from models.workflow import PLACEMENT
from services.calendar import county_day
from services.class_seats import kept_seats
from services.county_rules import rules_of
from services.steps import steps_of

TOLD = ("deliver", "confirm", "fail")  # steps of people that an order's history tells, counted
TO_BE_FILLED = ("open", "searching", "offered")  # states of a vacant seat


@dataclass(frozen=True)
class Event:
    """Something that happened, by whom; `people` of the order it happened to, 0 when it happened to the order."""

    at: datetime
    action: str
    actor: User | None
    note: str = ""
    people: int = 0


@dataclass(frozen=True)
class Wait:
    """`by` is the role waited for and `people` how many it is about, of whom so many places are `kept` for people of
    classes; `until` the last day or instant or, with `from_then`, the first day on which it can be done."""

    what: str
    by: str
    people: int
    until: date | datetime | None = None
    from_then: bool = False
    kept: int = 0


def events_of(session: Session, order: Order) -> list[Event]:
    """The steps of the order, and those of its people by act, oldest first."""
    own = [Event(step.at, step.action, step.actor, step.note) for step in steps_of(session, order)]
    return sorted([*own, *_of_people(session, order)], key=lambda event: event.at)


def _of_people(session: Session, order: Order) -> Iterator[Event]:
    placements = select(Placement.id).where(Placement.order_id == order.id)
    theirs = (Step.subject == PLACEMENT.subject) & Step.subject_id.in_(placements) & Step.action.in_(TOLD)
    query = select(Step.at, Step.action, Step.actor_id, func.count()).where(theirs)
    for at, action, actor_id, people in session.execute(query.group_by(Step.at, Step.action, Step.actor_id)):
        yield Event(at, action, session.get(User, actor_id) if actor_id is not None else None, people=people)


def waits_of(session: Session, order: Order, *, at: datetime) -> list[Wait]:
    """What an order, loaded whole, waits for now; nothing once it has ended and nobody is on the way."""
    seats = sum(line.seats - line.taken for line in order.lines) if order.state == "open" else 0
    kept = sum(each.seats for each in kept_seats(session, OrderLine.order_id == order.id).values()) if seats else 0
    free = [Wait("choose", "counsellor", seats, order.deadline, kept=kept)] if seats else []
    return [*_answers(session, order), *_arrivals(session, order, at), *_stamps(session, order, at),
            *_vacant(session, order), *free]  # fmt: skip


def _answers(session: Session, order: Order) -> Iterator[Wait]:
    offered = (Placement.order_id == order.id) & (Placement.state == "offered")
    query = select(func.count(), func.max(Placement.answer_by)).where(offered)
    people, until = session.execute(query).one()
    if people:
        yield Wait("answer", "labourer", people, until)


def _arrivals(session: Session, order: Order, at: datetime) -> Iterator[Wait]:
    for line in order.lines:
        coming = (Placement.line_id == line.id) & (Placement.state == "accepted")
        people = session.scalar(select(func.count()).select_from(Placement).where(coming))
        if people:
            ahead = line.start_on is not None and line.start_on >= county_day(at)
            yield Wait("deliver", "employer", people, line.start_on if ahead else None)


def _stamps(session: Session, order: Order, at: datetime) -> Iterator[Wait]:
    """Those whose month is over, and those whose month ends later, by the day it ends."""
    there = (Placement.order_id == order.id) & (Placement.state == "delivered")
    month, today = timedelta(rules_of(session, order.county_code).trial_days), county_day(at)
    query = select(Placement.delivered_on, func.count()).where(there).group_by(Placement.delivered_on)
    days = [(day + month, people) for day, people in session.execute(query) if day is not None]
    ripe = sum(people for day, people in days if day <= today)
    if ripe:
        yield Wait("confirm", "employer", ripe)
    yield from (Wait("confirm", "employer", n, day, from_then=True) for day, n in sorted(days) if day > today)


def _vacant(session: Session, order: Order) -> Iterator[Wait]:
    lines = [line.id for line in order.lines]
    open_ones = Vacancy.line_id.in_(lines) & Vacancy.state.in_(TO_BE_FILLED)
    seats = session.scalar(select(func.count()).select_from(Vacancy).where(open_ones))
    if seats:
        yield Wait("refill", "county", seats)
