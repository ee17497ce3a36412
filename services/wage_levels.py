"""What a county pays for an occupation: the middle of what orders offer and of what confirmed jobs pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.order import Order, OrderLine
from models.placement import Placement
from services.access import subtree
from services.calendar import county_day

LOOKED_BACK = timedelta(days=730)
OFFERING = ("approved", "open", "filled", "closed")  # orders that a county stood behind
PAYING = ("confirmed", "ended")
FEW = 5  # figures below which a middle is only a hint; of wages of people, none is told
BEFORE = ("draft", "submitted", "returned")  # orders whose wage can still be raised
ABOUT_THE_SAME = 0.03  # share of the middle


@dataclass(frozen=True)
class WageLevel:
    """Medians in fen a month (0 unknown): `offered` by `posts` of orders, each the middle of its range, and `paid` in
    `jobs` confirmed by their employers; jobs are told from `FEW` on."""

    offered: int
    posts: int
    paid: int
    jobs: int

    @property
    def middle(self) -> int:
        """What a wage is compared with: what is paid, where enough are known, else what is offered."""
        return self.paid or self.offered

    @property
    def sure(self) -> bool:
        return bool(self.paid) or self.posts >= FEW

    def stand(self, least: int, most: int) -> str:
        """Whether the middle of a wage in fen a month lies below, above or about at it; "" where nothing is known."""
        if not (most and self.middle):
            return ""
        above = (least + most) / 2 / self.middle - 1
        return "same" if abs(above) <= ABOUT_THE_SAME else "above" if above > 0 else "below"


def years_compared(at: datetime) -> tuple[int, int]:
    """The years, the first and the last, that a level of wages at an instant is from."""
    return county_day(at - LOOKED_BACK).year, county_day(at).year


def levels_of(session: Session, order: Order, *, at: datetime) -> dict[int, WageLevel]:
    """What the work of each post of an order pays in its county, by id of the line, while its wage can be raised."""
    lines = order.lines if order.state in BEFORE else []
    return {line.id: wage_level(session, order.county_code, line.occupation_id, at=at) for line in lines}


def wage_level(session: Session, county: int, occupation_id: int, *, at: datetime) -> WageLevel:
    """What orders of a county offered for an occupation in the last two years and what their jobs pay."""
    low, high = subtree(county)
    line, since = OrderLine, at - LOOKED_BACK
    here = (Order.county_code >= low, Order.county_code < high, Order.filed_at >= since)
    ours = (line.occupation_id == occupation_id, *here)
    offers = select(line.wage_month_min, line.wage_month_max).join(Order, Order.id == line.order_id)
    offers = offers.where(*ours, Order.state.in_(OFFERING), line.wage_month_max > 0)
    jobs = select(Placement.wage_month).join(line, line.id == Placement.line_id).join(Order, Order.id == line.order_id)
    jobs = jobs.where(*ours, Placement.state.in_(PAYING), Placement.wage_month > 0)
    offered = [((least or most) + most) // 2 for least, most in session.execute(offers)]
    paid = list(session.scalars(jobs))
    return WageLevel(_middle(offered), len(offered), _middle(paid) if len(paid) >= FEW else 0, len(paid))


def _middle(wages: Sequence[int]) -> int:
    return round(median(wages)) if wages else 0
