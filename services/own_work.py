"""Work found without an order: a business or a team of one's own, and people who moved by themselves."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models.labourer import Labourer
from models.placement import OwnMove, Placement
from services.access import Actor, allowed, require
from services.deliveries import Terms, set_terms
from services.errors import Refusal
from services.follow_ups import plan_calls
from services.halves import settle
from services.labourers import find_labourer
from services.offers import all_or_nothing, lock_person, record_first
from services.placements import not_in_future
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
    person = lock_person(session, find_labourer(session, labourer_id, actor=actor).id)
    require(actor, "placements.offer", division=person.home_code, own=base_id is not None and base_id == actor.base_id)
    started = not_in_future(started_on, at, "started_on")
    placement = Placement(
        labourer_id=person.id,
        home_code=person.home_code,
        kind=kind,
        base_id=base_id,
        enrolment_id=enrolment_id,
        channel=channel.strip(),
        offered_at=at,
    )
    set_terms(placement, terms, at)
    with all_or_nothing(session):
        session.add(placement)
        record_first(session, placement, actor=actor, at=at)
        take_step(session, placement, "accept", actor=actor, at=at)
    settle(session, placement, at=at)
    _begin(session, placement, started, actor, at)
    return placement


def _begin(session: Session, placement: Placement, started: date, actor: Actor, at: datetime) -> None:
    """Whoever may sign has the month run from the first day; else somebody with the right does so later."""
    if allowed(actor, "placements.sign", division=placement.home_code):
        take_step(session, placement, "deliver", actor=actor, at=at)
        placement.delivered_on = started
        plan_calls(session, placement, started)


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
    """Somebody went to work without the programme, or under another one: counted apart from placements."""
    person: Labourer = find_labourer(session, labourer_id, actor=actor)
    require(actor, "moves.record", division=person.home_code)
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
