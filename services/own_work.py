"""Work found without an order: a business or a team of one's own, and people who moved by themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models.labourer import Labourer
from models.placement import MOST_OFFERS, OwnMove, Placement
from services.access import Actor, allowed, require
from services.deliveries import Terms, deliver, set_terms
from services.errors import NotFound, Refusal, RuleRefusal
from services.halves import settle
from services.labourers import called, find_labourer, list_labourers
from services.offers import all_or_nothing, free_slot, lock_person, record_first
from services.placements import (
    find_labourer_to_place,
    hold_placement,
    known_to_base,
    not_in_future,
    withdraw_others,
)
from services.sight import seen_by
from services.steps import take_step

OWN_KINDS = ("self_employed", "team")


def record_own_placement(
    session: Session,
    labourer_id: str,
    kind: str,
    terms: Terms,
    *,
    started_on: date,
    actor: Actor,
    at: datetime,
    enrolment_id: int | None = None,
    base_id: int | None = None,
    channel: str = "",
) -> Placement:
    """A graduate who bought a taxi, or joined a service team: a placement with its own evidence instead of an order,
    which the county confirms like a stamped roster. Raises Refusal `own_kind_unknown`, RuleRefusal `has_a_job`."""
    if kind not in OWN_KINDS:
        raise Refusal("own_kind_unknown", field="kind", text=kind, kinds=OWN_KINDS)
    person = lock_person(session, find_labourer_to_place(session, labourer_id, actor))
    require(actor, "placements.offer", division=person.home_code, own=base_id is not None and base_id == actor.base_id)
    started = not_in_future(started_on, at, "started_on")
    placement = Placement(
        labourer_id=person.id,
        home_code=person.home_code,
        kind=kind,
        base_id=base_id,
        enrolment_id=enrolment_id,
        channel=channel.strip(),
        slot=free_slot(session, person.id, MOST_OFFERS),
        offered_at=at,
    )
    set_terms(placement, terms, at)
    placement.contract_from = placement.contract_from or started
    with all_or_nothing(session):
        session.add(placement)
        record_first(session, placement, actor=actor, at=at)
        take_step(session, placement, "accept", actor=actor, at=at)
    settle(session, placement, at=at)
    withdraw_others(session, placement, at=at)
    _begin(session, placement, started, actor, at)
    return placement


def _begin(session: Session, placement: Placement, started: date, actor: Actor, at: datetime) -> None:
    """Whoever may sign has the month run from the first day; else somebody with the right does so later."""
    if allowed(actor, "placements.sign", division=placement.home_code):
        deliver(session, placement, started, 0, actor=actor, at=at)


def begin_own_work(session: Session, placement_id: str, *, started_on: date, actor: Actor, at: datetime) -> Placement:
    """Own work recorded by somebody who may not sign for it begins its month. Raises RuleRefusal `of_an_order` for a
    post at an employer, who signs for it."""
    placement = hold_placement(session, placement_id, actor=actor)
    if placement.kind not in OWN_KINDS:
        raise RuleRefusal("of_an_order", field="placement")
    deliver(session, placement, not_in_future(started_on, at, "started_on"), 0, actor=actor, at=at)
    return placement


def people_to_place(session: Session, text: str, *, actor: Actor, limit: int = 20) -> list[Labourer]:
    """People called like this whose own work the actor may record: those in sight, or whom the actor's base taught or
    placed."""
    if actor.base_id is None:
        return list_labourers(session, actor=actor, text=text, limit=limit)[0]
    theirs = called(text.strip()) & known_to_base(actor.base_id) & Labourer.merged_into_id.is_(None)
    query = select(Labourer).where(theirs).options(joinedload(Labourer.home))
    return list(session.scalars(query.order_by(Labourer.pinyin, Labourer.id).limit(limit)))


def find_person(session: Session, public_id: str, *, actor: Actor) -> Labourer | None:
    """The person whose own work is recorded; None when nobody in sight has this public id."""
    try:
        found = find_labourer_to_place(session, public_id, actor)
    except NotFound:
        return None
    return session.scalar(select(Labourer).where(Labourer.id == found).options(joinedload(Labourer.home)))


@dataclass(frozen=True)
class Moved:
    """Somebody who moved by themselves, with whom it was."""

    move: OwnMove
    labourer: str
    name: str


def list_own_moves(session: Session, *, actor: Actor, limit: int = 50, offset: int = 0) -> tuple[list[Moved], int]:
    """Those who moved by themselves or under another programme, the latest first, and how many people they are."""
    mine = seen_by(OwnMove, actor, "moves.record")
    query = select(OwnMove, Labourer.public_id, Labourer.name).join(Labourer, Labourer.id == OwnMove.labourer_id)
    page = query.where(mine).order_by(OwnMove.moved_on.desc(), OwnMove.id.desc()).limit(limit).offset(offset)
    total = session.scalar(select(func.count(OwnMove.labourer_id.distinct())).where(mine)) or 0
    return [Moved(*row) for row in session.execute(page)], total


def record_own_move(
    session: Session,
    labourer_id: str,
    *,
    moved_on: date,
    actor: Actor,
    at: datetime,
    division_code: int | None = None,
    programme: str = "",
    work: str = "",
) -> OwnMove:
    """Somebody went to work without the programme, or under another one: counted apart from placements. Saying again
    that the person went on that day changes nothing."""
    person = lock_person(session, find_labourer(session, labourer_id, actor=actor).id)
    require(actor, "moves.record", division=person.home_code)
    same = (OwnMove.labourer_id == person.id) & (OwnMove.moved_on == moved_on)
    if (known := session.scalar(select(OwnMove).where(same))) is not None:
        return known
    move = OwnMove(
        labourer_id=person.id,
        home_code=person.home_code,
        moved_on=not_in_future(moved_on, at, "moved_on"),
        division_code=division_code,
        programme=programme.strip(),
        work=work.strip(),
        recorded_at=at,
        recorded_by_id=actor.user_id,
    )
    if person.situation == "at_home":
        person.situation = "away"
    session.add(move)
    session.flush()
    return move
