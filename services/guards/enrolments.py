"""Guards of enrolments."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.enrolment import EXAM_PARTS, Attendance, Enrolment, Examination
from models.paper import Paper
from models.training_class import TrainingClass
from services.calendar import county_day
from services.errors import RuleRefusal

ENROLLING = ("approved", "running")
OVER = ("cancelled", "finished", "accepted")


def class_of(session: Session, enrolment: Enrolment) -> TrainingClass:
    return session.get_one(TrainingClass, enrolment.class_id)


def class_takes_people(session: Session, enrolment: Enrolment, at: datetime) -> None:
    """People are enrolled once the county approved the class, and while it runs."""
    taught = class_of(session, enrolment)
    if taught.state not in ENROLLING:
        raise RuleRefusal("class_not_enrolling", field="class", state=taught.state)


def class_is_running(session: Session, enrolment: Enrolment, at: datetime) -> None:
    taught = class_of(session, enrolment)
    if taught.state != "running":
        raise RuleRefusal("class_not_running", field="class", state=taught.state)


def class_is_cancelled(session: Session, enrolment: Enrolment, at: datetime) -> None:
    """Cancelled, or over: whoever still waits then is released too."""
    taught = class_of(session, enrolment)
    if taught.state not in OVER:
        raise RuleRefusal("class_not_cancelled", field="class", state=taught.state)


def no_place_is_free(session: Session, enrolment: Enrolment, at: datetime) -> None:
    """A class has a waiting list when it is full, or when those who wait already will take what is free."""
    taught = class_of(session, enrolment)
    waiting = (Enrolment.class_id == taught.id) & (Enrolment.state == "waitlisted") & (Enrolment.id != enrolment.id)
    left = taught.places - taught.taken - (session.scalar(select(func.count()).where(waiting)) or 0)
    if left > 0:
        raise RuleRefusal("places_are_free", field="class", free=left)


def invitation_is_open(session: Session, enrolment: Enrolment, at: datetime) -> None:
    if enrolment.answer_by is not None and enrolment.answer_by < at:
        raise RuleRefusal("invitation_is_over", field="answer_by", answer_by=enrolment.answer_by)


def invitation_is_over(session: Session, enrolment: Enrolment, at: datetime) -> None:
    if enrolment.answer_by is None or enrolment.answer_by >= at:
        raise RuleRefusal("invitation_is_open", field="answer_by", answer_by=enrolment.answer_by)


def lessons_were_attended(session: Session, enrolment: Enrolment, at: datetime) -> None:
    present = (Attendance.enrolment_id == enrolment.id) & Attendance.present
    if session.scalar(select(Attendance.day).where(present).limit(1)) is None:
        raise RuleRefusal("no_lesson_attended", field="attendance")


def passed_parts(session: Session, enrolment: Enrolment) -> dict[str, bool]:
    """{part of the examination: whether its last attempt was passed}, of the parts that were sat."""
    query = select(Examination).where(Examination.enrolment_id == enrolment.id).order_by(Examination.attempt)
    return {sat.part: sat.passed for sat in session.scalars(query)}


def a_paper_was_earned(session: Session, enrolment: Enrolment, at: datetime) -> None:
    """Certified is who passed theory and practice, or brought a licence from elsewhere that somebody checked."""
    passed = passed_parts(session, enrolment)
    if all(passed.get(part) for part in EXAM_PARTS):
        return
    checked = (Paper.enrolment_id == enrolment.id) & (Paper.kind == "licence") & Paper.checked_at.is_not(None)
    valid = or_(Paper.expires_on.is_(None), Paper.expires_on >= county_day(at))
    if session.scalar(select(Paper.id).where(checked, valid).limit(1)) is None:
        missing = [part for part in EXAM_PARTS if not passed.get(part)]
        raise RuleRefusal("examination_not_passed", field="examinations", parts=missing)


def an_examination_was_failed(session: Session, enrolment: Enrolment, at: datetime) -> None:
    if all(passed_parts(session, enrolment).values()):
        raise RuleRefusal("no_examination_failed", field="examinations")
