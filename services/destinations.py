"""Where people went: those at work now, from which county to which, told by nearness, province, city or county."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.order import OrderLine
from models.placement import Placement
from services.access import Actor
from services.divisions import gazetteer
from services.figures import EVERYBODY, RIGHT
from services.sight import seen_by

K = TypeVar("K")
AT_WORK = ("delivered", "confirmed")
COUNTY, CITY, PROVINCE = 10**6, 10**8, 10**10
ABROAD, UNKNOWN = -1, 0
NEAR = ("own_county", "own_city", "own_province", "other_province", "abroad", "unknown")
"""How far from home, the nearest first."""


class Going(NamedTuple):
    """So many `people` of the county `home` who work in the county (or city) `work`; `ABROAD`, or `UNKNOWN`."""

    home: int
    work: int
    people: int


@dataclass(frozen=True)
class Point:
    """A county where people work, in degrees."""

    code: int
    name: str
    lat: float
    lng: float
    people: int


def goings(session: Session, *, actor: Actor) -> list[Going]:
    """Of the people that the actor may count."""
    return read_goings(session, seen_by(Placement, actor, RIGHT))


def read_goings(session: Session, which: ColumnElement[bool] = EVERYBODY) -> list[Going]:
    """Of everybody at work now, or of some placements."""
    work = func.coalesce(Placement.division_code, OrderLine.division_code, UNKNOWN)
    home, place = Placement.home_code - Placement.home_code % COUNTY, work - work % COUNTY
    abroad = func.coalesce(OrderLine.abroad, False)
    query = (
        select(home.label("from_county"), place.label("to_county"), abroad.label("is_abroad"), func.count())
        .outerjoin(OrderLine, OrderLine.id == Placement.line_id)
        .where(Placement.state.in_(AT_WORK), which)
        .group_by("from_county", "to_county", "is_abroad")
    )
    return [Going(row[0], ABROAD if row[2] else row[1], row[3]) for row in session.execute(query)]


def nearness(going: Going) -> str:
    """How far from home a county is, a key of `NEAR`."""
    if going.work in (ABROAD, UNKNOWN):
        return "abroad" if going.work == ABROAD else "unknown"
    shared = (going.work // step == going.home // step for step in (COUNTY, CITY, PROVINCE))
    return next((name for name, same in zip(NEAR, shared, strict=False) if same), "other_province")


def by_nearness(found: Iterable[Going]) -> dict[str, int]:
    """People by how far they went, the nearest first."""
    counted = _counted(found, nearness)
    return {name: counted[name] for name in NEAR if counted[name]}


def by_province(found: Iterable[Going]) -> Counter[int]:
    """People by the province where they work."""
    return _counted(_inland(found), lambda each: each.work - each.work % PROVINCE)


def by_city(found: Iterable[Going]) -> Counter[int]:
    """People by the city where they work."""
    return _counted(_inland(found), lambda each: each.work - each.work % CITY)


def place_name(session: Session) -> Callable[[int], str]:
    """Tells the full name of a division: 重庆市, and not 重庆市市辖区 where a city of its own has no other name."""
    places = gazetteer(session)
    return lambda code: places.full_name(code).removesuffix("市辖区")


def points(session: Session, found: Iterable[Going]) -> list[Point]:
    """The counties where people work, most people first."""
    places = gazetteer(session)
    counted = _counted(_inland(found), lambda each: each.work)
    return [Point(code, places.full_name(code), *places.point(code), people) for code, people in counted.most_common()]


def _inland(found: Iterable[Going]) -> Iterable[Going]:
    return (each for each in found if each.work > UNKNOWN)


def _counted(found: Iterable[Going], key: Callable[[Going], K]) -> Counter[K]:
    counted: Counter[K] = Counter()
    for each in found:
        counted[key(each)] += each.people
    return counted
