"""A hire that was called off opens again what it had closed: the search for a person, their other offers, the seat."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.displacement import Displacement, Vacancy
from models.order import Order, OrderLine
from models.placement import Placement
from models.step import Step
from services.access import CLOCK
from services.effects import hold_seat
from services.errors import RuleRefusal
from services.guards.placements import RECRUITING
from services.halves import put_back
from services.offers import locked, make_offer
from services.steps import take_step


def reopen_after(session: Session, hire: Placement, *, at: datetime) -> None:
    """After an accepted placement was cancelled before its delivery, its person held: the displacement searches again,
    offers closed because of the hire are made once more where a seat is left, and so is the vacancy it had filled."""
    displacement = _resolved_by(session, hire)
    if displacement is not None:
        take_step(session, displacement, "reopen", actor=CLOCK, at=at)
        displacement.resolved_at = None
        put_back(session, displacement, at=at)
    for closed in _closed_by(session, hire):
        _offer_again(session, closed, displacement, at)
    _reopen_vacancy(session, hire, at)


def _resolved_by(session: Session, hire: Placement) -> Displacement | None:
    """The displacement that ended when the hire was accepted: one that ended before it was offered ended otherwise."""
    since = (Displacement.state == "resolved") & (Displacement.resolved_at >= hire.offered_at)
    theirs = (Displacement.labourer_id == hire.labourer_id) & (Displacement.placement_id != hire.id)
    found = session.scalar(select(Displacement.id).where(theirs, since).order_by(Displacement.id.desc()).limit(1))
    return None if found is None else locked(session, Displacement, found)


def _closed_by(session: Session, hire: Placement) -> Sequence[Placement]:
    """The offers that were superseded when the hire was accepted, the first made first."""
    of_hire = (Step.subject == "placement") & (Step.subject_id == hire.id) & (Step.action == "accept")
    accepted = select(Step.id).where(of_hire).scalar_subquery()
    since = (Step.subject == "placement") & (Step.action == "supersede") & (Step.id > accepted)
    superseded = select(Step.subject_id).where(since, Step.subject_id == Placement.id)
    theirs = (Placement.labourer_id == hire.labourer_id) & (Placement.state == "superseded")
    return session.scalars(select(Placement).where(theirs, superseded.exists()).order_by(Placement.id)).all()


def _offer_again(session: Session, closed: Placement, displacement: Displacement | None, at: datetime) -> None:
    """The same post once more, on a seat that is free; where none is, it went to the next."""
    assert closed.line_id is not None
    behind = displacement if displacement is not None and closed.displacement_id == displacement.id else None
    try:
        make_offer(
            session, labourer_id=closed.labourer_id, line_id=closed.line_id, actor=CLOCK, at=at, score=closed.score,
            list_id=closed.list_id, displacement_id=behind.id if behind else None, departure=closed.departure,
            channel=closed.channel,
        )  # fmt: skip
    except RuleRefusal:
        return
    if behind is not None:
        _count(session, behind, at)


def _count(session: Session, displacement: Displacement, at: datetime) -> None:
    if displacement.state == "searching":
        take_step(session, displacement, "offer", actor=CLOCK, at=at)
    displacement.offers_made, displacement.handled_at = displacement.offers_made + 1, at


def _reopen_vacancy(session: Session, hire: Placement, at: datetime) -> None:
    """The seat that the hire had filled goes to the next, unless its order has ended or somebody took it meanwhile."""
    vacancy = locked(session, Vacancy, hire.vacancy_id) if hire.vacancy_id is not None else None
    if vacancy is None or vacancy.state != "filled":
        return
    order = session.get_one(Order, session.get_one(OrderLine, vacancy.line_id).order_id, populate_existing=True)
    if order.state not in RECRUITING:
        return
    try:
        hold_seat(session, vacancy.line_id)
    except RuleRefusal:
        return
    take_step(session, vacancy, "reopen", actor=CLOCK, at=at)
    vacancy.filled_at = None
    put_back(session, vacancy, at=at)
