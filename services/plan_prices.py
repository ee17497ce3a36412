"""The posts of a plan in force with the price of a seat of each, read once a plan and process."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Pool as Connections
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.columns import Ints
from matching.lines import Lines
from matching.pool import Pool
from matching.rank import openings
from matching.weights import Weights
from models.order import OrderLine
from models.plan import Plan, PlanSeat
from services.line_rows import load_posts
from services.words import vocabulary

KEPT = 8  # plans of a database


@dataclass(frozen=True, eq=False)
class Prices:
    """The posts of a plan as `lines`, their database `ids` and the price of a seat of each (int64[m], millionths of a
    point), by the plan's `weights`. `edition` is the sum of the versions of the posts: any change of one makes it
    greater."""

    edition: int
    lines: Lines
    ids: Ints
    prices: Ints
    weights: Weights

    def gains(self, session: Session, pool: Pool, at_day: int) -> dict[int, int]:
        """What each post that is open to the person of a pool of one gains beyond its price, by id."""
        found = openings(pool, self.lines, vocabulary(session).nearness(session), self.weights, 0, at_day)
        gains = found.scores - self.prices[found.order]
        return dict(zip(self.ids[found.order].tolist(), gains.tolist(), strict=True))


_KEPT: WeakKeyDictionary[Connections, OrderedDict[int, Prices]] = WeakKeyDictionary()
_KEEPING = Lock()


def prices_of(session: Session, plan: Plan) -> Prices:
    """The prices of a plan; read again only when one of its posts was changed."""
    here = select(PlanSeat.line_id).where(PlanSeat.plan_id == plan.id)
    edition = session.scalar(select(func.sum(OrderLine.version)).where(OrderLine.id.in_(here))) or 0
    with _KEEPING:
        kept = _KEPT.setdefault(session.get_bind().engine.pool, OrderedDict())
        known = kept.get(plan.id)
    if known is None or known.edition != edition:
        known = _read(session, plan, edition)
        with _KEEPING:
            kept[plan.id] = known
            kept.move_to_end(plan.id)
            while len(kept) > KEPT:
                kept.popitem(last=False)
    return known


def _read(session: Session, plan: Plan, edition: int) -> Prices:
    here = select(PlanSeat.line_id).where(PlanSeat.plan_id == plan.id)
    seats = select(PlanSeat.line_id, PlanSeat.price).where(PlanSeat.plan_id == plan.id).order_by(PlanSeat.id)
    price = {row[0]: row[1] for row in session.execute(seats)}
    held = load_posts(session, lambda line: line.in_(here))
    prices = np.array([price[line] for line in held.keys.id.tolist()], np.int64)
    return Prices(edition, held.table, held.keys.id, prices, Weights.from_dict(plan.weights))
