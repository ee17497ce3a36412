"""Displacements 失岗: a placement that failed is recorded with its cause, and both its halves are put in the queue."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from models.db import nudge
from models.displacement import CAUSES, Displacement, Vacancy
from models.labourer import Labourer
from models.order import Order
from models.placement import Placement
from models.workflow import DISPLACEMENT
from services.access import CLOCK, Actor, allowed, require
from services.back_to_class import invite_back
from services.calendar import COUNTY_TIME, county_day
from services.complaints import answer_complaint, open_complaint
from services.county_rules import rules_of
from services.effects import free_seat
from services.errors import NotFound, Refusal, RuleRefusal
from services.guards.placements import RECRUITING
from services.halves import put_back
from services.offers import lock_person, locked
from services.placements import day_since, hold_placement, list_placements, not_before, outline
from services.search_changes import change, learn_from_cause
from services.sight import reads_notes, seen_by
from services.steps import is_own, possible_steps, record, steps_as_json, take_step

STATES = DISPLACEMENT.states
# Causes that lie with the employer: whether the seat is filled again is for a person to say.
EMPLOYER_IN_DOUBT = ("business_fell", "plant_closed", "quit_treatment", "unpaid_wages", "unsafe_work")
SEASONAL = ("family_or_harvest",)  # whoever says when they are back is not asked about any more
SEASON_LEAD = timedelta(days=7)  # so long before the return offers begin
GONE_BY_CAUSE = {"died": "deceased", "moved_away": "moved_away"}
SEARCHED = ("open", "searching", "waiting", "retraining")  # by the worker, while `handled_at` is empty


def displace(
    session: Session,
    placement_id: str,
    cause: str,
    *,
    note: str = "",
    actor: Actor,
    at: datetime,
    happened_on: date | None = None,
    back_on: date | None = None,
) -> Displacement:
    """Record that a placement failed: the person is displaced and takes the road of the cause, the seat is vacant; both
    are nudged for. A complaint opens where the cause asks for one, and the cause changes the search. `back_on` is the
    day from which the person is free again. Raises Refusal `cause_unknown`, NotFound, NotAllowed, and RuleRefusal for a
    placement that is no job (any more)."""
    if cause not in CAUSES:
        raise Refusal("cause_unknown", field="reason", cause=cause, causes=tuple(CAUSES))
    placement = hold_placement(session, placement_id, actor=actor)
    day = day_since(placement, happened_on or county_day(at), at, "happened_on")
    take_step(session, placement, "fail", actor=actor, at=at, note=note.strip() or cause)
    placement.ended_on = day
    displacement = Displacement(
        placement_id=placement.id,
        labourer_id=placement.labourer_id,
        home_code=placement.home_code,
        employer_id=placement.employer_id,
        base_id=placement.base_id,
        cause=cause,
        road=_road(placement, cause, actor, back_on),
        note=note.strip(),
        happened_on=day,
        reported_at=at,
        reported_by_id=actor.user_id,
        next_try_at=at,
    )
    _write(session, displacement, actor, at, note.strip() or cause)
    open_complaint(session, displacement, at=at)
    learn_from_cause(session, displacement, placement, at=at)
    if back_on is not None:
        free_from(session, displacement, not_before(back_on, day, "back_on"), cause, at)
    _open_vacancy(session, placement, cause, actor, at)
    _take_road(session, displacement, at)
    return displacement


def _road(placement: Placement, cause: str, actor: Actor, back_on: date | None) -> str:
    """The road of the cause. That somebody died or moved away is not taken from an employer: a person looks first."""
    if cause in SEASONAL and back_on is not None:
        return "season_return"
    works = allowed(actor, "displacements.work", division=placement.home_code, own=is_own(placement, actor))
    road = CAUSES[cause]
    return road if road != "none" or (works and actor.employer_id is None) else "person_looks"


def free_from(session: Session, displacement: Displacement, back_on: date, why: str, at: datetime) -> None:
    """Somebody is free for work again from a day on: no post that begins much earlier is looked for."""
    person = session.get_one(Labourer, displacement.labourer_id)
    before = person.available_from and person.available_from.isoformat()
    displacement.back_on = person.available_from = back_on
    change(displacement, "back_on", before, back_on.isoformat(), why=why, at=at)


def wait_for_return(displacement: Displacement, at: datetime) -> None:
    """Search some days before the person is back, so that work waits for them."""
    assert displacement.back_on is not None
    begin = datetime.combine(displacement.back_on - SEASON_LEAD, time(8), COUNTY_TIME)
    displacement.handled_at, displacement.next_try_at = None, max(begin, at)


def _write(session: Session, half: Displacement | Vacancy, actor: Actor, at: datetime, note: str) -> None:
    session.add(half)
    session.flush()
    record(session, half, "displace", actor=actor, at=at, note=note, before="")


def _open_vacancy(session: Session, placement: Placement, cause: str, actor: Actor, at: datetime) -> None:
    """The seat stays held by a vacancy while the order recruits, else it goes back to the line."""
    order = session.get_one(Order, placement.order_id) if placement.order_id is not None else None
    if order is None or placement.line_id is None:
        return
    if order.state not in RECRUITING:
        free_seat(session, placement, at)
        return
    by_itself = cause not in EMPLOYER_IN_DOUBT and rules_of(session, order.county_code).redeploys_by_itself
    vacancy = Vacancy(
        placement_id=placement.id,
        line_id=placement.line_id,
        employer_id=order.employer_id,
        county_code=order.county_code,
        opened_at=at,
        handled_at=None if by_itself else at,
        next_try_at=at,
    )
    _write(session, vacancy, actor, at, cause)
    if by_itself:
        nudge(session, "refill", vacancy.id)


def _take_road(session: Session, displacement: Displacement, at: datetime) -> None:
    """Another job is searched for by the worker, where the county lets it; other roads show at once whose turn it is.
    Somebody back in class is looked at again each time the county's hours to retry are over."""
    rules = rules_of(session, displacement.home_code)
    if displacement.road == "none":
        session.get_one(Labourer, displacement.labourer_id).situation = GONE_BY_CAUSE[displacement.cause]
        take_step(session, displacement, "end", actor=CLOCK, at=at)
    elif displacement.road == "class_first":
        take_step(session, displacement, "retrain", actor=CLOCK, at=at)
        displacement.next_try_at = at + timedelta(hours=rules.retry_hours)
        if rules.redeploys_by_itself:
            invite_back(session, displacement, at=at)
        return
    elif displacement.road == "person_looks" or not rules.redeploys_by_itself:
        call_a_person(session, displacement, actor=CLOCK, at=at)
    elif displacement.road == "season_return":
        wait_for_return(displacement, at)
        return
    else:
        nudge(session, "redeploy", displacement.id)
        return
    displacement.handled_at = at


def call_a_person(session: Session, displacement: Displacement, *, actor: Actor, at: datetime, note: str = "") -> None:
    """Take it out of the worker's hands; somebody must look within the hours of the county."""
    take_step(session, displacement, "escalate", actor=actor, at=at, note=note)
    displacement.handled_at = at
    displacement.look_by = at + timedelta(hours=rules_of(session, displacement.home_code).look_hours)


def looked_into(session: Session, displacement: Displacement) -> None:
    """Somebody looked and decided: nothing is due any more, and a complaint has its answer."""
    displacement.look_by = None
    answer_complaint(session, displacement)


def resume(session: Session, displacement_id: str, *, actor: Actor, at: datetime, note: str) -> Displacement:
    """Somebody looked into it: search for another job now."""
    displacement = _step(session, displacement_id, "resume", actor, at, note)
    put_back(session, displacement, at=at)
    return displacement


def retrain(session: Session, displacement_id: str, *, actor: Actor, at: datetime, note: str) -> Displacement:
    """Somebody looked into it: back to class first; the search begins once a class is passed."""
    displacement = _step(session, displacement_id, "retrain", actor, at, note)
    displacement.handled_at, displacement.next_try_at = None, at
    invite_back(session, displacement, at=at)
    return displacement


def escalate(session: Session, displacement_id: str, *, actor: Actor, at: datetime, note: str) -> Displacement:
    """Take it out of the worker's hands: a person must look."""
    displacement = hold_displacement(session, displacement_id, actor=actor)
    call_a_person(session, displacement, actor=actor, at=at, note=note)
    return displacement


def withdraw(session: Session, displacement_id: str, *, actor: Actor, at: datetime, note: str) -> Displacement:
    """No other job is wanted, or needed. An offer made for it stays open until it is answered."""
    displacement = _step(session, displacement_id, "withdraw", actor, at, note)
    displacement.handled_at = at
    return displacement


def search_again(session: Session, displacement_id: str, *, actor: Actor, at: datetime) -> Displacement:
    """Try now instead of at the next try, also where the worker gave up. Raises RuleRefusal unless it is searched."""
    displacement = hold_displacement(session, displacement_id, actor=actor)
    require(actor, "displacements.work", division=displacement.home_code, own=is_own(displacement, actor))
    if displacement.state not in SEARCHED:
        raise RuleRefusal("not_searched", field="state", state=displacement.state)
    displacement.attempts, displacement.last_error = 0, None
    put_back(session, displacement, at=at)
    record(session, displacement, "search", actor=actor, at=at)
    return displacement


def _step(session: Session, public_id: str, action: str, actor: Actor, at: datetime, note: str) -> Displacement:
    displacement = hold_displacement(session, public_id, actor=actor)
    take_step(session, displacement, action, actor=actor, at=at, note=note)
    looked_into(session, displacement)
    return displacement


def visible_displacements(actor: Actor) -> Select[Displacement]:
    return select(Displacement).where(seen_by(Displacement, actor, "displacements.read"))


def hold_displacement(session: Session, public_id: str, *, actor: Actor) -> Displacement:
    """The displacement, for a change: nobody else changes it meanwhile. Raises NotFound."""
    found = session.scalar(visible_displacements(actor).where(Displacement.public_id == public_id))
    if found is None:
        raise NotFound("displacement_unknown", field="displacement", id=public_id)
    lock_person(session, found.labourer_id)
    return locked(session, Displacement, found.id)


_WHOLE = (
    joinedload(Displacement.labourer),
    joinedload(Displacement.placement).joinedload(Placement.employer),
)


def find_displacement(session: Session, public_id: str, *, actor: Actor) -> Displacement:
    """The displacement with all that `describe_displacement` tells. Raises NotFound."""
    query = visible_displacements(actor).where(Displacement.public_id == public_id).options(*_WHOLE)
    found = session.scalar(query)
    if found is None:
        raise NotFound("displacement_unknown", field="displacement", id=public_id)
    return found


def list_displacements(
    session: Session,
    *,
    actor: Actor,
    state: str | None = None,
    before: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Displacement]:
    """Displacements the actor may read, newest first, whole; those reported `before` the one with that id."""
    query = visible_displacements(actor).options(*_WHOLE).order_by(Displacement.id.desc()).limit(limit).offset(offset)
    if before is not None:
        query = query.where(Displacement.id < before)
    if state is not None:
        query = query.where(Displacement.state == state)
    return list(session.scalars(query))


def describe_displacement(
    session: Session, displacement: Displacement, *, actor: Actor, at: datetime
) -> dict[str, Any]:
    """Both halves as JSON: the person with the road taken and the offers made, and the seat; `age_hours` since it was
    reported, `gave_up` when the worker tried in vain and somebody must look."""
    offers = list_placements(session, actor=actor, displacement_id=displacement.id)
    return {
        **outline_of(session, displacement, at=at),
        "note": displacement.note,
        "last_error": displacement.last_error,
        "travel": displacement.travel,
        "changes": displacement.changes if reads_notes(actor) else [],
        "offers": [outline(offer) for offer in offers],
        "actions": list(possible_steps(displacement, actor)),
        "steps": steps_as_json(session, displacement, notes=reads_notes(actor)),
    }


def outline_of(session: Session, displacement: Displacement, *, at: datetime) -> dict[str, Any]:
    """What a table of displacements shows of each."""
    failed = displacement.placement
    vacancy = session.scalar(select(Vacancy).where(Vacancy.placement_id == failed.id))
    return {
        "id": displacement.public_id,
        "state": displacement.state,
        "cause": displacement.cause,
        "road": displacement.road,
        "labourer": displacement.labourer.public_id,
        "name": displacement.labourer.name,
        "placement": failed.public_id,
        "employer": failed.employer and failed.employer.name,
        "happened_on": displacement.happened_on,
        "back_on": displacement.back_on,
        "look_by": displacement.look_by,
        "reported_at": displacement.reported_at,
        "resolved_at": displacement.resolved_at,
        "age_hours": round(((displacement.resolved_at or at) - displacement.reported_at).total_seconds() / 3600, 1),
        **in_queue(displacement),
        "vacancy": vacancy and {"id": vacancy.public_id, "state": vacancy.state, **in_queue(vacancy)},
    }


def in_queue(half: Displacement | Vacancy) -> dict[str, Any]:
    """How far the worker is with a half."""
    waiting = half.handled_at is None
    return {
        "offers_made": half.offers_made,
        "attempts": half.attempts,
        "next_try_at": half.next_try_at if waiting and half.state not in ("resolved", "withdrawn") else None,
        "gave_up": not waiting and half.last_error is not None and half.state in SEARCHED,
    }
