"""The employer's roster of an order: sign and stamp whom one can, and report who never came; the rest says why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.order import Order
from models.placement import Placement
from services.access import Actor, require
from services.calendar import county_day
from services.deliveries import (
    HIRED,
    Terms,
    confirm,
    deliver,
    hold_of_order,
    next_batch,
    record_terms,
)
from services.displacements import displace
from services.errors import Refusal
from services.orders import find_order
from services.placements import WHOLE, not_in_future, visible_placements
from services.steps import is_own

ABSENT = ("never_arrived", "refused_at_roster")  # the causes that a roster can tell


@dataclass
class Outcome:
    """What became of a roster: those it was `done` for and, for the others, a refusal with `placement` in its params;
    `batch` is the number of a delivery, `numbered` has those whose number of a contract was written down."""

    done: list[Placement] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    batch: int = 0
    numbered: list[Placement] = field(default_factory=list)


def find_roster(session: Session, order_id: str, *, actor: Actor) -> tuple[Order, list[Placement]]:
    """An order with the people who said yes to its posts, by delivery, then name. Raises NotFound, NotAllowed."""
    order = _order(session, order_id, "placements.read", actor)
    theirs = (Placement.order_id == order.id) & Placement.state.in_(HIRED)
    people = session.scalars(visible_placements(actor).where(theirs).options(*WHOLE)).all()
    return order, sorted(people, key=lambda each: (not each.batch, each.batch, each.labourer.pinyin, each.id))


def _order(session: Session, order_id: str, right: str, actor: Actor) -> Order:
    """The order, for whoever has a right on the whole of its roster."""
    order = find_order(session, order_id, actor=actor)
    require(actor, right, division=order.county_code, own=is_own(order, actor))
    return order


def sign_for_arrived(
    session: Session,
    order_id: str,
    placement_ids: Sequence[str],
    *,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    terms: Terms | None = None,
) -> Outcome:
    """Sign for those of the named who can be signed for, one batch; `terms` are recorded first for those that lack
    them. Raises what `sign_delivery` raises for the whole of it."""
    order = _order(session, order_id, "placements.sign", actor)
    day = not_in_future(on or county_day(at), at, "delivered_on")
    batch = next_batch(session, order)
    placements = hold_of_order(session, order, placement_ids, actor=actor)

    def sign(placement: Placement) -> None:
        if terms and (lacking := _lacking(placement, terms)):
            record_terms(session, placement.public_id, lacking, actor=actor, at=at)
        deliver(session, placement, day, batch, actor=actor, at=at)

    return replace(each_by_itself(session, placements, sign), batch=batch)


def _lacking(placement: Placement, terms: Terms) -> Terms | None:
    """What of `terms` a placement does not say yet."""
    given = {name: value for name, value in vars(terms).items() if value and not getattr(placement, name)}
    return Terms(**given) if given else None


def stamp_roster(
    session: Session,
    order_id: str,
    placement_ids: Sequence[str],
    *,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    contracts: Mapping[str, str] | None = None,
) -> Outcome:
    """Confirm those of the named who can be confirmed. `contracts` are numbers of contracts, recorded first, of
    whomever: a number stays also where the stamp has to wait, and "" takes it away. Raises what `confirm_placements`
    raises for the whole, and Refusal `missing` when nobody is to be stamped and no number is new."""
    order, numbers = _order(session, order_id, "placements.confirm", actor), contracts or {}
    day = not_in_future(on or county_day(at), at, "confirmed_on")
    named = hold_of_order(session, order, list({*numbers, *placement_ids}), actor=actor)
    written = _write_numbers(session, named, numbers, actor, at)
    if not (placement_ids or written.done or written.refusals):
        raise Refusal("missing", field="placements")
    wrong = {refusal.params["placement"] for refusal in written.refusals}
    ticked = [each for each in named if each.public_id in placement_ids and each.public_id not in wrong]
    stamped = each_by_itself(session, ticked, lambda each: confirm(session, each, day, actor=actor, at=at))
    return replace(stamped, refusals=written.refusals + stamped.refusals, numbered=written.done)


def _write_numbers(
    session: Session, placements: Sequence[Placement], numbers: Mapping[str, str], actor: Actor, at: datetime
) -> Outcome:
    """Record each number of a contract that is another than the one known, or none any more, each by itself."""
    sent = {public_id: number.strip() for public_id, number in numbers.items()}
    new = [each for each in placements if sent.get(each.public_id, each.contract_number) != each.contract_number]

    def write(placement: Placement) -> None:
        terms = Terms(contract_number=sent[placement.public_id])
        record_terms(session, placement.public_id, terms, actor=actor, at=at)

    return each_by_itself(session, new, write)


def report_absent(
    session: Session, order_id: str, causes: Mapping[str, str], *, note: str = "", actor: Actor, at: datetime
) -> Outcome:
    """Report people of a roster who never came or were not taken on, each with one of `ABSENT`. Raises Refusal
    `missing` when nobody is named."""
    order = _order(session, order_id, "displacements.report", actor)
    placements = hold_of_order(session, order, list(causes), actor=actor)

    def report(placement: Placement) -> None:
        cause = causes[placement.public_id]
        if cause not in ABSENT:
            raise Refusal("cause_unknown", field="reason", cause=cause, causes=ABSENT)
        displace(session, placement.public_id, cause, note=note, actor=actor, at=at)

    return each_by_itself(session, placements, report)


def each_by_itself(session: Session, placements: Sequence[Placement], act: Callable[[Placement], None]) -> Outcome:
    """Do it to each that it can be done to, and keep why it cannot for the others."""
    outcome = Outcome()
    for placement in placements:
        public_id = placement.public_id
        try:
            with session.begin_nested():
                act(placement)
        except Refusal as refusal:
            refusal.params["placement"] = public_id
            outcome.refusals.append(refusal)
        else:
            outcome.done.append(placement)
    return outcome
