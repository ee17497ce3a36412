"""What awaits the signed-in person today."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import scope_of
from services.imports import list_imports
from services.orders import list_orders
from services.twins import list_twins
from services.work_queue import count_work
from web.formats import now
from web.routes import SIGNED_IN, page

MOST = 20


@page("/home", action=SIGNED_IN)
def home(session: Session) -> ResponseReturnValue:
    if scope_of(g.actor, "own_pages.use"):
        return redirect(url_for("me"))
    waiting = {state: list_orders(session, actor=g.actor, state=state, limit=MOST) for state in _states()}
    twins = list_twins(session, actor=g.actor, limit=MOST) if scope_of(g.actor, "twins.decide") else []
    queue = count_work(session, actor=g.actor, at=now()) if scope_of(g.actor, "displacements.work") else None
    return render_template("home.html", waiting=waiting, twins=twins, imports=_unfinished(session), queue=queue)


def _states() -> tuple[str, ...]:
    """The states in which an order concerns this role, what it must act on first."""
    if scope_of(g.actor, "orders.review"):
        return ("submitted", "open")
    if scope_of(g.actor, "orders.submit"):
        return ("returned", "draft")
    return ("open",) if scope_of(g.actor, "orders.read") else ()


def _unfinished(session: Session) -> list[object]:
    if not scope_of(g.actor, "labourers.import"):
        return []
    return [file for file in list_imports(session, actor=g.actor, limit=MOST) if file.handled_at is None]
