"""Employers the actor may read."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.employers import list_employers
from web.routes import page

MOST = 200


@page("/employers", action="employers.read")
def employers(session: Session) -> ResponseReturnValue:
    found = list_employers(session, actor=g.actor, limit=MOST)
    return render_template("employers.html", employers=found, most=MOST)
