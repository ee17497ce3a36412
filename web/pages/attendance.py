"""A day's attendance of a class in one form: who was there is kept, and each wrong row says why."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.orm import Session

from services.attendance import IN_CLASS, attendance_on, lesson_days, record_attendance
from services.calendar import county_day
from services.class_rosters import roster_rows
from services.classes import TrainingClass, find_class
from services.errors import Refusal
from services.sheets.fields.dates import read_day
from web.errors import status_of
from web.formats import day as shown_day
from web.formats import now
from web.routes import ITS_OWN, database, page


@page("/classes/<public_id>/attendance", action="enrolments.teach")
def attendance(session: Session, public_id: str) -> ResponseReturnValue:
    try:
        lesson = read_day(request.args["day"], "day").value if request.args.get("day") else None
    except Refusal as refusal:
        return _show(session, public_id, None, [refusal], {}, None), status_of(refusal)
    return _show(session, public_id, lesson, [], {}, None)


@page("/classes/<public_id>/attendance", action="enrolments.teach", methods=["POST"], opens=ITS_OWN)
def attendance_record(public_id: str) -> ResponseReturnValue:
    with database().reading() as session:
        find_class(session, public_id, actor=g.actor, right="enrolments.teach")
    came = set(request.form.getlist("present"))
    present = {person: person in came for person in request.form.getlist("person")}
    lesson = None
    try:
        lesson = read_day(request.form.get("day", ""), "day").value
        if not present:
            raise Refusal("nobody_chosen", field="day")
        refused = _record(public_id, lesson, present)
    except Refusal as refusal:
        return _again(public_id, lesson, [refusal], {}, came)
    kept = len(present) - len(refused)
    flash(
        ngettext(
            "Attendance of %(day)s is recorded: %(count)s person",
            "Attendance of %(day)s is recorded: %(count)s people",
            kept,
            day=shown_day(lesson),
            count=kept,
        )
    )
    if refused:
        return _again(public_id, lesson, [], refused, came)
    return redirect(url_for("attendance", public_id=public_id, day=lesson.isoformat()), 303)


def _record(public_id: str, lesson: date, present: dict[str, bool]) -> dict[str, Refusal]:
    """Record the day in one transaction, again without each person whom it refuses by name; who that was."""
    refused: dict[str, Refusal] = {}
    while True:
        left = {person: came for person, came in present.items() if person not in refused}
        try:
            with database().writing() as session:
                record_attendance(session, public_id, lesson, left, actor=g.actor, at=now())
            return refused
        except Refusal as refusal:
            person = str(refusal.params.get("id"))
            if person not in left:
                raise
            refused[person] = refusal


def _again(
    public_id: str, lesson: date | None, refusals: list[Refusal], refused: dict[str, Refusal], came: set[str]
) -> ResponseReturnValue:
    status = max(map(status_of, [*refusals, *refused.values()]))
    with database().reading() as g.opened:
        return _show(g.opened, public_id, lesson, refusals, refused, came), status


def _show(
    session: Session,
    public_id: str,
    lesson: date | None,
    refusals: Sequence[Refusal],
    refused: dict[str, Refusal],
    came: set[str] | None,
) -> str:
    taught = find_class(session, public_id, actor=g.actor, right="enrolments.teach")
    lesson = lesson or _usual_day(taught)
    known = attendance_on(session, taught, lesson)
    rows = roster_rows(session, taught, actor=g.actor, states=IN_CLASS)
    gone = {person for person in refused if all(row.public_id != person for row in rows)}
    rows += [row for row in roster_rows(session, taught, actor=g.actor) if row.public_id in gone] if gone else []
    there = came if came is not None else {row.public_id for row in rows if known.get(row.public_id, not known)}
    return render_template("classes/attendance.html", **_values(session, taught, lesson), rows=rows, there=there,
                           known=known, refusals=refusals, refused=refused)  # fmt: skip


def _values(session: Session, taught: TrainingClass, lesson: date) -> dict[str, Any]:
    """The class, the day, as it was typed too, and the last days that were recorded."""
    return {"taught": taught, "lesson": lesson, "days": lesson_days(session, taught), "today": county_day(now()),
            "typed": request.values.get("day") or lesson.isoformat()}  # fmt: skip


def _usual_day(taught: TrainingClass) -> date:
    """Today, while the class lasts."""
    return max(min(county_day(now()), taught.ends_on), taught.starts_on)
