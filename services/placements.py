"""Placements 就业安置: offers answered, hires taken back or ended, and what everybody may see of them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from matching.weights import POINT
from models.displacement import Displacement
from models.enrolment import IN_CLASS, Enrolment
from models.labourer import Labourer
from models.list_mark import PASSED, PUT_FORWARD, ListMark
from models.order import Order, OrderLine
from models.placement import DECLINE_REASONS, Placement
from models.ranked_list import RankedEntry, RankedList
from models.workflow import HOLDING, PLACEMENT, TAKEN
from services.access import CLOCK, Actor
from services.calendar import county_day
from services.errors import NotFound, Refusal, RuleRefusal
from services.halves import open_displacement, search_on, settle
from services.labourers import find_labourer
from services.lists import find_list
from services.offers import all_or_nothing, lock_person, locked, make_offer, need_no_reminder, tell_bad_news
from services.orders import find_order
from services.reopening import reopen_after
from services.search_changes import learn_from_refusal
from services.sight import left_for_the_person, reads_notes, seen_by
from services.steps import possible_steps, steps_as_json, take_step

STATES = PLACEMENT.states
FREE = ("at_home", "away")  # the situations of people who look for work


def offer_from_list(
    session: Session,
    list_id: str,
    labourer_id: str,
    *,
    actor: Actor,
    at: datetime,
    departure: str = "",
    channel: str = "",
    enrolment_id: int | None = None,
    tried: Collection[str] = (),
    hold: timedelta = timedelta(),
) -> Placement:
    """A counsellor's pick (law 7), together with those who are `tried` in the same go. Raises RuleRefusal
    `departure_missing` when somebody higher on the list is passed over (`passed_over`) without a reason, and whatever
    `make_offer` raises."""
    kept = find_list(session, list_id, actor=actor)
    if kept.line_id is None:
        raise RuleRefusal("list_is_outdated", field="list", id=list_id)
    listed = (RankedEntry.list_id == kept.id) & (Labourer.public_id == labourer_id)
    entry = session.scalar(select(RankedEntry).join(Labourer, Labourer.id == RankedEntry.labourer_id).where(listed))
    if entry is None or entry.labourer_id is None:
        return _offer_by_hand(
            session, kept, labourer_id, actor=actor, at=at, channel=channel, enrolment_id=enrolment_id, hold=hold
        )
    passed = passed_over(session, entry, kept.line_id, tried=tried)
    if passed and not departure.strip():
        raise RuleRefusal("departure_missing", field="departure", people=passed)
    return make_offer(
        session, labourer_id=entry.labourer_id, line_id=kept.line_id, actor=actor, at=at, score=entry.score,
        list_id=kept.id, enrolment_id=enrolment_id, departure=departure, channel=channel, hold=hold,
    )  # fmt: skip


def _offer_by_hand(session: Session, kept: RankedList, labourer_id: str, **how: Any) -> Placement:
    """Somebody put forward, who is not on the list: why was said then."""
    found = standing_put_forward(session, kept.line_id, labourer_id)
    if found is None:
        raise NotFound("not_on_the_list", field="labourer", id=labourer_id)
    person, reason = found
    return make_offer(
        session, labourer_id=person, line_id=kept.line_id or 0, list_id=kept.id, departure=reason[:200], **how
    )


def standing_put_forward(session: Session, line_id: int | None, labourer_id: str) -> tuple[int, str] | None:
    """The id of somebody put forward for a post by hand, by public id, and why."""
    mark = (ListMark.line_id == line_id) & (ListMark.kind == PUT_FORWARD) & ListMark.taken_back_at.is_(None)
    query = select(ListMark.labourer_id, ListMark.text).join(Labourer, Labourer.id == ListMark.labourer_id)
    found = session.execute(query.where(mark, Labourer.public_id == labourer_id)).one_or_none()
    return None if found is None else (found.labourer_id, found.text)


def passed_over(
    session: Session,
    entry: RankedEntry,
    line_id: int,
    *,
    tried: Collection[str] = (),
    asked: ColumnElement[bool] | None = None,
) -> int:
    """How many stand higher on the list and are free today: at home or away, in no class, with neither a job nor an
    offer, never offered this post and not passed with a reason. Not those `tried` in the same go, by public id, nor
    those for whom `asked`, a condition on the entry of the list, is true."""
    busy = exists().where(
        Placement.labourer_id == RankedEntry.labourer_id,
        Placement.state.in_(HOLDING) | ((Placement.line_id == line_id) & Placement.undone_at.is_(None)),
    )
    passed = exists().where(
        ListMark.labourer_id == RankedEntry.labourer_id,
        (ListMark.line_id == line_id) & (ListMark.kind == PASSED) & ListMark.taken_back_at.is_(None),
    )
    in_class = exists().where(Enrolment.labourer_id == RankedEntry.labourer_id, Enrolment.state.in_(IN_CLASS))
    higher = (RankedEntry.list_id == entry.list_id) & (RankedEntry.position < entry.position)
    free = Labourer.situation.in_(FREE) & Labourer.merged_into_id.is_(None) & ~busy & ~in_class & ~passed
    query = select(func.count()).select_from(RankedEntry).join(Labourer, Labourer.id == RankedEntry.labourer_id)
    query = query.where(higher, free, Labourer.public_id.not_in(tried))
    return session.scalar(query if asked is None else query.where(~asked)) or 0


def offer_line(
    session: Session,
    order_id: str,
    labourer_id: str,
    *,
    line_id: str | None = None,
    actor: Actor,
    at: datetime,
    departure: str = "",
    channel: str = "",
    enrolment_id: int | None = None,
) -> Placement:
    """An offer without a list: of a class for its own graduates, or of a person who was looked up. The first line when
    none is named. Raises NotFound, NotAllowed, and whatever `make_offer` raises."""
    order, person = find_order(session, order_id, actor=actor), find_labourer_to_place(session, labourer_id, actor)
    line = next((line for line in order.lines if line_id in (None, line.public_id)), None)
    if line is None:
        raise NotFound("line_unknown", field="line", id=line_id)
    return make_offer(
        session, labourer_id=person, line_id=line.id, actor=actor, at=at, departure=departure, channel=channel,
        enrolment_id=enrolment_id,
    )  # fmt: skip


def find_labourer_to_place(session: Session, public_id: str, actor: Actor) -> int:
    """The person by public id: one whose file the actor may read, or whom the actor's base taught or placed."""
    if actor.base_id is None:
        return find_labourer(session, public_id, actor=actor).id
    theirs = (Labourer.public_id == public_id) & known_to_base(actor.base_id)
    found = session.scalar(select(Labourer.id).where(theirs))
    if found is None:
        raise NotFound("labourer_unknown", field="labourer", id=public_id)
    return found


def known_to_base(base_id: int) -> ColumnElement[bool]:
    """People whom a base taught to the end of a class, or placed."""
    placed = (select(table.labourer_id).where(table.base_id == base_id) for table in (Placement, Displacement))
    taught = (Enrolment.base_id == base_id) & Enrolment.state.in_(("finished", "certified"))
    known = (*placed, select(Enrolment.labourer_id).where(taught))
    return or_(*(Labourer.id.in_(each) for each in known))


def accept_offer(session: Session, placement_id: str, *, actor: Actor, at: datetime, note: str = "") -> Placement:
    """Take the job: other offers to the person are withdrawn, whoever waits for their seats is next, and the
    displacement or vacancy behind this offer is settled."""
    offer = hold_placement(session, placement_id, actor=actor)
    with all_or_nothing(session):
        take_step(session, offer, "accept", actor=actor, at=at, note=note)
    need_no_reminder(session, offer, at)
    settle(session, offer, at=at)
    withdraw_others(session, offer, at=at)
    return offer


def withdraw_others(session: Session, job: Placement, *, at: datetime) -> None:
    """Take back the offers still open to a person who has a job now."""
    others = (Placement.labourer_id == job.labourer_id) & (Placement.state == "offered")
    for other in session.scalars(select(Placement).where(others).order_by(Placement.line_id)).all():
        take_step(session, other, "supersede", actor=CLOCK, at=at)
        tell_bad_news(session, other, "offer_superseded", known=False, at=at)
        search_on(session, other, at=at)


def decline_offer(
    session: Session, placement_id: str, *, reason: str, actor: Actor, at: datetime, note: str = ""
) -> Placement:
    """Say no, with one of `DECLINE_REASONS`; the seat goes to the next, the displaced person gets the next offer."""
    if reason not in DECLINE_REASONS:
        raise Refusal("decline_reason_unknown", field="reason", reason=reason, reasons=DECLINE_REASONS)
    offer = hold_placement(session, placement_id, actor=actor)
    take_step(session, offer, "decline", actor=actor, at=at, note=note.strip() or reason)
    offer.decline_reason = reason
    need_no_reminder(session, offer, at)
    if displacement := open_displacement(session, offer.labourer_id):
        learn_from_refusal(session, displacement, offer, at=at)
    search_on(session, offer, at=at)
    return offer


def cancel_offer(session: Session, placement_id: str, *, actor: Actor, at: datetime, note: str) -> Placement:
    """Withdraw an open offer, with the reason."""
    return _cancel(session, placement_id, "offered", "offer_cancelled", actor, at, note)


def cancel_placement(session: Session, placement_id: str, *, actor: Actor, at: datetime, note: str) -> Placement:
    """`cancel_offer` or `cancel_hire`, whichever it is."""
    offered = find_placement(session, placement_id, actor=actor).state == "offered"
    return (cancel_offer if offered else cancel_hire)(session, placement_id, actor=actor, at=at, note=note)


def cancel_hire(session: Session, placement_id: str, *, actor: Actor, at: datetime, note: str) -> Placement:
    """Undo an accepted offer before the person is delivered, with the reason: the person waits again, the seat is
    free. What the hire had closed opens again (`reopen_after`)."""
    return _cancel(session, placement_id, "accepted", "hire_cancelled", actor, at, note)


def _cancel(
    session: Session, placement_id: str, state: str, message: str, actor: Actor, at: datetime, note: str
) -> Placement:
    placement = hold_placement(session, placement_id, actor=actor)
    if placement.state != state:
        raise RuleRefusal("step_not_possible", state=placement.state, possible=list(possible_steps(placement, actor)))
    take_step(session, placement, "cancel", actor=actor, at=at, note=note)
    tell_bad_news(session, placement, message, known=state != "offered", at=at, note=note)
    search_on(session, placement, at=at)
    if state == "accepted":
        reopen_after(session, placement, at=at)
    return placement


def end_placement(
    session: Session, placement_id: str, *, actor: Actor, at: datetime, note: str, on: date | None = None
) -> Placement:
    """The work is over as agreed; the person is free for another job."""
    placement = hold_placement(session, placement_id, actor=actor)
    placement.ended_on = day_since(placement, on or county_day(at), at, "ended_on")
    take_step(session, placement, "end", actor=actor, at=at, note=note)
    return placement


def not_in_future(day: date, at: datetime, field: str) -> date:
    """The day; RuleRefusal for one that is still to come."""
    if day > county_day(at):
        raise RuleRefusal("day_in_future", field=field, day=day)
    return day


def day_since(placement: Placement, day: date, at: datetime, field: str) -> date:
    """The day on which something happened in a placement; RuleRefusal for one to come or before its delivery, or its
    offer where nobody was delivered yet."""
    first = placement.delivered_on or county_day(placement.offered_at)
    return not_before(not_in_future(day, at, field), first, field)


def not_before(day: date, first: date, field: str) -> date:
    """The day; RuleRefusal for one before the first that can be."""
    if day < first:
        raise RuleRefusal("day_too_early", field=field, day=day, first=first)
    return day


def placements_due(session: Session, *, at: datetime, limit: int | None = None) -> list[int]:
    """Ids of the offers whose last day to answer is over, the oldest first."""
    over = (Placement.state == "offered") & (Placement.answer_by < at)
    return list(session.scalars(select(Placement.id).where(over).order_by(Placement.answer_by).limit(limit)))


def advance_placement(session: Session, placement_id: int, *, at: datetime) -> None:
    """Let an unanswered offer lapse; does nothing to one that was answered meanwhile."""
    offer = _locked(session, placement_id)
    if offer.state == "offered" and offer.answer_by is not None and offer.answer_by < at:
        take_step(session, offer, "lapse", actor=CLOCK, at=at)
        tell_bad_news(session, offer, "offer_lapsed", known=False, at=at)
        search_on(session, offer, at=at)


def visible_placements(actor: Actor, right: str = "placements.read") -> Select[Placement]:
    """What an actor may see: the person it is about nothing of an offer before it leaves (law 3), firms and bases
    nothing of one that was undone."""
    query = select(Placement).where(seen_by(Placement, actor, right))
    if actor.labourer_id is not None:
        return query.where(left_for_the_person(Placement, actor.at))
    return query if actor.role not in ("employer", "base") else query.where(Placement.undone_at.is_(None))


def hold_placement(session: Session, public_id: str, *, actor: Actor) -> Placement:
    """The placement, for a change: nobody else changes it, or another of the same person, meanwhile. Raises NotFound
    when there is none that the actor may see."""
    mine = visible_placements(actor).where(Placement.public_id == public_id)
    found = session.scalar(mine.with_only_columns(Placement.id))
    if found is None:
        raise NotFound("placement_unknown", field="placement", id=public_id)
    return _locked(session, found)


def _locked(session: Session, placement_id: int) -> Placement:
    person = select(Placement.labourer_id).where(Placement.id == placement_id)
    lock_person(session, session.scalars(person).one())
    return locked(session, Placement, placement_id)


WHOLE = (
    joinedload(Placement.labourer),
    joinedload(Placement.employer),
    joinedload(Placement.order),
    joinedload(Placement.division),
    joinedload(Placement.line).joinedload(OrderLine.occupation),
)


def find_placement(session: Session, public_id: str, *, actor: Actor) -> Placement:
    """The placement with all that `describe_placement` tells. Raises NotFound."""
    found = session.scalar(visible_placements(actor).where(Placement.public_id == public_id).options(*WHOLE))
    if found is None:
        raise NotFound("placement_unknown", field="placement", id=public_id)
    return found


def list_placements(
    session: Session,
    *,
    actor: Actor,
    state: str | None = None,
    states: Sequence[str] = (),
    order: str | None = None,
    labourer: str | None = None,
    displacement_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Placement]:
    """Placements the actor may read, newest first, whole; those of an order or a person, by public id, if named, in a
    state or one of several; those made `before` the one with that id."""
    query = visible_placements(actor).options(*WHOLE).order_by(Placement.id.desc()).limit(limit).offset(offset)
    if state is not None:
        query = query.where(Placement.state == state)
    if states:
        query = query.where(Placement.state.in_(states))
    if order is not None:
        query = query.where(Placement.order_id.in_(select(Order.id).where(Order.public_id == order)))
    if labourer is not None:
        query = query.where(Placement.labourer_id.in_(select(Labourer.id).where(Labourer.public_id == labourer)))
    if displacement_id is not None:
        query = query.where(Placement.displacement_id == displacement_id)
    if before is not None:
        query = query.where(Placement.id < before)
    return list(session.scalars(query))


def describe_placement(session: Session, placement: Placement, *, actor: Actor) -> dict[str, Any]:
    """The placement as JSON: public ids, fen, ISO dates, its history and the actor's next steps."""
    return {
        **outline(placement),
        "channel": placement.channel,
        "departure": placement.departure if reads_notes(actor) else "",
        "address": placement.address,
        "employer_phone": placement.employer_phone if placement.state in TAKEN else None,
        "contract_number": placement.contract_number,
        "contract_from": placement.contract_from,
        "contract_until": placement.contract_until,
        "contract_checked_on": placement.contract_checked_on,
        "evidence": placement.evidence,
        "actions": list(possible_steps(placement, actor)),
        "steps": steps_as_json(session, placement, notes=reads_notes(actor)),
    }


def outline(placement: Placement) -> dict[str, Any]:
    """What a table of placements shows of each."""
    return {
        "id": placement.public_id,
        "state": placement.state,
        "kind": placement.kind,
        "labourer": placement.labourer.public_id,
        "name": placement.labourer.name,
        "order": placement.order and placement.order.public_id,
        "line": placement.line and placement.line.public_id,
        "occupation": placement.line and placement.line.occupation.name,
        "employer": placement.employer and placement.employer.name,
        "place": placement.division and placement.division.name,
        "wage_month_fen": placement.wage_month,
        "score": None if placement.score is None else placement.score / POINT,
        "offered_at": placement.offered_at,
        "answer_by": placement.answer_by,
        "decline_reason": placement.decline_reason,
        "for_displacement": placement.displacement_id is not None,
        "for_vacancy": placement.vacancy_id is not None,
        "batch": placement.batch or None,
        **{name: getattr(placement, name) for name in _DAYS},
    }


_DAYS = ("delivered_on", "confirmed_on", "ended_on", "kept_1", "kept_3", "kept_6")
