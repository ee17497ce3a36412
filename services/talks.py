"""Taking a case or a call on, and writing down what a displaced person said."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.displacement import OVER, Displacement
from models.placement import Placement
from models.workflow import HOLDING
from services.access import Actor, require
from services.contacts import SPEAK, TAKE
from services.displacements import hold_displacement
from services.errors import RuleRefusal
from services.placements import hold_placement
from services.steps import is_own, record


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
