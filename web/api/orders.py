"""Orders: listed, shown, filed as a draft, and the steps from submitted to closed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from services.order_forms import read_order_form
from services.orders import (
    approve_order,
    cancel_order,
    close_order,
    describe_order,
    file_order,
    find_order,
    list_orders,
    return_order,
    submit_order,
)
from web.api.operations import Call, reads, writes
from web.api.pages import page
from web.api.shapes.kinds import Reason
from web.api.shapes.orders import Order, OrderPage, OrderQuery, OrderToFile
from web.words import N_


@reads("/orders", "orders.read", about=N_("Orders you may read"), query=OrderQuery, answers=OrderPage)
def orders_list(call: Call) -> Any:
    find = partial(list_orders, call.session, actor=call.actor, state=call.query.state)
    return page(call, "orders", find, lambda order: describe_order(call.session, order, actor=call.actor))


@reads("/orders/<order>", "orders.read", about=N_("One order with its posts and its history"), answers=Order)
def orders_show(call: Call, order: str) -> Any:
    return describe_order(call.session, find_order(call.session, order, actor=call.actor), actor=call.actor)


@writes("/orders", "orders.file", about=N_("File an order as a draft"), body=OrderToFile, answers=Order, status=201)
def orders_file(call: Call) -> Any:
    fields = call.body.model_dump(mode="json")
    lines = [_texts(line) for line in fields.pop("lines")]
    draft = read_order_form(call.session, _texts(fields), lines, actor=call.actor, at=call.at)
    filed = file_order(call.session, draft, actor=call.actor, at=call.at)
    call.session.expire(filed)
    return orders_show(call, filed.public_id)


def _texts(fields: dict[str, Any]) -> dict[str, str]:
    """The fields as the form of the pages has them: one reader for both."""
    return {name: _text(value) for name, value in fields.items()}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else str(value)


def _step(name: str, right: str, about: str, service: Callable[..., Any], *, reason: bool = True) -> None:
    """Register a step: it answers with the order as it stands then."""

    def take(call: Call, order: str) -> Any:
        said = {"note": call.body.note} if reason else {}
        service(call.session, order, actor=call.actor, at=call.at, **said)
        return orders_show(call, order)

    take.__name__ = f"orders_{name}"
    writes(f"/orders/<order>/{name}", right, about=about, body=Reason, answers=Order)(take)


_step("submit", "orders.submit", N_("Hand a draft, or a returned order, to the county"), submit_order, reason=False)
_step("approve", "orders.review", N_("Approve a submitted order"), approve_order)
_step("return", "orders.review", N_("Send an order back, with the reason"), return_order)
_step("cancel", "orders.cancel", N_("Cancel an order, with the reason"), cancel_order)
_step("close", "orders.close", N_("Close an order; while places are free, with the reason"), close_order)
