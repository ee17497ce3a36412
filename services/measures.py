"""How well re-placement works: hours from failure to the accepted next job, shares within days, failures again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from models.displacement import Displacement
from models.employer import Employer
from models.placement import Placement
from models.training_base import TrainingBase
from services.access import Actor
from services.sight import seen_by
from services.stays import is_leaving

WITHIN = (3, 14, 30)  # days
YEAR = timedelta(365)
FEWEST = 5
"""Groups of fewer people are told to nobody who does not see each of them anyway."""


@dataclass(frozen=True)
class Measure:
    """Of a group of people whose placement failed: how many `failed`, `wanted_none` (withdrawn), were `placed` again;
    the median of `hours` until they accepted. `within` has for each number of days how many of those known that long
    (`known`) were placed by then. `again` of `begun` next jobs were left too, as the watch list counts leavers."""

    failed: int = 0
    wanted_none: int = 0
    placed: int = 0
    hours: float | None = None
    within: Mapping[int, tuple[int, int]] = ()  # type: ignore[assignment]
    begun: int = 0
    again: int = 0

    def share(self, days: int) -> float | None:
        """The share placed again within `days`, of those known that long who wanted a job; None of nobody."""
        placed, known = self.within[days]
        return placed / known if known else None

    @property
    def share_again(self) -> float | None:
        return self.again / self.begun if self.begun else None


BY: Mapping[str, Any] = {
    "": literal("all"),
    "cause": Displacement.cause,
    "employer": Employer.name,
    "base": TrainingBase.name,
}
"""What the measures can be told apart by."""


def measures(session: Session, by: str = "", *, actor: Actor, at: datetime) -> dict[str, Measure]:
    """Measures of the failures of a year that the actor may read, by a key of `BY`; most failures first. Failures of
    no employer or base are left out where these are told apart."""
    return _measured(session, by, seen_by(Displacement, actor, "measures.read"), at)


def overall_measures(session: Session, by: str = "", *, at: datetime) -> dict[str, Measure]:
    """The same of everybody, for monitoring: shares and sums, no person."""
    return _measured(session, by, literal(value=True), at)


def _measured(session: Session, by: str, which: ColumnElement[bool], at: datetime) -> dict[str, Measure]:
    rows, hours_only = (_rows(session, by, which, at, jobs=jobs).subquery() for jobs in (True, False))
    medians = {row[0]: row[1] for row in session.execute(_medians(hours_only))}
    found = {}
    for row in session.execute(_sums(rows, at)):
        within = {days: (getattr(row, f"placed_{days}"), getattr(row, f"known_{days}")) for days in WITHIN}
        hours = medians.get(row.what)
        found[row.what] = Measure(
            row.failed, row.wanted_none, row.placed, None if hours is None else float(hours), within, row.begun,
            row.again,
        )  # fmt: skip
    return found


def _rows(session: Session, by: str, which: ColumnElement[bool], at: datetime, *, jobs: bool) -> Select[Any]:
    """A row a failure: what it is told apart by, hours until an offer was accepted, with `jobs` the next job."""
    query: Select[Any] = select(
        cast(BY[by], String).label("what"),
        Displacement.state.label("state"),
        Displacement.reported_at.label("reported_at"),
        _hours(session, Displacement.reported_at, Displacement.resolved_at).label("hours"),
        *(_next_job() if jobs else ()),
    ).where(which, Displacement.reported_at > at - YEAR, Displacement.reported_at <= at)
    if by == "employer":
        query = query.join(Employer, Employer.id == Displacement.employer_id)
    elif by == "base":
        query = query.join(TrainingBase, TrainingBase.id == Displacement.base_id)
    return query


def _next_job() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The job that followed a failure, and the failure of that by leaving; empty when there is none. Asked for one by
    one: as joins they would have to be grouped, and SQLite would go through the failures of every county for that."""
    following, after = aliased(Placement), aliased(Displacement)
    accepted = following.state.in_(("accepted", "delivered", "confirmed", "ended", "failed"))
    theirs = (following.displacement_id == Displacement.id) & accepted
    job = select(func.max(following.id)).where(theirs).correlate(Displacement).scalar_subquery()
    left = select(func.max(after.id)).join(following, after.placement_id == following.id)
    left = left.where(theirs, is_leaving(after))
    return job.label("following"), left.correlate(Displacement).scalar_subquery().label("after")


def _hours(session: Session, since: Any, until: Any) -> ColumnElement[Any]:
    """Hours between two instants; empty when one is."""
    if session.get_bind().dialect.name == "sqlite":
        return func.round((func.julianday(until) - func.julianday(since)) * 24, 4)  # a float of days is off by 40 µs
    return func.extract("epoch", until - since) / 3600


def _sums(rows: Any, at: datetime) -> Select[Any]:
    wanted = rows.c.state != "withdrawn"
    columns = [
        rows.c.what,
        func.count().label("failed"),
        func.count().filter(~wanted).label("wanted_none"),
        func.count(rows.c.hours).label("placed"),
        func.count(rows.c.following).label("begun"),
        func.count(rows.c.after).label("again"),
    ]
    for days in WITHIN:
        known = wanted & (rows.c.reported_at <= at - timedelta(days))
        columns.append(func.count().filter(known).label(f"known_{days}"))
        columns.append(func.count().filter(known & (rows.c.hours <= days * 24)).label(f"placed_{days}"))
    return select(*columns).group_by(rows.c.what).order_by(func.count().desc(), rows.c.what)


def _medians(rows: Any) -> Select[Any]:
    """The mean of the middle one or two of the hours of each group, as both databases can tell it."""
    here: dict[str, Any] = {"partition_by": rows.c.what}
    place = func.row_number().over(order_by=rows.c.hours, **here).label("place")
    number = func.count().over(**here).label("number")
    ordered = select(rows.c.what, rows.c.hours, place, number).where(rows.c.hours.is_not(None)).subquery()
    twice = ordered.c.place * 2
    middle = (twice >= ordered.c.number) & (twice <= ordered.c.number + 2)
    return select(ordered.c.what, func.avg(ordered.c.hours)).where(middle).group_by(ordered.c.what)
