"""The plan of a county: everyone's best seat at once. It stores proposals and touches nothing else: people decide.

Made in two steps as a ranked list is: computed on a snapshot with nothing open for writing, then stored in one
transaction that replaces the plan before. Whatever stops it in between, the plan before stays in force.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matching.candidates import Market, Planned, plan_market
from matching.columns import Ints
from matching.parts import first_rows
from matching.plan import Compared, compared
from matching.score import rule_hash
from matching.terms import Terms
from matching.weights import POINT, Weights
from models.bulk import insert_rows
from models.displacement import OVER, Displacement
from models.labourer import Labourer
from models.order import OrderLine
from models.plan import Plan, PlanProposal, PlanSeat
from services.access import Actor, allowed, require, subtree
from services.companions import Groups, travelling_together
from services.errors import NotAllowed, NotFound, RuleRefusal
from services.labourers import visible_labourers
from services.plan_prices import prices_of
from services.plan_seats import OpenSeats, busy, counties_with_seats, open_seats, priorities
from services.pools import open_pool
from services.snapshot import days, load_labourer
from services.weights_in_force import weights_of
from services.words import vocabulary


@dataclass(frozen=True, eq=False)
class CountyPlan:
    """The plan of one county as computed, not yet stored: `ids` are the database ids of the rows of its pool."""

    county: int
    as_of: date
    open: OpenSeats
    weights: Weights
    ids: Ints
    planned: Planned
    compared: Compared
    terms: Terms


def make_plans(
    session: Session,
    *,
    orders: str = "open",
    as_of: date,
    actor: Actor,
    told: Callable[[int, int], None] = lambda done, counties: None,
) -> list[CountyPlan]:
    """Plan all open seats of every county that the actor plans for; `orders` is open (recruiting now) or approved
    (later ones too). Nobody who has agreed, or has an offer open, is planned; nobody is planned twice. Writes nothing;
    `told` hears before each county how many of how many are done.

    Raises NotAllowed without the right to plan anywhere.
    """
    counties = counties_with_seats(session, orders=orders, day=as_of)
    mine = [code for code in counties if allowed(actor, "plans.make", division=code)]
    if not mine and (counties or not allowed(actor, "plans.make", division=actor.division_code)):
        raise NotAllowed("not_allowed", action="plans.make", role=actor.role)
    made: list[CountyPlan] = []
    taken = busy(session)
    for county in mine:
        told(len(made), len(mine))
        made.append(_plan_county(session, county, orders, as_of, taken))
        taken = np.union1d(taken, _proposed(made[-1])[0])
    return made


def _plan_county(session: Session, county: int, orders: str, as_of: date, taken: Ints) -> CountyPlan:
    open_ = open_seats(session, county, orders=orders, day=as_of)
    pool = open_pool(session, county).without(taken.tolist())
    ids = np.concatenate([*pool.ids, np.empty(0, np.int64)]).astype(np.int64)
    rows = np.concatenate([part.rows() + first for part, first in zip(pool.parts, first_rows(pool.parts), strict=True)])
    people = People(ids[rows], rows, len(ids))
    terms = Terms(
        priority=people.column(priorities(session), 0),
        former=people.column(_former(session, county, open_), -1),
        shares=open_.shares,
        companions=_companions(session, county, people),
    )
    nearness = vocabulary(session).nearness(session)
    market = Market(tuple(pool.parts), open_.lines, nearness, weights_of(session, county), days(as_of))
    seats = np.array([seat.seats for seat in open_.seats], np.int64)
    planned = plan_market(market, seats, terms)
    simpler = compared(planned.lists, seats, len(ids), terms)
    return CountyPlan(county, as_of, open_, market.weights, ids, planned, simpler, terms)


@dataclass(frozen=True, eq=False)
class People:
    """Who may be planned: database ids with the rows they stand in, of so many rows."""

    ids: Ints
    rows: Ints
    all: int

    def column(self, values: Mapping[int, int], otherwise: int) -> Ints:
        """A value for every row (int64[all]) from values by database id."""
        column = np.full(self.all, otherwise, np.int64)
        column[self.rows] = [values.get(each, otherwise) for each in self.ids.tolist()]
        return column


def _companions(session: Session, county: int, people: People) -> Groups:
    """Those of the county who wish to go together, by row."""
    low, high = subtree(county)
    here = (Labourer.home_code >= low) & (Labourer.home_code < high)
    displaced = (Displacement.home_code >= low) & (Displacement.home_code < high) & Displacement.state.not_in(OVER)
    rows = dict(zip(people.ids.tolist(), people.rows.tolist(), strict=True))
    return travelling_together(session, here, displaced, rows)


def _former(session: Session, county: int, open_: OpenSeats) -> dict[int, int]:
    """The row of the seat that the plan in force proposes for each labourer, by id."""
    rows = {(seat.line_id, seat.class_id): row for row, seat in enumerate(open_.seats)}
    query = select(PlanProposal.labourer_id, PlanSeat.line_id, PlanSeat.class_id)
    query = query.join(PlanSeat, PlanSeat.id == PlanProposal.seat_id).join(Plan, Plan.id == PlanSeat.plan_id)
    found = session.execute(query.where(Plan.county_code == county, Plan.replaced_at.is_(None)))
    return {labourer: rows.get((line, taught), -1) for labourer, line, taught in found}


def _proposed(made: CountyPlan) -> tuple[Ints, Ints, Ints, Ints]:
    """Of everyone proposed: database id, row of the seat, score, price."""
    plan = made.planned.plan
    people = np.flatnonzero(plan.held >= 0)
    scores = made.planned.lists.scores[plan.held[people]]
    return made.ids[people], plan.line_of[people], scores, plan.labourer_price[people]


def keep_plans(session: Session, made: Sequence[CountyPlan], *, actor: Actor, at: datetime) -> list[str]:
    """Store computed plans in place of those in force; their public ids. Whoever got an offer meanwhile is left out."""
    return [_keep(session, each, actor, at) for each in made]


def _keep(session: Session, made: CountyPlan, actor: Actor, at: datetime) -> str:
    require(actor, "plans.make", division=made.county)
    _replace(session, made.county, at)
    plan, terms = made.planned.plan, made.terms
    kept = Plan(
        county_code=made.county,
        as_of=made.as_of,
        made_at=at,
        made_by_id=actor.user_id,
        people=made.planned.people,
        seats=plan.seats,
        filled=plan.filled,
        value=plan.value,
        points=plan.points,
        bound=made.planned.bound,
        greedy_value=made.compared.greedy,
        row_by_row_value=made.compared.row_by_row,
        rule_version=made.weights.version,
        rule_hash=rule_hash(made.weights),
        weights=made.weights.to_dict(),
        terms={"fill": terms.fill, "stay": terms.stay, "together": terms.together,
               "priority_most": 0 if terms.priority is None else int(terms.priority.max(initial=0))},
    )  # fmt: skip
    session.add(kept)
    session.flush()
    ids, rows, scores, prices = _proposed(made)
    still = ~np.isin(ids, busy(session))
    ids, rows, scores, prices = ids[still], rows[still], scores[still], prices[still]
    seats = _keep_seats(session, made, kept.id, np.bincount(rows, minlength=len(made.open.seats)))
    insert_rows(session, PlanProposal, [
        {"plan_id": kept.id, "labourer_id": labourer, "seat_id": seats[row], "score": score, "price": price}
        for labourer, row, score, price in zip(*(each.tolist() for each in (ids, rows, scores, prices)), strict=True)
    ])  # fmt: skip
    return kept.public_id


def _replace(session: Session, county: int, at: datetime) -> None:
    """The plan in force keeps its figures and loses its proposals."""
    former = session.scalar(
        select(Plan).where(Plan.county_code == county, Plan.replaced_at.is_(None)).with_for_update()
    )
    if former is not None:
        former.replaced_at = at
        session.execute(delete(PlanProposal).where(PlanProposal.plan_id == former.id))
        session.flush()


def _keep_seats(session: Session, made: CountyPlan, plan_id: int, filled: Ints) -> list[int]:
    """The seats of a plan with their prices; their ids."""
    price = made.planned.plan.seat_price + made.planned.plan.charge
    rows = [
        PlanSeat(
            plan_id=plan_id, line_id=seat.line_id, class_id=seat.class_id, seats=seat.seats, filled=count, price=each
        )
        for seat, count, each in zip(made.open.seats, filled.tolist(), price.tolist(), strict=True)
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def describe_plans(made: Sequence[CountyPlan]) -> dict[str, Any]:
    """The JSON of `plan` without time and memory: sums over the counties, in points."""
    plans = [each.planned.plan for each in made]
    value, bound = sum(plan.value for plan in plans), sum(each.planned.bound for each in made)
    return {
        "seats": sum(plan.seats for plan in plans),
        "filled": sum(plan.filled for plan in plans),
        "value": value / POINT,
        "bound": bound / POINT,
        "gap": (bound - value) / bound if bound > 0 else 0.0,
        "greedy_value": sum(each.compared.greedy for each in made) / POINT,
        "row_by_row_value": sum(each.compared.row_by_row for each in made) / POINT,
        "points": sum(plan.points for plan in plans) / POINT,
        "people": sum(each.planned.people for each in made),
        "rounds": max((each.planned.rounds for each in made), default=0),
    }


def plan_in_force(session: Session, county: int, *, actor: Actor) -> Plan:
    """The plan that counts in a county now. Raises NotFound when there is none."""
    require(actor, "plans.read", division=county)
    found = session.scalar(select(Plan).where(Plan.county_code == county, Plan.replaced_at.is_(None)))
    if found is None:
        raise NotFound("plan_unknown", field="plan", id=str(county))
    return found


def proposals_for(session: Session, line_id: int, *, actor: Actor) -> list[tuple[int, int]]:
    """(labourer, score in millionths) of those whom plans in force that the actor may read propose for a line, the
    best first."""
    query = select(Plan.county_code, PlanProposal.labourer_id, PlanProposal.score)
    query = query.join(PlanSeat, PlanSeat.id == PlanProposal.seat_id).join(Plan, Plan.id == PlanSeat.plan_id)
    found = session.execute(query.where(PlanSeat.line_id == line_id, Plan.replaced_at.is_(None)))
    mine = [(labourer, score) for county, labourer, score in found if allowed(actor, "plans.read", division=county)]
    return sorted(mine, key=lambda row: (-row[1], row[0]))


def cost_to_others(session: Session, line_id: str, labourer_id: str, *, as_of: date, actor: Actor) -> dict[str, float]:
    """What choosing somebody for a post costs, in points, at the prices of the plan in force: an estimate, no new plan.

    `others`: what the other open posts could gain most from this person beyond the price of their seats. Raises
    NotFound without a plan, RuleRefusal where the plan has no seats of that post.
    """
    line = session.scalar(select(OrderLine.id).where(OrderLine.public_id == line_id))
    if line is None:
        raise NotFound("line_unknown", field="line", id=line_id)
    person = visible_labourers(actor).where(Labourer.public_id == labourer_id).with_only_columns(Labourer.id)
    labourer = session.scalar(person)
    if labourer is None:
        raise NotFound("labourer_unknown", field="labourer", id=labourer_id)
    planned = (PlanSeat.line_id == line) & Plan.replaced_at.is_(None)
    kept = session.scalar(select(Plan).join(PlanSeat, PlanSeat.plan_id == Plan.id).where(planned).limit(1))
    if kept is None:
        raise RuleRefusal("line_not_planned", field="line", id=line_id)
    require(actor, "plans.read", division=kept.county_code)
    gains = prices_of(session, kept).gains(session, load_labourer(session, labourer).pool, days(as_of))
    return {"others": max([0, *(gain for each, gain in gains.items() if each != line)]) / POINT}
