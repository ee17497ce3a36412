"""The displaced to take away: a group of them, or all who have no job yet."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import g, request
from sqlalchemy.orm import Session

import web.placement_words  # noqa: F401  its tables of words
from services.boards import DONE, GROUPS, Case, list_group
from web.formats import instant
from web.tables.table import paged, table
from web.words import N_, label


class _Row(NamedTuple):
    group: str
    person: Any
    seat: Any


def _rows(session: Session) -> Iterator[_Row]:
    chosen = request.args.get("group", "")
    for group in [chosen] if chosen in GROUPS else [each for each in GROUPS if each not in DONE]:
        for case in _group(session, group):
            yield _Row(group, case.person, case.seat)


def _group(session: Session, group: str) -> Iterator[Case]:
    return paged(lambda limit, offset: list_group(session, group, actor=g.actor, limit=limit, offset=offset))


def _left(row: _Row) -> str:
    return row.person.employer or label("placement_kind", row.person.kind)


table(
    "displacements", N_("Displaced"), "displacements.read", _rows,
    (N_("Group"), lambda row: label("displaced_group", row.group)),
    (N_("Person"), lambda row: row.person.name),
    (N_("Home"), lambda row: row.person.home),
    (N_("Cause"), lambda row: label("cause", row.person.cause)),
    (N_("Reported"), lambda row: instant(row.person.reported_at)),
    (N_("Next job"), lambda row: label("road", row.person.road)),
    (N_("Offers so far"), lambda row: row.person.offers_made),
    (N_("The place they left"), _left),
    (N_("Post"), lambda row: row.person.post),
    (N_("Next person"), lambda row: label("vacancy_state", row.seat.state) if row.seat else None),
    reads=lambda row: row.person.labourer,
)  # fmt: skip
