"""The day of the signed-in person: what waits, by the clock, and beside it the orders and classes it is done for."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import scope_of
from services.calendar import county_day
from services.day_page import day_page
from web.day_words import act_of, address_of, name_of, reason_of
from web.formats import now
from web.routes import SIGNED_IN, page


@page("/home", action=SIGNED_IN)
def home(session: Session) -> ResponseReturnValue:
    if scope_of(g.actor, "own_pages.use"):
        return redirect(url_for("me"))
    at = now()
    return render_template(
        "home.html", day=day_page(session, actor=g.actor, at=at), at=at, today=county_day(at), act_of=act_of,
        address_of=address_of, name_of=name_of, reason_of=reason_of,
    )  # fmt: skip
