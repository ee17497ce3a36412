"""Re-placement 重新安置 by itself, in the shape of law 3: search on a snapshot with no transaction open, then one short
transaction claims the row, looks at the pair afresh, holds the seat and makes the offer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from models.db import Database
from models.displacement import Displacement, Vacancy
from models.enrolment import IN_CLASS, Enrolment
from models.labourer import Labourer
from models.order import Order, OrderLine
from models.placement import Placement
from models.training_class import TrainingClass
from services.access import CLOCK
from services.back_to_class import invite_back
from services.calendar import county_day
from services.class_seats import kept_seats
from services.county_rules import rules_of
from services.displacements import SEARCHED, call_a_person
from services.errors import RuleRefusal
from services.guards.orders import employer_owes_nothing, recruits_by
from services.guards.placements import GONE, RECRUITING
from services.offers import all_or_nothing, lock_person, locked, make_offer
from services.pools import open_posts
from services.queued import Now, count_error, handle
from services.search_changes import searched
from services.snapshot import days, load_labourer
from services.steps import take_step
from services.weights_in_force import openings_by_county
from services.words import vocabulary

TRIED = 20  # the best lines of a search: the next one is tried when a seat has gone meanwhile
SOON = timedelta(seconds=5)  # after a search whose every seat had gone
# A line that somebody said no to, did not answer for, or lost is not offered to them again by itself.
SPENT = ("declined", "lapsed", "failed", "ended", "cancelled")
Half = type[Displacement] | type[Vacancy]


@dataclass(frozen=True)
class Proposal:
    """What a search found, best first: (id of a line, score in millionths); `ready` is false while back in class."""

    labourer_id: int
    choices: list[tuple[int, int]]
    ready: bool = True


def redeploy(database: Database, displacement_id: int, *, now: Now) -> None:
    """Find a displaced person another job and offer it, or wait visibly; does nothing to a row that was handled."""
    handle(database, Displacement, displacement_id, search_for_person, claim_and_offer, keep_error, now=now)


def search_for_person(session: Session, displacement_id: int, *, at: datetime) -> Proposal | None:
    """The open lines that fit a displaced person, best first; None when there is nothing to search for now."""
    displacement = session.get(Displacement, displacement_id)
    if displacement is None or not is_due(displacement, at) or displacement.state not in SEARCHED:
        return None
    if displacement.state == "retraining" and not class_was_passed(session, displacement):
        return Proposal(displacement.labourer_id, [], ready=False)
    return Proposal(displacement.labourer_id, lines_for(session, displacement, at))


def is_due(half: Displacement | Vacancy, at: datetime) -> bool:
    return half.handled_at is None and (half.next_try_at is None or half.next_try_at <= at)


def class_was_passed(session: Session, displacement: Displacement) -> bool:
    """Whether the person was certified in a class they joined after the placement failed."""
    passed = (Enrolment.labourer_id == displacement.labourer_id) & (Enrolment.state == "certified")
    since = Enrolment.created_at >= displacement.reported_at
    return session.scalar(select(Enrolment.id).where(passed, since).limit(1)) is not None


def lines_for(session: Session, displacement: Displacement, at: datetime) -> list[tuple[int, int]]:
    """The best open lines of the home county, without the employer of the failed placement and what is spent, as the
    changes of this search leave person and posts."""
    person_id, today = displacement.labourer_id, county_day(at)
    home = session.get_one(Labourer, person_id).home_code
    spent = (Placement.labourer_id == person_id) & Placement.state.in_(SPENT)
    posts = open_posts(session, home, day=days(today), filled=True, person=person_id)
    lost = [line_id or 0 for line_id in session.scalars(select(Placement.line_id).where(spent))]
    elsewhere = posts.table.employer != (displacement.employer_id or 0)
    until = days(learning_until(session, [person_id]).get(person_id))
    after_class = np.maximum(posts.table.start, days(today)) > until
    posts = posts.take(np.flatnonzero(elsewhere & after_class & ~np.isin(posts.keys.id, lost)))
    person, nearness = load_labourer(session, person_id).pool, vocabulary(session).nearness(session)
    relearned = bool(displacement.changes) and class_was_passed(session, displacement)
    person, posts = searched(session, displacement.changes, person, posts, relearned=relearned)
    if not len(posts) or not len(person):
        return []
    found = openings_by_county(session, person, posts.table, posts.keys.region, nearness, days(today), TRIED)
    return list(zip(posts.keys.id[found.order].tolist(), found.scores.tolist(), strict=True))


def learns() -> ColumnElement[bool]:
    """Enrolments with a place in a class that is still to end: the worker offers no job that begins before it does."""
    return Enrolment.state.in_(IN_CLASS) & TrainingClass.state.in_(("approved", "running"))


def learning_until(session: Session, people: Sequence[int]) -> dict[int, date]:
    """The last day of the classes that each of some people has a place in."""
    query = select(Enrolment.labourer_id, func.max(TrainingClass.ends_on)).join(TrainingClass)
    theirs = query.where(learns(), Enrolment.labourer_id.in_(people)).group_by(Enrolment.labourer_id)
    return dict(session.execute(theirs).all())


def begins(line: OrderLine, today: date) -> date:
    """The first day of a post for whoever gets it today."""
    return max(line.start_on or today, today)


def recruiting(at: datetime) -> ColumnElement[bool]:
    """Orders that people can be offered to now."""
    return Order.state.in_(RECRUITING) & recruits_by(county_day(at)) & employer_owes_nothing()


def displacements_due(session: Session, *, at: datetime, limit: int | None = None) -> list[int]:
    """Ids of the displaced people to search for now, the longest due first."""
    return _due(session, Displacement, Displacement.handled_at.is_(None) & _now(Displacement, at), limit)


def vacancies_due(session: Session, *, at: datetime, limit: int | None = None) -> list[int]:
    """Ids of the vacant seats to fill now, the longest due first, then those whose order has ended."""
    due = _due(session, Vacancy, Vacancy.handled_at.is_(None) & _now(Vacancy, at), limit)
    ended = select(OrderLine.id).join(Order).where(Order.state.not_in(RECRUITING), OrderLine.id == Vacancy.line_id)
    return due or _due(session, Vacancy, Vacancy.state.in_(("open", "searching")) & ended.exists(), limit)


def _due(session: Session, half: Half, which: ColumnElement[bool], limit: int | None) -> list[int]:
    return list(session.scalars(select(half.id).where(which).order_by(half.next_try_at, half.id).limit(limit)))


def _now(half: Half, at: datetime) -> ColumnElement[bool]:
    return or_(half.next_try_at.is_(None), half.next_try_at <= at)


def claim_and_offer(session: Session, displacement_id: int, proposal: Proposal, *, at: datetime) -> Placement | None:
    """Claim the row and offer the best line that is still to be had; the offer, None when there is none or somebody
    else claimed the row first."""
    person = lock_person(session, proposal.labourer_id)
    if not claim(session, Displacement, displacement_id, at):
        return None
    displacement = session.get_one(Displacement, displacement_id, populate_existing=True)
    if person.situation in GONE:
        take_step(session, displacement, "end", actor=CLOCK, at=at)
    elif not proposal.ready:
        invite_back(session, displacement, at=at)
        try_later(session, displacement, displacement.home_code, at)
    else:
        return _offer_best(session, displacement, proposal, at)
    return None


def _offer_best(session: Session, displacement: Displacement, proposal: Proposal, at: datetime) -> Placement | None:
    if displacement.state != "searching":
        take_step(session, displacement, "search", actor=CLOCK, at=at)
    for line_id, score in proposal.choices:
        try:
            offer = offer_by_itself(
                session, displacement.labourer_id, line_id, at=at, score=score, displacement_id=displacement.id
            )
        except RuleRefusal as refusal:
            if refusal.code == "too_many_offers":
                break
            continue
        take_step(session, displacement, "offer", actor=CLOCK, at=at)
        count_offer(displacement)
        return offer
    take_step(session, displacement, "wait", actor=CLOCK, at=at)
    try_later(session, displacement, displacement.home_code, at, soon=len(proposal.choices) == TRIED)
    return None


def offer_by_itself(
    session: Session, labourer_id: int, line_id: int, *, at: datetime, vacancy_id: int | None = None, **more: Any
) -> Placement:
    """`make_offer` of the worker, which offers nobody a job that begins before their class is over, nor a seat that a
    class keeps for others: either may be so since the search. Raises what `make_offer` raises, and then holds
    nobody."""
    with all_or_nothing(session):
        lock_person(session, labourer_id)
        if vacancy_id is None:
            _is_left_by_classes(session, labourer_id, line_id)
        until = learning_until(session, [labourer_id]).get(labourer_id)
        if until and begins(session.get_one(OrderLine, line_id), county_day(at)) <= until:
            raise RuleRefusal("does_not_fit", field="labourer", rules=["free_to_start"])
        return make_offer(
            session, labourer_id=labourer_id, line_id=line_id, actor=CLOCK, at=at, vacancy_id=vacancy_id, **more
        )


def _is_left_by_classes(session: Session, labourer_id: int, line_id: int) -> None:
    """Hold the line, so that nobody else takes its seats, and see that one is left beside those that classes keep."""
    locked(session, OrderLine, line_id)
    kept = kept_seats(session, OrderLine.id == line_id, person=labourer_id).get(line_id)
    if kept and kept.left < 1:
        raise RuleRefusal("seat_is_taken", field="line")


def claim(session: Session, half: Half, half_id: int, at: datetime) -> bool:
    """Mark a row as handled by one conditional update; false when another was faster or it is not due."""
    claimed = session.execute(
        update(half)
        .where(half.id == half_id, half.handled_at.is_(None), _now(half, at))
        .values(handled_at=at)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(claimed, CursorResult)
    return claimed.rowcount == 1


def count_offer(half: Displacement | Vacancy) -> None:
    half.offers_made, half.attempts, half.last_error = half.offers_made + 1, 0, None


def try_later(
    session: Session, half: Displacement | Vacancy, division: int, at: datetime, *, soon: bool = False
) -> None:
    """Back into the queue: after the county's hours to retry, or soon when there was more than could be tried."""
    pause = SOON if soon else timedelta(hours=rules_of(session, division).retry_hours)
    half.handled_at, half.next_try_at = None, at + pause


def keep_error(session: Session, half: Half, half_id: int, error: Exception, *, at: datetime) -> None:
    """Record a failed try; after the last one a person must look."""
    given_up = count_error(session, half, half_id, error, at=at)
    if isinstance(given_up, Displacement) and given_up.state == "open":
        call_a_person(session, given_up, actor=CLOCK, at=at)
