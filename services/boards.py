"""The displaced board: failed placements in groups by what is to be done, each with both its halves."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models.displacement import Displacement, Vacancy
from models.division import Division
from models.employer import Employer
from models.labourer import Labourer
from models.occupation import Occupation
from models.order import OrderLine
from models.placement import Placement
from models.ranked_list import RankedEntry, RankedList
from models.workflow import TAKEN
from services.access import Actor, allowed
from services.displacements import SEARCHED, visible_displacements
from services.errors import NotFound
from services.guards.placements import GONE
from services.placements import visible_placements
from services.sight import seen_by
from services.steps import is_own
from services.vacancies import SEARCHED as SEATS_SEARCHED

NEXT_PEOPLE = 3
"""So many of the next candidates of a seat are named."""

_GAVE_UP = and_(
    Displacement.handled_at.is_not(None), Displacement.last_error.is_not(None), Displacement.state.in_(SEARCHED)
)
_NEEDS_PERSON = or_(Displacement.state == "escalated", _GAVE_UP)
GROUPS: dict[str, ColumnElement[bool]] = {
    "needs_person": _NEEDS_PERSON,
    "searching": Displacement.state.in_(("open", "searching")) & ~_NEEDS_PERSON,
    "offered": Displacement.state == "offered",
    "waiting": (Displacement.state == "waiting") & ~_NEEDS_PERSON,
    "retraining": (Displacement.state == "retraining") & ~_NEEDS_PERSON,
    "resolved": Displacement.state == "resolved",
    "withdrawn": Displacement.state == "withdrawn",
}
DONE = ("resolved", "withdrawn")


@dataclass(frozen=True)
class NextPerson:
    """Somebody on the latest list of a post who is free: `score` is millionths of a point."""

    labourer: str
    name: str
    position: int
    score: int


@dataclass
class Case:
    """A displacement with both halves: offers made to the person, the seat, offers of it, who is next for it.

    On the board `person` is a row of what it shows, elsewhere a Displacement; offers are rows with the names of person
    and employer and the post.
    """

    person: Any
    seat: Vacancy | None = None
    offers: list[Row[Any]] = field(default_factory=list)
    seat_offers: list[Row[Any]] = field(default_factory=list)
    next_people: list[NextPerson] = field(default_factory=list)


_WITH = (
    joinedload(Displacement.labourer).joinedload(Labourer.home),
    joinedload(Displacement.placement).joinedload(Placement.employer),
    joinedload(Displacement.placement).joinedload(Placement.order),
    joinedload(Displacement.placement).joinedload(Placement.line).joinedload(OrderLine.occupation),
)
_POST = case((OrderLine.title != "", OrderLine.title), else_=Occupation.name).label("post")


def count_groups(session: Session, *, actor: Actor) -> dict[str, int]:
    """How many displacements that the actor may read are in each group."""
    sums = [func.count().filter(which) for which in GROUPS.values()]
    row = session.execute(select(*sums).where(seen_by(Displacement, actor, "displacements.read"))).one()
    return dict(zip(GROUPS, row, strict=True))


def list_group(session: Session, group: str, *, actor: Actor, limit: int = 50, offset: int = 0) -> list[Case]:
    """The cases of a group: whoever a person must look at soonest, then the longest waiting; of those that are done the
    latest first."""
    return list_groups(session, [group], actor=actor, limit=limit, offset=offset)[group]


def list_groups(
    session: Session, groups: Sequence[str], *, actor: Actor, limit: int, offset: int = 0
) -> dict[str, list[Case]]:
    """`list_group` of several, for as many questions as one takes."""
    found = {group: _group(session, group, actor, limit, offset) for group in groups}
    people = _shown(session, [each for ids in found.values() for each in ids])
    cases = {each.person.id: each for each in cases_of(session, people, actor=actor)}
    return {group: [cases[each] for each in ids] for group, ids in found.items()}


def _shown(session: Session, ids: list[int]) -> Sequence[Row[Any]]:
    """What the board shows of each: rows of a few columns, as a board has dozens."""
    half = Displacement
    query = (
        select(half.id, half.public_id, half.placement_id, half.cause, half.road, half.state, half.happened_on,
               half.reported_at, half.resolved_at, half.look_by, half.back_on, half.offers_made, half.handled_at,
               half.attempts, half.next_try_at, half.last_error, Labourer.public_id.label("labourer"),
               Labourer.name, Division.name.label("home"), Placement.kind, Employer.name.label("employer"), _POST)
        .join(Labourer, Labourer.id == half.labourer_id)
        .join(Division, Division.code == Labourer.home_code)
        .join(Placement, Placement.id == half.placement_id)
    )  # fmt: skip
    return session.execute(_with_post(query).where(half.id.in_(ids))).all()


def _with_post(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Placements with their employer and post, if they have those."""
    return (
        query.outerjoin(Employer, Employer.id == Placement.employer_id)
        .outerjoin(OrderLine, OrderLine.id == Placement.line_id)
        .outerjoin(Occupation, Occupation.id == OrderLine.occupation_id)
    )


def _group(session: Session, group: str, actor: Actor, limit: int, offset: int) -> Sequence[int]:
    """Ids of a group in their order: of all of a county nothing else is put in order."""
    latest = Displacement.reported_at.desc() if group in DONE else Displacement.reported_at
    order = (Displacement.look_by.is_(None), Displacement.look_by, latest, Displacement.id)
    query = visible_displacements(actor).with_only_columns(Displacement.id).where(GROUPS[group]).order_by(*order)
    return session.scalars(query.limit(limit).offset(offset)).all()


def find_case(session: Session, public_id: str, *, actor: Actor) -> Case:
    """One case, whole. Raises NotFound."""
    found = session.scalar(visible_displacements(actor).where(Displacement.public_id == public_id).options(*_WITH))
    if found is None:
        raise NotFound("displacement_unknown", field="displacement", id=public_id)
    return cases_of(session, [found], actor=actor)[0]


def cases_of(session: Session, displacements: Sequence[Any], *, actor: Actor) -> list[Case]:
    """Both halves of each, in a fixed number of queries; offers are those the actor may read."""
    seats = _seats(session, [each.placement_id for each in displacements])
    offers = _offers(session, "displacement_id", [each.id for each in displacements], actor)
    fillers = _offers(session, "vacancy_id", [each.id for each in seats.values()], actor)
    shown = [each for each in seats.values() if _may_see_candidates(each, actor)]
    people = next_people(session, {each.line_id for each in shown if each.state in SEATS_SEARCHED})
    cases = []
    for displacement in displacements:
        case = Case(displacement, seats.get(displacement.placement_id), offers[displacement.id])
        if case.seat is not None:
            case.seat_offers = fillers[case.seat.id]
            case.next_people = people[case.seat.line_id] if case.seat in shown else []
        cases.append(case)
    return cases


def _seats(session: Session, placement_ids: list[int]) -> dict[int, Vacancy]:
    found = session.scalars(select(Vacancy).where(Vacancy.placement_id.in_(placement_ids)))
    return {each.placement_id: each for each in found}


def _offers(session: Session, made_for: str, ids: list[int], actor: Actor) -> dict[int, list[Row[Any]]]:
    """The offers made for halves, by the id of the half, newest first."""
    half = getattr(Placement, made_for)
    columns = (half.label("half"), Placement.public_id, Placement.state, Placement.answer_by, Placement.wage_month,
               Placement.decline_reason, Labourer.name, Employer.name.label("employer"), _POST)  # fmt: skip
    theirs = visible_placements(actor).where(half.in_(ids)).with_only_columns(*columns)
    theirs = _with_post(theirs.join(Labourer, Labourer.id == Placement.labourer_id))
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for each in session.execute(theirs.order_by(Placement.id.desc())) if ids else ():
        found[each.half].append(each)
    return found


def _may_see_candidates(seat: Vacancy, actor: Actor) -> bool:
    return allowed(actor, "lists.read", division=seat.county_code, own=is_own(seat, actor))


def next_people(session: Session, line_ids: set[int]) -> dict[int, list[NextPerson]]:
    """The best people of the latest list of each line who are still here, have neither a job nor an offer open, and
    were not offered this post before."""
    latest = select(func.max(RankedList.id)).where(RankedList.line_id.in_(line_ids)).group_by(RankedList.line_id)
    busy = (Placement.state.in_(("offered", *TAKEN))) | (Placement.line_id == RankedList.line_id)
    spoken_for = select(Placement.id).where(Placement.labourer_id == Labourer.id, busy).exists()
    place = func.row_number().over(partition_by=RankedList.line_id, order_by=RankedEntry.position).label("place")
    free = (
        select(RankedList.line_id, Labourer.public_id, Labourer.name, RankedEntry.position, RankedEntry.score, place)
        .join(RankedEntry, RankedEntry.list_id == RankedList.id)
        .join(Labourer, Labourer.id == RankedEntry.labourer_id)
        .where(RankedList.id.in_(latest), Labourer.situation.not_in((*GONE, "placed")), ~spoken_for)
        .subquery()
    )
    found: dict[int, list[NextPerson]] = defaultdict(list)
    for line_id, public_id, name, position, score, _ in session.execute(
        select(free).where(free.c.place <= NEXT_PEOPLE).order_by(free.c.line_id, free.c.place)
    ):
        found[line_id].append(NextPerson(public_id, name, position, score))
    return found


def displacement_of(session: Session, failed: Placement, *, actor: Actor) -> Displacement | None:
    """What followed a placement that failed, if the actor may read it."""
    return session.scalar(visible_displacements(actor).where(Displacement.placement_id == failed.id))


def displacement_behind(session: Session, offer: Placement, *, actor: Actor) -> Displacement | None:
    """The displacement that an offer was made for, if the actor may read it."""
    return session.scalar(visible_displacements(actor).where(Displacement.id == (offer.displacement_id or 0)))


def case_of_seat(session: Session, vacancy_id: str) -> str:
    """Public id of the displacement whose other half a vacancy is. Raises NotFound."""
    both = Displacement.placement_id == Vacancy.placement_id
    found = session.scalar(select(Displacement.public_id).join(Vacancy, both).where(Vacancy.public_id == vacancy_id))
    if found is None:
        raise NotFound("vacancy_unknown", field="vacancy", id=vacancy_id)
    return found
