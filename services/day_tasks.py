"""What waits for somebody today besides people to speak to: orders, rosters, answers to fetch, sheets and twins.

Each reader asks one narrow question of the database; `day_page` puts them in one queue with `work_queue`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from models.division import Division
from models.employer import Employer
from models.enrolment import Enrolment
from models.import_file import ImportFile
from models.labourer import Labourer
from models.occupation import Occupation
from models.order import Order, OrderLine
from models.placement import Placement
from models.step import Step
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from services.access import OWN, Actor, scope_of
from services.calendar import COUNTY_TIME, county_day
from services.county_rules import rules_of
from services.enrolments import visible_enrolments
from services.failed_work import list_failed_work
from services.file_requests import list_requests
from services.job_reviews import DECIDE, count_words
from services.orders import visible_orders
from services.placements import visible_placements
from services.training_bases import visible_bases
from services.twins import list_twins

MOST = 20  # of one kind
REVIEW = timedelta(days=3)  # within which whoever hands in an order or a class hears from the county: our own rule
SOON = timedelta(days=7)  # what is to be done within a week is shown


@dataclass(frozen=True)
class Task:
    """Something to do by `due` (None: there is no limit) about `who`: `kind` says what, `public_id` is of the subject
    it is done to, `about` says more in words, `people` to how many it is done; `filed_at` and the place in `about` tell
    orders of one title apart."""

    kind: str
    public_id: str
    who: str
    about: str = ""
    due: datetime | None = None
    people: int = 0
    filed_at: datetime | None = None


@dataclass(frozen=True)
class Asking:
    """Who asks, and when."""

    session: Session
    actor: Actor
    at: datetime

    @property
    def today(self) -> date:
        return county_day(self.at)

    @property
    def soon(self) -> date:
        return self.today + SOON

    def may(self, action: str) -> bool:
        return scope_of(self.actor, action) is not None

    def owns(self, action: str) -> bool:
        return scope_of(self.actor, action) == OWN


Reader = Callable[[Asking], Iterator[Task]]


def begin_of(day: date) -> datetime:
    """The first instant of a day in the counties."""
    return datetime.combine(day, time.min, COUNTY_TIME)


def end_of(day: date | None) -> datetime | None:
    """The instant at which a day in the counties is over."""
    return begin_of(day) + timedelta(1) if day else None


def stepped_at(subject: str, subject_id: Any, action: str) -> ColumnElement[datetime]:
    """When a step was last taken, as a column beside the subject."""
    taken = (Step.subject == subject) & (Step.subject_id == subject_id) & (Step.action == action)
    return select(func.max(Step.at)).where(taken).scalar_subquery()


def titles() -> ColumnElement[str]:
    """A title of an order, of several the first, in a query grouped by order that joins lines and occupations."""
    return func.min(case((OrderLine.title != "", OrderLine.title), else_=Occupation.name))


def places() -> ColumnElement[str]:
    """Where the work of an order is, of several places one, in such a query."""
    division = select(Division.name).where(Division.code == OrderLine.division_code).scalar_subquery()
    return func.min(case((OrderLine.abroad, OrderLine.address), else_=division))


def orders_with_lines(asking: Asking, *columns: Any) -> Select[Any]:
    """A row an order that the actor may read, with the first title, seats and places taken after `columns`."""
    figures = (titles(), func.sum(OrderLine.seats), func.sum(OrderLine.taken))
    return (
        visible_orders(asking.actor)
        .order_by(None)
        .with_only_columns(Order.public_id, Employer.name, *columns, *figures)
        .select_from(Order)
        .join(Employer, Employer.id == Order.employer_id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Occupation, Occupation.id == OrderLine.occupation_id)
        .group_by(Order.id, Employer.name)
    )


def orders_to_review(asking: Asking) -> Iterator[Task]:
    """Orders handed in, those that wait longest first."""
    if not asking.may("orders.review"):
        return
    handed_in = func.coalesce(stepped_at("order", Order.id, "submit"), Order.filed_at)
    query = orders_with_lines(asking, handed_in.label("handed_in")).where(Order.state == "submitted")
    for public_id, employer, since, title, seats, _ in asking.session.execute(query.order_by("handed_in").limit(MOST)):
        yield Task("review_order", public_id, employer, title, since + REVIEW, seats)


def orders_to_mend(asking: Asking) -> Iterator[Task]:
    """What a firm or a broker filed and the county sent back, or nobody handed in yet."""
    if not asking.may("orders.submit") or asking.may("orders.review"):
        return
    columns = (Order.state, Order.deadline, Order.filed_at, places())
    query = orders_with_lines(asking, *columns).where(Order.state.in_(("returned", "draft")))
    rows = asking.session.execute(query.order_by(Order.state.desc(), Order.deadline, Order.id).limit(MOST))
    for public_id, _, state, deadline, filed_at, place, title, seats, _ in rows:
        kind = "mend_order" if state == "returned" else "finish_draft"
        yield Task(kind, public_id, title, place, end_of(deadline), seats, filed_at)


def rosters_to_sign(asking: Asking) -> Iterator[Task]:
    """Orders of a firm whose people arrive within a week: it signs for them, until the day work begins is over, for
    whoever agreed later until the day they did is over."""
    if not asking.owns("placements.sign"):
        return
    agreed = func.min(stepped_at("placement", Placement.id, "accept"))
    query = (
        _on_rosters(asking, "accepted", OrderLine.start_on, agreed)
        .where(func.coalesce(OrderLine.start_on, asking.today) <= asking.soon)
        .group_by(OrderLine.start_on)
    )
    for public_id, start_on, agreed_at, title, place, filed_at, people in asking.session.execute(query.limit(MOST)):
        due = max(start_on, county_day(agreed_at)) if start_on and agreed_at else start_on
        yield Task("sign_arrivals", public_id, title, place, end_of(due), people, filed_at)


def rosters_to_stamp(asking: Asking) -> Iterator[Task]:
    """Orders of a firm of whose people the first month is over within a week: it stamps the roster."""
    if not asking.owns("placements.confirm"):
        return
    query = _on_rosters(asking, "delivered", Placement.home_code, Placement.delivered_on)
    for public_id, home, delivered_on, title, place, filed_at, people in asking.session.execute(
        query.group_by(Placement.home_code, Placement.delivered_on).order_by(Placement.delivered_on)
    ):
        stamped_from = delivered_on + timedelta(rules_of(asking.session, home).trial_days)
        if stamped_from <= asking.today:
            yield Task("stamp_roster", public_id, title, place, end_of(stamped_from), people, filed_at)


def _on_rosters(asking: Asking, state: str, *columns: Any) -> Select[Any]:
    return (
        visible_placements(asking.actor)
        .order_by(None)
        .with_only_columns(Order.public_id, *columns, titles(), places(), Order.filed_at, func.count())
        .select_from(Placement)
        .join(OrderLine, OrderLine.id == Placement.line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Occupation, Occupation.id == OrderLine.occupation_id)
        .where(Placement.state == state)
        .group_by(Order.id)
    )


def answers_to_fetch(asking: Asking) -> Iterator[Task]:
    """Offers that people of a village have not answered, for whoever acts for those without a telephone and makes no
    calls otherwise."""
    if not asking.may("placements.answer") or asking.may("placements.call") or asking.owns("placements.answer"):
        return
    query = (
        visible_placements(asking.actor)
        .order_by(None)
        .with_only_columns(Placement.public_id, Labourer.name, Employer.name, Placement.answer_by)
        .select_from(Placement)
        .join(Labourer, Labourer.id == Placement.labourer_id)
        .join(Employer, Employer.id == Placement.employer_id)
        .where(Placement.state == "offered")
    )
    for public_id, person, employer, due in asking.session.execute(query.order_by(Placement.answer_by).limit(MOST)):
        yield Task("answer", public_id, person, employer, due)


def invitations_to_fetch(asking: Asking) -> Iterator[Task]:
    """Invitations to a class that end by tomorrow night and that nobody has answered."""
    if scope_of(asking.actor, "enrolments.answer") in (None, OWN):
        return
    query = (
        visible_enrolments(asking.actor)
        .order_by(None)
        .with_only_columns(Enrolment.public_id, Labourer.name, TrainingClass.title, Enrolment.answer_by)
        .select_from(Enrolment)
        .join(Labourer, Labourer.id == Enrolment.labourer_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.state == "invited", Enrolment.answer_by <= end_of(asking.today + timedelta(1)))
    )
    for public_id, person, title, due in asking.session.execute(query.order_by(Enrolment.answer_by).limit(MOST)):
        yield Task("invitation", public_id, person, title, due)


def requests_to_decide_on(asking: Asking) -> Iterator[Task]:
    """People who ask to have their name or number changed: an office looks at the ID card."""
    if asking.may("labourers.import") and (waiting := list_requests(asking.session, actor=asking.actor, limit=1)[1]):
        yield Task("requests", "", "", people=waiting)


def words_to_let_through(asking: Asking) -> Iterator[Task]:
    """What people would like to tell the next ones about a job."""
    if asking.may(DECIDE) and (waiting := count_words(asking.session, actor=asking.actor)):
        yield Task("reviews", "", "", people=waiting)


def bases_to_decide_on(asking: Asking) -> Iterator[Task]:
    """Training bases on their way to accreditation."""
    if not asking.may("bases.accredit"):
        return
    on_the_way = TrainingBase.state.in_(("applied", "scored", "publicised"))
    for each in asking.session.scalars(visible_bases(asking.actor).where(on_the_way).limit(MOST)):
        yield Task("accredit", each.public_id, each.name)


def sheets_to_look_over(asking: Asking) -> Iterator[Task]:
    """The actor's own imports that wait for a look or run."""
    if not asking.may("labourers.import"):
        return
    query = select(ImportFile.public_id, ImportFile.file_name, ImportFile.wanted_at).where(
        ImportFile.uploaded_by_id == asking.actor.user_id, ImportFile.handled_at.is_(None)
    )
    for public_id, name, wanted_at in asking.session.execute(query.order_by(ImportFile.id.desc()).limit(MOST)):
        yield Task("import_runs" if wanted_at else "import", public_id, name)


def twins_to_decide_on(asking: Asking) -> Iterator[Task]:
    if asking.may("twins.decide") and list_twins(asking.session, actor=asking.actor, limit=1):
        yield Task("twins", "", "")


def work_that_gave_up(asking: Asking) -> Iterator[Task]:
    if asking.may("jobs.read") and (failed := list_failed_work(asking.session, actor=asking.actor, limit=MOST)):
        yield Task("failed_work", "", "", people=len(failed))


READERS: tuple[Reader, ...] = (
    orders_to_review,
    orders_to_mend,
    rosters_to_sign,
    rosters_to_stamp,
    answers_to_fetch,
    invitations_to_fetch,
    requests_to_decide_on,
    words_to_let_through,
    bases_to_decide_on,
    sheets_to_look_over,
    twins_to_decide_on,
    work_that_gave_up,
)
