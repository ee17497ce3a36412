"""Complaints 投诉 that open with a displacement: who left over treatment, wages, an injury, a fraud or danger.

A complaint marks its employer as reported, which is no verdict: until somebody has looked it says just that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.complaint import Complaint
from models.displacement import COMPLAINED, Displacement

ANSWER_WITHIN = timedelta(hours=24)  # by the clock, day and night
NOT_LOOKED_INTO = ("received", "assigned")


def open_complaint(session: Session, displacement: Displacement, *, at: datetime) -> Complaint | None:
    """The complaint that comes with a cause of `COMPLAINED`, None with any other. Somebody lured away names no
    employer: those who lure people seldom are the firm they worked for."""
    if displacement.cause not in COMPLAINED:
        return None
    complaint = Complaint(
        labourer_id=displacement.labourer_id,
        employer_id=None if displacement.cause == "lured_into_fraud" else displacement.employer_id,
        placement_id=displacement.placement_id,
        displacement_id=displacement.id,
        county_code=displacement.home_code - displacement.home_code % 10**6,
        text=displacement.note,
        received_at=at,
        answer_by=at + ANSWER_WITHIN,
    )
    session.add(complaint)
    return complaint


def complaint_of(session: Session, displacement: Displacement) -> Complaint | None:
    """The complaint that a displacement opened."""
    return session.scalar(select(Complaint).where(Complaint.displacement_id == displacement.id))


def answer_complaint(session: Session, displacement: Displacement) -> None:
    """Somebody looked into the displacement and said what follows: that is the reply to its complaint."""
    complaint = complaint_of(session, displacement)
    if complaint is not None and complaint.state in NOT_LOOKED_INTO:
        complaint.state = "answered"


@dataclass(frozen=True)
class Reports:
    """How often an employer was reported, and how many of the reports nobody has looked into yet."""

    all: int
    waiting: int


def reports_against(session: Session, employer_ids: Iterable[int]) -> dict[int, Reports]:
    """Those of the employers that complaints name."""
    waiting = func.count().filter(Complaint.state.in_(NOT_LOOKED_INTO))
    query = select(Complaint.employer_id, func.count(), waiting).where(Complaint.employer_id.in_(list(employer_ids)))
    rows = session.execute(query.group_by(Complaint.employer_id))
    return {employer: Reports(total, open_) for employer, total, open_ in rows if employer is not None}
