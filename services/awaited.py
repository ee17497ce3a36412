"""What a placement waits for now: which step or call, by whom, until when, and what is still missing for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.follow_up import FollowUp
from models.placement import Placement
from models.step import Step
from models.workflow import PLACEMENT
from services.calendar import county_day
from services.errors import RuleRefusal
from services.guards import GUARDS
from services.guards.placements import stamped_from
from services.steps import machine_of

FORWARD = {"accepted": "deliver", "delivered": "confirm"}  # the step that a hire waits for


@dataclass(frozen=True)
class Awaited:
    """`what` is a step (`answer`, `deliver`, `confirm`) or a kind of call, `by` the role it waits for; `until` is the
    last day or instant, or the first day on which it can be done (`from_then`), None where there is none."""

    what: str
    by: str
    until: date | datetime | None = None
    from_then: bool = False

    def is_late(self, at: datetime) -> bool:
        """Whether the last day or instant is over."""
        if self.until is None or self.from_then:
            return False
        return self.until < at if isinstance(self.until, datetime) else self.until < county_day(at)


def awaited_of(session: Session, placements: Sequence[Placement]) -> dict[int, Awaited | None]:
    """What each placement, loaded whole, waits for; by id."""
    calls = first_calls_due(session, [each.id for each in placements])
    return {each.id: awaited(session, each, calls.get(each.id)) for each in placements}


def awaited(session: Session, placement: Placement, call: FollowUp | None) -> Awaited | None:
    """What comes first: the answer, the signature, the `call` that is due, the stamp; None when nothing is."""
    employed = placement.kind == "employed"
    match placement.state:
        case "offered":
            return Awaited("answer", "labourer", placement.answer_by)
        case "accepted":
            return Awaited("deliver", "employer" if employed else "county", _first_day(placement))
        case "delivered":
            stamp = stamped_from(session, placement)
            if call is None or (stamp is not None and stamp < call.due_on):
                return Awaited("confirm", "employer" if employed else "county", stamp, from_then=True)
            return _call(placement, call)
        case "confirmed" if call is not None:
            return _call(placement, call)
        case _:
            return None


def _first_day(placement: Placement) -> date | None:
    """The first day of work of the post; None for whoever was offered a post that had begun before."""
    starts = placement.line.start_on if placement.line else None
    return starts if starts is not None and starts >= county_day(placement.offered_at) else None


def _call(placement: Placement, call: FollowUp) -> Awaited:
    return Awaited(call.kind, "counsellor" if placement.base_id is None else "base", call.due_on)


def first_calls_due(session: Session, placement_ids: Iterable[int]) -> dict[int, FollowUp]:
    """The call that is due first for each placement, by the id of the placement."""
    due = FollowUp.placement_id.in_(list(placement_ids)) & FollowUp.called_at.is_(None)
    calls = session.scalars(select(FollowUp).where(due).order_by(FollowUp.due_on.desc(), FollowUp.id.desc()))
    return {each.placement_id: each for each in calls}


def since_of(session: Session, placement_ids: Iterable[int]) -> dict[int, datetime]:
    """Since when each placement is in its state, by id."""
    moved = (Step.subject == PLACEMENT.subject) & (Step.from_state != Step.to_state)
    theirs = Step.subject_id.in_(list(placement_ids))
    query = select(Step.subject_id, func.max(Step.at)).where(moved, theirs).group_by(Step.subject_id)
    return {row[0]: row[1] for row in session.execute(query)}


def still_missing(session: Session, placement: Placement, *, at: datetime) -> list[RuleRefusal]:
    """What the guards of the next step of a hire would refuse now; empty when it can be taken."""
    action = FORWARD.get(placement.state)
    move = machine_of(placement).moves.get((placement.state, action)) if action else None
    refusals = []
    for guard in move.guards if move else ():
        try:
            GUARDS[guard](session, placement, at)
        except RuleRefusal as refusal:
            refusals.append(refusal)
    return refusals
