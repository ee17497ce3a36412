"""The weights and their versions: drafted in a form, proposed, run in the shadow, switched on by a second person."""

from collections.abc import Mapping, Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import allowed
from services.errors import Refusal
from services.steps import possible_steps, steps_of
from services.weights import (
    TRIABLE,
    advance_weights,
    amend_weights,
    ask_shadow,
    county_of_weights,
    describe_version,
    draft_texts,
    draft_weights,
    failed_shadow,
    find_version,
    list_versions,
    values_in_force,
)
from services.weights_values import GROUPS
from web.formats import now
from web.routes import page
from web.sent_values import sent_text
from web.weights_words import group_name, unit

MOST = 200
OFFERED = ("propose", "approve", "refuse", "withdraw")
"""The steps a person takes on a page, in the order of their buttons."""


@page("/weights", action="weights.read")
def weights(session: Session) -> ResponseReturnValue:
    county = county_of_weights(session, actor=g.actor)
    name, values = values_in_force(session, county, actor=g.actor) if county else ("", {})
    return render_template(
        "weights/list.html",
        versions=list_versions(session, actor=g.actor, limit=MOST),
        county=county,
        name=name,
        values=values,
        points=GROUPS["points"],
        may_draft=county is None or allowed(g.actor, "weights.draft", division=county),
    )


@page("/weights/new", action="weights.draft")
def weights_form(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    try:
        county = _county(session)
    except Refusal as refusal:
        county, refusals = None, refusals or [refusal]
    name, values = values_in_force(session, county, actor=g.actor) if county else ("", {})
    return _form(refusals, request.form if refusals else values, name, values, county)


@page("/weights/new", action="weights.draft", methods=["POST"], again=weights_form)
def weights_draft(session: Session) -> ResponseReturnValue:
    version = draft_weights(session, _county(session), request.form, actor=g.actor, at=now())
    return redirect(url_for("weights_version", public_id=version.public_id), 303)


def _county(session: Session) -> int | None:
    return county_of_weights(session, request.values.get("county", ""), actor=g.actor)


@page("/weights/<public_id>/edit", action="weights.draft")
def weights_edit_form(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    version = find_version(session, public_id, actor=g.actor, right="weights.draft")
    name, values = values_in_force(session, version.county_code, actor=g.actor)
    texts = request.form if refusals else draft_texts(version)
    return _form(refusals, texts, name, values, version.county_code, version.name, public_id)


@page("/weights/<public_id>/edit", action="weights.draft", methods=["POST"], again=weights_edit_form)
def weights_edit(session: Session, public_id: str) -> ResponseReturnValue:
    amend_weights(session, public_id, request.form, actor=g.actor, at=now())
    return redirect(url_for("weights_version", public_id=public_id), 303)


def _form(
    refusals: Sequence[Refusal],
    fields: Mapping[str, str],
    in_force: str,
    values: Mapping[str, str],
    county: int | None,
    name: str = "",
    public_id: str | None = None,
) -> str:
    return render_template(
        "weights/form.html",
        refusals=refusals,
        fields=fields,
        in_force=in_force,
        values=values,
        county=county,
        name=name,
        public_id=public_id,
        groups=GROUPS,
        unit=unit,
    )


@page("/weights/<public_id>", action="weights.read")
def weights_version(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    version = find_version(session, public_id, actor=g.actor)
    moves = possible_steps(version, g.actor)
    may_draft = allowed(g.actor, "weights.draft", division=version.county_code)
    return render_template(
        "weights/version.html",
        version=version,
        told=describe_version(session, version, actor=g.actor),
        steps=[(action, moves[action]) for action in OFFERED if action in moves],
        history=steps_of(session, version),
        may_try=may_draft and version.state in TRIABLE,
        may_edit=may_draft and version.state == "draft",
        failed=failed_shadow(session, version),
        refusals=refusals,
        unit=unit,
        group_name=group_name,
    )


@page("/weights/<public_id>/steps", action="weights.draft", methods=["POST"], again=weights_version)
def weights_step(session: Session, public_id: str) -> ResponseReturnValue:
    action = request.form.get("action", "")
    advance_weights(session, public_id, action, actor=g.actor, at=now(), note=sent_text("note"))
    return redirect(url_for("weights_version", public_id=public_id), 303)


@page("/weights/<public_id>/shadow", action="weights.draft", methods=["POST"], again=weights_version)
def weights_shadow(session: Session, public_id: str) -> ResponseReturnValue:
    ask_shadow(session, public_id, actor=g.actor, at=now())
    return redirect(url_for("weights_version", public_id=public_id), 303)
