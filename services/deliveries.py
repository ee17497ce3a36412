"""From a hire to a confirmed placement: terms recorded, people signed for, the roster stamped after the month there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.division import Division
from models.order import Order
from models.placement import Placement
from models.workflow import HOLDING
from services.access import Actor, require
from services.calendar import county_day
from services.errors import NotFound, Refusal, RuleRefusal, Several
from services.follow_ups import plan_calls
from services.guards.placements import stamped_from
from services.masking import mask_id
from services.offers import locked
from services.orders import find_order
from services.placements import (
    hold_placement,
    list_placements,
    not_before,
    not_in_future,
    outline,
    visible_placements,
)
from services.sheets.fields.phones import read_phones
from services.steps import is_own, record, take_step

VAGUE = ("不详", "不明", "待定", "未知", "无", "同上", "外地", "本地", "-", "--")
HIRED = ("accepted", "delivered", "confirmed", "ended", "failed")  # whoever said yes and was not cancelled
MOST_NOTE = 500
LEAST_ADDRESS = 4  # characters below which nobody finds the place
AGREED = ("wage_month", "division_code")  # what a person says yes to; the address may be made exact
LENGTHS = {"address": 200, "contract_number": 60, "evidence": 500}


@dataclass(frozen=True)
class Terms:
    """What was agreed; None leaves a field as it is. `wage_month` is fen a month, `address` what follows the
    division."""

    wage_month: int | None = None
    division_code: int | None = None
    address: str | None = None
    employer_phone: str | None = None
    contract_number: str | None = None
    contract_from: date | None = None
    contract_until: date | None = None
    contract_checked_on: date | None = None
    evidence: str | None = None


def record_terms(session: Session, placement_id: str, terms: Terms, *, actor: Actor, at: datetime) -> Placement:
    """Write down wage, place, the employer's number and the contract of an offer or a hire. Raises Refusal for vague
    entries, RuleRefusal for a placement that is over, NotAllowed."""
    placement = hold_placement(session, placement_id, actor=actor)
    require(actor, "placements.terms", division=placement.home_code, own=is_own(placement, actor))
    if placement.state not in HOLDING:
        raise RuleRefusal("placement_is_over", field="state", state=placement.state)
    before = {name: getattr(placement, name) for name in Terms.__dataclass_fields__}
    set_terms(placement, terms, at)
    changed = {name: (value, now) for name, value in before.items() if (now := getattr(placement, name)) != value}
    if actor.employer_id is not None:
        _refuse_to_change_what_was_agreed(placement, changed)
    record(session, placement, "terms", actor=actor, at=at, note=_changes(session, changed)[:MOST_NOTE])
    return placement


def _changes(session: Session, changed: dict[str, tuple[Any, Any]]) -> str:
    """What was changed from what, for the history: wage_month: 4000 → 4500; place: …"""
    named = {"division_code": "place"}
    said = {name: [_said(session, name, each) for each in pair] for name, pair in changed.items()}
    return "; ".join(f"{named.get(name, name)}: {before} → {now}" for name, (before, now) in said.items())


def _said(session: Session, name: str, value: Any) -> str:
    """A term as a note has it: yuan instead of fen, a place by its name."""
    if value in (None, ""):
        return "--"
    if name == "division_code":
        return session.get_one(Division, value).name
    return f"{value / 100:g}" if name == "wage_month" else str(value)


def _refuse_to_change_what_was_agreed(placement: Placement, changed: dict[str, tuple[Any, Any]]) -> None:
    """An employer fills in what is missing; what the person said yes to, and all once the roster is stamped, only the
    office and the base change."""
    fixed = [name for name, (value, _) in changed.items() if value and (name in AGREED or placement.confirmed_on)]
    if fixed:
        raise RuleRefusal("terms_were_agreed", field=fixed[0])


def set_terms(placement: Placement, terms: Terms, at: datetime) -> None:
    """Check and take over what `terms` says. Raises Refusal."""
    given = {name: value for name, value in vars(terms).items() if value is not None}
    for name, most in LENGTHS.items():
        if (length := len(given.get(name) or "")) > most:
            raise Refusal("text_too_long", field=name, length=length, most=most)
    if "wage_month" in given and given["wage_month"] <= 0:
        raise Refusal("wage_not_positive", field="wage_month")
    if "address" in given:
        given["address"] = precise(given["address"])
    if given.get("employer_phone"):
        given["employer_phone"] = read_phones(
            given["employer_phone"], "employer_phone", service_numbers=True
        ).value.first
    if "contract_checked_on" in given:
        not_in_future(given["contract_checked_on"], at, "contract_checked_on")
    for name, value in given.items():
        setattr(placement, name, value)
    if placement.contract_from and placement.contract_until and placement.contract_until < placement.contract_from:
        raise Refusal("contract_ends_early", field="contract_until", begins=placement.contract_from)


def precise(address: str) -> str:
    """An address somebody can go to; Refusal `address_vague` for one nobody can."""
    stripped = address.strip()
    if stripped in VAGUE or len(stripped) < LEAST_ADDRESS:
        raise Refusal("address_vague", field="address", text=stripped)
    return stripped


def sign_delivery(
    session: Session, order_id: str, placement_ids: Sequence[str], *, actor: Actor, at: datetime, on: date | None = None
) -> int:
    """The employer signs for people delivered on a day, all of them or nobody; the number of this batch of the order.
    Their month of training at the plant begins, and the calls to come are planned."""
    order = find_order(session, order_id, actor=actor)
    day = not_in_future(on or county_day(at), at, "delivered_on")
    batch = next_batch(session, order)
    placements = hold_of_order(session, order, placement_ids, actor=actor)
    each_or_nobody(placements, lambda each: deliver(session, each, day, batch, actor=actor, at=at))
    return batch


def hold_of_order(session: Session, order: Order, placement_ids: Sequence[str], *, actor: Actor) -> list[Placement]:
    """`hold_placements` of people of one order. Raises RuleRefusal `of_another_order` too."""
    placements = hold_placements(session, placement_ids, actor=actor)
    if strangers := [each.public_id for each in placements if each.order_id != order.id]:
        raise RuleRefusal("of_another_order", field="placements", ids=strangers)
    return placements


def next_batch(session: Session, order: Order) -> int:
    """The number of the next delivery of an order, which nobody else takes until the transaction ends."""
    locked(session, Order, order.id)  # batches are numbered one by one
    last = select(func.max(Placement.batch)).where(Placement.order_id == order.id)
    return (session.scalar(last) or 0) + 1


def deliver(session: Session, placement: Placement, day: date, batch: int, *, actor: Actor, at: datetime) -> None:
    """The employer signs for one person, on the day of the offer at the earliest; own work may have begun before."""
    if placement.kind == "employed":
        not_before(day, county_day(placement.offered_at), "delivered_on")
    take_step(session, placement, "deliver", actor=actor, at=at)
    placement.delivered_on, placement.batch = day, batch
    plan_calls(session, placement, day)


def confirm_placements(
    session: Session, placement_ids: Sequence[str], *, actor: Actor, at: datetime, on: date | None = None
) -> list[Placement]:
    """The roster as stamped by the employer, or the evidence of own work as the county accepts it: all or nobody."""
    day = not_in_future(on or county_day(at), at, "confirmed_on")
    placements = hold_placements(session, placement_ids, actor=actor)
    each_or_nobody(placements, lambda each: confirm(session, each, day, actor=actor, at=at))
    return placements


def confirm(session: Session, placement: Placement, day: date, *, actor: Actor, at: datetime) -> None:
    """One person of a stamped roster, or one whose own work the county accepts."""
    take_step(session, placement, "confirm", actor=actor, at=at)
    placement.confirmed_on = not_before(day, stamped_from(session, placement) or day, "confirmed_on")


def hold_placements(session: Session, public_ids: Sequence[str], *, actor: Actor) -> list[Placement]:
    """`hold_placement` of each, always in the same order. Raises Refusal for none, NotFound for an unknown one."""
    if not public_ids:
        raise Refusal("missing", field="placements")
    known = visible_placements(actor).where(Placement.public_id.in_(public_ids)).order_by(Placement.labourer_id)
    found = [each.public_id for each in session.scalars(known)]
    if unknown := [each for each in public_ids if each not in found]:
        raise NotFound("placement_unknown", field="placements", id=unknown[0])
    return [hold_placement(session, each, actor=actor) for each in found]


def each_or_nobody(placements: Sequence[Placement], act: Callable[[Placement], None]) -> None:
    """Do it to each. Raises Several with all the refusals, so that a roster is mended in one go; the edge then takes
    back the others."""
    refusals = []
    for placement in placements:
        try:
            act(placement)
        except Refusal as refusal:
            refusal.params["placement"] = placement.public_id
            refusals.append(refusal)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise Several(refusals)


def roster_of(session: Session, order_id: str, *, actor: Actor, limit: int = 1000) -> list[dict[str, Any]]:
    """The people of an order in work or agreed on, the latest first, with masked ID numbers, for signing and
    stamping."""
    order = find_order(session, order_id, actor=actor)
    hired = list_placements(session, actor=actor, states=HIRED, order=order.public_id, limit=limit)
    return [
        {**outline(each), "sex": each.labourer.sex, "birth": each.labourer.birth,
         "id_number": each.labourer.id_number and mask_id(each.labourer.id_number)}
        for each in hired
    ]  # fmt: skip
