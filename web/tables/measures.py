"""Measures of re-placement to take away: all groups, where the page shows the first."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from flask import g, request
from sqlalchemy.orm import Session

from services.measures import BY, WITHIN, Measure, measures
from web import queue_words  # noqa: F401  its tables of words
from web.formats import now
from web.tables.table import Column, table
from web.words import N_, label

WITHIN_DAYS = {
    3: (N_("Placed within 3 days"), N_("Known for 3 days")),
    14: (N_("Placed within 14 days"), N_("Known for 14 days")),
    30: (N_("Placed within 30 days"), N_("Known for 30 days")),
}


class Row(NamedTuple):
    name: str
    one: Measure


def measured_by() -> str:
    """The key of `BY` that the address names; nothing else is one."""
    asked = request.args.get("by", "")
    return asked if asked in BY else ""


def group_name(by: str, key: str) -> str:
    return label("cause", key) if by == "cause" else key if by else label("measured_by", "")


def _rows(session: Session) -> Iterator[Row]:
    by = measured_by()
    for key, one in measures(session, by, actor=g.actor, at=now()).items():
        yield Row(group_name(by, key), one)


def _within(days: int, part: int) -> Callable[[Row], int]:
    return lambda row: row.one.within[days][part]


def _pair(days: int) -> tuple[Column, Column]:
    placed, known = WITHIN_DAYS[days]
    return (placed, _within(days, 0)), (known, _within(days, 1))


table(
    "measures", N_("Measures"), "measures.read", _rows,
    (N_("Group"), lambda row: row.name),
    (N_("Failed"), lambda row: row.one.failed),
    (N_("Wanted no other job"), lambda row: row.one.wanted_none),
    (N_("Placed again"), lambda row: row.one.placed),
    (N_("Median hours"), lambda row: None if row.one.hours is None else round(row.one.hours, 1)),
    *(column for days in WITHIN for column in _pair(days)),
    (N_("Next jobs"), lambda row: row.one.begun),
    (N_("Failed again"), lambda row: row.one.again),
)  # fmt: skip
