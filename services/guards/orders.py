"""Guards of orders."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models.certificate import LicensedOccupation
from models.employer import Employer
from models.occupation import Occupation
from models.order import LineCertificate, Order, OrderLine
from services.calendar import county_day
from services.errors import RuleRefusal


def employer_pays_wages(session: Session, order: Order, at: datetime) -> None:
    """Employers marked for wage arrears file no orders."""
    refuse_debtor(session.get_one(Employer, order.employer_id))


def refuse_debtor(employer: Employer) -> None:
    """Raise RuleRefusal for an employer marked for wage arrears."""
    if employer.wage_arrears_since:
        raise RuleRefusal(
            "employer_owes_wages", field="employer", employer=employer.name, since=employer.wage_arrears_since
        )


def employer_owes_nothing() -> ColumnElement[bool]:
    """Orders whose employer is not marked for wage arrears."""
    return Order.employer_id.not_in(select(Employer.id).where(Employer.wage_arrears_since.is_not(None)))


def recruits_by(day: date) -> ColumnElement[bool]:
    """Orders whose recruiting has begun on a day."""
    return or_(Order.recruits_from.is_(None), Order.recruits_from <= day)


def order_is_complete(session: Session, order: Order, at: datetime) -> None:
    """An order has a line; each line a start that has not passed, a wage, and a lawful reason for any limit on age or
    sex."""
    lines = lines_of(session, order)
    if not lines:
        raise RuleRefusal("order_has_no_lines", field="lines")
    for line in lines:
        _line_is_complete(session, line, len(lines), at)
    if order.sub_kind == "abroad" and not order.agency_licence:
        raise RuleRefusal("agency_licence_missing", field="agency_licence")


def _line_is_complete(session: Session, line: OrderLine, posts: int, at: datetime) -> None:
    """Raise RuleRefusal for what a post lacks, with how many `posts` the order has: the only one has no number."""
    number = line.position
    if not line.wage_max:
        raise RuleRefusal("line_without_wage", field="wage", line=number, posts=posts)
    if line.start_on is None:
        raise RuleRefusal("line_without_start", field="start_on", line=number, posts=posts)
    refuse_passed_start(line.start_on, number, at, posts)
    if (line.age_min or line.age_max) and not line.age_reason:
        raise RuleRefusal("age_limit_without_reason", field="age_reason", line=number, posts=posts)
    if line.sex and not line.sex_reason:
        raise RuleRefusal("sex_limit_without_reason", field="sex_reason", line=number, posts=posts)
    if not line.class_gives_certificate:
        _licence_is_asked(session, line, posts)


def refuse_passed_start(start_on: date | None, number: int, at: datetime, posts: int = 0) -> None:
    """Raise RuleRefusal when the first day of work of post `number` of `posts` (0: not known here) has passed."""
    if start_on is not None and start_on < county_day(at):
        raise RuleRefusal("start_passed", field="start_on", line=number, start_on=start_on, posts=posts)


def _licence_is_asked(session: Session, line: OrderLine, posts: int) -> None:
    """A licensed occupation needs its certificate, or a class that gives it (就业准入)."""
    accepted = set(
        session.scalars(
            select(LicensedOccupation.certificate_id).where(LicensedOccupation.occupation_id == line.occupation_id)
        )
    )
    asked = set(session.scalars(select(LineCertificate.certificate_id).where(LineCertificate.line_id == line.id)))
    if accepted and not accepted & asked:
        occupation = session.get_one(Occupation, line.occupation_id)
        raise RuleRefusal(
            "licence_not_asked", field="certificates", line=line.position, posts=posts, occupation=occupation.name
        )


def deadline_is_ahead(session: Session, order: Order, at: datetime) -> None:
    if order.deadline and order.deadline < county_day(at):
        raise RuleRefusal("deadline_passed", field="deadline", deadline=order.deadline)


def deadline_has_passed(session: Session, order: Order, at: datetime) -> None:
    if order.deadline is None or order.deadline >= county_day(at):
        raise RuleRefusal("deadline_not_passed", field="deadline", deadline=order.deadline)


def recruiting_has_begun(session: Session, order: Order, at: datetime) -> None:
    if order.recruits_from and order.recruits_from > county_day(at):
        raise RuleRefusal("recruiting_not_begun", field="recruits_from", recruits_from=order.recruits_from)


def every_seat_is_taken(session: Session, order: Order, at: datetime) -> None:
    if any(line.taken < line.seats for line in lines_of(session, order)):
        raise RuleRefusal("seats_are_free", field="lines")


def a_seat_is_free(session: Session, order: Order, at: datetime) -> None:
    if all(line.taken >= line.seats for line in lines_of(session, order)):
        raise RuleRefusal("seats_are_taken", field="lines")


def lines_of(session: Session, order: Order) -> list[OrderLine]:
    query = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    return list(session.scalars(query))
