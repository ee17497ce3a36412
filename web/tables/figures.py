"""Figures of offices to take away, and the places of the internal sketch."""

from collections.abc import Sequence

from flask import g
from sqlalchemy.orm import Session

from services.destinations import Point, goings, points
from services.figures import RIGHT
from web.figure_rows import Row, counted_by, figure_rows
from web.tables.table import table
from web.words import N_


def _rows(session: Session) -> list[Row]:
    by = counted_by()
    return figure_rows(session, "month" if by == "destination" else by, actor=g.actor)


def _points(session: Session) -> Sequence[Point]:
    return points(session, goings(session, actor=g.actor))


table(
    "figures", N_("Figures"), RIGHT, _rows,
    (N_("Group"), lambda row: row.name),
    (N_("Trained"), lambda row: row.one.trained),
    (N_("Finished"), lambda row: row.one.finished),
    (N_("Certified"), lambda row: row.one.certified),
    (N_("Finished a programme that leads to a job"), lambda row: row.one.for_jobs),
    (N_("Placed"), lambda row: row.one.placed),
)  # fmt: skip
table(
    "destinations", N_("Where people work"), RIGHT, _points,
    (N_("Place of work"), lambda each: each.name),
    (N_("People"), lambda each: each.people),
    (N_("Longitude"), lambda each: each.lng or None),
    (N_("Latitude"), lambda each: each.lat or None),
)  # fmt: skip
