"""Measures of re-placement: a table with bars, and the same as CSV."""

import csv
from io import StringIO

from flask import Response, g, render_template, request
from sqlalchemy.orm import Session

from services.measures import BY, WITHIN, Measure
from services.measures import measures as measured
from web import queue_words  # noqa: F401  the words of this page
from web.formats import now
from web.routes import page
from web.words import label

MOST = 100  # rows on the page; the sheet has all


@page("/measures", action="measures.read")
def measures(session: Session) -> str:
    by, at = _by(), now()
    overall = measured(session, actor=g.actor, at=at).get("all", Measure(within=dict.fromkeys(WITHIN, (0, 0))))
    groups = measured(session, by, actor=g.actor, at=at) if by else {}
    rows = [(_name(by, each), measure) for each, measure in groups.items()]
    return render_template(
        "measures/table.html", overall=overall, rows=rows[:MOST], total=len(rows), by=by, choices=tuple(BY),
        within=WITHIN, at=at,
    )  # fmt: skip


@page("/measures.csv", action="measures.read")
def measures_sheet(session: Session) -> Response:
    by = _by()
    sheet = StringIO()
    lines = csv.writer(sheet)
    shares = [each for days in WITHIN for each in (f"placed_within_{days}_days", f"known_for_{days}_days")]
    lines.writerow(["group", "failed", "wanted_none", "placed", "median_hours", *shares, "next_jobs", "failed_again"])
    for each, one in measured(session, by, actor=g.actor, at=now()).items():
        pairs = [number for days in WITHIN for number in one.within[days]]
        hours = "" if one.hours is None else round(one.hours, 1)
        lines.writerow(
            [_plain(_name(by, each)), one.failed, one.wanted_none, one.placed, hours, *pairs, one.begun, one.again]
        )
    head = {"Content-Disposition": f"attachment; filename=measures-{by or 'all'}.csv"}
    return Response("\ufeff" + sheet.getvalue(), mimetype="text/csv", headers=head)


def _by() -> str:
    asked = request.args.get("by", "")
    return asked if asked in BY else ""


def _name(by: str, key: str) -> str:
    return label("cause", key) if by == "cause" else label("measured_by", "") if not by else key


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in "=+-@\t\r" else text
