"""Employers the actor may read."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import scope_of
from services.employers import list_employers
from services.mass_displacement import RIGHT
from services.mass_displacement_views import WATCH, at_work_by_employer, latest_closings
from web.paging import Paging
from web.routes import page


@page("/employers", action="employers.read")
def employers(session: Session) -> ResponseReturnValue:
    paging = Paging.of_request()
    found = paging.cut(list_employers(session, actor=g.actor, limit=paging.size + 1, offset=paging.offset))
    watches, closes = (scope_of(g.actor, right) is not None for right in (WATCH, RIGHT))
    return render_template(
        "employers.html",
        employers=found,
        paging=paging,
        closed=latest_closings(session, [each.id for each in found]) if watches else {},
        at_work=at_work_by_employer(session, actor=g.actor) if closes else {},
    )
