"""Messages to a labourer: what the rows say, with the names that their words need; the words are made at the edge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models.employer import Employer
from models.enrolment import Enrolment
from models.message import Message
from models.occupation import Occupation
from models.order import OrderLine
from models.placement import Placement
from models.training_class import TrainingClass
from services.access import Actor


@dataclass(frozen=True)
class Told:
    """One message. `placement` and `enrolment` are public ids of what it tells of, `state` the state that has now;
    `employer`, `post` and `title` are names, empty where it is about something else."""

    code: str
    params: dict[str, Any]
    at: datetime
    placement: str | None
    enrolment: str | None
    state: str
    employer: str
    post: str
    title: str


def messages_of(session: Session, *, actor: Actor, at: datetime, limit: int = 20) -> list[Told]:
    """What the actor has been told by now, newest first: what is still held back, or was taken back, is left out."""
    told = (Message.labourer_id == actor.labourer_id) & (Message.not_before <= at) & Message.cancelled_at.is_(None)
    query = told_query().where(told).order_by(Message.not_before.desc(), Message.id.desc()).limit(limit)
    return [Told(*row) for row in session.execute(query)]


def told_by_id(session: Session, ids: Sequence[int]) -> dict[int, Told]:
    """What messages say, by the id of their row."""
    query = told_query().add_columns(Message.id).where(Message.id.in_(ids))
    return {row.id: Told(*row[:-1]) for row in session.execute(query)}


def told_query() -> Select[Any]:
    """The columns of `Told`, in its order."""
    post = func.coalesce(func.nullif(OrderLine.title, ""), Occupation.name, "")
    return (
        select(
            *(Message.code, Message.params, Message.not_before, Placement.public_id, Enrolment.public_id),
            *(func.coalesce(Placement.state, Enrolment.state, ""), func.coalesce(Employer.name, ""), post),
            func.coalesce(TrainingClass.title, ""),
        )
        .outerjoin(Placement, Placement.id == Message.placement_id)
        .outerjoin(Employer, Employer.id == Placement.employer_id)
        .outerjoin(OrderLine, OrderLine.id == Placement.line_id)
        .outerjoin(Occupation, Occupation.id == OrderLine.occupation_id)
        .outerjoin(Enrolment, Enrolment.id == Message.enrolment_id)
        .outerjoin(TrainingClass, TrainingClass.id == Enrolment.class_id)
    )
