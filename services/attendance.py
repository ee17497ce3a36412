"""Lessons: who was there on which day. The first lesson somebody attends begins the training."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from models.enrolment import IN_CLASS, Attendance, Enrolment
from models.labourer import Labourer
from models.training_class import TrainingClass
from services.access import Actor, require
from services.calendar import county_day
from services.classes import find_class, hold_class
from services.enrolments import held_enrolment
from services.errors import NotFound, Refusal, RuleRefusal
from services.steps import division_of, is_own, take_step


def record_attendance(
    session: Session,
    class_id: str,
    day: date,
    present: Mapping[str, bool],
    *,
    actor: Actor,
    at: datetime,
    device: str = "",
) -> int:
    """Record who of a running class was there on a day; again corrects that day. How many were there.

    `present` is by public id of the enrolment. Raises NotFound for somebody who is not of the class, NotAllowed, and
    RuleRefusal for a day before the class began or to come, or for somebody who has left.
    """
    hold_class(session, class_id)
    taught = find_class(session, class_id, actor=actor)
    if taught.state != "running":
        raise RuleRefusal("class_not_running", field="class", state=taught.state)
    if not taught.starts_on <= day <= county_day(at):
        raise Refusal("attendance_day_unfit", field="day", day=day, starts_on=taught.starts_on, today=county_day(at))
    people = _people(session, taught, list(present))
    for public_id, came in present.items():
        _record(session, people[public_id], day, came, actor, at, device)
    session.flush()
    return sum(present.values())


def attendance_on(session: Session, taught: TrainingClass, day: date) -> dict[str, bool]:
    """{public id of the enrolment: whether the person was there}, of those recorded for a day."""
    query = select(Enrolment.public_id, Attendance.present).join(Enrolment, Enrolment.id == Attendance.enrolment_id)
    rows = session.execute(query.where(Enrolment.class_id == taught.id, Attendance.day == day))
    return dict(rows.all())


def lesson_days(session: Session, taught: TrainingClass, *, limit: int = 10) -> list[tuple[date, int, int]]:
    """The last days with attendance, the latest first: day, how many were there, of how many."""
    present = func.sum(cast(Attendance.present, Integer))
    query = select(Attendance.day, present, func.count()).join(Enrolment, Enrolment.id == Attendance.enrolment_id)
    days = query.where(Enrolment.class_id == taught.id).group_by(Attendance.day).order_by(Attendance.day.desc())
    return [(day, came, people) for day, came, people in session.execute(days.limit(limit))]


def _people(session: Session, taught: TrainingClass, ids: list[str]) -> dict[str, Enrolment]:
    """The enrolments of a class by public id, with their people held, always in the same order."""
    of_class = (Enrolment.class_id == taught.id) & Enrolment.public_id.in_(ids)
    query = select(Enrolment).join(Enrolment.labourer).where(of_class).order_by(Enrolment.labourer_id)
    found = {each.public_id: each for each in session.scalars(query.with_for_update(of=(Enrolment, Labourer)))}
    if missing := [each for each in ids if each not in found]:
        raise NotFound("enrolment_unknown", field="enrolment", id=missing[0])
    return found


def _record(
    session: Session, enrolment: Enrolment, day: date, came: bool, actor: Actor, at: datetime, device: str
) -> None:
    own = is_own(enrolment, actor)
    require(actor, "enrolments.teach", division=division_of(enrolment), own=own)
    if enrolment.state not in IN_CLASS:
        raise RuleRefusal("not_in_class", field="enrolment", id=enrolment.public_id, state=enrolment.state)
    if came and enrolment.state == "enrolled":
        take_step(session, enrolment, "attend", actor=actor, at=at)
    row = session.get(Attendance, (enrolment.id, day)) or Attendance(enrolment_id=enrolment.id, day=day)
    row.present, row.device, row.recorded_at, row.recorded_by_id = came, device, at, actor.user_id
    session.add(row)


def begin_training(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> Enrolment:
    """An enrolled person begins, before the first list of attendance is in."""
    enrolment = held_enrolment(session, public_id, actor=actor)
    take_step(session, enrolment, "attend", actor=actor, at=at, note=note)
    return enrolment
