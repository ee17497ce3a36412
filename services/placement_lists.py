"""Placements as an office looks for them: by state, by name, by what is due; and how many there are of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, load_only

from models.division import Division
from models.employer import Employer
from models.follow_up import FollowUp
from models.labourer import Labourer
from models.occupation import Occupation
from models.order import Order, OrderLine
from models.placement import Placement
from models.workflow import TAKEN
from services.access import Actor
from services.calendar import county_day
from services.labourers import called
from services.placements import visible_placements

SHORTEST = 2  # letters of pinyin that are searched by


@dataclass(frozen=True)
class Wanted:
    """Which placements: in a `state`; whose person or employer is called like `text`; with a call `due` by now."""

    state: str = ""
    text: str = ""
    due: bool = False


_NAMED = (
    joinedload(Placement.labourer).load_only(Labourer.public_id, Labourer.name),
    joinedload(Placement.employer).load_only(Employer.name),
    joinedload(Placement.order).load_only(Order.public_id),
    joinedload(Placement.division).load_only(Division.name),
    joinedload(Placement.line).options(
        load_only(OrderLine.public_id, OrderLine.title, OrderLine.start_on),
        joinedload(OrderLine.occupation).load_only(Occupation.name),
    ),
)


def search_placements(
    session: Session, wanted: Wanted, *, actor: Actor, at: datetime, limit: int = 50, offset: int = 0
) -> list[Placement]:
    """Placements that the actor may read and that are wanted, newest first, with the names a list has: of all of a
    county the ids alone are put in order."""
    query = _wanted(visible_placements(actor).with_only_columns(Placement.id), wanted, at)
    if wanted.state:
        query = query.where(Placement.state == wanted.state)
    shown = session.scalars(query.order_by(Placement.id.desc()).limit(limit).offset(offset)).all()
    named = select(Placement).where(Placement.id.in_(shown)).options(*_NAMED)
    return list(session.scalars(named.order_by(Placement.id.desc())))


def count_placements(session: Session, wanted: Wanted, *, actor: Actor, at: datetime) -> dict[str, int]:
    """How many are wanted in each state, whatever state is wanted."""
    counted = visible_placements(actor).with_only_columns(Placement.state, func.count())
    rows = session.execute(_wanted(counted, wanted, at).group_by(Placement.state))
    return {row[0]: row[1] for row in rows}


def _wanted(query: Any, wanted: Wanted, at: datetime) -> Any:
    """The query, of placements or of their counts, with what is wanted but for the state."""
    if wanted.text:
        query = query.where(_called(wanted.text))
    if wanted.due:
        query = query.where(Placement.state.in_(TAKEN), _call_is_due(at))
    return query


def _called(text: str) -> ColumnElement[bool]:
    """The person or the employer is called like this: 汉字 anywhere in the name, or the beginning of the pinyin."""
    people = exists().where(Labourer.id == Placement.labourer_id, called(text))
    firms = exists().where(Employer.id == Placement.employer_id, Employer.name.contains(text, autoescape=True))
    return firms if text.isascii() and len(text) < SHORTEST else or_(people, firms)


def _call_is_due(at: datetime) -> ColumnElement[bool]:
    return exists().where(
        FollowUp.placement_id == Placement.id, FollowUp.called_at.is_(None), FollowUp.due_on <= county_day(at)
    )
