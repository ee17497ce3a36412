"""Rows that are their own entries in the queue (law 3): searched with nothing open for writing, done in a short
transaction, tried again later after an error."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from models.db import Database
from models.model import Model

MOST_ATTEMPTS = 5  # errors in a row until a person must look
Now = Callable[[], datetime]
Row = TypeVar("Row", bound=Model)
Found = TypeVar("Found")


def handle(
    database: Database,
    table: type[Model],
    row_id: int,
    search: Callable[..., Found | None],
    act: Callable[..., object],
    keep_error: Callable[..., object],
    *,
    now: Now,
) -> None:
    """`search(session, row_id, at=)` with no transaction open for writing, `act(session, row_id, found, at=)` on what
    it found in a short one. An error goes to `keep_error(session, table, row_id, error, at=)` in one of its own, as
    `count_error`, and is raised."""
    try:
        with database.reading() as session:
            found = search(session, row_id, at=now())
        if found is not None:
            with database.writing() as session:
                act(session, row_id, found, at=now())
    except Exception as error:
        with database.writing() as session:
            keep_error(session, table, row_id, error, at=now())
        raise


def count_error(session: Session, table: type[Row], row_id: int, error: Exception, *, at: datetime) -> Row | None:
    """Record a failed try of a row that waits: the next one comes later each time. The row, when it was the last try
    and a person must look."""
    row: Any = session.get(table, row_id, with_for_update=True)
    if row is None or row.handled_at is not None:
        return None
    row.attempts, row.last_error = row.attempts + 1, type(error).__name__
    row.next_try_at = at + timedelta(seconds=10 * 2**row.attempts)
    if row.attempts < MOST_ATTEMPTS:
        return None
    row.handled_at = at
    found: Row = row
    return found
