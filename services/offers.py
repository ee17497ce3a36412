"""Offers: one post held for one person until they answer. Every offer, whoever makes it, is made here."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matching.rank import openings
from models.displacement import Displacement, Vacancy
from models.employer import Employer
from models.enrolment import Enrolment
from models.labourer import Labourer
from models.message import Message
from models.model import Model
from models.order import Order, OrderLine
from models.placement import Placement
from services.access import Actor, require
from services.calendar import COUNTY_TIME, county_day, days_after
from services.county_rules import rules_of
from services.effects import hold_seat
from services.errors import RuleRefusal
from services.guards.orders import refuse_debtor
from services.guards.placements import order_recruits, person_is_alive
from services.snapshot import days, load_labourer, load_lines
from services.steps import record
from services.weights_in_force import weights_of
from services.words import vocabulary

T = TypeVar("T", bound=Model)
REMINDER, REMINDED_AT = "offer_reminder", time(9)
# What the database refuses, as SQLite (columns) and PostgreSQL (index) name it; the longer one first.
_REFUSALS = {
    ("placement.labourer_id, placement.slot", "uq_open_offers"): "too_many_offers",
    ("placement.labourer_id, placement.line_id", "uq_once_for_a_line"): "has_this_post",
    ("placement.vacancy_id", "uq_one_for_a_vacancy"): "seat_is_taken",
    ("placement.displacement_id", "uq_one_redeployment"): "has_a_job",
    ("placement.labourer_id", "uq_one_job"): "has_a_job",
}


def make_offer(
    session: Session,
    *,
    labourer_id: int,
    line_id: int,
    actor: Actor,
    at: datetime,
    score: int | None = None,
    list_id: int | None = None,
    displacement_id: int | None = None,
    vacancy_id: int | None = None,
    enrolment_id: int | None = None,
    departure: str = "",
    channel: str = "",
    hold: timedelta = timedelta(),
) -> Placement:
    """Hold a seat of a line, or take over that of a vacancy, and offer it to a person, with the message that says so.

    `score` is millionths of a point; the message waits for `hold`, in which the offer can be undone. Either all of it
    is done or, after a RuleRefusal (`too_many_offers`, `seat_is_taken`, `has_this_post`, `has_a_job`, `does_not_fit`,
    `order_not_recruiting`, `employer_owes_wages`), nothing. Raises NotAllowed.
    """
    with all_or_nothing(session):
        person = lock_person(session, labourer_id)
        line = session.get_one(OrderLine, line_id)
        order = session.get_one(Order, line.order_id, populate_existing=True)
        enrolment = session.get(Enrolment, enrolment_id) if enrolment_id else _taught(session, labourer_id)
        offer = offer_of(
            line,
            order,
            at,
            labourer_id=person.id,
            home_code=person.home_code,
            base_id=_base_of(session, enrolment, displacement_id),
            enrolment_id=enrolment.id if enrolment else None,
            displacement_id=displacement_id,
            vacancy_id=vacancy_id,
            list_id=list_id,
            departure=departure.strip(),
            channel=channel.strip() or order.channel,
            score=score,
        )
        _may_be_offered(session, offer, order, actor, at)
        _take_seat(session, offer)
        _set_terms(session, offer, at)
        session.add(offer)
        record_first(session, offer, actor=actor, at=at)
        told = told_of(session, offer, order, line, at, hold)
        session.add_all([told, *reminders_of(session, offer, told)])
    return offer


def offer_of(line: OrderLine, order: Order, at: datetime, **whose: Any) -> Placement:
    """An offer with what it takes from the post; `whose` are the other columns."""
    return Placement(
        line_id=line.id,
        order_id=order.id,
        employer_id=order.employer_id,
        offered_at=at,
        wage_month=line.wage_month_min or line.wage_month_max,
        division_code=line.division_code,
        address=line.address,
        **whose,
    )


def record_first(session: Session, placement: Placement, *, actor: Actor, at: datetime) -> None:
    session.flush()
    record(session, placement, "offer", actor=actor, at=at, before="")


def lock_person(session: Session, labourer_id: int) -> Labourer:
    """The person, as nobody else changes their placements until the transaction ends: all that touch somebody's
    placements lock the person first, so that no two wait for each other."""
    return locked(session, Labourer, labourer_id)


def locked(session: Session, table: type[T], row_id: int) -> T:
    """The row as it is now, which nobody else changes until the transaction ends. (Locking through the ORM would raise
    StaleDataError where the session had read an older version of it.)"""
    session.flush()
    key = inspect(table).primary_key[0]
    session.execute(select(key).where(key == row_id).with_for_update())
    return session.get_one(table, row_id, populate_existing=True)


@contextmanager
def all_or_nothing(session: Session) -> Iterator[None]:
    """A savepoint whose broken unique indexes are RuleRefusals: who comes second is told what the first one took."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        said = str(error.orig)
        code = next((code for names, code in _REFUSALS.items() if any(name in said for name in names)), None)
        if code is None:
            raise
        raise RuleRefusal(code, field="labourer") from error


def _taught(session: Session, labourer_id: int) -> Enrolment | None:
    """The last class that a person finished."""
    finished = (Enrolment.labourer_id == labourer_id) & Enrolment.state.in_(("finished", "certified"))
    return session.scalar(select(Enrolment).where(finished).order_by(Enrolment.id.desc()).limit(1))


def _base_of(session: Session, enrolment: Enrolment | None, displacement_id: int | None) -> int | None:
    """The base that trained the person, which finds them work and acts first when they lose it."""
    if displacement_id is not None and (base := session.get_one(Displacement, displacement_id).base_id):
        return base
    return enrolment.base_id if enrolment else None


def _may_be_offered(session: Session, offer: Placement, order: Order, actor: Actor, at: datetime) -> None:
    own = offer.base_id is not None and offer.base_id == actor.base_id
    require(actor, "placements.offer", division=offer.home_code, own=own)
    order_recruits(order, at)
    refuse_debtor(session.get_one(Employer, order.employer_id, populate_existing=True))
    person_is_alive(session, offer, at)
    assert offer.line_id is not None
    if reasons := unfit(session, offer.labourer_id, offer.line_id, at=at):
        raise RuleRefusal("does_not_fit", field="labourer", rules=reasons)


def unfit(session: Session, labourer_id: int, line_id: int, *, at: datetime) -> list[str]:
    """The hard rules, by name, that this pair breaks on a fresh read of just these two; empty when it fits."""
    loaded, (lines, rows) = load_labourer(session, labourer_id), load_lines(session, OrderLine.id == line_id)
    nearness, weights = vocabulary(session).nearness(session), weights_of(session, rows[0].order.county_code)
    found = openings(loaded.pool, lines, nearness, weights, 0, days(county_day(at)), 1)
    return [name for name, counts in found.rejections.by_rule().items() if counts["rejected"]]


def _take_seat(session: Session, offer: Placement) -> None:
    """Hold a free seat of the line, or the one that the vacancy kept."""
    assert offer.line_id is not None
    if offer.vacancy_id is None:
        hold_seat(session, offer.line_id)
    elif session.get_one(Vacancy, offer.vacancy_id).line_id != offer.line_id:
        raise RuleRefusal("seat_is_taken", field="line")


def _set_terms(session: Session, offer: Placement, at: datetime) -> None:
    """A free slot among the open offers that the county allows, and the last instant to answer."""
    rules = rules_of(session, offer.home_code)
    offer.slot = free_slot(session, offer.labourer_id, rules.open_offers)
    offer.answer_by = last_instant(at, rules.offer_days)


def free_slot(session: Session, labourer_id: int, most: int) -> int:
    """The first number that no open offer of a person has. Raises RuleRefusal when there are as many as may be."""
    open_now = (Placement.labourer_id == labourer_id) & (Placement.state == "offered")
    used = set(session.scalars(select(Placement.slot).where(open_now)))
    free = [slot for slot in range(1, most + 1) if slot not in used]
    if not free or len(used) >= most:
        raise RuleRefusal("too_many_offers", field="labourer", most=most)
    return free[0]


def last_instant(at: datetime, days: int) -> datetime:
    """The end, by the clock of the counties, of the day that is `days` after the day of `at`, those of the Spring
    Festival not counted."""
    midnight = datetime.combine(days_after(county_day(at), days) + timedelta(1), time(), COUNTY_TIME)
    return midnight - timedelta(seconds=1)


def told_of(
    session: Session, offer: Placement, order: Order, line: OrderLine, at: datetime, hold: timedelta = timedelta()
) -> Message:
    """The message that says what is offered, until when."""
    params = {
        "placement": offer.public_id,
        "employer": session.get_one(Employer, order.employer_id).name,
        "post": line.title,
        "place": line.division_code,
        "wage_month_fen": offer.wage_month,
        "answer_by": offer.answer_by and offer.answer_by.isoformat(),
    }
    return _message(offer, "offer", params, at, at + hold)


def reminders_of(session: Session, offer: Placement, told: Message) -> list[Message]:
    """What an offer is recalled with some days before its last one, as the county chose, unless that is over already;
    `told` is what said that it is made. Whoever answers first takes it back."""
    days = rules_of(session, offer.home_code).reminder_days
    if not days or offer.answer_by is None:
        return []
    morning = datetime.combine(county_day(offer.answer_by) - timedelta(days), REMINDED_AT, COUNTY_TIME)
    return [_message(offer, REMINDER, told.params, told.written_at, morning)] if morning > told.not_before else []


def need_no_reminder(session: Session, offer: Placement, at: datetime) -> None:
    """Take back the reminder of an offer that was answered."""
    unsent = (Message.code == REMINDER) & Message.sent_at.is_(None) & Message.cancelled_at.is_(None)
    for message in session.scalars(select(Message).where(Message.placement_id == offer.id, unsent)):
        message.cancelled_at = at


def tell_bad_news(
    session: Session, placement: Placement, code: str, *, known: bool, at: datetime, note: str = ""
) -> None:
    """Take back what was not sent yet about a placement. If the person may know of it already, bad news follows with
    the reason, which can be undone for the minutes that the county chose."""
    about = (Message.placement_id == placement.id) & Message.cancelled_at.is_(None)
    for message in session.scalars(select(Message).where(about)):
        known = known or message.not_before <= at
        message.cancelled_at = at if message.sent_at is None else None
    if known:
        later = at + timedelta(minutes=rules_of(session, placement.home_code).hold_minutes)
        session.add(
            _message(
                placement,
                code,
                {"placement": placement.public_id} | ({"note": note.strip()} if note.strip() else {}),
                at,
                later,
            )
        )


def _message(placement: Placement, code: str, params: dict[str, Any], at: datetime, not_before: datetime) -> Message:
    return Message(
        labourer_id=placement.labourer_id,
        placement_id=placement.id,
        code=code,
        params=params,
        written_at=at,
        not_before=not_before,
    )
