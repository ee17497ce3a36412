"""Messages to labourers: what waits, went out or failed; taking back, sending again, and letters to print."""

from collections.abc import Callable, Sequence

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.exports import log_export
from services.gateways.chosen import gateway_of
from services.gateways.trial import TEST
from services.message_desk import (
    STATES,
    TO_PRINT,
    UNDOABLE,
    count_messages,
    list_messages,
    mark_printed,
    print_instead,
    send_again,
    take_back,
)
from web.formats import now
from web.limits import limited_exports
from web.message_words import trouble
from web.paging import Paging
from web.routes import ITS_OWN, database, page

LETTERS = 100
"""So many letters are printed at once."""


@page("/messages", action="messages.read")
def messages(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    at, paging, chosen = now(), Paging.of_request(), request.args.get("state", "")
    state, counts = chosen if chosen in STATES else "", count_messages(session, actor=g.actor, at=at)
    phone = current_app.config["SETTINGS"].office_phone
    found = list_messages(
        session, actor=g.actor, at=at, state=state, limit=paging.size, offset=paging.offset, phone=phone
    )
    return render_template(
        "messages/list.html",
        posted=found,
        state=state,
        counts={each: count for each, count in counts.items() if count},
        paging=paging.of(counts[state] if state else sum(counts.values())),
        refusals=refusals,
        undoable=UNDOABLE,
        trouble=trouble,
        TEST=TEST,
        is_test=gateway_of(session, current_app.config["SETTINGS"]).name == TEST,
    )


def messages_again(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    """The list once more, with what stood in the way."""
    return messages(session, refusals)


@page("/messages/<public_id>/take-back", action="messages.work", methods=["POST"], again=messages_again)
def message_take_back(session: Session, public_id: str) -> ResponseReturnValue:
    return _after(take_back, session, public_id)


@page("/messages/<public_id>/again", action="messages.work", methods=["POST"], again=messages_again)
def message_send_again(session: Session, public_id: str) -> ResponseReturnValue:
    return _after(send_again, session, public_id)


@page("/messages/<public_id>/print", action="messages.work", methods=["POST"], again=messages_again)
def message_print_instead(session: Session, public_id: str) -> ResponseReturnValue:
    return _after(print_instead, session, public_id)


def _after(act: Callable[..., object], session: Session, public_id: str) -> ResponseReturnValue:
    act(session, public_id, actor=g.actor, at=now())
    state = request.form.get("state", "")
    return redirect(url_for("messages", state=state if state in STATES else None, _anchor=public_id), 303)


@page("/messages/letters", action="messages.work", opens=ITS_OWN)
@limited_exports
def letters() -> str:
    """Letters to people without a telephone, one a sheet, to be printed and carried to them."""
    with database().reading() as g.opened:
        found = list_messages(g.opened, actor=g.actor, at=now(), state=TO_PRINT, limit=LETTERS)
    with database().writing() as session:
        log_export(session, "letters", "print", rows=len(found), actor=g.actor, at=now())
    return render_template("messages/letters.html", posted=found, at=now())


@page("/messages/letters/printed", action="messages.work", methods=["POST"])
def letters_printed(session: Session) -> ResponseReturnValue:
    mark_printed(session, request.form.getlist("letter")[:LETTERS], actor=g.actor, at=now())
    return redirect(url_for("messages", state="sent"), 303)
