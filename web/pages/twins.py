"""Likely twins: two entries side by side, merged or kept apart by a person."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.twins import CHOICES, busy_of, list_twins, log_twins_reading, merge_twin, part_twin
from web.formats import now
from web.routes import database, page

MOST = 20


@page("/twins", action="twins.decide")
def twins(session: Session, refusals: list[Refusal] | tuple[Refusal, ...] = (), **_: str) -> str:
    found = list_twins(session, actor=g.actor, limit=MOST)
    busy = busy_of(session, [person for twin in found for person in (twin.first_id, twin.second_id)])
    with database().writing() as writer:
        log_twins_reading(writer, found, actor=g.actor, at=now())
    return render_template("twins.html", twins=found, busy=busy, refusals=refusals, most=MOST)


@page("/twins/<public_id>/merge", action="twins.decide", methods=["POST"], again=twins)
def twin_merge(session: Session, public_id: str) -> ResponseReturnValue:
    chosen = {field: side for field in CHOICES if (side := request.form.get(f"choose-{field}"))}
    keep = request.form.get("keep", "")
    kept = merge_twin(session, public_id, keep=keep, chosen=chosen, actor=g.actor, at=now(), note=_note())
    flash(gettext("%(name)s: the two entries are one file now.", name=kept.name))
    return redirect(url_for("twins"), 303)


@page("/twins/<public_id>/part", action="twins.decide", methods=["POST"], again=twins)
def twin_part(session: Session, public_id: str) -> ResponseReturnValue:
    twin = part_twin(session, public_id, actor=g.actor, at=now(), note=_note())
    flash(gettext("%(name)s: the two entries are two people and stay as they are.", name=twin.first.name))
    return redirect(url_for("twins"), 303)


def _note() -> str:
    return request.form.get("note", "").strip()[:500]
