"""Training bases the actor may read."""

from flask import g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.training_bases import list_bases
from web.routes import page

MOST = 200


@page("/bases", action="bases.read")
def bases(session: Session) -> ResponseReturnValue:
    return render_template("training_bases.html", bases=list_bases(session, actor=g.actor, limit=MOST), most=MOST)
