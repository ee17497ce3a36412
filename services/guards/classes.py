"""Guards of training classes."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.enrolment import IN_CLASS, Enrolment
from models.training_base import BaseOccupation, TrainingBase
from models.training_class import TrainingClass
from services.calendar import county_day
from services.errors import RuleRefusal

RECORDS = ("teaching_plan", "lesson_preparation", "examination_plan")


def class_is_complete(session: Session, taught: TrainingClass, at: datetime) -> None:
    """A class is declared with its three records 三有, and before it begins."""
    for record in RECORDS:
        if not getattr(taught, record).strip():
            raise RuleRefusal("class_record_missing", field=record)
    if taught.starts_on < county_day(at):
        raise RuleRefusal("class_has_begun", field="starts_on", starts_on=taught.starts_on)


def base_may_teach(session: Session, taught: TrainingClass, at: datetime) -> None:
    """An accredited base teaches the occupations it is accredited for, to as many as it has room for at one time."""
    base = session.get_one(TrainingBase, taught.base_id)
    if base.state != "accredited":
        raise RuleRefusal("base_not_accredited", field="base", base=base.name, state=base.state)
    if session.get(BaseOccupation, (base.id, taught.occupation_id)) is None:
        raise RuleRefusal("occupation_not_accredited", field="occupation", base=base.name)
    free = base.capacity - _taught_meanwhile(session, taught)
    if base.capacity and taught.places > free:
        raise RuleRefusal("base_is_full", field="places", places=taught.places, free=max(free, 0))


def _taught_meanwhile(session: Session, taught: TrainingClass) -> int:
    """Places of the base's other classes, declared or beyond, on days that this one is held."""
    query = select(func.coalesce(func.sum(TrainingClass.places), 0)).where(
        TrainingClass.base_id == taught.base_id,
        TrainingClass.id != taught.id,
        TrainingClass.state.in_(("declared", "approved", "running")),
        TrainingClass.starts_on <= taught.ends_on,
        TrainingClass.ends_on >= taught.starts_on,
    )
    return int(session.scalar(query) or 0)


def class_may_begin(session: Session, taught: TrainingClass, at: datetime) -> None:
    if taught.starts_on > county_day(at):
        raise RuleRefusal("class_not_begun", field="starts_on", starts_on=taught.starts_on)


def someone_is_enrolled(session: Session, taught: TrainingClass, at: datetime) -> None:
    if not _in_class(session, taught):
        raise RuleRefusal("class_is_empty", field="class")


def nobody_is_in_training(session: Session, taught: TrainingClass, at: datetime) -> None:
    """A class ends when each of its people has finished, failed or left."""
    if left := _in_class(session, taught):
        raise RuleRefusal("people_in_training", field="class", people=left)


def _in_class(session: Session, taught: TrainingClass) -> int:
    inside = (Enrolment.class_id == taught.id) & Enrolment.state.in_(IN_CLASS)
    return session.scalar(select(func.count()).select_from(Enrolment).where(inside)) or 0
