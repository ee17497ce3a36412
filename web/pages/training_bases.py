"""Training bases the actor may read, and the steps of their accreditation."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.steps import possible_steps, steps_of
from services.training_bases import advance_base, find_base, list_bases
from web.formats import now
from web.routes import page
from web.sent_values import sent_text

MOST = 200


@page("/bases", action="bases.read")
def bases(session: Session) -> ResponseReturnValue:
    return render_template("bases/list.html", bases=list_bases(session, actor=g.actor, limit=MOST), most=MOST)


@page("/bases/<public_id>", action="bases.read")
def base(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    found = find_base(session, public_id, actor=g.actor)
    return render_template(
        "bases/base.html",
        base=found,
        steps=possible_steps(found, g.actor),
        history=steps_of(session, found),
        refusals=refusals,
    )


@page("/bases/<public_id>/steps", action="bases.accredit", methods=["POST"], again=base)
def base_step(session: Session, public_id: str) -> ResponseReturnValue:
    action = request.form.get("action", "")
    advance_base(session, public_id, action, actor=g.actor, at=now(), note=sent_text("note"))
    return redirect(url_for("base", public_id=public_id), 303)
