"""Vacancies: the seat of a placement that failed goes to the next candidate of its line, handled like displacements."""

from datetime import date, datetime

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from matching.rank import rank_parts
from models.db import Database
from models.displacement import Vacancy
from models.enrolment import Enrolment
from models.order import Order, OrderLine
from models.placement import Placement
from models.training_class import TrainingClass
from services.access import CLOCK, Actor, require
from services.calendar import county_day
from services.errors import NotFound, RuleRefusal
from services.guards.placements import RECRUITING
from services.halves import put_back
from services.offers import locked
from services.pools import open_pool
from services.queued import Now, handle
from services.redeployment import (
    SPENT,
    TRIED,
    begins,
    claim,
    count_offer,
    is_due,
    keep_error,
    learns,
    offer_by_itself,
    recruiting,
    try_later,
)
from services.snapshot import days, load_lines
from services.steps import is_own, record, take_step
from services.weights_in_force import weights_of
from services.words import vocabulary

SEARCHED = ("open", "searching")


def refill(database: Database, vacancy_id: int, *, now: Now) -> None:
    """Offer a vacant seat to the next candidate, or wait; give it back when its order has ended. Does nothing to a row
    that was handled."""
    handle(database, Vacancy, vacancy_id, search_for_seat, claim_and_fill, keep_error, now=now)


def search_for_seat(session: Session, vacancy_id: int, *, at: datetime) -> list[tuple[int, int]] | None:
    """The people who fit the line of a vacancy, best first, as (id, score in millionths); None when there is nothing
    to search for now, an empty list when the order takes nobody."""
    vacancy = session.get(Vacancy, vacancy_id)
    if vacancy is None or vacancy.state not in SEARCHED:
        return None
    if order_is_over(session, vacancy):
        return []
    if not is_due(vacancy, at):
        return None
    lines, rows = load_lines(session, (OrderLine.id == vacancy.line_id) & recruiting(at))
    if not rows:
        return []
    pool = open_pool(session, vacancy.county_code).without(_left_out(session, rows[0], county_day(at)))
    nearness, weights = vocabulary(session).nearness(session), weights_of(session, rows[0].order.county_code)
    found = rank_parts(pool.parts, lines, nearness, weights, 0, days(county_day(at)), TRIED, everyone=False)
    return list(zip(pool.ids_of(found.order).tolist(), found.scores.tolist(), strict=True))


def _left_out(session: Session, line: OrderLine, today: date) -> list[int]:
    """Those who had the post, or an offer of it, those with an offer open anywhere, and those in a class that ends on
    the first day of the job or later."""
    here = (Placement.line_id == line.id) & Placement.state.in_(SPENT)
    query = select(Placement.labourer_id).where(here | (Placement.state == "offered"))
    still = TrainingClass.ends_on >= begins(line, today)
    taught = select(Enrolment.labourer_id).join(TrainingClass).where(learns(), still)
    return list(session.scalars(union(query, taught)))


def claim_and_fill(
    session: Session, vacancy_id: int, people: list[tuple[int, int]], *, at: datetime
) -> Placement | None:
    """Claim the row and offer the seat to the best who can still be offered it; the offer, or None."""
    vacancy = locked(session, Vacancy, vacancy_id)
    if vacancy.state in SEARCHED and order_is_over(session, vacancy):
        take_step(session, vacancy, "release", actor=CLOCK, at=at)
        vacancy.handled_at = at
        return None
    if not claim(session, Vacancy, vacancy_id, at):
        return None
    session.refresh(vacancy)
    if vacancy.state == "open":
        take_step(session, vacancy, "search", actor=CLOCK, at=at)
    for labourer_id, score in people:
        try:
            offer = offer_by_itself(session, labourer_id, vacancy.line_id, at=at, score=score, vacancy_id=vacancy.id)
        except RuleRefusal:
            continue
        take_step(session, vacancy, "offer", actor=CLOCK, at=at)
        count_offer(vacancy)
        return offer
    try_later(session, vacancy, vacancy.county_code, at, soon=len(people) == TRIED)
    return None


def order_is_over(session: Session, vacancy: Vacancy) -> bool:
    """Whether the order of a vacancy takes nobody any more."""
    state = select(Order.state).join(OrderLine).where(OrderLine.id == vacancy.line_id)
    return session.scalar(state) not in RECRUITING


def close_vacancy(session: Session, vacancy_id: str, *, actor: Actor, at: datetime, note: str) -> Vacancy:
    """The employer needs nobody in this seat any more: it goes back to the line, with the reason."""
    vacancy = _hold(session, vacancy_id, actor)
    take_step(session, vacancy, "close", actor=actor, at=at, note=note)
    vacancy.handled_at = at
    return vacancy


def search_seat_again(session: Session, vacancy_id: str, *, actor: Actor, at: datetime) -> Vacancy:
    """Fill the seat now: also where a person had to say so first, or the worker gave up. Raises RuleRefusal unless it
    is searched for."""
    vacancy = _hold(session, vacancy_id, actor)
    require(actor, "displacements.work", division=vacancy.county_code, own=is_own(vacancy, actor))
    if vacancy.state not in SEARCHED:
        raise RuleRefusal("not_searched", field="state", state=vacancy.state)
    vacancy.attempts, vacancy.last_error = 0, None
    put_back(session, vacancy, at=at)
    record(session, vacancy, "search", actor=actor, at=at)
    return vacancy


def _hold(session: Session, public_id: str, actor: Actor) -> Vacancy:
    found = session.scalar(select(Vacancy.id).where(Vacancy.public_id == public_id))
    if found is None:
        raise NotFound("vacancy_unknown", field="vacancy", id=public_id)
    vacancy = locked(session, Vacancy, found)
    require(actor, "displacements.read", division=vacancy.county_code, own=is_own(vacancy, actor))
    return vacancy
