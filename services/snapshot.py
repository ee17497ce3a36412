"""Rows of the database as arrays, read there and then: one person, some lines, or a division that has no files."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matching.lines import Lines
from models.labourer import SITUATIONS as SITUATIONS
from models.labourer import Labourer
from models.order import Order, OrderLine
from services.access import subtree
from services.line_rows import load_posts
from services.people_rows import Loaded as Loaded
from services.people_rows import load_people

EPOCH = date(1970, 1, 1)


def days(day: date | None, unknown: int = 0) -> int:
    """Days since 1970-01-01."""
    return unknown if day is None else (day - EPOCH).days


def load_pool(session: Session, county: int) -> Loaded:
    """Everyone registered in a county (or any division) who is not folded into another entry, by id."""
    low, high = subtree(county)
    here = select(Labourer.id).where(Labourer.home_code >= low, Labourer.home_code < high)
    return load_people(session, lambda owner: owner.in_(here))


def load_labourer(session: Session, labourer_id: int) -> Loaded:
    """A pool of one."""
    return load_people(session, lambda owner: owner == labourer_id)


def load_lines(session: Session, which: ColumnElement[bool]) -> tuple[Lines, list[OrderLine]]:
    """Order lines as columns, by id, with the rows they were made of."""
    query = select(OrderLine).join(Order, Order.id == OrderLine.order_id).where(which).order_by(OrderLine.id)
    rows = list(session.scalars(query.options(*line_options())))
    meant = select(OrderLine.id).join(Order, Order.id == OrderLine.order_id).where(which).correlate(None)
    return load_posts(session, lambda line: line.in_(meant)).table, rows


def line_options() -> tuple[Any, ...]:
    """What a line is described with."""
    return (
        selectinload(OrderLine.skills),
        selectinload(OrderLine.certificates),
        joinedload(OrderLine.occupation),
        joinedload(OrderLine.division),
        joinedload(OrderLine.order).joinedload(Order.employer),
    )
