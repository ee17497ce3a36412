"""A plant that closes: the check before everybody is displaced, and the page that shows them finding places."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.mass_displacement import MASS_CAUSES, close_plant, count_at_work, find_plant
from services.mass_displacement_views import find_closing
from web.formats import now
from web.routes import page
from web.sent_values import sent_text
from web.words import label

SQUARES, IN_A_ROW = 500, 50
"""People are squares; where they are more, a square is several."""


@page("/closings/<public_id>", action="plans.read")
def closing(session: Session, public_id: str) -> str:
    employer, found = find_closing(session, public_id, actor=g.actor)
    people = -(-found.people // SQUARES) if found else 1
    return render_template(
        "closings/closing.html", employer=employer, closing=found, a_square=max(1, people), in_a_row=IN_A_ROW
    )


@page("/closings/<public_id>/new", action="displacements.close_plant")
def closing_form(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    employer = find_plant(session, public_id, actor=g.actor)
    people = count_at_work(session, employer, actor=g.actor)
    return render_template(
        "closings/form.html",
        employer=employer,
        people=people,
        causes=[(cause, label("cause", cause)) for cause in MASS_CAUSES],
        refusals=refusals,
        sent=request.form,
    )


@page("/closings/<public_id>/close", action="displacements.close_plant", methods=["POST"], again=closing_form)
def closing_close(session: Session, public_id: str) -> ResponseReturnValue:
    close_plant(
        session, public_id, request.form.get("reason", ""), people=_people(), actor=g.actor, at=now(),
        note=sent_text("note"), villages="villages" in request.form,
    )  # fmt: skip
    return redirect(url_for("closing", public_id=public_id), 303)


def _people() -> int:
    """The number that was typed to say that it was read."""
    text = request.form.get("people", "").strip()
    if not text.isdecimal():
        raise Refusal("missing" if not text else "count_unreadable", field="people", text=text)
    return int(text)
