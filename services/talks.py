"""Who took a case or a call on, and when somebody last spoke to a displaced person: kept as steps, told from steps."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.displacement import OVER, Displacement
from models.placement import Placement
from models.step import Step
from models.user import User
from models.workflow import HOLDING
from services.access import Actor, require
from services.displacements import hold_displacement
from services.errors import RuleRefusal
from services.placements import hold_placement
from services.steps import is_own, record

TAKE, SPEAK = "take", "speak"
SPOKE = (SPEAK, "resume", "retrain")
"""Steps of a displacement that nobody takes without having spoken to the person."""
AT_ONCE = 1000  # ids in one query
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


def takers(session: Session, subject: str, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Who took each of the subjects on last: {id: (account, name)}."""
    query = select(Step.subject_id, User.id, User.name).join(User, User.id == Step.actor_id).order_by(Step.id)
    taken = query.where(Step.subject == subject, Step.action == TAKE)
    found: dict[int, tuple[int, str]] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = session.execute(taken.where(Step.subject_id.in_(ids[start : start + AT_ONCE])))
        found |= {row[0]: (row[1], row[2]) for row in rows}
    return found


def last_talks(session: Session) -> dict[int, datetime]:
    """When somebody last spoke to each displaced person, by the id of the displacement: a talk that was written down,
    a case that somebody looked into, or an answer to an offer. Nobody yet: not there."""
    said = (Step.actor_id.is_not(None)) & Step.action.in_(SPOKE) & (Step.subject == "displacement")
    talks = select(Step.subject_id, func.max(Step.at)).join(Displacement, Displacement.id == Step.subject_id)
    heard = (Step.actor_id.is_not(None)) & Step.action.in_(ANSWERS) & (Step.subject == "placement")
    answers = (
        select(Placement.displacement_id, func.max(Step.at))
        .join(Step, Step.subject_id == Placement.id)
        .join(Displacement, Displacement.id == Placement.displacement_id)
    )
    still = Displacement.state.not_in(OVER)
    found: dict[int, datetime] = {}
    for query in (
        talks.where(said, still).group_by(Step.subject_id),
        answers.where(heard, still).group_by(Placement.displacement_id),
    ):
        for displacement_id, at in session.execute(query):
            if displacement_id is not None:
                found[displacement_id] = max(at, found.get(displacement_id, at))
    return found
