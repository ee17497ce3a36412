"""Measures of re-placement: a table with bars. `web/tables/measures.py` has the same to take away."""

from flask import g, render_template
from sqlalchemy.orm import Session

from services.measures import BY, WITHIN, Measure
from services.measures import measures as measured
from web.formats import now
from web.routes import page
from web.tables.measures import group_name, measured_by

MOST = 100
"""Rows on the page; the sheet has all."""


@page("/measures", action="measures.read")
def measures(session: Session) -> str:
    by, at = measured_by(), now()
    overall = measured(session, actor=g.actor, at=at).get("all", Measure(within=dict.fromkeys(WITHIN, (0, 0))))
    groups = measured(session, by, actor=g.actor, at=at) if by else {}
    rows = [(group_name(by, each), measure) for each, measure in groups.items()]
    return render_template(
        "measures/table.html", overall=overall, rows=rows[:MOST], total=len(rows), by=by, choices=tuple(BY),
        within=WITHIN, at=at,
    )  # fmt: skip
