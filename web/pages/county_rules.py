"""What a county decides for itself: deadlines, limits, quiet hours. Each change is in the audit log, old and new."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from services.access import allowed, require
from services.county_rules import BOUNDS, CHOICES, RIGHT, change_rules, rules_of, written_rules
from services.divisions import gazetteer
from services.errors import NotAllowed, Refusal
from services.weights import county_of_weights
from web import county_rule_words  # noqa: F401  the words of the fields
from web.formats import now
from web.routes import page


@page("/rules", action=RIGHT)
def county_rules(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    try:
        county = _county(session)
    except NotAllowed:
        raise
    except Refusal as refusal:
        county, refusals = None, refusals or [refusal]
    values = written_rules(rules_of(session, county)) if county else {}
    return render_template(
        "rules.html", county=county, name=gazetteer(session).full_name(county) if county else "", bounds=BOUNDS,
        choices_of=CHOICES, values={**values, **request.form.to_dict()} if refusals else values, refusals=refusals,
    )  # fmt: skip


@page("/rules", action=RIGHT, methods=["POST"], again=county_rules)
def county_rules_change(session: Session) -> ResponseReturnValue:
    changed = change_rules(session, _county(session), request.form, actor=g.actor, at=now())
    flash(gettext("Saved. It holds from now on.") if changed else gettext("Nothing was changed."))
    return redirect(url_for("county_rules", county=request.form.get("county") or None), 303)


def _county(session: Session) -> int | None:
    """The county that is named, else the actor's own, if its rules are the actor's to set. Raises NotAllowed, Refusal
    for what is no county."""
    named = request.values.get("county", "").strip()
    try:
        county = county_of_weights(session, named, actor=g.actor)
    except Refusal as refusal:
        if refusal.code != "weights_of_county":
            raise
        raise Refusal("rules_of_county", field="county") from None
    if named:
        require(g.actor, RIGHT, division=county)
    return county if allowed(g.actor, RIGHT, division=county) else None
