"""What is due about people and seats, read narrowly: no names, nobody in charge. `work_queue` counts and shows it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from models.complaint import Complaint
from models.county_rules import CountyRules
from models.displacement import OVER, Displacement, Vacancy
from models.follow_up import FollowUp
from models.labourer import Labourer
from models.placement import Placement
from models.workflow import TAKEN
from services.access import OWN, Actor, scope_of
from services.boards import GROUPS
from services.calendar import COUNTY_TIME, county_day
from services.complaints import NOT_LOOKED_INTO
from services.county_rules import rules_of
from services.sight import seen_by

AT_ONCE = ("complaint", "look", "seat")  # to do from the first hour; the others on the day they are due
MOST_CALLS = 2000  # of the calls and offers due, the longest due first
NOWHERE = 0  # a county that decided nothing
COUNTY = 10**6


class Due(NamedTuple):
    """Something to do by `due`: as `work_queue.Item`, with the account that took it on, `about` a cause or a kind of
    call, and `employer_id` where it is about an employer."""

    kind: str
    subject: str
    row_id: int
    public_id: str
    home_code: int
    base_id: int | None
    due: datetime
    taker_id: int | None
    about: str = ""
    employer_id: int | None = None
    silent_days: int = 0


class Limits:
    """How long a county lets a case wait that somebody must look at, and how long nobody may speak to a person."""

    def __init__(self, session: Session) -> None:
        written = session.execute(select(CountyRules.county_code, CountyRules.look_hours, CountyRules.silence_days))
        usual = rules_of(session, NOWHERE)
        self._usual = timedelta(hours=usual.look_hours), timedelta(usual.silence_days)
        self._written = {code: (timedelta(hours=hours), timedelta(days)) for code, hours, days in written}
        self.least_silence = min(silence for _, silence in (self._usual, *self._written.values()))

    def of(self, home_code: int) -> tuple[timedelta, timedelta]:
        return self._written.get(home_code - home_code % COUNTY, self._usual)


class Reading:
    """What all things of one reading share."""

    def __init__(self, session: Session, actor: Actor, at: datetime) -> None:
        self.session, self.actor, self.at = session, actor, at
        self.tonight = _begin(county_day(at)) + timedelta(1)
        self.limits = Limits(session)


def read_due(reading: Reading) -> list[Due]:
    """Everything that the actor may do today, in no order; whoever nobody has spoken to for too long is among it."""
    found = [*_displaced(reading), *_written(reading), *_seats(reading), *_offers(reading), *_calls(reading)]
    return [each for each in found if each.kind in AT_ONCE or each.due <= reading.tonight]


def _rows(reading: Reading, query: Any) -> Iterable[Any]:
    """Past the ORM, which takes as long as the rest."""
    return reading.session.connection().execute(query).all()


def _displaced(reading: Reading) -> Iterator[Due]:
    """One for each displaced person about whom something may be due: whoever was reported or spoken to less than the
    shortest silence ago is not spoken to yet."""
    complaint = and_(Complaint.displacement_id == Displacement.id, Complaint.state.in_(NOT_LOOKED_INTO))
    needs_person = GROUPS["needs_person"]
    spoken_at = func.coalesce(Displacement.spoken_at, Displacement.reported_at)
    waits_since = func.coalesce(Displacement.handled_at, Displacement.reported_at)
    long_ago = spoken_at <= reading.tonight - reading.limits.least_silence
    query = (
        select(
            Displacement.id, Displacement.public_id, Displacement.home_code, Displacement.base_id, Displacement.cause,
            Displacement.taken_by_id, spoken_at, Displacement.back_on, Complaint.answer_by,
            case((needs_person, waits_since)), case((needs_person, Displacement.look_by)),
        )
        .outerjoin(Complaint, complaint)
        .where(seen_by(Displacement, reading.actor, "displacements.work"), Displacement.state.not_in(OVER))
        .where(or_(needs_person, long_ago, Complaint.id.is_not(None)))
    )  # fmt: skip
    first: dict[int, Any] = {}  # of several complaints the one to be answered first
    for row in _rows(reading, query):
        if row[0] not in first or row.answer_by < first[row[0]].answer_by:
            first[row[0]] = row
    for id_, public_id, home_code, base_id, cause, taker_id, *times in first.values():
        kind, due, silent = _most_pressing(reading, home_code, *times)
        yield Due(kind, "displacement", id_, public_id, home_code, base_id, due, taker_id, cause, None, silent)


def _most_pressing(
    reading: Reading,
    home_code: int,
    spoken_at: datetime,
    back_on: date | None,
    answer_by: datetime | None,
    waits_since: datetime | None,
    look_by: datetime | None,
) -> tuple[str, datetime, int]:
    """Kind, limit and days of silence of what is due about somebody; whoever is at home for a season is not spoken to
    before the day on which they are back."""
    look, silence = reading.limits.of(home_code)
    quiet_until = (max(spoken_at, _begin(back_on)) if back_on else spoken_at) + silence
    silent = (reading.at - spoken_at).days if reading.at > quiet_until else 0
    if answer_by is not None:
        return "complaint", answer_by, silent
    if waits_since is not None:
        return "look", look_by or waits_since + look, silent
    return "speak", quiet_until, silent


def _written(reading: Reading) -> Iterator[Due]:
    """Complaints that people wrote themselves: for the offices where they live, not for a base."""
    if scope_of(reading.actor, "displacements.work") in (None, OWN):
        return
    query = (
        select(Complaint.id, Complaint.public_id, Labourer.home_code, Complaint.answer_by, Complaint.kind)
        .join(Labourer, Labourer.id == Complaint.labourer_id)
        .where(Complaint.displacement_id.is_(None), Complaint.state.in_(NOT_LOOKED_INTO))
        .where(seen_by(Labourer, reading.actor, "displacements.work"))
    )
    for id_, public_id, home_code, due, kind in _rows(reading, query):
        yield Due("complaint", "complaint", id_, public_id, home_code, None, due, None, kind)


def _seats(reading: Reading) -> Iterator[Due]:
    """Seats of which a person says whether they are filled again, or for which the worker gave up."""
    waits = Vacancy.handled_at.is_not(None) & Vacancy.state.in_(("open", "searching"))
    query = (
        select(
            Displacement.id, Displacement.public_id, Displacement.home_code, Displacement.base_id,
            Vacancy.handled_at, Displacement.taken_by_id, Vacancy.employer_id,
        )
        .join(Vacancy, Vacancy.placement_id == Displacement.placement_id)
        .where(seen_by(Displacement, reading.actor, "displacements.work"), waits)
    )  # fmt: skip
    for id_, public_id, home_code, base_id, since, taker_id, employer_id in _rows(reading, query):
        due = since + reading.limits.of(home_code)[0]
        yield Due("seat", "displacement", id_, public_id, home_code, base_id, due, taker_id, "", employer_id)


def _offers(reading: Reading) -> Iterator[Due]:
    """Offers that end today and that nobody has answered."""
    query = (
        select(
            Placement.id, Placement.public_id, Placement.home_code, Placement.base_id, Placement.answer_by,
            Placement.taken_by_id, Placement.employer_id,
        )
        .where(seen_by(Placement, reading.actor, "placements.call"), Placement.state == "offered")
        .where(Placement.answer_by <= reading.tonight, Placement.employer_id.is_not(None))
        .order_by(Placement.answer_by, Placement.id)
        .limit(MOST_CALLS)
    )  # fmt: skip
    for id_, public_id, home_code, base_id, due, taker_id, employer_id in _rows(reading, query):
        yield Due("offer", "placement", id_, public_id, home_code, base_id, due, taker_id, "", employer_id)


def _calls(reading: Reading) -> Iterator[Due]:
    """Calls that are due by today, one a placement: the longest due."""
    query = (
        select(
            Placement.id, Placement.public_id, Placement.home_code, Placement.base_id, FollowUp.due_on,
            Placement.taken_by_id, FollowUp.kind,
        )
        .join(FollowUp, FollowUp.placement_id == Placement.id)
        .where(seen_by(Placement, reading.actor, "placements.call"), Placement.state.in_(TAKEN))
        .where(FollowUp.called_at.is_(None), FollowUp.due_on <= county_day(reading.at))
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(MOST_CALLS)
    )  # fmt: skip
    found: set[int] = set()
    for id_, public_id, home_code, base_id, due_on, taker_id, kind in _rows(reading, query):
        if id_ not in found:
            found.add(id_)
            due = _begin(due_on) + timedelta(1)
            yield Due("call", "placement", id_, public_id, home_code, base_id, due, taker_id, kind)


def _begin(day: date) -> datetime:
    """The first instant of a day in the counties."""
    return datetime.combine(day, time.min, COUNTY_TIME)
