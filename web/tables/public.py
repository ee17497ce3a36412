"""What the public may take away: the tables of the disclosures, as they stand on the pages."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from flask_babel import gettext
from sqlalchemy.orm import Session

from services.calendar import county_day
from services.disclosures import Listed, OpenPost, TrainingClass, open_classes, open_posts, roster
from web.formats import day, money, now, place, wage
from web.published import Group, published, readable
from web.routes import PUBLIC
from web.tables.table import Column, paged, table
from web.words import N_, label


def _posts(session: Session) -> Iterator[OpenPost]:
    return paged(lambda limit, offset: open_posts(session, limit=limit, offset=offset))


def _classes(session: Session) -> Iterator[TrainingClass]:
    at = now()
    return paged(lambda limit, offset: open_classes(session, at=at, limit=limit, offset=offset))


def _roster(session: Session) -> Iterator[Listed]:
    return paged(lambda limit, offset: roster(session, limit=limit, offset=offset)[0])


def fee(taught: TrainingClass) -> str:
    """What a class costs whoever learns in it."""
    said = label("fee_way", taught.fee_way)
    return said if taught.fee_way == "free" or not taught.fee else f"{said} {money(taught.fee)}"


def places_left(taught: TrainingClass) -> int | str:
    """What is free in a class for whoever joins it now."""
    if taught.starts_on < county_day(now()):
        return gettext("has begun")
    return taught.places - taught.taken or gettext("full")


def roster_state(each: Listed) -> str:
    """How far somebody on the public roster has come."""
    return "placed" if each.placed else "certified" if each.certified else "finished"


def _groups(name: str) -> Callable[[Session], list[Group]]:
    def rows(session: Session) -> list[Group]:
        told = published(session)
        return readable(told, name) if told else []

    return rows


class _Named(NamedTuple):
    name: str
    title: str
    first: str


def _count(place_: int) -> Callable[[Group], int | None]:
    return lambda group: group.counts[place_]


PEOPLE: tuple[Column, ...] = ((N_("People"), _count(0)),)
THREE: tuple[Column, ...] = ((N_("Trained"), _count(0)), (N_("Finished"), _count(1)), (N_("Placed"), _count(2)))
for each, columns in {
    _Named("by_nearness", N_("How far from home people work"), N_("Place of work")): PEOPLE,
    _Named("by_province", N_("Provinces where people work"), N_("Province")): PEOPLE,
    _Named("by_city", N_("Cities where people work"), N_("City")): PEOPLE,
    _Named("by_occupation", N_("Training by occupation"), N_("Occupation")): THREE,
    _Named("by_month", N_("Training by the month the class began"), N_("Month")): THREE,
}.items():
    table(f"public_{each.name}", each.title, PUBLIC, _groups(each.name), (each.first, lambda row: row.name), *columns)

table(
    "public_posts", N_("Open posts"), PUBLIC, _posts,
    (N_("Post"), lambda post: post.line.title or post.line.occupation.name),
    (N_("Employer"), lambda post: post.line.order.employer.name),
    (N_("Place of work"), lambda post: place(post.line.division_code)),
    (N_("Wage"), lambda post: wage(post.line)),
    (N_("Places still free"), lambda post: post.left or gettext("for the people of its class")),
    (N_("Deadline"), lambda post: post.line.order.deadline),
)  # fmt: skip
table(
    "public_classes", N_("Open classes and what they cost"), PUBLIC, _classes,
    (N_("Class"), lambda each: each.title),
    (N_("Occupation"), lambda each: each.occupation.name),
    (N_("Training base"), lambda each: each.training_base.name),
    (N_("First day of class"), lambda each: day(each.starts_on)),
    (N_("Last day"), lambda each: day(each.ends_on)),
    (N_("Places still free"), places_left),
    (N_("Fee a person"), fee),
)  # fmt: skip
table(
    "public_roster", N_("Those who were trained"), PUBLIC, _roster,
    (N_("Name"), lambda each: each.name),
    (N_("Township"), lambda each: each.township),
    (N_("Occupation"), lambda each: each.occupation),
    (N_("Training base"), lambda each: each.base),
    (N_("Last day"), lambda each: each.ended_on),
    (N_("State"), lambda each: label("roster_state", roster_state(each))),
)  # fmt: skip
