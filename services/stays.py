"""Stays: placements from the day somebody began to work, with what was known about them on a given day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.complaint import Complaint
from models.displacement import Displacement
from models.employer import Employer
from models.follow_up import FollowUp
from models.occupation import Occupation
from models.order import OrderLine
from models.placement import Placement
from models.step import Step
from services.calendar import county_day
from services.employers import SUBJECT

NOT_LEAVING = ("died", "moved_away", "contract_ended")
"""Causes that say nothing about the job: whose job ended so is neither a leaver nor a stayer."""
NOBODY_ANSWERED = ("no_answer", "wrong_number")
IN_A_ROW = 2
COMPLAINT_DAYS = timedelta(60)
CLASS_DIGITS = 4  # of an occupation's code, 6-18-02-04: 6-18 is the class of work that peers share


@dataclass(frozen=True, slots=True)
class Stay:
    """`work` is the class of the occupation; `ended_on` the day it ended for whatever reason, `left` whether the
    person left it (or was sent away), `told_on` when the office learnt of that. `wage` is fen a month."""

    id: int
    labourer_id: int
    employer_id: int | None
    work: str
    begun_on: date
    ended_on: date | None
    left: bool
    told_on: date | None
    wage: int
    home_code: int
    place_code: int | None
    again: bool
    trained: bool


def is_leaving(failure: Any) -> ColumnElement[bool]:
    """Which failures, of a displacement or an alias of it, are of people who left their job or were sent away."""
    which: ColumnElement[bool] = failure.cause.not_in(NOT_LEAVING)
    return which


def load_stays(session: Session, *which: ColumnElement[bool]) -> list[Stay]:
    """Stays of the placements that meet the conditions, by id."""
    columns = (
        Placement.id, Placement.labourer_id, Placement.employer_id, Occupation.code, Placement.delivered_on,
        Placement.ended_on, is_leaving(Displacement).label("left"), Displacement.reported_at,
        Placement.wage_month, Placement.home_code, Placement.division_code, Placement.displacement_id,
        Placement.enrolment_id,
    )  # fmt: skip
    query = (
        select(*columns)
        .outerjoin(OrderLine, OrderLine.id == Placement.line_id)
        .outerjoin(Occupation, Occupation.id == OrderLine.occupation_id)
        .outerjoin(Displacement, Displacement.placement_id == Placement.id)
        .where(Placement.delivered_on.is_not(None), *which)
        .order_by(Placement.id)
    )
    return [
        Stay(
            row.id, row.labourer_id, row.employer_id, (row.code or "")[:CLASS_DIGITS], row.delivered_on, row.ended_on,
            bool(row.left),
            county_day(row.reported_at) if row.reported_at else None, row.wage_month, row.home_code,
            row.division_code, row.displacement_id is not None, row.enrolment_id is not None,
        )
        for row in session.execute(query)
    ]  # fmt: skip


class Events:
    """Calls, complaints and wage marks of stays, each with the day on which it was known."""

    def __init__(self, session: Session, stays: Sequence[Stay], today: date) -> None:
        self._today = today
        theirs = {stay.id for stay in stays}
        self._calls = _calls(session, theirs)
        self._complaints = _complaints(session, {(stay.labourer_id, stay.employer_id): stay.id for stay in stays})
        self._owing_now, self._marks = _wage_marks(session)

    def unanswered(self, stay: Stay, day: date) -> bool:
        """Whether the last two calls to the person were not answered."""
        last = [outcome for on, outcome in self._calls.get(stay.id, ()) if on <= day][-IN_A_ROW:]
        return len(last) == IN_A_ROW and all(outcome in NOBODY_ANSWERED for outcome in last)

    def complained(self, stay: Stay, day: date) -> bool:
        """Whether there was a complaint of the person, about this job, in the 60 days before."""
        return any(day - COMPLAINT_DAYS <= on <= day for on in self._complaints.get(stay.id, ()))

    def owed(self, stay: Stay, day: date) -> bool:
        """Whether the employer was marked as late with wages."""
        if stay.employer_id is None:
            return False
        if day >= self._today:
            return stay.employer_id in self._owing_now
        marks = [action for on, action in self._marks.get(stay.employer_id, ()) if on <= day]
        return bool(marks) and marks[-1] == "mark_arrears"


def _calls(session: Session, theirs: set[int]) -> dict[int, list[tuple[date, str]]]:
    """Calls made to people, by placement, in their order; calls to the employer's office say nothing of the person."""
    query = select(FollowUp.placement_id, FollowUp.called_at, FollowUp.outcome)
    made = query.where(FollowUp.called_at.is_not(None), FollowUp.kind != "employer_number")
    return _by_key(session, made.order_by(FollowUp.called_at, FollowUp.id), theirs)


def _complaints(session: Session, jobs: dict[tuple[int, int | None], int]) -> dict[int, list[date]]:
    """Days of complaints by placement: those that name it, or the person and the employer of it."""
    found: dict[int, list[date]] = defaultdict(list)
    query = select(Complaint.placement_id, Complaint.labourer_id, Complaint.employer_id, Complaint.received_at)
    for placement_id, labourer_id, employer_id, received_at in session.execute(query.order_by(Complaint.id)):
        known = placement_id or (jobs.get((labourer_id, employer_id)) if labourer_id else None)
        if known is not None:
            found[known].append(county_day(received_at))
    return found


def _wage_marks(session: Session) -> tuple[set[int], dict[int, list[tuple[date, str]]]]:
    """Employers that owe wages now, and when each was marked and cleared."""
    owing = set(session.scalars(select(Employer.id).where(Employer.wage_arrears_since.is_not(None))))
    query = select(Step.subject_id, Step.at, Step.action).where(Step.subject == SUBJECT)
    marks = query.where(Step.action.in_(("mark_arrears", "clear_arrears"))).order_by(Step.id)
    return owing, _by_key(session, marks, None)


def _by_key(session: Session, query: object, keys: Iterable[int] | None) -> dict[int, list[tuple[date, str]]]:
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for key, at, what in session.execute(query):  # type: ignore[call-overload]
        if keys is None or key in keys:
            found[key].append((county_day(at), what))
    return found
