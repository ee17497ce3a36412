"""Orders: the list, one order with its history, and the steps a page offers."""

from collections.abc import Callable, Sequence
from io import BytesIO

from flask import g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.contracts import contract_of
from services.errors import Refusal
from services.exports import log_export
from services.order_estimates import estimate
from services.order_form_pages import find_form
from services.order_timelines import events_of, waits_of
from services.orders import (
    Order,
    approve_order,
    cancel_order,
    close_order,
    find_order,
    line_draft,
    list_orders,
    may_file,
    return_order,
    submit_order,
)
from services.requirements import Outcome, outcomes_of
from services.steps import possible_steps
from services.wage_levels import levels_of, years_compared
from web.formats import now
from web.limits import limited_exports
from web.paging import Paging
from web.routes import ITS_OWN, database, page
from web.sent_values import sent_text
from web.words import STATES

ORDER_STATES = list(STATES)[:9]
EDITABLE = ("draft", "returned")
OFFERED = ("submit", "approve", "return", "close", "cancel")
"""The steps a person takes on a page, in the order of their buttons."""


@page("/orders", action="orders.read")
def orders(session: Session) -> ResponseReturnValue:
    state, paging = request.args.get("state", ""), Paging.of_request()
    chosen = state if state in ORDER_STATES else None
    found = list_orders(session, actor=g.actor, state=chosen, limit=paging.size + 1, offset=paging.offset, brief=True)
    shown = paging.cut(found)
    return render_template(
        "orders/list.html",
        orders=shown,
        state=state,
        states=ORDER_STATES,
        paging=paging,
        may_file=may_file(g.actor),
        form=find_form(session, actor=g.actor),
    )


@page("/orders/<public_id>", action="orders.read")
def order(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    found = find_order(session, public_id, actor=g.actor)
    moves = possible_steps(found, g.actor)
    steps = [(action, moves[action]) for action in OFFERED if action in moves]
    if found.state == "returned" and "revise" in moves:
        steps.insert(0, ("submit", moves["revise"]))
    may_edit = found.state in EDITABLE and ("submit" in moves or "revise" in moves)
    waits = waits_of(session, found, at=now())
    outcomes = outcomes_of(session, found.lines)
    return render_template(
        "orders/order.html",
        order=found,
        steps=steps,
        events=events_of(session, found),
        waits=waits,
        refusals=refusals,
        may_edit=may_edit,
        may_copy=may_file(g.actor),
        outcomes=outcomes,
        lives=_estimates(session, found) if may_edit and not outcomes else {},
        usual=levels_of(session, found, at=now()),
        compared=years_compared(now()),
    )


def _estimates(session: Session, found: Order) -> dict[int, Outcome]:
    """Who would fit the posts of an order that is still being written, by id of the line."""
    about = {"county": found.county_code, "kind": found.kind, "employer_id": found.employer_id}
    return {line.id: estimate(session, line_draft(line), **about, actor=g.actor, at=now()) for line in found.lines}


@page("/orders/<public_id>/contract.docx", action="orders.read", opens=ITS_OWN)
@limited_exports
def order_contract(public_id: str) -> ResponseReturnValue:
    with database().reading() as session:
        contract = contract_of(session, public_id, actor=g.actor)
        made_of = find_order(session, public_id, actor=g.actor)
    with database().writing() as session:
        log_export(session, "contract", "docx", rows=None, actor=g.actor, at=now(), subject=made_of)
    return send_file(BytesIO(contract.content), as_attachment=True, download_name=contract.file_name, max_age=0)


@page("/orders/<public_id>/submit", action="orders.submit", methods=["POST"], again=order)
def order_submit(session: Session, public_id: str) -> ResponseReturnValue:
    submit_order(session, public_id, actor=g.actor, at=now())
    return _back(public_id)


@page("/orders/<public_id>/approve", action="orders.review", methods=["POST"], again=order)
def order_approve(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, approve_order)


@page("/orders/<public_id>/return", action="orders.review", methods=["POST"], again=order)
def order_return(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, return_order)


@page("/orders/<public_id>/cancel", action="orders.cancel", methods=["POST"], again=order)
def order_cancel(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, cancel_order)


@page("/orders/<public_id>/close", action="orders.close", methods=["POST"], again=order)
def order_close(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, close_order)


def _with_note(session: Session, public_id: str, act: Callable[..., object]) -> ResponseReturnValue:
    act(session, public_id, actor=g.actor, at=now(), note=sent_text("note"))
    return _back(public_id)


def _back(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("order", public_id=public_id), 303)
