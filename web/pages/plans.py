"""The plan of a county's open seats: what it is worth, what a seat is worth, and having it made anew by a worker."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import allowed
from services.plan_requests import ask_plans, last_request
from services.plan_views import plans_in_force
from web.formats import now
from web.routes import page


@page("/plans", action="plans.read")
def plans(session: Session) -> ResponseReturnValue:
    may_make = allowed(g.actor, "plans.make", division=g.actor.division_code)
    return render_template(
        "plans/list.html",
        plans=plans_in_force(session, actor=g.actor),
        may_make=may_make,
        asked=last_request(session, actor=g.actor),
    )


@page("/plans", action="plans.make", methods=["POST"])
def plans_make(session: Session) -> ResponseReturnValue:
    """Ask for new plans; asking twice makes them once."""
    ask_plans(session, actor=g.actor, at=now())
    return redirect(url_for("plans"), 303)


@page("/plans/progress", action="plans.read")
def plans_progress(session: Session) -> ResponseReturnValue:
    """How far the plans are that the reader asked for last."""
    return render_template("plans/_progress.html", asked=last_request(session, actor=g.actor), fresh=True)
