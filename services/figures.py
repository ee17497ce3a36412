"""Figures of training and placement, counted from what was entered: who began, finished, was certified, was placed.

They count attendances of classes (人次): somebody in two classes counts twice, so that the groups add up to the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, extract, func, literal, or_, select, true
from sqlalchemy.orm import Session

from models.enrolment import Attendance, Enrolment
from models.labourer import Labourer
from models.occupation import Occupation
from models.placement import OwnMove, Placement
from models.training_base import TrainingBase
from models.training_class import PROGRAMMES, TrainingClass
from services.access import Actor
from services.sight import seen_by

RIGHT = "figures.read"
EVERYBODY = true()
BEGUN = ("training", "finished", "certified", "failed")
FINISHED = ("finished", "certified")
LEADING_TO_JOBS = tuple(name for name, outcome in PROGRAMMES.items() if outcome == "placed")
TOWNSHIP = 10**3
BY: Mapping[str, Any] = {
    "": literal(value=0),
    "month": extract("year", TrainingClass.starts_on) * 100 + extract("month", TrainingClass.starts_on),
    "township": Enrolment.home_code - Enrolment.home_code % TOWNSHIP,
    "occupation": Occupation.name,
    "programme": TrainingClass.programme,
    "base": TrainingBase.name,
}
"""What the figures can be told apart by: the month the class began in (202703), the township people come from …"""


@dataclass(frozen=True)
class Figures:
    """`trained` began a class, `finished` it, were `certified`; of those who finished a programme that leads to a job
    (`for_jobs`), so many were `placed`: a job since the class began, confirmed by stamped roster or evidence."""

    trained: int = 0
    finished: int = 0
    certified: int = 0
    for_jobs: int = 0
    placed: int = 0

    @property
    def completion(self) -> float | None:
        """Finished ÷ trained."""
        return self.finished / self.trained if self.trained else None

    @property
    def placement(self) -> float | None:
        """Placed ÷ finished, of programmes that lead to a job."""
        return self.placed / self.for_jobs if self.for_jobs else None


def figures(session: Session, by: str = "", *, actor: Actor) -> dict[Any, Figures]:
    """Figures of the people that the actor may count, by a key of `BY`, in the order of the keys."""
    return count_figures(session, by, seen_by(Enrolment, actor, RIGHT))


def count_figures(session: Session, by: str = "", which: ColumnElement[bool] = EVERYBODY) -> dict[Any, Figures]:
    """The same of everybody, or of some enrolments."""
    return {row[0]: Figures(*row[1:]) for row in session.execute(_counted(by, which))}


def _counted(by: str, which: ColumnElement[bool]) -> Select[Any]:
    attended = exists().where(Attendance.enrolment_id == Enrolment.id, Attendance.present)
    begun = or_(Enrolment.state.in_(BEGUN), and_(Enrolment.state == "dropped", attended))
    finished = Enrolment.state.in_(FINISHED)
    for_jobs = finished & TrainingClass.programme.in_(LEADING_TO_JOBS)
    had_job = (Placement.labourer_id == Enrolment.labourer_id) & (Placement.confirmed_on >= TrainingClass.starts_on)
    sums = [
        func.count(),
        func.count().filter(finished),
        func.count().filter(Enrolment.state == "certified"),
        func.count().filter(for_jobs),
        func.count().filter(for_jobs & exists().where(had_job)),
    ]
    query = select(BY[by].label("what"), *sums).select_from(Enrolment)
    query = query.join(TrainingClass, TrainingClass.id == Enrolment.class_id)
    if by == "occupation":
        query = query.join(Occupation, Occupation.id == TrainingClass.occupation_id)
    elif by == "base":
        query = query.join(TrainingBase, TrainingBase.id == TrainingClass.base_id)
    return query.where(begun, which).group_by("what").order_by("what") if by else query.where(begun, which)


def count_registered(session: Session, which: ColumnElement[bool] = EVERYBODY) -> int:
    """People on the register, those folded into another entry, erased or deceased left out."""
    here = Labourer.merged_into_id.is_(None) & Labourer.erased_at.is_(None) & (Labourer.situation != "deceased")
    return session.scalar(select(func.count()).select_from(Labourer).where(here, which)) or 0


def count_own_moves(session: Session, which: ColumnElement[bool] = EVERYBODY) -> int:
    """People who went to work by themselves or under another programme."""
    return session.scalar(select(func.count(OwnMove.labourer_id.distinct())).where(which)) or 0


def office_counts(session: Session, *, actor: Actor) -> tuple[int, int]:
    """Of the people that the actor may count: those registered, and those who moved by themselves."""
    registered = count_registered(session, seen_by(Labourer, actor, RIGHT))
    return registered, count_own_moves(session, seen_by(OwnMove, actor, RIGHT))
