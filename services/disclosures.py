"""What the public may know."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.order import Order, OrderLine


@dataclass(frozen=True)
class Recruiting:
    """Orders that recruit now, their posts' head count, and how many of it is taken."""

    orders: int
    seats: int
    taken: int


def recruiting_now(session: Session) -> Recruiting:
    """What is open in all counties of this installation; needs no account."""
    sums = (func.count(Order.id.distinct()), func.sum(OrderLine.seats), func.sum(OrderLine.taken))
    orders, seats, taken = session.execute(select(*sums).join(OrderLine.order).where(Order.state == "open")).one()
    return Recruiting(orders, seats or 0, taken or 0)
