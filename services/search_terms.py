"""What a displaced person says that changes the search for them: a day to come back, less pay, how they travel."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models.displacement import OVER, Displacement
from services.access import Actor, require
from services.displacements import free_from, hold_displacement, looked_into, wait_for_return
from services.errors import RuleRefusal
from services.halves import put_back
from services.placements import not_before
from services.search_changes import change, floor_of
from services.steps import is_own, record, take_step

AWAITING = ("open", "searching", "waiting", "escalated")  # a day to come back can be named


def come_back(
    session: Session, displacement_id: str, back_on: date, *, actor: Actor, at: datetime, note: str
) -> Displacement:
    """The person is back on a day: the search begins some days before it. Raises RuleRefusal where an offer is open or
    the person is in class, and for a day before the placement failed."""
    displacement = _hold(session, displacement_id, actor)
    if displacement.state not in AWAITING:
        raise RuleRefusal("not_searched", field="state", state=displacement.state)
    day = not_before(back_on, displacement.happened_on, "back_on")
    free_from(session, displacement, day, displacement.cause, at)
    if displacement.state == "escalated":
        take_step(session, displacement, "resume", actor=actor, at=at, note=note)
        looked_into(session, displacement)
    else:
        record(session, displacement, "come_back", actor=actor, at=at, note=note)
    wait_for_return(displacement, at)
    return displacement


def agree_to_less(
    session: Session, displacement_id: str, floor: int, *, actor: Actor, at: datetime, note: str
) -> Displacement:
    """The person agrees to a lower wage floor, fen a month, and says why (a bed and meals, nearer home): the search
    goes by it at once. Raises RuleRefusal without that reason and for a floor that is no lower."""
    displacement = _hold(session, displacement_id, actor)
    if not note.strip():
        raise RuleRefusal("reason_missing", field="note", action="agree_to_less")
    before = floor_of(session, displacement)
    if not 0 <= floor < before:
        raise RuleRefusal("floor_not_lower", field="floor", floor=floor // 100, now=before // 100)
    change(displacement, "wage_floor", before, floor, why="consent", at=at)
    record(session, displacement, "agree_to_less", actor=actor, at=at, note=note)
    if displacement.state in ("searching", "waiting"):
        put_back(session, displacement, at=at)
    return displacement


def record_travel(session: Session, displacement_id: str, travel: str, *, actor: Actor, at: datetime) -> Displacement:
    """How the person gets to the next job, and with whom: asked of whoever never arrived."""
    displacement = _hold(session, displacement_id, actor)
    displacement.travel = travel.strip()
    record(session, displacement, "travel", actor=actor, at=at, note=displacement.travel)
    return displacement


def _hold(session: Session, public_id: str, actor: Actor) -> Displacement:
    displacement = hold_displacement(session, public_id, actor=actor)
    require(actor, "displacements.work", division=displacement.home_code, own=is_own(displacement, actor))
    if displacement.state in OVER:
        raise RuleRefusal("not_searched", field="state", state=displacement.state)
    return displacement
