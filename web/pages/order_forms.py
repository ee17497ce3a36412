"""Filing an order and changing a draft: one plain form, any number of posts, input kept when something is refused."""

import re
from collections.abc import Mapping, Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.intake.order_lines import BOARD_VALUE, LODGING_VALUE
from services.order_forms import read_order_form
from services.orders import Order, amend_order, file_order, find_order
from services.words import vocabulary
from web.formats import now
from web.order_values import line_values, order_values
from web.routes import page

MOST_LINES = 20
_LINE_FIELD = re.compile(r"line-(\d{1,2})-(\w+)")
_MULTIPLE = ("employer_brings",)

Fields = dict[str, str]


def sent_fields() -> tuple[Fields, list[Fields]]:
    """The fields of the order and those of each post, in the order of their numbers, as the form sent them."""
    fields, lines = {}, {}
    for name in request.form:
        value = "、".join(request.form.getlist(name)) if name in _MULTIPLE else request.form[name]
        found = _LINE_FIELD.fullmatch(name)
        if found:
            lines.setdefault(int(found[1]), {})[found[2]] = value.strip()
        elif name not in ("csrf_token", "do"):
            fields[name] = value.strip()
    return fields, [lines[number] for number in sorted(lines)][:MOST_LINES]


@page("/orders/new/all", action="orders.file")
def order_form_whole(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    fields, lines = sent_fields() if request.method == "POST" else ({}, [{}])
    return _show(session, fields, lines, refusals, url_for("order_file"))


@page("/orders/new/all", action="orders.file", methods=["POST"], again=order_form_whole)
def order_file(session: Session) -> ResponseReturnValue:
    fields, lines = sent_fields()
    if (changed := _changed(lines)) is not None:
        return _show(session, fields, changed, (), url_for("order_file"))
    at = now()
    draft = read_order_form(session, fields, lines, actor=g.actor, at=at)
    order = file_order(session, draft, actor=g.actor, at=at)
    return redirect(url_for("order", public_id=order.public_id), 303)


@page("/orders/<public_id>/edit", action="orders.submit")
def order_edit_form(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    order = find_order(session, public_id, actor=g.actor, right="orders.submit")
    fields, lines = sent_fields() if request.method == "POST" else _values(session, order)
    return _show(session, fields, lines, refusals, url_for("order_edit", public_id=public_id), order)


def _values(session: Session, order: Order) -> tuple[Fields, list[Fields]]:
    return order_values(session, order), [line_values(session, line, order) for line in order.lines]


@page("/orders/<public_id>/edit", action="orders.submit", methods=["POST"], again=order_edit_form)
def order_edit(session: Session, public_id: str) -> ResponseReturnValue:
    fields, lines = sent_fields()
    if (changed := _changed(lines)) is not None:
        order = find_order(session, public_id, actor=g.actor, right="orders.submit")
        return _show(session, fields, changed, (), url_for("order_edit", public_id=public_id), order)
    at = now()
    draft = read_order_form(session, fields, lines, actor=g.actor, at=at)
    amend_order(session, public_id, draft, actor=g.actor, at=at)
    return redirect(url_for("order", public_id=public_id), 303)


def _changed(lines: list[Fields]) -> list[Fields] | None:
    """The posts after “add a post” or “remove this post” was pressed; None when the form is to be saved."""
    do, _, number = request.form.get("do", "").partition("-")
    if do == "add":
        return [*lines, {}][:MOST_LINES]
    if do == "remove" and number.isdigit():
        return [line for position, line in enumerate(lines, start=1) if position != int(number)] or [{}]
    return None


def _show(
    session: Session,
    fields: Mapping[str, str],
    lines: Sequence[Mapping[str, str]],
    refusals: Sequence[Refusal],
    address: str,
    order: Order | None = None,
) -> str:
    return render_template(
        "orders/form.html",
        fields=fields,
        lines=lines,
        refusals=refusals,
        address=address,
        order=order,
        words=vocabulary(session),
        full=len(lines) >= MOST_LINES,
        worth={"board": BOARD_VALUE // 100, "lodging": LODGING_VALUE // 100},
    )
