"""Classes and order lines, many to many: which posts a class trains for, how many seats of each, in which batch."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from models.order import Order, OrderLine
from models.training_class import ClassLine, TrainingClass
from models.workflow import CLASS
from services.access import Actor, require
from services.classes import find_class, hold_class
from services.errors import NotFound, Refusal, RuleRefusal
from services.guards.enrolments import OVER
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


def _editable(session: Session, class_id: str, actor: Actor) -> TrainingClass:
    hold_class(session, class_id)
    taught = find_class(session, class_id, actor=actor)
    right = "classes.declare" if taught.state == CLASS.initial else "classes.review"
    require(actor, right, division=taught.county_code, own=is_own(taught, actor))
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
    living = ClassLine.class_id.in_(select(TrainingClass.id).where(TrainingClass.state != "cancelled"))
    others = _sum(session, (ClassLine.line_id == line.id) & (ClassLine.class_id != taught.id) & living)
    if seats > line.seats - others:
        raise RuleRefusal("seats_linked", field="seats", seats=seats, free=max(line.seats - others, 0))
    linked = _sum(session, (ClassLine.class_id == taught.id) & (ClassLine.line_id != line.id))
    if linked + seats > taught.places:
        raise RuleRefusal("seats_beyond_places", field="seats", seats=linked + seats, places=taught.places)


def _sum(session: Session, which: ColumnElement[bool]) -> int:
    return int(session.scalar(select(func.coalesce(func.sum(ClassLine.seats), 0)).where(which)) or 0)
