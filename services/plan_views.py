"""Plans as they are read: what is in force where, what a seat is worth, and what a choice would cost others."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from matching.weights import POINT
from models.division import Division
from models.labourer import Labourer
from models.order import Order, OrderLine
from models.plan import Plan, PlanProposal, PlanSeat
from services.access import Actor, allowed, scope_of
from services.errors import NotFound, RuleRefusal
from services.plans import cost_to_others

MOST_SEATS = 200
"""So many posts of a plan are shown, the dearest first."""


@dataclass(frozen=True)
class PlanInForce:
    """A plan with the name of its county and its dearest posts; `gap` is the share by which the best plan there can be
    exceeds it at most, `over_row_by_row` how much more it is worth than filling one post after the other."""

    plan: Plan
    county: str
    gap: float
    over_row_by_row: float
    seats: list[dict[str, Any]]


def plans_in_force(session: Session, *, actor: Actor) -> list[PlanInForce]:
    """The plans that count now in the counties where the actor may read them."""
    query = select(Plan, Division.name).join(Division, Division.code == Plan.county_code)
    found = session.execute(query.where(Plan.replaced_at.is_(None)).order_by(Plan.id))
    mine = [(plan, name) for plan, name in found if allowed(actor, "plans.read", division=plan.county_code)]
    return [_whole(session, plan, name) for plan, name in mine]


def _whole(session: Session, plan: Plan, county: str) -> PlanInForce:
    return PlanInForce(
        plan=plan,
        county=county,
        gap=(plan.bound - plan.value) / plan.bound if plan.bound else 0.0,
        over_row_by_row=plan.value / plan.row_by_row_value - 1 if plan.row_by_row_value else 0.0,
        seats=_seats(session, plan.id),
    )


def _seats(session: Session, plan_id: int) -> list[dict[str, Any]]:
    """Posts of a plan: seats and how many of them it fills, and the price of one more seat in points."""
    totals = (func.sum(PlanSeat.seats), func.sum(PlanSeat.filled), func.max(PlanSeat.price))
    query = select(PlanSeat.line_id, *totals).where(PlanSeat.plan_id == plan_id).group_by(PlanSeat.line_id)
    rows = session.execute(query.order_by(totals[2].desc(), PlanSeat.line_id).limit(MOST_SEATS)).all()
    lines = select(OrderLine).where(OrderLine.id.in_([row[0] for row in rows])).options(*_NAMED)
    named = {line.id: line for line in session.scalars(lines)}
    return [
        {"line": named[line], "seats": seats, "filled": filled, "price": price / POINT}
        for line, seats, filled, price in rows
    ]


def plan_says(
    session: Session, line: OrderLine, labourer_id: str, *, as_of: date, actor: Actor
) -> dict[str, Any] | None:
    """What the plan in force says of choosing somebody for a post: what the choice costs the `others` in points,
    whether it proposes the person `here`, or which post `elsewhere`. None where no plan that the actor may read has
    seats of the post."""
    if scope_of(actor, "plans.read") is None:
        return None
    try:
        cost = cost_to_others(session, line.public_id, labourer_id, as_of=as_of, actor=actor)
    except (NotFound, RuleRefusal):
        return None
    proposed = session.scalar(
        select(PlanSeat.line_id)
        .join(Plan, Plan.id == PlanSeat.plan_id)
        .join(PlanProposal, PlanProposal.seat_id == PlanSeat.id)
        .join(Labourer, Labourer.id == PlanProposal.labourer_id)
        .where(Labourer.public_id == labourer_id, Plan.replaced_at.is_(None))
    )
    here = proposed == line.id
    return {**cost, "here": here, "elsewhere": None if here or proposed is None else _line(session, proposed)}


def _line(session: Session, line_id: int) -> OrderLine | None:
    return session.scalar(select(OrderLine).where(OrderLine.id == line_id).options(*_NAMED))


_NAMED = (joinedload(OrderLine.order).joinedload(Order.employer), joinedload(OrderLine.occupation))
