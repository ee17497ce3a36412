"""The plan of a county's open seats: what it is worth, what a seat is worth, and making it anew."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import allowed
from services.calendar import county_day
from services.plan_views import plans_in_force
from services.plans import keep_plans, make_plans
from web.formats import now
from web.routes import ITS_OWN, database, page


@page("/plans", action="plans.read")
def plans(session: Session) -> ResponseReturnValue:
    may_make = allowed(g.actor, "plans.make", division=g.actor.division_code)
    return render_template("plans/list.html", plans=plans_in_force(session, actor=g.actor), may_make=may_make)


@page("/plans", action="plans.make", methods=["POST"], opens=ITS_OWN)
def plans_make() -> ResponseReturnValue:
    """Plan with no writing transaction open, then keep the plans in a short one (law 1)."""
    at = now()
    with database().reading() as session:
        made = make_plans(session, as_of=county_day(at), actor=g.actor)
    with database().writing() as session:
        keep_plans(session, made, actor=g.actor, at=at)
    return redirect(url_for("plans"), 303)
