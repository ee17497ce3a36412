"""The ranked list of a post, to take away: the one that the address names, else the one made last."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flask import g, request
from sqlalchemy.orm import Session

from services.errors import NotFound
from services.list_filters import left_by, people_of, read_ticks, sorted_by
from services.list_marks import marks_of
from services.lists import CRITERIA, log_list_reading, opened_list_id, show_list
from services.orders import find_order
from services.standings import standings
from web.formats import now
from web.tables.table import Column, table
from web.words import CRITERIA as WORDS
from web.words import N_, label


class _Row(NamedTuple):
    list_id: str
    each: dict[str, Any]


def _rows(session: Session, public_id: str) -> Iterator[_Row]:
    order, wanted = find_order(session, public_id, actor=g.actor), request.args.get("line")
    line = next((each for each in order.lines if wanted in (None, each.public_id)), None)
    if line is None and wanted is not None:
        raise NotFound("line_unknown", field="line", id=wanted)
    if line is None:
        return
    list_id = opened_list_id(session, public_id, line.public_id, request.args.get("list"), actor=g.actor)
    if list_id is None:
        return
    for each in _left(session, line, show_list(session, list_id, actor=g.actor)["list"]):
        yield _Row(list_id, each)


def _left(session: Session, line: Any, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the list that the filters of the address leave, in its order."""
    on, marks = read_ticks(request.args.getlist("only")), marks_of(session, line)
    stand = standings(session, line, [each["labourer"] for each in listed if each["labourer"]])
    left = [person.row for person in left_by(people_of(listed, stand, marks), on)] if on else listed
    return sorted_by(left, request.args.get("sort", ""))


def _log(session: Session, lists: Sequence[str]) -> None:
    """Whoever is on the list was read: one row for all of them."""
    for list_id in dict.fromkeys(lists):
        log_list_reading(session, list_id, actor=g.actor, at=now())


def _score(row: _Row) -> float | None:
    """Nothing for somebody whose data changed since: no stale score is shown."""
    return None if row.each["changed"] else row.each["score"]


def _points(name: str) -> Column:
    def of(row: _Row) -> float | None:
        named = (each["points"] for each in row.each["criteria"] if each["name"] == name)
        return None if row.each["changed"] else next(named, None)

    return WORDS[name], of


table(
    "candidates", N_("Candidates"), "lists.read", _rows,
    (N_("Rank"), lambda row: row.each["rank"]),
    (N_("Name"), lambda row: row.each["name"]),
    (N_("Sex"), lambda row: label("sex", row.each["sex"]) if row.each.get("sex") else None),
    (N_("Age"), lambda row: row.each.get("age")),
    (N_("Home"), lambda row: f"{row.each.get('home', '')}{row.each.get('village', '')}"),
    (N_("Score"), _score),
    *map(_points, CRITERIA),
    reads=lambda row: row.list_id,
    log=_log,
    rule="/orders/<public_id>/candidates",
)  # fmt: skip
