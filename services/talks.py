"""Who took a case or a call on, and when somebody last spoke to a displaced person: kept as steps, told from steps."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.displacement import OVER, Displacement
from models.placement import Placement
from models.step import Step
from models.workflow import HOLDING
from services.access import Actor, require
from services.displacements import hold_displacement
from services.errors import RuleRefusal
from services.placements import hold_placement
from services.steps import is_own, record

TAKE, SPEAK = "take", "speak"
SPOKE = (SPEAK, "resume", "retrain")
"""Steps of a displacement that nobody takes without having spoken to the person."""
ANSWERS = ("accept", "decline")
"""Steps of an offer by which the person was heard."""


def take_case(session: Session, displacement_id: str, *, actor: Actor, at: datetime) -> Displacement:
    """Put the actor's name on a displaced person, in place of any other. Raises NotFound, NotAllowed, and RuleRefusal
    when it is over."""
    displacement = _hold(session, displacement_id, TAKE, actor)
    record(session, displacement, TAKE, actor=actor, at=at)
    return displacement


def note_talk(session: Session, displacement_id: str, *, actor: Actor, at: datetime, note: str) -> Displacement:
    """Write down what somebody said who is displaced; the name on the case is the actor's from now on. Raises what
    `take_case` raises, and RuleRefusal `reason_missing` without a note."""
    displacement = _hold(session, displacement_id, SPEAK, actor)
    if not note.strip():
        raise RuleRefusal("reason_missing", field="note", action=SPEAK)
    record(session, displacement, SPEAK, actor=actor, at=at, note=note)
    record(session, displacement, TAKE, actor=actor, at=at)
    return displacement


def _hold(session: Session, displacement_id: str, action: str, actor: Actor) -> Displacement:
    displacement = hold_displacement(session, displacement_id, actor=actor)
    require(actor, "displacements.work", division=displacement.home_code, own=is_own(displacement, actor))
    if displacement.state in OVER:
        _refuse("displacement", displacement.state, action)
    return displacement


def take_placement(session: Session, placement_id: str, *, actor: Actor, at: datetime) -> Placement:
    """Put the actor's name on what a placement waits for: a call, an answer. Raises NotFound, NotAllowed, and
    RuleRefusal when it is over."""
    placement = hold_placement(session, placement_id, actor=actor)
    require(actor, "placements.call", division=placement.home_code, own=is_own(placement, actor))
    if placement.state not in HOLDING:
        _refuse("placement", placement.state, TAKE)
    record(session, placement, TAKE, actor=actor, at=at)
    return placement


def _refuse(subject: str, state: str, action: str) -> None:
    raise RuleRefusal("step_not_possible", field="action", subject=subject, state=state, action=action, possible=())


def taker_of(subject: str, subject_id: Any) -> ColumnElement[int | None]:
    """The account that took a subject on last, as a column beside its id."""
    taken = (Step.subject == subject) & (Step.subject_id == subject_id) & (Step.action == TAKE)
    query = select(Step.actor_id).where(taken, Step.actor_id.is_not(None)).order_by(Step.id.desc()).limit(1)
    return query.scalar_subquery()


def last_talk() -> ColumnElement[datetime]:
    """When somebody last wrote down a talk with a displaced person, or looked into the case, as a column beside it;
    empty for nobody yet."""
    said = Step.actor_id.is_not(None) & Step.action.in_(SPOKE) & (Step.subject == "displacement")
    return select(func.max(Step.at)).where(said, Step.subject_id == Displacement.id).scalar_subquery()


def last_answer() -> ColumnElement[datetime]:
    """When a displaced person last answered an offer made because of it, as a column beside it; empty for nobody."""
    heard = Step.actor_id.is_not(None) & Step.action.in_(ANSWERS) & (Step.subject == "placement")
    offers = select(Placement.id).where(Placement.displacement_id == Displacement.id).correlate(Displacement)
    return select(func.max(Step.at)).where(heard, Step.subject_id.in_(offers)).correlate(Displacement).scalar_subquery()
