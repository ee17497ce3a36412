"""The open seats of a county as a plan sees them, and the people who are free to be planned."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from matching.columns import Ints
from matching.lines import Lines
from matching.terms import Share
from models.category import Category
from models.enrolment import Enrolment
from models.labourer import LabourerCategory
from models.order import Order, OrderLine
from models.placement import Placement
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from models.workflow import HOLDING
from services.class_seats import IN_CLASS, ClassSeats, class_seats
from services.guards.enrolments import ENROLLING
from services.guards.orders import employer_owes_nothing, recruits_by
from services.snapshot import load_lines

PRIORITY_STEP = 200_000
"""What each step of a category's priority adds in the plan (millionths of a point): two tenths of a point."""


@dataclass(frozen=True)
class Seat:
    """Seats to fill: of a post, or of a post in one class; `row` is that of its line in the arrays."""

    row: int
    line_id: int
    class_id: int | None
    seats: int


@dataclass(frozen=True)
class OpenSeats:
    """All seats of a plan: `lines` has a row for each of `seats`, in that order."""

    lines: Lines
    seats: tuple[Seat, ...]
    shares: tuple[Share, ...]


def orders_planned(orders: str, day: date) -> ColumnElement[bool]:
    """Orders whose seats are planned: `open` ones recruit now, `approved` ones perhaps later."""
    states = Order.state.in_(("approved", "open")) & employer_owes_nothing()
    return states & recruits_by(day) if orders == "open" else states


def open_seats(session: Session, county: int, *, orders: str, day: date) -> OpenSeats:
    """What is free of the posts of a county's orders: seats without those who hold one or learn for one; of a post
    that classes train for, first the places of those that enrol people, then what no class covers yet."""
    which = (Order.county_code == county) & (OrderLine.taken < OrderLine.seats) & orders_planned(orders, day)
    lines, rows = load_lines(session, which)
    classes: defaultdict[int, list[ClassSeats]] = defaultdict(list)
    for each in class_seats(session, which):
        classes[each.line_id].append(each)
    seats: list[Seat] = []
    for row, line in enumerate(rows):
        left = line.seats - line.taken - sum(each.learning for each in classes[line.id])
        for each in classes[line.id]:
            seats.append(Seat(row, line.id, each.class_id, max(0, min(left, each.unused))))
            left -= seats[-1].seats
        seats.append(Seat(row, line.id, None, max(0, left)))
    kept = tuple(seat for seat in seats if seat.seats)
    taken = lines.take(np.array([seat.row for seat in kept], np.int64))
    return OpenSeats(taken, kept, _shares(session, kept))


def _inside(session: Session) -> Counter[int]:
    """How many people learn in each class."""
    here = select(Enrolment.class_id, func.count()).where(Enrolment.state.in_(IN_CLASS))
    return Counter(dict(session.execute(here.group_by(Enrolment.class_id)).all()))


def _shares(session: Session, seats: Sequence[Seat]) -> tuple[Share, ...]:
    """The places of each class, and those of each base on every day on which one of its classes begins."""
    inside = _inside(session)
    rows_of: defaultdict[int, list[int]] = defaultdict(list)
    for row, seat in enumerate(seats):
        if seat.class_id is not None:
            rows_of[seat.class_id].append(row)
    classes = {each.id: each for each in session.scalars(select(TrainingClass).where(TrainingClass.id.in_(rows_of)))}
    shares = [_share(rows, classes[each].places - inside[each]) for each, rows in rows_of.items()]
    capacity = {base.id: base.capacity for base in session.scalars(select(TrainingBase)) if base.capacity}
    for each in rows_of:
        day, base = classes[each].starts_on, classes[each].base_id
        at_once = [c for c in _at_base(session, base) if c.starts_on <= day <= c.ends_on]
        if base in capacity:
            rows = [row for c in at_once for row in rows_of.get(c.id, [])]
            shares.append(_share(rows, capacity[base] - sum(inside[c.id] for c in at_once)))
    return tuple(shares)


def _share(rows: Iterable[int], places: int) -> Share:
    return Share(np.array(sorted(rows), np.int64), max(0, places))


def _at_base(session: Session, base: int) -> list[TrainingClass]:
    return list(session.scalars(select(TrainingClass).where(TrainingClass.base_id == base,
                                                            TrainingClass.state.in_(ENROLLING))))  # fmt: skip


def busy(session: Session) -> Ints:
    """Ids of those who are not planned: an offer is open to them, they work, or a class has them or asked them."""
    placed = select(Placement.labourer_id).where(Placement.state.in_(HOLDING))
    learning = select(Enrolment.labourer_id).where(Enrolment.state.in_(IN_CLASS))
    return np.unique(np.array([*session.scalars(placed), *session.scalars(learning)], np.int64))


def priorities(session: Session) -> dict[int, int]:
    """The stated bonus of every labourer who has one, by id: that of their foremost category."""
    last = session.scalar(select(func.max(Category.priority))) or 0
    query = select(LabourerCategory.labourer_id, func.min(Category.priority)).join(Category)
    found = session.execute(query.group_by(LabourerCategory.labourer_id))
    return {labourer: (last - priority) * PRIORITY_STEP for labourer, priority in found}


def counties_with_seats(session: Session, *, orders: str, day: date) -> list[int]:
    """Counties, and cities that approve orders themselves, which have seats to fill; the smaller divisions first."""
    query = select(Order.county_code).join(OrderLine).where(OrderLine.taken < OrderLine.seats)
    codes = session.scalars(query.where(orders_planned(orders, day)).distinct())
    return sorted(codes, key=lambda code: (code % 10**8 == 0, code))
