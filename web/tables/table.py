"""What a table to take away is: declared once as headings and values, offered as CSV and as Excel.

It has the rows of the page it belongs to, by the same filters in the address and the same rights, and all pages of
them up to `MOST`. Whoever is named in it is told so, as of any reading of a file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any, TypeVar

from flask import g
from sqlalchemy.orm import Session

from services.readings import log_readings
from web.formats import now

T = TypeVar("T")
Cell = str | int | float | date | None
Column = tuple[str, Callable[[Any], Cell]]
"""A heading, as a text of the catalogue, and what stands below it of a row."""
MOST, BATCH = 10_000, 500


def log_people(session: Session, people: Sequence[str]) -> None:
    """The people of these public ids see that the actor took a table away in which they stand."""
    log_readings(session, people, actor=g.actor, at=now(), purpose="export")


@dataclass(frozen=True)
class Table:
    """`rows` gives the rows that the address asks for, `reads` whose files are read with a row (as `log` takes it)."""

    name: str
    title: str
    action: str
    rows: Callable[..., Iterable[Any]]
    columns: Sequence[Column]
    reads: Callable[[Any], str | None] | None = None
    log: Callable[[Session, Sequence[str]], None] = field(default=log_people)
    rule: str = ""

    @property
    def endpoint(self) -> str:
        return f"table_{self.name}"

    @property
    def address(self) -> str:
        return (self.rule or f"/tables/{self.name}") + ".<any(csv, xlsx):form>"


TABLES: dict[str, Table] = {}


def table(
    name: str, title: str, action: str, rows: Callable[..., Iterable[Any]], *columns: Column, **more: Any
) -> None:
    """Declare a table; the pages may then offer it by its name."""
    TABLES[name] = Table(name, title, action, rows, columns, **more)


def paged(read: Callable[[int, int], Sequence[T]]) -> Iterator[T]:
    """All rows of a list that is read by length and offset."""
    for offset in count(0, BATCH):
        rows = read(BATCH, offset)
        yield from rows
        if len(rows) < BATCH:
            return
