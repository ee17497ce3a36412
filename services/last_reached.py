"""When each person of a list was last reached: a call they answered, a message that arrived, a talk, a visit to their
own pages, an errand that an office did for them, an answer they gave.

A message that was only sent, a call nobody answered and a call to the employer reach nobody.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from models.acted_for import ActedFor
from models.displacement import Displacement
from models.enrolment import Enrolment
from models.follow_up import FollowUp
from models.labourer import Labourer
from models.message import Message
from models.placement import Placement
from models.sign_in import SignIn
from models.step import Step

SPOKEN = ("reached", "at_work", "left")
"""Outcomes of a call in which somebody answered."""
ANSWERS = ("accept", "agree", "decline")
WAYS = ("call", "message", "talk", "pages", "errand", "answer")


@dataclass(frozen=True)
class Reached:
    """The latest time, and by which of `WAYS`."""

    way: str
    at: datetime


def last_reached(session: Session, people: Collection[str]) -> dict[str, Reached]:
    """{public id of a labourer: when reached last}, of those who ever were; one query for all of them."""
    if not people:
        return {}
    found: dict[str, Reached] = {}
    for person, way, at in session.execute(_times(), {"people": list(people)}):
        if person not in found or at > found[person].at:
            found[person] = Reached(way, at)
    return found


@cache
def _times() -> CompoundSelect[Any]:
    """Each way with the latest time of each of the `people`, built once: to build it takes longer than to ask."""
    called = (FollowUp.kind != "employer_number") & FollowUp.outcome.in_(SPOKEN)
    theirs = or_(SignIn.person == Labourer.public_id, SignIn.person.is_(None)) & SignIn.waits_for.is_(None)
    calls = _latest("call", FollowUp.called_at).join(Placement, Placement.labourer_id == Labourer.id)
    return union_all(
        calls.join(FollowUp, FollowUp.placement_id == Placement.id).where(called),
        _latest("message", Message.delivered_at).join(Message, Message.labourer_id == Labourer.id),
        _latest("pages", SignIn.seen_at).join(SignIn, SignIn.user_id == Labourer.account_id).where(theirs),
        _latest("errand", ActedFor.at).join(ActedFor, ActedFor.labourer_id == Labourer.id),
        _steps("talk", "displacement", Displacement).where(Step.action == "speak"),
        _steps("answer", "placement", Placement).where(Step.action.in_(ANSWERS)),
        _steps("answer", "enrolment", Enrolment).where(Step.action.in_(ANSWERS)),
    )


def _latest(way: str, at: Any) -> Select[Any]:
    known: ColumnElement[bool] = Labourer.public_id.in_(bindparam("people", expanding=True)) & at.is_not(None)
    query = select(Labourer.public_id, literal(way), func.max(at)).select_from(Labourer)
    return query.where(known).group_by(Labourer.public_id)


def _steps(way: str, subject: str, table: type[Any]) -> Select[Any]:
    """Steps that somebody took, not the clock."""
    of_it = (Step.subject == subject) & (Step.subject_id == table.id) & Step.actor_id.is_not(None)
    return _latest(way, Step.at).join(table, table.labourer_id == Labourer.id).join(Step, of_it)
