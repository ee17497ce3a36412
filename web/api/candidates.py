"""Candidates of a post: the list made last, a list made now, and why somebody stands where they stand."""

from typing import Any

from services.api_cursors import cursor_of, parts_of
from services.calendar import county_day
from services.errors import NotFound, Refusal
from services.labourers import find_labourer, log_reading
from services.lists import keep_list, latest_list_id, log_list_reading, rank_line, show_list, why
from web.api.operations import Call, reads, writes
from web.api.shapes.lists import CandidateList, CandidateQuery, LineQuery, ListMade, ListToMake, Why
from web.routes import database
from web.words import N_

LISTED, PURPOSE = "candidates", "api"


@reads(
    "/orders/<order>/candidates", "lists.read",
    about=N_("The list made last for a post, best first, with the points of each criterion"),
    query=CandidateQuery, answers=CandidateList,
)  # fmt: skip
def candidates_list(call: Call, order: str) -> Any:
    list_id, first = _place(call, order)
    shown = show_list(call.session, list_id, actor=call.actor)
    if shown["order"] != order:
        raise Refusal("cursor_unknown", field="cursor")
    with database().writing() as writer:
        log_list_reading(writer, list_id, actor=call.actor, at=call.at)
    last = first + call.query.limit
    more = last < len(shown["list"])
    some = shown["list"][first:last]
    return {**shown, "list": some, "next": cursor_of(LISTED, list_id, str(last)) if more else None}


def _place(call: Call, order: str) -> tuple[str, int]:
    """The list and how many of it were shown: a walk stays on its list when another one is made meanwhile."""
    latest = latest_list_id(call.session, order, call.query.line, actor=call.actor)
    if call.query.cursor is not None:
        list_id, shown = parts_of(call.query.cursor, LISTED, 2)
        if not shown.isdecimal():
            raise Refusal("cursor_unknown", field="cursor")
        return list_id, int(shown)
    if latest is None:
        raise NotFound("no_list_yet", field="line")
    return latest, 0


def _rank(call: Call, order: str) -> Any:
    day = county_day(call.at)
    return rank_line(call.session, order, line_id=call.body.line, top=call.body.top, as_of=day, actor=call.actor)


@writes(
    "/orders/<order>/candidates", "lists.make", about=N_("Rank everyone registered for a post, and keep the list"),
    body=ListToMake, answers=ListMade, status=201, prepare=_rank,
)  # fmt: skip
def candidates_rank(call: Call, order: str) -> Any:
    ranking = call.prepared.ranking
    list_id = keep_list(call.session, call.prepared, actor=call.actor, at=call.at)
    return {"list_id": list_id, "pool": ranking.considered, "eligible": ranking.eligible}


@reads(
    "/orders/<order>/candidates/<labourer>", "lists.read",
    about=N_("One pair explained: every rule, every criterion, the rank, and what would help"),
    query=LineQuery, answers=Why,
)  # fmt: skip
def candidates_why(call: Call, order: str, labourer: str) -> Any:
    day = county_day(call.at)
    told = why(call.session, order, labourer, line_id=call.query.line, as_of=day, actor=call.actor)
    read = find_labourer(call.session, labourer, actor=call.actor).id
    with database().writing() as writer:
        log_reading(writer, read, actor=call.actor, at=call.at, purpose=PURPOSE)
    return told
