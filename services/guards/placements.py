"""Guards of placements."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.employer import Employer
from models.follow_up import FollowUp
from models.labourer import Labourer
from models.order import Order
from models.placement import Placement
from models.workflow import TAKEN
from services.calendar import county_day
from services.county_rules import rules_of
from services.errors import RuleRefusal
from services.guards.orders import refuse_debtor

RECRUITING = ("approved", "open", "filled")
GONE = ("deceased", "moved_away")
REACHED = ("reached", "at_work")


def offer_is_open(session: Session, placement: Placement, at: datetime) -> None:
    """Still within its days, for an order that has not ended, of an employer that pays its wages."""
    if placement.answer_by is not None and placement.answer_by < at:
        raise RuleRefusal("offer_is_over", field="answer_by", answer_by=placement.answer_by)
    if placement.order_id is not None:
        order_recruits(session.get_one(Order, placement.order_id), at)
    if placement.employer_id is not None:
        refuse_debtor(session.get_one(Employer, placement.employer_id))


def order_recruits(order: Order, at: datetime) -> None:
    """Raise RuleRefusal unless people can be offered the posts of an order: approved, begun and not ended."""
    if order.state not in RECRUITING or (order.recruits_from and order.recruits_from > county_day(at)):
        raise RuleRefusal("order_not_recruiting", field="order", state=order.state)


def offer_is_over(session: Session, placement: Placement, at: datetime) -> None:
    if placement.answer_by is None or placement.answer_by >= at:
        raise RuleRefusal("offer_is_open", field="answer_by", answer_by=placement.answer_by)


def person_is_alive(session: Session, placement: Placement, at: datetime) -> None:
    """Neither deceased nor moved away, and without another job."""
    situation = session.get_one(Labourer, placement.labourer_id).situation
    if situation in GONE:
        raise RuleRefusal("person_is_gone", field="labourer", situation=situation)
    if job_of(session, placement.labourer_id) is not None:
        raise RuleRefusal("has_a_job", field="labourer")


def placed_elsewhere(session: Session, placement: Placement, at: datetime) -> None:
    if job_of(session, placement.labourer_id) is None:
        raise RuleRefusal("not_placed_elsewhere", field="labourer")


def job_of(session: Session, labourer_id: int) -> int | None:
    """The placement that a person accepted and still has."""
    has = (Placement.labourer_id == labourer_id) & Placement.state.in_(TAKEN)
    return session.scalar(select(Placement.id).where(has))


def terms_are_recorded(session: Session, placement: Placement, at: datetime) -> None:
    """Vague entries are refused: where the work is, what it pays and, of an employer, a number that can be called."""
    needed = ["wage_month", "address"] + (["employer_phone"] if placement.kind == "employed" else [])
    missing = [name for name in needed if not getattr(placement, name)]
    if missing:
        raise RuleRefusal("terms_missing", field=missing[0], missing=missing)


def month_is_over(session: Session, placement: Placement, at: datetime) -> None:
    """The employer stamps the roster after the month of pre-job training at the plant."""
    first, days = stamped_from(session, placement), rules_of(session, placement.home_code).trial_days
    if first is None or first > county_day(at):
        raise RuleRefusal("trial_not_over", field="delivered_on", delivered_on=placement.delivered_on, days=days)


def stamped_from(session: Session, placement: Placement) -> date | None:
    """The first day on which somebody delivered can be confirmed; None before the delivery."""
    days = rules_of(session, placement.home_code).trial_days
    return placement.delivered_on and placement.delivered_on + timedelta(days)


def both_were_reached(session: Session, placement: Placement, at: datetime) -> None:
    """The employer's office (of an employed person) and the trainee must both have been reached by a recorded call."""
    needed = ["trainee_number"] + (["employer_number"] if placement.kind == "employed" else [])
    calls = select(FollowUp.kind).where(FollowUp.placement_id == placement.id, FollowUp.outcome.in_(REACHED))
    reached = set(session.scalars(calls))
    if missing := [kind for kind in needed if kind not in reached]:
        raise RuleRefusal("number_not_reached", field=missing[0], missing=missing)


def evidence_is_recorded(session: Session, placement: Placement, at: datetime) -> None:
    """Each kind has its own evidence: a contract of the employed, papers of the business or the team of the others."""
    name = "contract_number" if placement.kind == "employed" else "evidence"
    if not getattr(placement, name):
        raise RuleRefusal("evidence_missing", field=name, kind=placement.kind)
