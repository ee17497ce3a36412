"""Employers the actor may read."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import scope_of
from services.employers import list_employers
from services.mass_displacement import RIGHT
from services.mass_displacement_views import WATCH, at_work_by_employer, latest_closings
from web.routes import page

MOST = 200


@page("/employers", action="employers.read")
def employers(session: Session) -> ResponseReturnValue:
    found = list_employers(session, actor=g.actor, limit=MOST)
    watches, closes = (scope_of(g.actor, right) is not None for right in (WATCH, RIGHT))
    return render_template(
        "employers.html",
        employers=found,
        most=MOST,
        closed=latest_closings(session, [each.id for each in found]) if watches else {},
        at_work=at_work_by_employer(session, actor=g.actor) if closes else {},
    )
