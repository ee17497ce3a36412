"""Placements to take away, and people who moved by themselves."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from flask import g, request
from sqlalchemy.orm import Session

import web.placement_words  # noqa: F401  its tables of words
from services.awaited import Awaited, awaited_of, since_of
from services.own_work import Moved, list_own_moves
from services.placement_lists import Wanted, search_placements
from services.placements import STATES
from web.formats import instant, now, place
from web.tables.table import paged, table
from web.words import N_, label


class _Row(NamedTuple):
    each: Any
    since: datetime | None
    awaited: Awaited | None


def _rows(session: Session) -> Iterator[_Row]:
    state, text = request.args.get("state", ""), request.args.get("q", "").strip()[:60]
    wanted, at = Wanted(state if state in STATES else "", text, due="due" in request.args), now()

    def read(limit: int, offset: int) -> list[_Row]:
        found = search_placements(session, wanted, actor=g.actor, at=at, limit=limit, offset=offset)
        since, due = since_of(session, [each.id for each in found]), awaited_of(session, found)
        return [_Row(each, since.get(each.id), due[each.id]) for each in found]

    return paged(read)


def _moves(session: Session) -> Iterator[Moved]:
    return paged(lambda limit, offset: list_own_moves(session, actor=g.actor, limit=limit, offset=offset)[0])


def _employer(row: _Row) -> str:
    return row.each.employer.name if row.each.employer else label("placement_kind", row.each.kind)


def _post(row: _Row) -> str:
    line = row.each.line
    return (line.title or line.occupation.name) if line else row.each.evidence


table(
    "placements", N_("Placements"), "placements.read", _rows,
    (N_("Person"), lambda row: row.each.labourer.name),
    (N_("Employer"), _employer),
    (N_("Post"), _post),
    (N_("State"), lambda row: label("placement_state", row.each.state)),
    (N_("Since"), lambda row: instant(row.since) if row.since else None),
    (N_("Due next"), lambda row: label("awaited", row.awaited.what) if row.awaited else None),
    reads=lambda row: row.each.labourer.public_id,
)  # fmt: skip
table(
    "moves", N_("People who moved by themselves"), "moves.record", _moves,
    (N_("Person"), lambda each: each.name),
    (N_("Day of leaving"), lambda each: each.move.moved_on),
    (N_("Place of work"), lambda each: place(each.move.division_code) if each.move.division_code else None),
    (N_("Work"), lambda each: each.move.work),
    (N_("Programme"), lambda each: each.move.programme),
    reads=lambda each: each.labourer,
)  # fmt: skip
