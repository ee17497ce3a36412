"""Somebody of an order has left: reported, and the next person asked for, in one act of the employer."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.displacement import Displacement, Vacancy
from models.order import Order, OrderLine
from models.placement import Placement
from services.access import Actor, require
from services.boards import Case, cases_of
from services.calendar import county_day
from services.deliveries import hold_of_order
from services.displacements import displace, visible_displacements
from services.orders import find_order
from services.placements import not_in_future
from services.steps import is_own, record
from services.vacancies import close_vacancy

HERE = ("accepted", "delivered", "confirmed")  # whoever can leave
MOST = 50
ASK = "ask"  # the step of a seat by which its employer asks for the next person


@dataclass(frozen=True)
class Leaver:
    """What was reported, and what becomes of the seat: `itself` searches for the next person at once, `office` decides
    whether to, `given_back` is not filled again, `over`: the order takes nobody any more."""

    displacement: Displacement
    seat: str


def report_leaver(
    session: Session,
    order_id: str,
    placement_id: str,
    cause: str,
    *,
    replacement: bool,
    note: str = "",
    happened_on: date | None = None,
    back_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Leaver:
    """Report that somebody of an order left, and ask for the next person or give the seat back. Raises what `displace`
    raises, NotFound, NotAllowed, and RuleRefusal `of_another_order`."""
    order = find_order(session, order_id, actor=actor)
    require(actor, "displacements.report", division=order.county_code, own=is_own(order, actor))
    day = not_in_future(happened_on or county_day(at), at, "happened_on")
    [placement] = hold_of_order(session, order, [placement_id], actor=actor)
    made = displace(
        session, placement.public_id, cause, note=note, actor=actor, at=at, happened_on=day, back_on=back_on
    )  # fmt: skip
    return Leaver(made, _decide_seat(session, placement, cause, replacement, note, actor, at))


def _decide_seat(
    session: Session, placement: Placement, cause: str, replacement: bool, note: str, actor: Actor, at: datetime
) -> str:
    seat = session.scalar(select(Vacancy).where(Vacancy.placement_id == placement.id))
    if seat is None:
        return "over"
    if not replacement:
        close_vacancy(session, seat.public_id, actor=actor, at=at, note=note.strip() or cause)
        return "given_back"
    record(session, seat, ASK, actor=actor, at=at, note=note)
    return "office" if seat.handled_at is not None else "itself"


def leavers_of(session: Session, order: Order, *, actor: Actor) -> list[Case]:
    """Those who left an order, with what becomes of them and of their seats, the latest first."""
    theirs = visible_displacements(actor).join(Placement, Placement.id == Displacement.placement_id)
    query = theirs.where(Placement.order_id == order.id).options(
        joinedload(Displacement.labourer),
        joinedload(Displacement.placement).joinedload(Placement.line).joinedload(OrderLine.occupation),
    )
    found = session.scalars(query.order_by(Displacement.id.desc()).limit(MOST)).all()
    return cases_of(session, found, actor=actor)
