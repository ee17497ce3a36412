"""Classes and order lines, many to many: which posts a class trains for, how many seats of each, in which batch."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from models.order import Order, OrderLine
from models.training_class import ClassLine, TrainingClass
from models.workflow import CLASS
from services.access import Actor, allowed, require
from services.classes import find_class, hold_class, visible_classes
from services.errors import NotFound, Refusal, RuleRefusal
from services.guards.enrolments import ENROLLING, OVER
from services.orders import visible_orders
from services.steps import is_own, record

TRAINED_FOR = ("approved", "open")


def link_line(
    session: Session, class_id: str, line_id: str, *, seats: int, batch: int = 1, actor: Actor, at: datetime
) -> ClassLine:
    """Let a class train for `seats` of an order line; again says how many from now on. The base does so while it
    plans, the county until the class is over.

    Raises RuleRefusal for an order that asks for no training now, for seats that other classes train for already, and
    for more seats than the class has places.
    """
    taught = _editable(session, class_id, actor)
    line = _line(session, line_id, actor)
    if seats < 1 or batch < 1:
        raise Refusal("count_out_of_range", field="seats", text=min(seats, batch), least=1, most=line.seats)
    _check_seats(session, taught, line, seats)
    fed = session.get(ClassLine, (taught.id, line.id)) or ClassLine(class_id=taught.id, line_id=line.id)
    fed.seats, fed.batch = seats, batch
    session.add(fed)
    session.flush()
    record(session, taught, "link", actor=actor, at=at, note=f"{line.public_id} {seats}")
    session.expire(taught, ["lines"])
    return fed


def unlink_line(session: Session, class_id: str, line_id: str, *, actor: Actor, at: datetime) -> None:
    """A class trains for an order line no more. Raises NotFound when it did not."""
    taught = _editable(session, class_id, actor)
    fed = next((each for each in taught.lines if each.line.public_id == line_id), None)
    if fed is None:
        raise NotFound("line_unknown", field="line", id=line_id)
    taught.lines.remove(fed)
    record(session, taught, "unlink", actor=actor, at=at, note=line_id)


def lines_to_train_for(
    session: Session, taught: TrainingClass, *, actor: Actor, limit: int = 100
) -> list[tuple[OrderLine, int]]:
    """Posts that the class, loaded whole, could be linked to, with the places that no class trains for yet: those of
    its own occupation first, then by the day they begin."""
    trained = select(func.coalesce(func.sum(ClassLine.seats), 0)).where(ClassLine.line_id == OrderLine.id, _living())
    free = OrderLine.seats - trained.scalar_subquery()
    orders = visible_orders(actor).order_by(None).with_only_columns(Order.id)
    wanted = (Order.kind == "training") & Order.state.in_(TRAINED_FOR) & Order.id.in_(orders)
    query = select(OrderLine, free).join(Order, Order.id == OrderLine.order_id).where(wanted, free > 0)
    query = query.where(OrderLine.id.not_in([fed.line_id for fed in taught.lines]))
    query = query.options(joinedload(OrderLine.order).joinedload(Order.employer), joinedload(OrderLine.occupation))
    own_first = (OrderLine.occupation_id != taught.occupation_id, OrderLine.start_on, OrderLine.id)
    return [(line, places) for line, places in session.execute(query.order_by(*own_first).limit(limit))]


def classes_for_line(session: Session, line: OrderLine, *, actor: Actor) -> list[TrainingClass]:
    """The classes that train for a post and enrol people now, those that begin first before the others."""
    feeding = select(ClassLine.class_id).where(ClassLine.line_id == line.id)
    query = visible_classes(actor).order_by(None).where(TrainingClass.id.in_(feeding))
    enrolling = query.where(TrainingClass.state.in_(ENROLLING)).order_by(TrainingClass.starts_on, TrainingClass.id)
    return list(session.scalars(enrolling))


def may_link(taught: TrainingClass, actor: Actor) -> bool:
    """Whether a page offers the actor to link posts to the class as it stands."""
    own = is_own(taught, actor)
    return taught.state not in OVER and allowed(actor, _right(taught), division=taught.county_code, own=own)


def _right(taught: TrainingClass) -> str:
    return "classes.declare" if taught.state == CLASS.initial else "classes.review"


def _editable(session: Session, class_id: str, actor: Actor) -> TrainingClass:
    hold_class(session, class_id)
    taught = find_class(session, class_id, actor=actor)
    require(actor, _right(taught), division=taught.county_code, own=is_own(taught, actor))
    if taught.state in OVER:
        raise RuleRefusal("class_not_editable", field="state", state=taught.state)
    return taught


def _line(session: Session, line_id: str, actor: Actor) -> OrderLine:
    """The line, held, of an order that trains people now."""
    orders = visible_orders(actor).order_by(None).with_only_columns(Order.id)
    query = select(OrderLine).where(OrderLine.public_id == line_id, OrderLine.order_id.in_(orders))
    line = session.scalar(query.options(joinedload(OrderLine.order)).with_for_update(of=OrderLine))
    if line is None:
        raise NotFound("line_not_found", field="line", id=line_id)
    if line.order.kind != "training" or line.order.state not in TRAINED_FOR:
        raise RuleRefusal("order_trains_nobody", field="line", kind=line.order.kind, state=line.order.state)
    return line


def _check_seats(session: Session, taught: TrainingClass, line: OrderLine, seats: int) -> None:
    others = _sum(session, (ClassLine.line_id == line.id) & (ClassLine.class_id != taught.id) & _living())
    if seats > line.seats - others:
        raise RuleRefusal("seats_linked", field="seats", seats=seats, free=max(line.seats - others, 0))
    linked = _sum(session, (ClassLine.class_id == taught.id) & (ClassLine.line_id != line.id))
    if linked + seats > taught.places:
        raise RuleRefusal("seats_beyond_places", field="seats", seats=linked + seats, places=taught.places)


def _living() -> ColumnElement[bool]:
    return ClassLine.class_id.in_(select(TrainingClass.id).where(TrainingClass.state != "cancelled"))


def _sum(session: Session, which: ColumnElement[bool]) -> int:
    return int(session.scalar(select(func.coalesce(func.sum(ClassLine.seats), 0)).where(which)) or 0)
