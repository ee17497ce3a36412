"""What the public may know: posts and classes that are open, what classes cost, and the roster with names masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from models.county_rules import CountyRules
from models.division import Division
from models.enrolment import Enrolment
from models.labourer import Labourer
from models.occupation import Occupation
from models.order import Order, OrderLine
from models.placement import Placement
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from services.calendar import county_day
from services.class_seats import kept_seats
from services.county_rules import rules_of
from services.figures import FINISHED, TOWNSHIP
from services.masking import mask_name

RECRUITING = Order.state == "open"
OPEN_CLASSES = ("approved", "running")
LISTED = Enrolment.state.in_(FINISHED) & Labourer.erased_at.is_(None)


@dataclass(frozen=True)
class Recruiting:
    """Orders that recruit now, their posts' head count, and how many of it are taken, and free for who asks now."""

    orders: int
    seats: int
    taken: int
    left: int


@dataclass(frozen=True)
class OpenPost:
    """A post, with the places `left` to whoever is in none of the classes for it; perhaps none."""

    line: OrderLine
    left: int


@dataclass(frozen=True)
class Listed:
    """Somebody on the public roster: no more of the name than its first and last character, and no village, age,
    number or employer."""

    name: str
    township: str
    occupation: str
    base: str
    ended_on: date
    certified: bool
    placed: bool


def recruiting_now(session: Session) -> Recruiting:
    """What is open in all counties of this installation; needs no account."""
    sums = (func.count(Order.id.distinct()), func.sum(OrderLine.seats), func.sum(OrderLine.taken))
    orders, seats, taken = session.execute(select(*sums).join(OrderLine.order).where(RECRUITING)).one()
    kept = sum(each.seats for each in kept_seats(session, RECRUITING).values())
    return Recruiting(orders, seats or 0, taken or 0, (seats or 0) - (taken or 0) - kept)


def open_posts(session: Session, *, limit: int = 50, offset: int = 0) -> list[OpenPost]:
    """Posts of orders that recruit with free places, the latest order first."""
    kept = kept_seats(session, RECRUITING)
    query = select(OrderLine).join(OrderLine.order).where(RECRUITING, OrderLine.taken < OrderLine.seats)
    with_names = (
        joinedload(OrderLine.order).joinedload(Order.employer),
        joinedload(OrderLine.occupation),
        joinedload(OrderLine.division),
    )
    page = query.order_by(Order.id.desc(), OrderLine.position, OrderLine.id).limit(limit).offset(offset)
    found = session.scalars(page.options(*with_names))
    return [OpenPost(each, kept[each.id].left if each.id in kept else each.seats - each.taken) for each in found]


def open_classes(session: Session, *, at: datetime, limit: int = 50, offset: int = 0) -> list[TrainingClass]:
    """Classes that were approved and have not ended, the next one first."""
    here = TrainingClass.state.in_(OPEN_CLASSES) & (TrainingClass.ends_on >= county_day(at))
    with_names = (joinedload(TrainingClass.training_base), joinedload(TrainingClass.occupation))
    query = select(TrainingClass).where(here).options(*with_names)
    page = query.order_by(TrainingClass.starts_on, TrainingClass.id).limit(limit).offset(offset)
    return list(session.scalars(page))


def roster(session: Session, *, limit: int = 50, offset: int = 0) -> tuple[list[Listed], int]:
    """Those who finished a class, the latest class first, and how many they are; nobody whose file was erased."""
    confirmed = (Placement.labourer_id == Enrolment.labourer_id) & (Placement.confirmed_on >= TrainingClass.starts_on)
    columns = (
        Labourer.name, Division.name, Occupation.name, TrainingBase.name, TrainingClass.ends_on,
        Enrolment.state == "certified", exists().where(confirmed),
    )  # fmt: skip
    query = (
        select(*columns)
        .select_from(Enrolment)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(TrainingBase, TrainingBase.id == TrainingClass.base_id)
        .join(Occupation, Occupation.id == TrainingClass.occupation_id)
        .join(Labourer, Labourer.id == Enrolment.labourer_id)
        .join(Division, Division.code == Enrolment.home_code - Enrolment.home_code % TOWNSHIP)
        .where(LISTED)
    )
    page = query.order_by(TrainingClass.ends_on.desc(), Enrolment.class_id, Enrolment.id).limit(limit).offset(offset)
    found = [Listed(mask_name(row[0]), *row[1:5], bool(row[5]), bool(row[6])) for row in session.execute(page)]
    counted = select(func.count()).select_from(Enrolment).join(Labourer, Labourer.id == Enrolment.labourer_id)
    return found, session.scalar(counted.where(LISTED)) or 0


def promised(session: Session) -> list[CountyRules]:
    """The terms of each county that set its own, and those of all others first."""
    written: Sequence[CountyRules] = session.scalars(select(CountyRules).order_by(CountyRules.county_code)).all()
    return [rules_of(session, 0), *written]
