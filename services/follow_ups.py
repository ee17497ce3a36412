"""Follow-ups 跟踪回访: calls to the person and the employer that are due, and what they brought."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models.follow_up import FOLLOW_UPS, OUTCOMES, FollowUp
from models.labourer import Labourer
from models.placement import Placement
from models.workflow import TAKEN
from services.access import Actor, require
from services.calendar import county_day
from services.errors import Refusal, RuleRefusal
from services.labourers import log_reading
from services.placements import find_placement, hold_placement
from services.sight import seen_by
from services.steps import is_own, record

MONTHS = {"month_1": 1, "month_3": 3, "month_6": 6}
NUMBERS_WITHIN = timedelta(days=7)  # after delivery both numbers should have been tried
NEXT_TRY = {"no_answer": timedelta(days=1), "wrong_number": timedelta(days=3)}


def plan_calls(session: Session, placement: Placement, day: date) -> None:
    """The calls that follow a delivery on `day`: both numbers, then after one, three and six months."""
    made = select(FollowUp.kind).where(FollowUp.placement_id == placement.id)
    known = set(session.scalars(made))
    numbers = ["trainee_number"] + (["employer_number"] if placement.kind == "employed" else [])
    due = dict.fromkeys(numbers, day + NUMBERS_WITHIN) | {kind: months_after(day, n) for kind, n in MONTHS.items()}
    session.add_all(
        FollowUp(placement_id=placement.id, kind=kind, due_on=on) for kind, on in due.items() if kind not in known
    )


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one where it has none: 31 August and six months are 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(day.day - 1), following - timedelta(1))


def record_call(
    session: Session, placement_id: str, kind: str, outcome: str, *, actor: Actor, at: datetime, note: str = ""
) -> FollowUp:
    """Write down a call: it does away with the due one of its kind, an unanswered one is due again; found at work after
    one, three or six months is kept as a mark. Raises Refusal `call_kind_unknown` or `call_outcome_unknown`,
    RuleRefusal `not_in_work` or `call_too_early`, NotAllowed."""
    if kind not in FOLLOW_UPS:
        raise Refusal("call_kind_unknown", field="kind", text=kind, kinds=FOLLOW_UPS)
    if outcome not in OUTCOMES:
        raise Refusal("call_outcome_unknown", field="outcome", text=outcome, outcomes=OUTCOMES)
    placement = hold_placement(session, placement_id, actor=actor)
    require(actor, "placements.call", division=placement.home_code, own=is_own(placement, actor))
    if placement.state not in TAKEN:
        raise RuleRefusal("not_in_work", field="state", state=placement.state)
    day = county_day(at)
    if kind in MONTHS:
        _keep_mark(placement, kind, outcome, day)
    call = _due(session, placement, kind) or FollowUp(placement_id=placement.id, kind=kind, due_on=day)
    call.called_at, call.called_by_id, call.outcome, call.note = at, actor.user_id, outcome, note.strip()
    session.add(call)
    session.flush()
    if outcome in NEXT_TRY and kind != "other":
        session.add(FollowUp(placement_id=placement.id, kind=kind, due_on=day + NEXT_TRY[outcome]))
    record(session, placement, "call", actor=actor, at=at, note=f"{kind}: {outcome}")
    return call


def _keep_mark(placement: Placement, kind: str, outcome: str, day: date) -> None:
    months = MONTHS[kind]
    if placement.delivered_on is None or day < months_after(placement.delivered_on, months):
        due_on = placement.delivered_on and months_after(placement.delivered_on, months)
        raise RuleRefusal("call_too_early", field="kind", due_on=due_on)
    if outcome == "at_work":
        setattr(placement, f"kept_{months}", day)


def _due(session: Session, placement: Placement, kind: str) -> FollowUp | None:
    is_due = (FollowUp.placement_id == placement.id) & (FollowUp.kind == kind) & FollowUp.called_at.is_(None)
    return session.scalar(select(FollowUp).where(is_due))


def follow_ups_due(session: Session, *, actor: Actor, at: datetime, limit: int = 200) -> list[dict[str, Any]]:
    """The calls to be made by today to people in work whom the actor may call, the longest due first."""
    query = (
        select(FollowUp)
        .join(Placement)
        .where(seen_by(Placement, actor, "placements.call"), Placement.state.in_(TAKEN))
        .where(FollowUp.called_at.is_(None), FollowUp.due_on <= county_day(at))
        .options(
            joinedload(FollowUp.placement).joinedload(Placement.labourer),
            joinedload(FollowUp.placement).joinedload(Placement.employer),
        )
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(limit)
    )
    return [
        {
            "placement": call.placement.public_id,
            "kind": call.kind,
            "due_on": call.due_on,
            "labourer": call.placement.labourer.public_id,
            "name": call.placement.labourer.name,
            "employer": call.placement.employer and call.placement.employer.name,
        }
        for call in session.scalars(query)
    ]


def numbers_to_call(session: Session, placement_id: str, *, actor: Actor, at: datetime) -> dict[str, str | None]:
    """The telephone numbers of the person, for whoever may call: `phone` and `other_phone`. The reading is logged.
    Raises NotFound, NotAllowed."""
    placement = hold_placement(session, placement_id, actor=actor)
    require(actor, "placements.call", division=placement.home_code, own=is_own(placement, actor))
    person = session.get_one(Labourer, placement.labourer_id)
    log_reading(session, person.id, actor=actor, at=at, purpose="call", revealed=True)
    return {"phone": person.phone, "other_phone": person.other_phone}


def record_office_call(
    session: Session, placement_id: str, outcome: str, *, actor: Actor, at: datetime, note: str = ""
) -> int:
    """One call to the employer's office for everybody of its order whose call to it is due and whom the actor may call;
    for how many it was written down. Raises what `record_call` raises."""
    placement = find_placement(session, placement_id, actor=actor)
    mine = seen_by(Placement, actor, "placements.call") & Placement.state.in_(TAKEN)
    due = exists().where(
        FollowUp.placement_id == Placement.id, FollowUp.kind == "employer_number", FollowUp.called_at.is_(None)
    )
    others = mine & (Placement.order_id == placement.order_id) & due
    query = select(Placement.public_id).where(or_(Placement.id == placement.id, others))
    ids = list(session.scalars(query.order_by(Placement.labourer_id)))  # always held in this order
    for each in ids:
        record_call(session, each, "employer_number", outcome, actor=actor, at=at, note=note)
    return len(ids)


def count_office_calls(session: Session, placement: Placement, *, actor: Actor) -> int:
    """For how many others of the order a call to the employer's office is due."""
    due = (FollowUp.kind == "employer_number") & FollowUp.called_at.is_(None)
    others = (Placement.order_id == placement.order_id) & (Placement.id != placement.id) & Placement.state.in_(TAKEN)
    query = select(func.count()).select_from(FollowUp).join(Placement).where(due, others)
    return session.scalar(query.where(seen_by(Placement, actor, "placements.call"))) or 0


def calls_of(session: Session, placement: Placement) -> list[dict[str, Any]]:
    """Every call about a placement, made or due, the oldest first."""
    query = select(FollowUp).where(FollowUp.placement_id == placement.id).order_by(FollowUp.due_on, FollowUp.id)
    names = ("kind", "due_on", "called_at", "outcome", "note")
    return [{name: getattr(call, name) for name in names} for call in session.scalars(query)]
