"""The day of whoever is signed in: one queue by the clock of all there is to do, and beside it what it is done for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from models.employer import Employer
from models.labourer import Labourer
from models.order import Order, OrderLine
from models.placement import Placement
from models.reading import FileReading
from models.step import Step
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from models.user import User
from services import day_classes, day_tasks
from services.access import Actor
from services.classes import visible_classes
from services.day_tasks import Asking, Task, begin_of, orders_with_lines
from services.work_queue import Item, Queue, work_queue

PEOPLE = 12  # of those to speak to; the long list has all
BESIDE = 6  # orders or classes beside the queue
AMONG = 5000  # of the latest rows of a table that has no index for the question


@dataclass(frozen=True)
class OrderNow:
    """An order on its way: `seats` asked for, `taken` filled; `filed_at` tells those of one title apart."""

    public_id: str
    employer: str
    title: str
    state: str
    filed_at: datetime
    deadline: date | None
    seats: int
    taken: int


@dataclass(frozen=True)
class ClassNow:
    """A class that runs or begins soon."""

    public_id: str
    title: str
    training_base: str
    state: str
    starts_on: date
    ends_on: date
    places: int
    taken: int


@dataclass(frozen=True)
class Look:
    """Something for an auditor to look at: it happened `at` that instant to `whom`, by or for `who`, for the reason in
    `words`; `undone` when it was taken back before anybody was told."""

    at: datetime
    who: str
    whom: str
    public_id: str
    words: str = ""
    undone: bool = False


@dataclass
class Day:
    """`things` are `Task`s and `Item`s of the queue of people, the first due first, those without a limit last; `queue`
    counts all that is due about people, where the actor works on them; `done` is {action: how often} of the actor
    today."""

    things: list[Task | Item] = field(default_factory=list)
    queue: Queue | None = None
    orders: list[OrderNow] = field(default_factory=list)
    classes: list[ClassNow] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    reveals: list[Look] = field(default_factory=list)
    departures: list[Look] = field(default_factory=list)


def day_page(session: Session, *, actor: Actor, at: datetime) -> Day:
    """All that concerns the actor today."""
    asking = Asking(session, actor, at)
    day = Day(orders=_orders(asking), classes=_classes(asking), done=_done(asking))
    if asking.may("displacements.work"):
        day.queue = work_queue(session, actor=actor, at=at, mine=True, limit=PEOPLE)
    tasks = [task for read in (*day_tasks.READERS, *day_classes.READERS) for task in read(asking)]
    day.things = _by_the_clock([*tasks, *(day.queue.items if day.queue else [])])
    if actor.role == "auditor":
        day.reveals, day.departures = _reveals(asking), _departures(asking)
    return day


def _by_the_clock(things: Sequence[Task | Item]) -> list[Task | Item]:
    timed = [each for each in things if each.due is not None]
    return [
        *sorted(timed, key=lambda each: (each.due, each.kind, each.public_id)),
        *(each for each in things if each.due is None),
    ]


def _orders(asking: Asking) -> list[OrderNow]:
    """Orders that recruit, the first to end first; to a firm all of its own that are under way."""
    if not asking.may("orders.read"):
        return []
    states = ("submitted", "approved", "open", "filled") if asking.owns("orders.read") else ("open",)
    query = orders_with_lines(asking, Order.state, Order.filed_at, Order.deadline).where(Order.state.in_(states))
    last_day = func.coalesce(Order.deadline, func.min(OrderLine.start_on))
    rows = asking.session.execute(query.order_by(last_day.is_(None), last_day, Order.id).limit(BESIDE))
    return [
        OrderNow(public_id, employer, title, state, filed_at, deadline, seats, taken)
        for public_id, employer, state, filed_at, deadline, title, seats, taken in rows
    ]


def _classes(asking: Asking) -> list[ClassNow]:
    """Classes that begin within a week or run, the next to begin first."""
    if not asking.may("classes.read"):
        return []
    columns = (
        TrainingClass.public_id, TrainingClass.title, TrainingBase.name, TrainingClass.state, TrainingClass.starts_on,
        TrainingClass.ends_on, TrainingClass.places, TrainingClass.taken,
    )  # fmt: skip
    query: Any = visible_classes(asking.actor).order_by(None).with_only_columns(*columns)
    query = query.select_from(TrainingClass).join(TrainingBase, TrainingBase.id == TrainingClass.base_id)
    soon = (TrainingClass.state == "approved") & (TrainingClass.starts_on <= asking.soon)
    first = case((TrainingClass.state == "approved", 0), else_=1), TrainingClass.starts_on, TrainingClass.id
    rows = query.where(soon | (TrainingClass.state == "running")).order_by(*first).limit(BESIDE)
    return [ClassNow(*row) for row in asking.session.execute(rows)]


def _done(asking: Asking) -> dict[str, int]:
    """What the actor did today, among the latest steps of everybody. A lost job counts once, though the person and the
    seat each have a step of it."""
    latest = _latest(Step)
    seats = (latest.subject == "vacancy") & (latest.action == "displace")
    mine = ~seats & (latest.actor_id == asking.actor.user_id) & (latest.at >= begin_of(asking.today))
    rows = asking.session.execute(select(latest.action).where(mine).order_by(latest.id))
    return dict(Counter(row[0] for row in rows))


def _latest(table: Any) -> Any:
    """The table with its latest rows alone."""
    rows = select(table).order_by(table.id.desc()).limit(AMONG).subquery()
    return aliased(table, rows)


def _reveals(asking: Asking) -> list[Look]:
    """Whose number was shown in full lately, and to whom."""
    latest = _latest(FileReading)
    query = (
        select(latest.at, User.name, Labourer.name, Labourer.public_id)
        .join(Labourer, Labourer.id == latest.labourer_id)
        .outerjoin(User, User.id == latest.user_id)
        .where(latest.revealed)
    )
    return [Look(*row) for row in asking.session.execute(query.order_by(latest.id.desc()).limit(BESIDE))]


def _departures(asking: Asking) -> list[Look]:
    """Who was picked lately for a firm before others who stood higher on the list, and why."""
    latest = _latest(Placement)
    query = (
        select(latest.offered_at, Employer.name, Labourer.name, latest.public_id, latest.departure)
        .add_columns(latest.undone_at.is_not(None))
        .join(Labourer, Labourer.id == latest.labourer_id)
        .outerjoin(Employer, Employer.id == latest.employer_id)
        .where(latest.departure != "")
    )
    return [Look(*row) for row in asking.session.execute(query.order_by(latest.id.desc()).limit(BESIDE))]
