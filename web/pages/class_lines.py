"""Posts that a class trains for: linked and unlinked from the page of the class."""

from flask import g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.class_lines import link_line, unlink_line
from services.classes import find_class
from services.errors import Refusal
from services.sheets.fields.counts import read_count
from web.formats import now
from web.pages.classes import back_to_class, training_class
from web.routes import page


@page("/classes/<public_id>/lines", action="classes.declare", methods=["POST"], again=training_class)
def class_link(session: Session, public_id: str) -> ResponseReturnValue:
    line = _sent_line(session, public_id)
    seats, batch = (
        read_count(request.form.get("seats", ""), "seats"),
        read_count(request.form.get("batch", "1"), "batch"),
    )
    link_line(session, public_id, line, seats=seats, batch=batch, actor=g.actor, at=now())
    return back_to_class(public_id, "posts")


@page("/classes/<public_id>/lines/remove", action="classes.declare", methods=["POST"], again=training_class)
def class_unlink(session: Session, public_id: str) -> ResponseReturnValue:
    unlink_line(session, public_id, _sent_line(session, public_id), actor=g.actor, at=now())
    return back_to_class(public_id, "posts")


def _sent_line(session: Session, class_id: str) -> str:
    """The post named, by somebody who may link any here."""
    find_class(session, class_id, actor=g.actor, right="classes.declare")
    line = request.form.get("line", "").strip()
    if not line:
        raise Refusal("missing", field="line")
    return line
