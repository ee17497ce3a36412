"""What waits for somebody today about classes: to declare, review, begin, teach, finish, examine."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from models.enrolment import Attendance, Enrolment
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from services.classes import visible_classes
from services.day_tasks import MOST, REVIEW, Asking, Reader, Task, begin_of, end_of, stepped_at
from services.enrolments import visible_enrolments

WAITING = ("applied", "agreed", "waitlisted")


def classes_to_review(asking: Asking) -> Iterator[Task]:
    """Classes declared, which hear before they begin, and finished ones that wait for the final acceptance."""
    if not asking.may("classes.review"):
        return
    declared, finished = (stepped_at("class", TrainingClass.id, each) for each in ("declare", "finish"))
    columns = (TrainingBase.name, TrainingClass.starts_on, declared, finished)
    query = _classes(asking, *columns).join(TrainingBase, TrainingBase.id == TrainingClass.base_id)
    rows = query.where(TrainingClass.state.in_(("declared", "finished"))).order_by(TrainingClass.starts_on).limit(MOST)
    for public_id, title, state, _, base, starts_on, declared_at, finished_at in asking.session.execute(rows):
        if state == "declared":
            due = begin_of(starts_on)
            yield Task("review_class", public_id, title, base, min(due, declared_at + REVIEW) if declared_at else due)
        else:
            yield Task("accept_class", public_id, title, base, finished_at + REVIEW if finished_at else None)


def classes_to_run(asking: Asking) -> Iterator[Task]:
    """What a base does about its classes today."""
    if not asking.owns("classes.run"):
        return
    columns = (TrainingClass.starts_on, TrainingClass.ends_on, _kept_today(asking))
    soon = (TrainingClass.state == "approved") & (TrainingClass.starts_on <= asking.soon)
    which = or_(TrainingClass.state.in_(("planned", "running")), soon)
    rows = _classes(asking, *columns).where(which).order_by(TrainingClass.starts_on, TrainingClass.id).limit(2 * MOST)
    for public_id, title, state, taken, starts_on, ends_on, kept_today in asking.session.execute(rows):
        if state == "planned":
            yield Task("declare_class", public_id, title, "", begin_of(starts_on))
        elif state == "approved":
            yield Task("start_class", public_id, title, "", end_of(starts_on), taken)
        elif asking.today > ends_on:
            yield Task("finish_class", public_id, title, "", end_of(ends_on), taken)
        elif not kept_today:
            yield Task("attendance", public_id, title, "", end_of(asking.today), taken)


def _classes(asking: Asking, *columns: Any) -> Select[Any]:
    """A row a class that the actor may read: id, title, state, people, and `columns`."""
    which = (TrainingClass.public_id, TrainingClass.title, TrainingClass.state, TrainingClass.taken)
    query = visible_classes(asking.actor).order_by(None)
    return query.with_only_columns(*which, *columns).select_from(TrainingClass)


def _kept_today(asking: Asking) -> Any:
    """Whether attendance of a class was kept today."""
    query = select(Attendance.enrolment_id).join(Enrolment, Enrolment.id == Attendance.enrolment_id)
    return query.where(Enrolment.class_id == TrainingClass.id, Attendance.day == asking.today).exists()


def people_to_seat(asking: Asking) -> Iterator[Task]:
    """Classes that somebody waits to be let into, for their base."""
    if not asking.owns("enrolments.decide"):
        return
    query = _people_by_class(asking, WAITING).where(TrainingClass.state.in_(("approved", "running")))
    for public_id, title, starts_on, _, people in asking.session.execute(query.limit(MOST)):
        yield Task("seat_people", public_id, title, "", begin_of(starts_on), people)


def people_to_examine(asking: Asking) -> Iterator[Task]:
    """Classes with people who have finished and have neither passed nor failed, for whoever examines them; the
    county's offices may, and have other work."""
    if not asking.may("enrolments.certify") or asking.may("classes.review"):
        return
    for public_id, title, _, ends_on, people in asking.session.execute(_people_by_class(asking, ("finished",))):
        yield Task("examine", public_id, title, "", end_of(ends_on + timedelta(7)), people)


def _people_by_class(asking: Asking, states: tuple[str, ...]) -> Select[Any]:
    """A row a class: id, title, first and last day, people in one of the states."""
    which: list[Any] = [TrainingClass.public_id, TrainingClass.title, TrainingClass.starts_on, TrainingClass.ends_on]
    return (
        visible_enrolments(asking.actor)
        .order_by(None)
        .with_only_columns(*which, func.count())
        .select_from(Enrolment)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.state.in_(states))
        .group_by(*which)
        .order_by(TrainingClass.starts_on)
    )


READERS: tuple[Reader, ...] = (classes_to_review, classes_to_run, people_to_seat, people_to_examine)
