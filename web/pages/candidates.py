"""The ranked list of one post: shown as it was stored with how far each has come, made anew when asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

import web.class_words  # noqa: F401  its tables of words
from models.db import Database
from services.access import allowed
from services.calendar import county_day
from services.class_lines import classes_for_line
from services.class_seats import kept_of
from services.complaints import reports_against
from services.errors import NotFound, Refusal
from services.last_reached import last_reached
from services.list_filters import GROUPS, left_by, people_of, read_ticks, sorted_by, ticks_of
from services.list_marks import MARK, Marks, marks_of, put_forward_of
from services.list_news import newer_list
from services.lists import keep_list, log_list_reading, opened_list_id, rank_line, show_list, why
from services.orders import find_order
from services.plan_views import plan_says
from services.presence import look_on, others_looking
from services.put_forward import rows_put_forward
from services.requirements import refused_by
from services.standings import Standing, standings
from services.undoing import last_go
from web.departures import PASS_REASONS, REASONS
from web.formats import now
from web.limits import limited_rankings
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
    """The list that the address names, else the one made last for its post, one page of it. Every link of the page
    names the list, so that it stays when somebody ranks anew meanwhile."""
    order = find_order(session, public_id, actor=g.actor)
    line = chosen_line(order, request.args.get("line"))
    list_id = (
        opened_list_id(session, public_id, line.public_id, request.args.get("list"), actor=g.actor) if line else None
    )
    ranked = _read(session, list_id, line) if list_id else None
    return render_template(
        "candidates/list.html",
        order=order,
        line=line,
        ranked=ranked,
        picked=picked,
        removed=refused_by(ranked["rejections"]) if ranked else [],
        kept=kept_of(session, line).seats if line else 0,
        reports=reports_against(session, [order.employer_id]).get(order.employer_id),
        **(_beside(session, order, line, ranked, picked) if line and ranked else {"on": [], "here": {}, "post": {}}),
    )


def _beside(session: Session, order: Any, line: Any, ranked: dict[str, Any], picked: Picked) -> dict[str, Any]:
    """What the page shows with a list: who of it, how far they are, what was said of them and what can be done."""
    listed, marks, on, at = ranked["list"], marks_of(session, line), read_ticks(request.args.getlist("only")), now()
    people = [row["labourer"] for row in listed if row["labourer"]]
    forward = put_forward_of(marks, people)
    stand = standings(session, line, [*people, *forward])
    filtered = people_of(listed, stand, marks)
    sort = request.args.get("sort", "")
    left = sorted_by([person.row for person in left_by(filtered, on)] if on else listed, sort)
    paging = _page_of(request.args.get("open"), left).of(len(left))
    paging.endpoint = "candidates"
    post = {"public_id": order.public_id, "line": line.public_id, "list": ranked["list_id"]}
    paging.kept = {"list": ranked["list_id"]}
    classes = classes_for_line(session, line, actor=g.actor) if order.kind == "training" else []
    shown = left[paging.offset : paging.offset + paging.size]
    return {
        "shown": shown,
        "forward": rows_put_forward(session, line, forward, as_of=county_day(at)) if forward and not on else [],
        "stand": stand,
        "reached": last_reached(session, [row["labourer"] for row in shown if row["labourer"]] + forward),
        "marks": marks,
        "room": places_left(_free(line, classes), ranked["eligible"], listed, stand),
        "classes": classes,
        "ticked": {*picked.people, *_next_free(shown, stand, marks)},
        "reasons": REASONS,
        "pass_reasons": PASS_REASONS,
        "post": post,
        "here": post | {"page": _number(paging), "only": on, "sort": sort or None},
        "newer": newer_list(session, line, ranked["list_id"]),
        "longer": _longer(ranked),
        "sort": sort,
        "paging": paging,
        "on": on,
        "groups": GROUPS,
        "ticks": ticks_of(filtered, on),
        "left": len(left),
        "go": last_go(session, line, actor=g.actor, at=at, seconds=undo_seconds()),
        "at": at,
        "others": others_looking(session, line, actor=g.actor, at=at),
        "marking": allowed(g.actor, MARK, division=order.county_code),
        **_opened(session, order, line, shown),
    }


def _free(line: Any, classes: Sequence[Any]) -> int:
    """Places that people of the list can be asked to: of a post that classes train for, no more than these have."""
    free: int = line.seats - line.taken
    return min(free, sum(each.places - each.taken for each in classes)) if classes else free


def _longer(ranked: Mapping[str, Any]) -> list[int]:
    """How many people a longer list could name, up to all who fit."""
    named, fit = len(ranked["list"]), ranked["eligible"]
    enough = next((length for length in LENGTHS if length >= fit), LENGTHS[-1])
    return [length for length in LENGTHS if named < length <= enough] if fit > named else []


def undo_seconds() -> int:
    """How long a pick can be undone."""
    seconds: int = current_app.config["SETTINGS"].undo_seconds
    return seconds


def _opened(session: Session, order: Any, line: Any, shown: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is told of the person whose row is open: what the plan says, and what would help today."""
    opened = request.args.get("open")
    if not opened or all(row["labourer"] != opened for row in shown):
        return {"plan": None, "told": None}
    return {
        "plan": plan_says(session, line, opened, as_of=county_day(now()), actor=g.actor),
        "told": told_today(session, order, line, opened),
    }


def told_today(session: Session, order: Any, line: Any, labourer_id: str) -> dict[str, Any] | None:
    """`lists.why` of a person now; None of somebody who is of the county no more."""
    try:
        return why(
            session, order.public_id, labourer_id, line_id=line.public_id, as_of=county_day(now()), actor=g.actor
        )
    except Refusal:
        return None


def _number(paging: Paging) -> int | None:
    """The page for addresses; the first one goes without saying."""
    return paging.number if paging.number > 1 else None


def _next_free(
    shown: Sequence[Mapping[str, Any]], stand: Mapping[str, Standing], marks: Mapping[str, Marks]
) -> list[str]:
    """The first people of the page nobody has asked or passed yet, as many as the address says."""
    wanted = min(max(request.args.get("choose", 0, type=int), 0), SIZE)
    done = {*stand, *(person for person, each in marks.items() if each.passed)}
    free = [row["labourer"] for row in shown if row["labourer"] and row["labourer"] not in done]
    return free[:wanted]


def _read(session: Session, list_id: str, line: Any) -> dict[str, Any]:
    """The list, once it is on record who reads it and has it open."""
    ranked = show_list(session, list_id, actor=g.actor)
    with database().writing() as writer:
        log_list_reading(writer, list_id, actor=g.actor, at=now())
        look_on(writer, line, actor=g.actor, at=now())
    return ranked


def _page_of(opened: str | None, listed: Sequence[Mapping[str, Any]]) -> Paging:
    """The page asked for; when none is, the one with the opened row."""
    if opened and "page" not in request.args:
        position = next((position for position, row in enumerate(listed) if row["labourer"] == opened), 0)
        return Paging(1 + position // SIZE)
    return Paging.of_request()


def chosen_line(order: Any, wanted: str | None) -> Any:
    """The line that an address names, else the first, if there is any. Raises NotFound."""
    if wanted is None:
        return order.lines[0] if order.lines else None
    line = next((line for line in order.lines if line.public_id == wanted), None)
    if line is None:
        raise NotFound("line_unknown", field="line", id=wanted)
    return line


def back_to_list(public_id: str, *, anchor: str | None = None, **more: str | None) -> ResponseReturnValue:
    """The list again, at the page and under the filters that the address of the form named."""
    kept = {name: request.args.get(name) for name in ("line", "list", "page", "open", "sort")} | more
    only = read_ticks(request.args.getlist("only"))
    return redirect(url_for("candidates", public_id=public_id, only=only, _anchor=anchor, **kept), 303)


@page("/orders/<public_id>/candidates", action="lists.make", methods=["POST"], opens=ITS_OWN)
@limited_rankings
def candidates_rank(public_id: str) -> ResponseReturnValue:
    line_id = request.form.get("line") or None
    made = _rank(database(), public_id, line_id)
    return redirect(url_for("candidates", public_id=public_id, line=line_id, list=made), 303)


def length_for(places: int) -> int:
    """How many people a list names when so many places are left."""
    return next((length for length in LENGTHS if length >= places * SPARE), LENGTHS[-1])


def _rank(database: Database, public_id: str, line_id: str | None) -> str:
    """Rank with no writing transaction open, then keep the list in a short one (law 1)."""
    at = now()
    with database.reading() as session:
        line = chosen_line(find_order(session, public_id, actor=g.actor), line_id)
        top = _length_asked() or length_for(line.seats - line.taken if line else 0)
        ranked = rank_line(session, public_id, line_id=line_id, top=top, as_of=county_day(at), actor=g.actor)
    with database.writing() as session:
        return keep_list(session, ranked, actor=g.actor, at=at)


def _length_asked() -> int | None:
    """How many people the form wants the list to name, if it says so."""
    top = request.form.get("top", type=int)
    return top if top in LENGTHS else None
