"""Free seats of posts that are for the people of classes: whoever starts without a class gets what no class covers.

A class keeps a seat for each person who learns for the post, until they have it or leave, and until the county has
accepted the class for those certified whom nobody offered it or another job; while it enrols people, the rest of the
seats linked to it too. A person of the class counts as one of those it is kept for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from models.enrolment import Enrolment
from models.order import Order, OrderLine
from models.placement import Placement
from models.training_class import ClassLine, TrainingClass
from models.workflow import HOLDING
from services.guards.enrolments import ENROLLING

# Said yes to a class, or asked to one: they are not planned, and the place they hold or were promised is not free.
IN_CLASS = ("invited", "agreed", "waitlisted", "enrolled", "training", "finished")
TEACHING = (*ENROLLING, "finished")  # classes that not all may have left yet


@dataclass(frozen=True)
class ClassSeats:
    """What a class keeps of a post with `free` seats: those of people `learning` or `certified`, and `unused` seats
    linked to it for whoever still joins."""

    class_id: int
    line_id: int
    free: int
    learning: int
    certified: int
    unused: int


class Kept(NamedTuple):
    """`seats` of the `free` ones of a post are for people of classes."""

    seats: int
    free: int

    @property
    def left(self) -> int:
        """For everybody else."""
        return self.free - self.seats


def kept_seats(session: Session, here: ColumnElement[bool], *, person: int | None = None) -> dict[int, Kept]:
    """The seats that classes keep, by line, of the orders and lines meant; `person` is not kept out by their own."""
    found: dict[int, Kept] = {}
    for each in class_seats(session, here, person=person):
        before = found.get(each.line_id, Kept(0, each.free)).seats
        found[each.line_id] = Kept(min(each.free, before + each.learning + each.certified + each.unused), each.free)
    return {line: kept for line, kept in found.items() if kept.seats}


def kept_of(session: Session, line: OrderLine, *, person: int | None = None) -> Kept:
    """The free seats of a post with those that are for people of classes; `person` is not kept out by their own."""
    kept = kept_seats(session, OrderLine.id == line.id, person=person)
    return kept.get(line.id, Kept(0, max(0, line.seats - line.taken)))


def class_seats(session: Session, here: ColumnElement[bool], *, person: int | None = None) -> Sequence[ClassSeats]:
    """What each class keeps of the orders and lines meant, the class that begins first before the others."""
    mine = Enrolment.labourer_id == person if person is not None else false()
    theirs, here_too = Placement.labourer_id == Enrolment.labourer_id, Placement.line_id == ClassLine.line_id
    has = select(Placement.id).where(theirs, here_too, Placement.state.in_(HOLDING)).exists()
    asked = select(Placement.id).where(theirs, here_too | Placement.state.in_(HOLDING)).exists()
    for_it = (Enrolment.line_id == ClassLine.line_id) & Enrolment.state.in_(IN_CLASS)
    due = (Enrolment.line_id == ClassLine.line_id) & (Enrolment.state == "certified") & ~asked
    may = mine & or_(Enrolment.line_id.is_(None), Enrolment.line_id == ClassLine.line_id)
    joined = and_(Enrolment.class_id == TrainingClass.id, Enrolment.state.in_((*IN_CLASS, "certified")))
    query = (
        select(
            TrainingClass.id, ClassLine.line_id, OrderLine.seats - OrderLine.taken,
            func.count(case((for_it & ~has & ~mine, 1))), func.count(case((due & ~mine, 1))),
            ClassLine.seats - func.count(case((or_(for_it, has, due, may), 1))), TrainingClass.state,
        )
        .join(ClassLine, ClassLine.class_id == TrainingClass.id)
        .join(OrderLine, OrderLine.id == ClassLine.line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Enrolment, joined)
        .where(TrainingClass.state.in_(TEACHING), OrderLine.taken < OrderLine.seats, here)
        .group_by(TrainingClass.id, ClassLine.line_id, ClassLine.seats, OrderLine.seats, OrderLine.taken)
        .order_by(TrainingClass.starts_on, TrainingClass.id)
    )  # fmt: skip
    return [ClassSeats(*row[:5], max(0, row[5]) if row[6] in ENROLLING else 0) for row in session.execute(query)]
