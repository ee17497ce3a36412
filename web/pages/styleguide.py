"""Every component in one place, to look at."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from web.routes import PUBLIC, page


@page("/styleguide", action=PUBLIC)
def styleguide(session: Session) -> ResponseReturnValue:
    return render_template("styleguide.html")
