"""Guards of displacements and vacancies."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.displacement import Displacement, Vacancy
from models.labourer import Labourer
from models.order import Order, OrderLine
from models.placement import Placement
from models.workflow import TAKEN
from services.errors import RuleRefusal
from services.guards.placements import GONE, RECRUITING


def _made_for(half: Displacement | Vacancy) -> ColumnElement[bool]:
    """The placements offered for one half."""
    if isinstance(half, Displacement):
        return Placement.displacement_id == half.id
    return Placement.vacancy_id == half.id


def person_is_gone(session: Session, displacement: Displacement, at: datetime) -> None:
    if session.get_one(Labourer, displacement.labourer_id).situation not in GONE:
        raise RuleRefusal("person_not_gone", field="labourer")


def no_offer_is_open(session: Session, half: Displacement | Vacancy, at: datetime) -> None:
    is_open = _made_for(half) & (Placement.state == "offered")
    if session.scalar(select(Placement.id).where(is_open).limit(1)) is not None:
        raise RuleRefusal("offer_still_open", field="offer")


def no_job_is_held(session: Session, half: Displacement | Vacancy, at: datetime) -> None:
    """The job that had settled this half is no more: the person has none, nobody works in the seat."""
    theirs = Placement.labourer_id == half.labourer_id if isinstance(half, Displacement) else _made_for(half)
    if session.scalar(select(Placement.id).where(theirs, Placement.state.in_(TAKEN)).limit(1)) is not None:
        raise RuleRefusal("has_a_job", field="labourer")


def an_offer_was_accepted(session: Session, half: Displacement | Vacancy, at: datetime) -> None:
    """An offer made for this half was accepted; a displaced person may also have found another of our jobs."""
    accepted = _made_for(half)
    if isinstance(half, Displacement):
        accepted = Placement.labourer_id == half.labourer_id
    if session.scalar(select(Placement.id).where(accepted, Placement.state.in_(TAKEN)).limit(1)) is None:
        raise RuleRefusal("no_offer_accepted", field="offer")


def order_is_over(session: Session, vacancy: Vacancy, at: datetime) -> None:
    """A seat of an order that still recruits is filled again, not given up by the clock."""
    state = session.scalar(select(Order.state).join(OrderLine).where(OrderLine.id == vacancy.line_id))
    if state in RECRUITING:
        raise RuleRefusal("order_not_over", field="order", state=state)
