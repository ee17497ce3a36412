"""The ranked list of one post: shown as it was stored, made anew when asked."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.db import Database
from services.calendar import county_day
from services.errors import NotFound
from services.lists import keep_list, latest_list_id, rank_line, show_list
from services.orders import find_order
from web.formats import now
from web.routes import ITS_OWN, database, page

LENGTHS = (15, 50, 100, 200)
LENGTH = 50


@page("/orders/<public_id>/candidates", action="lists.read")
def candidates(session: Session, public_id: str) -> ResponseReturnValue:
    order = find_order(session, public_id, actor=g.actor)
    line = _chosen_line(order, request.args.get("line"))
    list_id = latest_list_id(session, public_id, line.public_id if line else None, actor=g.actor) if line else None
    ranked = show_list(session, list_id, actor=g.actor) if list_id else None
    return render_template("candidates/list.html", order=order, line=line, ranked=ranked, removed=_removed(ranked))


def _chosen_line(order: Any, wanted: str | None) -> Any:
    if wanted is None:
        return order.lines[0] if order.lines else None
    line = next((line for line in order.lines if line.public_id == wanted), None)
    if line is None:
        raise NotFound("line_unknown", field="line", id=wanted)
    return line


def _removed(ranked: dict[str, Any] | None) -> list[tuple[str, int, int]]:
    """Each rule that turned someone away, how many in all and how many it alone did, the heaviest first."""
    counts = ranked["rejections"] if ranked else {}
    rows = [(rule, each.get("rejected", each.get("first", 0)), each.get("only", 0)) for rule, each in counts.items()]
    return sorted((row for row in rows if row[1]), key=lambda row: (-row[2], -row[1]))


@page("/orders/<public_id>/candidates", action="lists.make", methods=["POST"], opens=ITS_OWN)
def candidates_rank(public_id: str) -> ResponseReturnValue:
    line_id = request.form.get("line") or None
    top = request.form.get("top", LENGTH, type=int)
    _rank(database(), public_id, line_id, top if top in LENGTHS else LENGTH)
    return redirect(url_for("candidates", public_id=public_id, line=line_id), 303)


def _rank(database: Database, public_id: str, line_id: str | None, top: int) -> str:
    """Rank with no writing transaction open, then keep the list in a short one (law 1)."""
    at = now()
    with database.reading() as session:
        ranked = rank_line(session, public_id, line_id=line_id, top=top, as_of=county_day(at), actor=g.actor)
    with database.writing() as session:
        return keep_list(session, ranked, actor=g.actor, at=at)
