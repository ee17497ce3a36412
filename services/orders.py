"""Orders: filed by an employer, reviewed by its county, opened, filled and ended by steps of the workflow."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session, joinedload, load_only, selectinload

from models.db import found_before
from models.division import Division
from models.employer import Employer
from models.occupation import Occupation
from models.order import SUB_KINDS, LineCertificate, LineSkill, Order, OrderLine
from models.ranked_list import RankedList
from models.workflow import ORDER
from services.access import CLOCK, Actor, allowed, bounds, require, scope_of, subtree
from services.calendar import county_day
from services.errors import NotFound, Refusal, RuleRefusal
from services.guards.orders import employer_owes_nothing, employer_pays_wages, recruits_by
from services.steps import possible_steps, record, steps_as_json, take_step

OWN_CHANNEL = "direct"  # how an order came in that its employer filed, where nothing else is said


@dataclass(frozen=True)
class LineDraft:
    """One post as filed: ids resolved, money in fen, `skills` as (skill id, least level, weight)."""

    occupation_id: int
    seats: int
    division_code: int
    title: str = ""
    address: str = ""
    education: int = 0
    abroad: bool = False
    wage_min: int = 0
    wage_max: int = 0
    wage_unit: str = "month"
    wage_month_min: int = 0
    wage_month_max: int = 0
    pay_method: str = ""
    board: bool = False
    board_value: int = 0
    lodging: bool = False
    lodging_value: int = 0
    hours: str = ""
    start_on: date | None = None
    months: int = 0
    probation_months: int = 0
    age_min: int = 0
    age_max: int = 0
    age_reason: str = ""
    sex: int = 0
    sex_reason: str = ""
    class_gives_certificate: bool = False
    skills: tuple[tuple[int, int, int], ...] = ()
    certificates: tuple[int, ...] = ()


@dataclass(frozen=True)
class OrderDraft:
    """An order as filed, before it has a row."""

    employer_id: int
    county_code: int
    kind: str
    sub_kind: str
    lines: Sequence[LineDraft] = field(default_factory=tuple)
    recruits_from: date | None = None
    deadline: date | None = None
    channel: str = ""
    training_paid_by: str = ""
    employer_brings: str = ""
    agency_licence: str = ""
    remarks: str = ""


def file_order(
    session: Session,
    draft: OrderDraft,
    *,
    actor: Actor,
    at: datetime,
    sheet_number: str | None = None,
    import_id: int | None = None,
    row_hash: bytes | None = None,
) -> Order:
    """Record a new order as a draft. Raises NotAllowed, or RuleRefusal for an employer that owes wages."""
    require(actor, "orders.file", division=draft.county_code, own=draft.employer_id == actor.employer_id)
    _check_kind(draft)
    if actor.employer_id is not None and not draft.channel:
        draft = replace(draft, channel=OWN_CHANNEL)
    order = Order(
        **_order_fields(draft),
        filed_at=at,
        filed_by_id=actor.user_id,
        sheet_number=sheet_number,
        import_id=import_id,
        row_hash=row_hash,
    )
    employer_pays_wages(session, order, at)
    order.lines = [new_line(position, line) for position, line in enumerate(draft.lines, start=1)]
    session.add(order)
    session.flush()
    record(session, order, "file", actor=actor, at=at, before="")
    return order


def amend_order(session: Session, public_id: str, draft: OrderDraft, *, actor: Actor, at: datetime) -> Order:
    """Replace what a draft or returned order says; a returned one becomes a draft again. Raises NotAllowed without
    the right to file the order that it becomes."""
    order = find_order(session, public_id, actor=actor, right="orders.submit")
    require(actor, "orders.file", division=draft.county_code, own=draft.employer_id == actor.employer_id)
    if order.state == "returned":
        take_step(session, order, "revise", actor=actor, at=at)
    if order.state != "draft":
        raise RuleRefusal("order_not_editable", field="state", state=order.state)
    _check_kind(draft)
    for name, value in _order_fields(draft).items():
        setattr(order, name, value)
    before = {line.id: line_draft(line) for line in order.lines}
    order.lines = _amended(order.lines, draft.lines)
    session.flush()
    kept = {line.id for line in order.lines if before.get(line.id) == line_draft(line)}
    forget_lists(session, before.keys() - kept)
    record(session, order, "amend", actor=actor, at=at)
    return order


def forget_lists(session: Session, line_ids: Collection[int]) -> None:
    """Part lines that now say something else from the lists that were ranked for them; the lists stay."""
    if line_ids:
        session.execute(update(RankedList).where(RankedList.line_id.in_(line_ids)).values(line_id=None))


def _amended(lines: Sequence[OrderLine], drafts: Sequence[LineDraft]) -> list[OrderLine]:
    """The lines as amended: what is said unchanged keeps its line, else the lines left over are rewritten in turn."""
    same = {line_draft(line): line for line in lines}
    kept = [same.pop(draft, None) for draft in drafts]
    left = (line for line in lines if line not in kept)
    amended = [
        line or set_line(next(left, None) or new_line(0, draft), draft)
        for line, draft in zip(kept, drafts, strict=True)
    ]
    for position, line in enumerate(amended, start=1):
        line.position = position
    return amended


def _check_kind(draft: OrderDraft) -> None:
    if draft.sub_kind not in SUB_KINDS.get(draft.kind, ()):
        raise Refusal("sub_kind_unfit", field="sub_kind", kind=draft.kind, sub_kind=draft.sub_kind)
    if draft.deadline and draft.recruits_from and draft.deadline < draft.recruits_from:
        raise Refusal(
            "deadline_before_recruiting", field="deadline", deadline=draft.deadline, recruits_from=draft.recruits_from
        )


def _order_fields(draft: OrderDraft) -> dict[str, Any]:
    return {name: value for name, value in vars(draft).items() if name != "lines"}


_LISTS = ("skills", "certificates")


def new_line(position: int, draft: LineDraft) -> OrderLine:
    """A line of an order from its draft."""
    return set_line(OrderLine(position=position, skills=[], certificates=[]), draft)


def set_line(line: OrderLine, draft: LineDraft) -> OrderLine:
    """Make a line, loaded whole, say what a draft says; remarks on what it said before are over."""
    line.flags = []
    for name, value in vars(draft).items():
        if name not in _LISTS:
            setattr(line, name, value)
    if line_draft(line) != draft:
        line.skills = [LineSkill(skill_id=skill, level=level, weight=weight) for skill, level, weight in draft.skills]
        line.certificates = [LineCertificate(certificate_id=certificate) for certificate in draft.certificates]
    return line


def line_draft(line: OrderLine) -> LineDraft:
    """What a line, loaded whole, says: `set_line` the other way round."""
    plain = {name: getattr(line, name) for name in LineDraft.__dataclass_fields__ if name not in _LISTS}
    skills = tuple(sorted((each.skill_id, each.level, each.weight) for each in line.skills))
    return LineDraft(
        **plain, skills=skills, certificates=tuple(sorted(each.certificate_id for each in line.certificates))
    )


def visible_orders(actor: Actor) -> Select[Order]:
    """The orders the actor may read, newest first."""
    query = select(Order).order_by(Order.id.desc())
    match scope_of(actor, "orders.read"):
        case "all":
            return query
        case "division" if (division := bounds(actor, "orders.read")) is not None:
            low, high = subtree(division)
            return query.where(Order.county_code >= low, Order.county_code < high)
        case "own" if actor.employer_id is not None:
            return query.where(Order.employer_id == actor.employer_id)
        case _:
            return query.where(Order.id < 0)


_WHOLE = (
    joinedload(Order.employer).joinedload(Employer.division),
    selectinload(Order.lines).joinedload(OrderLine.occupation),
    selectinload(Order.lines).joinedload(OrderLine.division),
    selectinload(Order.lines).selectinload(OrderLine.skills).joinedload(LineSkill.skill),
    selectinload(Order.lines).selectinload(OrderLine.certificates).joinedload(LineCertificate.certificate),
)

_BRIEF = (
    joinedload(Order.employer).load_only(Employer.name),
    selectinload(Order.lines).options(
        load_only(OrderLine.public_id, OrderLine.title, OrderLine.position, OrderLine.seats, OrderLine.taken),
        joinedload(OrderLine.occupation).load_only(Occupation.name),
        joinedload(OrderLine.division).load_only(Division.name),
    ),
)


def list_orders(
    session: Session,
    *,
    actor: Actor,
    state: str | None = None,
    before: int | None = None,
    limit: int = 50,
    offset: int = 0,
    brief: bool = False,
) -> list[Order]:
    """Orders the actor may read, newest first, whole, or `brief` with what a table of them shows; those filed `before`
    the one with that id."""
    query = visible_orders(actor).options(*_BRIEF if brief else _WHOLE).limit(limit).offset(offset)
    if before is not None:
        query = query.where(Order.id < before)
    if state is not None:
        query = query.where(Order.state == state)
    return list(session.scalars(query))


def find_order(session: Session, public_id: str, *, actor: Actor, right: str = "orders.read") -> Order:
    """The order, whole. Raises NotFound when there is none that the actor may see, NotAllowed without `right`."""
    found = found_before(session, find_order)
    order = found.get((public_id, actor))
    if order is None:
        order = session.scalar(visible_orders(actor).where(Order.public_id == public_id).options(*_WHOLE))
        if order is None:
            raise NotFound("order_unknown", field="order", id=public_id)
        found[public_id, actor] = order
    if right != "orders.read":
        require(actor, right, division=order.county_code, own=order.employer_id == actor.employer_id)
    return order


def submit_order(session: Session, public_id: str, *, actor: Actor, at: datetime) -> Order:
    """Hand a draft to the county; a returned order is revised first."""
    order = find_order(session, public_id, actor=actor)
    if order.state == "returned":
        take_step(session, order, "revise", actor=actor, at=at)
    take_step(session, order, "submit", actor=actor, at=at)
    return order


def approve_order(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> Order:
    """The county approves; the clock opens it when recruiting begins."""
    return _step(session, public_id, "approve", actor, at, note)


def return_order(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str) -> Order:
    """Send it back to the employer with the reason."""
    return _step(session, public_id, "return", actor, at, note)


def cancel_order(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str) -> Order:
    return _step(session, public_id, "cancel", actor, at, note)


def close_order(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> Order:
    return _step(session, public_id, "close", actor, at, note)


def _step(session: Session, public_id: str, action: str, actor: Actor, at: datetime, note: str) -> Order:
    order = find_order(session, public_id, actor=actor)
    take_step(session, order, action, actor=actor, at=at, note=note)
    return order


def orders_due(session: Session, *, at: datetime) -> list[int]:
    """Ids of the orders that the clock has something to do on."""
    today = county_day(at)
    opens = (Order.state == "approved") & recruits_by(today) & employer_owes_nothing()
    expires = Order.state.in_(("draft", "submitted", "returned", "approved", "open")) & (Order.deadline < today)
    room = select(OrderLine.id).where(OrderLine.order_id == Order.id, OrderLine.taken < OrderLine.seats).exists()
    fills = (Order.state == "open") & ~room
    reopens = (Order.state == "filled") & room & employer_owes_nothing()
    which = opens | expires | fills | reopens
    return list(session.scalars(select(Order.id).where(which).order_by(Order.id)))


_NEXT = {"approved": "open", "open": "fill", "filled": "reopen"}


def advance_order(session: Session, order_id: int, *, at: datetime) -> None:
    """Do what the clock asks of one order: expire it past its deadline, open it when recruiting begins, mark it filled
    when its last seat is taken and open again when one is given back."""
    order = session.get_one(Order, order_id, with_for_update=True)
    today = county_day(at)
    if order.deadline and order.deadline < today and ("expire", True) in _by_clock(order):
        take_step(session, order, "expire", actor=CLOCK, at=at)
    elif order.state in _NEXT and order.id in orders_due(session, at=at):
        take_step(session, order, _NEXT[order.state], actor=CLOCK, at=at)


def _by_clock(order: Order) -> set[tuple[str, bool]]:
    return {(action, move.by_clock) for action, move in ORDER.actions_from(order.state).items()}


def describe_order(session: Session, order: Order, *, actor: Actor) -> dict[str, Any]:
    """The order as the JSON of the command line and the API: public ids, fen, ISO dates."""
    return {
        "id": order.public_id,
        "state": order.state,
        "kind": order.kind,
        "sub_kind": order.sub_kind,
        "employer": order.employer.name,
        "employer_id": order.employer.public_id,
        "county": order.county_code,
        "deadline": order.deadline,
        "channel": order.channel,
        "lines": [describe_line(line) | _to_look_at(order, line, actor) for line in order.lines],
        "actions": list(possible_steps(order, actor)),
        "steps": steps_as_json(session, order),
    }


def _to_look_at(order: Order, line: OrderLine, actor: Actor) -> dict[str, Any]:
    """Remarks of the import, for whoever reviews: they may name other firms."""
    return {"flags": line.flags} if allowed(actor, "orders.review", division=order.county_code) else {}


def describe_line(line: OrderLine) -> dict[str, Any]:
    """A line as JSON, as in `describe_order`."""
    return {
        "id": line.public_id,
        "title": line.title,
        "occupation": line.occupation.name,
        "occupation_code": line.occupation.code,
        "seats": line.seats,
        "taken": line.taken,
        "place": line.division.name,
        "place_code": line.division_code,
        "wage_month_min_fen": line.wage_month_min,
        "wage_month_max_fen": line.wage_month_max,
        "board": line.board,
        "lodging": line.lodging,
        "start_on": line.start_on,
        "skills": [{"code": each.skill.code, "name": each.skill.name, "level": each.level} for each in line.skills],
        "certificates": [each.certificate.name for each in line.certificates],
        "age_min": line.age_min or None,
        "age_max": line.age_max or None,
        "age_reason": line.age_reason or None,
        "sex": line.sex or None,
        "sex_reason": line.sex_reason or None,
    }


def may_file(actor: Actor) -> bool:
    """Whether the actor files orders at all: a page offers the form only then."""
    return allowed(actor, "orders.file", division=actor.division_code, own=True)
