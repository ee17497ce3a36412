"""What changes together with a state: seats of orders, places of classes, what a person is doing.

The workflow tables name them; `take_step` runs them after the guards, in the same transaction. Seats and places are
taken by a conditional UPDATE, so that nobody sells the last one twice.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from models.displacement import UNFILLED, Vacancy
from models.enrolment import IN_CLASS, Enrolment
from models.labourer import Labourer
from models.order import OrderLine
from models.placement import Placement
from models.training_class import TrainingClass
from services.calendar import county_day
from services.errors import RuleRefusal


def take_place(session: Session, enrolment: Enrolment, at: datetime) -> None:
    """Take one place of the class; RuleRefusal when none is left."""
    free = TrainingClass.taken < TrainingClass.places
    if not _count(session, TrainingClass, enrolment.class_id, +1, free):
        raise RuleRefusal("class_is_full", field="class")


def free_place(session: Session, enrolment: Enrolment, at: datetime) -> None:
    """Give back the place of somebody who is still in class."""
    if enrolment.state in IN_CLASS:
        _count(session, TrainingClass, enrolment.class_id, -1, TrainingClass.taken > 0)


def hold_seat(session: Session, line_id: int) -> None:
    """Take one seat of an order line; RuleRefusal when none is left."""
    if not _count(session, OrderLine, line_id, +1, OrderLine.taken < OrderLine.seats):
        raise RuleRefusal("seat_is_taken", field="line")


def free_seat(session: Session, placement: Placement, at: datetime) -> None:
    """Give back the seat, unless it belongs to a vacancy that still searches: that keeps it."""
    if placement.line_id is not None and not _vacancy_searches(session, placement):
        _free_seat_of(session, placement.line_id)


def _vacancy_searches(session: Session, placement: Placement) -> bool:
    vacancy = session.get(Vacancy, placement.vacancy_id) if placement.vacancy_id is not None else None
    return vacancy is not None and vacancy.state in UNFILLED


def free_vacant_seat(session: Session, vacancy: Vacancy, at: datetime) -> None:
    """Give back the seat that a vacancy kept."""
    _free_seat_of(session, vacancy.line_id)


def _free_seat_of(session: Session, line_id: int) -> None:
    _count(session, OrderLine, line_id, -1, OrderLine.taken > 0)


def _count(session: Session, table: type[Any], row_id: int, by: int, possible: Any) -> bool:
    """Change a counter by a conditional UPDATE, past the ORM: whoever comes second sees the first one's count."""
    statement = update(table).where(table.id == row_id, possible).values(taken=table.taken + by)
    done = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(done, CursorResult)
    if loaded := session.identity_map.get(session.identity_key(table, row_id)):
        session.expire(loaded, ["taken"])
    return done.rowcount == 1


def person_enters_class(session: Session, enrolment: Enrolment, at: datetime) -> None:
    person = session.get_one(Labourer, enrolment.labourer_id)
    if person.situation in ("at_home", "away"):
        person.situation = "in_training"


def person_leaves_class(session: Session, enrolment: Enrolment, at: datetime) -> None:
    person = session.get_one(Labourer, enrolment.labourer_id)
    if person.situation == "in_training":
        person.situation = "at_home"


def person_is_placed(session: Session, placement: Placement, at: datetime) -> None:
    session.get_one(Labourer, placement.labourer_id).situation = "placed"


def person_is_free(session: Session, placement: Placement, at: datetime) -> None:
    """Waits for work again, from today on."""
    person = session.get_one(Labourer, placement.labourer_id)
    if person.situation == "placed":
        person.situation, person.waiting_since = "at_home", county_day(at)


EFFECTS: dict[str, Callable[[Session, Any, datetime], None]] = {
    effect.__name__: effect
    for effect in (
        take_place,
        free_place,
        free_seat,
        free_vacant_seat,
        person_enters_class,
        person_leaves_class,
        person_is_placed,
        person_is_free,
    )
}
