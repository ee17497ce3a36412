"""The ranked list of one post: shown as it was stored with how far each has come, made anew when asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

import web.class_words  # noqa: F401  its tables of words
from models.db import Database
from services.calendar import county_day
from services.class_lines import classes_for_line
from services.complaints import reports_against
from services.errors import NotFound, Refusal
from services.lists import keep_list, latest_list_id, log_list_reading, rank_line, show_list
from services.orders import find_order
from services.plan_views import plan_says
from services.requirements import refused_by
from services.standings import Standing, standings
from web.departures import REASONS
from web.formats import now
from web.paging import SIZE, Paging
from web.places_left import places_left
from web.routes import ITS_OWN, database, page

LENGTHS = (50, 100, 200, 500, 1000)
SPARE = 1.25
"""A list is kept as long as the first of these that names a quarter more people than there are places left."""


@dataclass(frozen=True)
class Picked:
    """What became of a form of picks: `refused` by person, `refusals` of the form itself, who is still ticked."""

    people: Collection[str] = ()
    refusals: Sequence[Refusal] = ()
    refused: Mapping[str, Refusal] = field(default_factory=dict)


@page("/orders/<public_id>/candidates", action="lists.read")
def candidates(session: Session, public_id: str) -> ResponseReturnValue:
    return show_candidates(session, public_id, Picked(request.args.getlist("pick")))


def show_candidates(session: Session, public_id: str, picked: Picked) -> str:
    """The list made last for the post that the address names, one page of it."""
    order = find_order(session, public_id, actor=g.actor)
    line = _chosen_line(order, request.args.get("line"))
    list_id = latest_list_id(session, public_id, line.public_id if line else None, actor=g.actor) if line else None
    ranked = _read(session, list_id) if list_id else None
    listed = ranked["list"] if ranked else []
    paging = _page_of(request.args.get("open"), listed).of(len(listed))
    paging.endpoint = "candidates"
    shown = listed[paging.offset : paging.offset + paging.size]
    stand = standings(session, line, [row["labourer"] for row in listed if row["labourer"]]) if line else {}
    return render_template(
        "candidates/list.html",
        order=order,
        line=line,
        ranked=ranked,
        shown=shown,
        stand=stand,
        room=places_left(line.seats - line.taken, ranked["eligible"], listed, stand) if line and ranked else None,
        classes=classes_for_line(session, line, actor=g.actor) if ranked else [],
        ticked={*picked.people, *_next_free(shown, stand)},
        picked=picked,
        reasons=REASONS,
        here={"public_id": public_id, "line": line.public_id if line else None, "page": _number(paging)},
        paging=paging,
        removed=refused_by(ranked["rejections"]) if ranked else [],
        plan=_plan_says(session, line, shown),
        reports=reports_against(session, [order.employer_id]).get(order.employer_id),
    )


def _plan_says(session: Session, line: Any, shown: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What the plan says of the person whose row is open."""
    opened = request.args.get("open")
    if not opened or all(row["labourer"] != opened for row in shown):
        return None
    return plan_says(session, line, opened, as_of=county_day(now()), actor=g.actor)


def _number(paging: Paging) -> int | None:
    """The page for addresses; the first one goes without saying."""
    return paging.number if paging.number > 1 else None


def _next_free(shown: list[dict[str, Any]], stand: Mapping[str, Standing]) -> list[str]:
    """The first people of the page nobody has asked yet, as many as the address says."""
    wanted = min(max(request.args.get("choose", 0, type=int), 0), SIZE)
    free = [row["labourer"] for row in shown if row["labourer"] and row["labourer"] not in stand]
    return free[:wanted]


def _read(session: Session, list_id: str) -> dict[str, Any]:
    ranked = show_list(session, list_id, actor=g.actor)
    with database().writing() as writer:
        log_list_reading(writer, list_id, actor=g.actor, at=now())
    return ranked


def _page_of(opened: str | None, listed: list[dict[str, Any]]) -> Paging:
    """The page asked for; when none is, the one with the opened row."""
    if opened and "page" not in request.args:
        position = next((position for position, row in enumerate(listed) if row["labourer"] == opened), 0)
        return Paging(1 + position // SIZE)
    return Paging.of_request()


def _chosen_line(order: Any, wanted: str | None) -> Any:
    if wanted is None:
        return order.lines[0] if order.lines else None
    line = next((line for line in order.lines if line.public_id == wanted), None)
    if line is None:
        raise NotFound("line_unknown", field="line", id=wanted)
    return line


@page("/orders/<public_id>/candidates", action="lists.make", methods=["POST"], opens=ITS_OWN)
def candidates_rank(public_id: str) -> ResponseReturnValue:
    line_id = request.form.get("line") or None
    _rank(database(), public_id, line_id)
    return redirect(url_for("candidates", public_id=public_id, line=line_id), 303)


def length_for(places: int) -> int:
    """How many people a list names when so many places are left."""
    return next((length for length in LENGTHS if length >= places * SPARE), LENGTHS[-1])


def _rank(database: Database, public_id: str, line_id: str | None) -> str:
    """Rank with no writing transaction open, then keep the list in a short one (law 1)."""
    at = now()
    with database.reading() as session:
        line = _chosen_line(find_order(session, public_id, actor=g.actor), line_id)
        top = length_for(line.seats - line.taken if line else 0)
        ranked = rank_line(session, public_id, line_id=line_id, top=top, as_of=county_day(at), actor=g.actor)
    with database.writing() as session:
        return keep_list(session, ranked, actor=g.actor, at=at)
