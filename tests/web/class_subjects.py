"""A class of each of two bases for the walk over all routes, and somebody without an account who is in one of them."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from models.enrolment import Enrolment
from models.labourer import Labourer
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from services.calendar import county_day
from services.class_forms import ClassWords, read_class
from services.classes import approve_class, declare_class, plan_class
from services.enrolments import apply_for_class
from services.steps import take_step
from tests.office import Office

RECORDS = {"teaching_plan": "八周", "lesson_preparation": "备课本", "examination_plan": "理论和实操"}


def a_class_of_each(office: Office, bases: Sequence[TrainingBase]) -> list[TrainingClass]:
    """The first one approved, with the last person registered in it; the others planned."""
    taught = [_planned(office, base) for base in bases]
    with office.database.writing() as session:
        for action in ("score", "publicise", "accredit"):
            take_step(session, session.get_one(TrainingBase, bases[0].id), action, actor=office.actor, at=office.at)
        declare_class(session, taught[0], actor=office.actor, at=office.at)
        approve_class(session, taught[0], actor=office.actor, at=office.at)
        person = session.scalars(select(Labourer.public_id).order_by(Labourer.id.desc()).limit(1)).one()
        apply_for_class(session, taught[0], person, actor=office.actor, at=office.at)
    with office.database.reading() as session:
        return list(session.scalars(select(TrainingClass).where(TrainingClass.public_id.in_(taught))))


def _planned(office: Office, base: TrainingBase) -> str:
    first = county_day(office.at) + timedelta(days=9)
    said = ClassWords(
        title="缝纫工班", occupation="缝纫工", starts_on=first, ends_on=first, places=30, base=base.public_id, **RECORDS
    )
    with office.database.writing() as session:
        draft = read_class(session, said, actor=office.actor)
        return plan_class(session, draft, actor=office.actor, at=office.at).public_id


def everybody_in(office: Office, classes: Sequence[TrainingClass]) -> list[Enrolment]:
    with office.database.reading() as session:
        return list(session.scalars(select(Enrolment).where(Enrolment.class_id.in_([each.id for each in classes]))))
