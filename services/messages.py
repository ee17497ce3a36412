"""Messages to a labourer: what the rows say, with the names that their words need; the words are made at the edge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, false, func, select
from sqlalchemy.orm import Session, aliased

from models.division import Division
from models.employer import Employer
from models.enrolment import Enrolment
from models.message import Message
from models.occupation import Occupation
from models.order import OrderLine
from models.placement import Placement
from models.training_class import TrainingClass
from services.access import Actor

WHOLE_CITY, WHOLE_COUNTY = 10**8, 10**6


@dataclass(frozen=True)
class Told:
    """One message. `placement` and `enrolment` are public ids of what it tells of, `state` the state that has now;
    `employer`, `post` and `title` are names, empty where it is about something else. Of a placement, `city` and
    `county` are where the work is, `wage` is fen a month and `most` the highest of the post (0: not stated)."""

    code: str
    params: dict[str, Any]
    at: datetime
    placement: str | None
    enrolment: str | None
    state: str
    employer: str
    post: str
    title: str
    city: str = ""
    county: str = ""
    wage: int = 0
    most: int = 0
    board: bool = False
    lodging: bool = False


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
    city, county = aliased(Division), aliased(Division)
    where = Placement.division_code
    as_written = Placement.wage_month == func.coalesce(
        func.nullif(OrderLine.wage_month_min, 0), OrderLine.wage_month_max
    )
    return (
        select(
            *(Message.code, Message.params, Message.not_before, Placement.public_id, Enrolment.public_id),
            *(func.coalesce(Placement.state, Enrolment.state, ""), func.coalesce(Employer.name, ""), post),
            func.coalesce(TrainingClass.title, ""),
            *(func.coalesce(city.name, ""), func.coalesce(county.name, ""), func.coalesce(Placement.wage_month, 0)),
            case((as_written, OrderLine.wage_month_max), else_=func.coalesce(Placement.wage_month, 0)),
            *(func.coalesce(OrderLine.board, false()), func.coalesce(OrderLine.lodging, false())),
        )
        .outerjoin(Placement, Placement.id == Message.placement_id)
        .outerjoin(Employer, Employer.id == Placement.employer_id)
        .outerjoin(OrderLine, OrderLine.id == Placement.line_id)
        .outerjoin(Occupation, Occupation.id == OrderLine.occupation_id)
        .outerjoin(city, city.code == where - where % WHOLE_CITY)
        .outerjoin(county, county.code == where - where % WHOLE_COUNTY)
        .outerjoin(Enrolment, Enrolment.id == Message.enrolment_id)
        .outerjoin(TrainingClass, TrainingClass.id == Enrolment.class_id)
    )
