"""Results of an examination for the whole roster in one form: what is right is kept, each wrong field says why."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.orm import Session

from services.calendar import county_day
from services.class_rosters import roster_rows
from services.classes import find_class
from services.enrolments import EXAM_PARTS
from services.errors import Refusal
from services.examinations import PASS_MARK, SITTING, examines, read_result, record_examination
from services.sheets.fields.dates import read_day
from web.errors import status_of
from web.formats import now
from web.one_by_one import one_by_one
from web.routes import ITS_OWN, database, page

Field = tuple[str, str]
"""A part of the examination and the public id of the enrolment."""


@page("/classes/<public_id>/examinations", action="enrolments.certify")
def examinations(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    return _show(session, public_id, refusals, {}, _sent())


@page(
    "/classes/<public_id>/examinations",
    action="enrolments.certify",
    methods=["POST"],
    opens=ITS_OWN,
    again=examinations,
)
def examinations_record(public_id: str) -> ResponseReturnValue:
    """Each result in a transaction of its own."""
    with database().reading() as session:
        find_class(session, public_id, actor=g.actor, right="enrolments.certify")
    sent = _sent()
    try:
        sat_on = read_day(request.form.get("sat_on", ""), "sat_on").value
        if not sent:
            raise Refusal("nobody_examined", field="sat_on")
    except Refusal as refusal:
        return _again(public_id, [refusal], {}, sent)
    refused = one_by_one(sent, partial(_record, sent=sent, sat_on=sat_on))
    if kept := len(sent) - len(refused):
        flash(ngettext("%(count)s result is recorded", "%(count)s results are recorded", kept, count=kept))
    if refused:
        return _again(public_id, [], refused, {field: sent[field] for field in refused})
    return redirect(url_for("examinations", public_id=public_id), 303)


def _sent() -> dict[Field, str]:
    """The fields that something was written in: theory-ID and practice-ID."""
    fields = ((name.partition("-"), text.strip()) for name, text in request.form.items())
    return {(part, person): text for (part, _, person), text in fields if part in EXAM_PARTS and person and text}


def _record(session: Session, field: Field, *, sent: Mapping[Field, str], sat_on: date) -> None:
    part, person = field
    score, passed = read_result(sent[field])
    record_examination(session, person, part, score=score, passed=passed, sat_on=sat_on, actor=g.actor, at=now())


def _again(
    public_id: str, refusals: list[Refusal], refused: dict[Field, Refusal], texts: dict[Field, str]
) -> ResponseReturnValue:
    status = max(map(status_of, [*refusals, *refused.values()]))
    with database().reading() as g.opened:
        return _show(g.opened, public_id, refusals, refused, texts), status


def _show(
    session: Session,
    public_id: str,
    refusals: Sequence[Refusal],
    refused: Mapping[Field, Refusal],
    texts: Mapping[Field, str],
) -> str:
    taught = find_class(session, public_id, actor=g.actor, right="enrolments.certify")
    return render_template(
        "classes/examinations.html",
        taught=taught,
        rows=roster_rows(session, taught, actor=g.actor, states=SITTING),
        may_examine=examines(session, taught, g.actor),
        parts=EXAM_PARTS,
        today=county_day(now()),
        pass_mark=PASS_MARK,
        refusals=refusals,
        refused=refused,
        texts=texts,
    )
