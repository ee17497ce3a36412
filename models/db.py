"""Engine and sessions: reading ones begin plain and refuse to write, writing ones hold the writer's lock at once.

Edges own the transaction: `with database.writing() as session:` commits at the end and then sends the nudges that
services left with `nudge`. Services never commit.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.orm import Session

BUSY_MS = 30_000
MAPPED = 2_147_418_112
"""Bytes of a file that are read where they lie, the most SQLite allows: a connection forgets its own pages whenever
another process writes."""
PRAGMAS = (
    *("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"),
    *(f"mmap_size={MAPPED}", f"busy_timeout={BUSY_MS}"),
)
READING, NUDGES = "reading", "nudges"


@dataclass(frozen=True)
class Nudge:
    """A job to send once the transaction is committed: its name under `workers.jobs` and the ids it is for."""

    job: str
    ids: tuple[int, ...]


class WroteWhileReading(Exception):
    """A reading session was asked to write: use `Database.writing`."""


def nudge(session: Session, job: str, *ids: int) -> None:
    """Ask for `job` to be sent after the commit of `session`; the row it is for is the truth, the job a nudge."""
    session.info.setdefault(NUDGES, []).append(Nudge(job, ids))


def found_before(session: Session, finder: Callable[..., Any]) -> dict[Any, Any]:
    """What `finder` has found by its arguments: a reading session gives what it gave before, so it need not be asked
    again; any other one is asked anew."""
    found: dict[Any, Any] = session.info.setdefault(finder, {}) if session.info.get(READING) else {}
    return found


class Database:
    """One database with its two kinds of session; `send` gets the nudges of each commit, in order."""

    def __init__(self, url: str, *, send: Callable[[Sequence[Nudge]], None] = lambda nudges: None) -> None:
        self.engine = make_engine(url)
        self.send = send
        self._writer = self.engine.execution_options(writing=True)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine, autoflush=False, info={READING: True}) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with Session(self._writer) as session:
            with session.begin():
                yield session
            nudges = session.info.pop(NUDGES, [])
        if nudges:
            self.send(nudges)

    def dispose(self) -> None:
        self.engine.dispose()


def make_engine(url: str) -> Engine:
    """An engine with the habits both databases need; SQLite in WAL with foreign keys and BEGIN IMMEDIATE writers. What
    a statement was given, people's names and numbers, stays out of error texts and logs."""
    if make_url(url).get_backend_name() == "sqlite":
        _create_for_owner_alone(make_url(url).database)
        engine = create_engine(
            url, connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False}, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "handle_error", _name_nobody)
    return engine


def _name_nobody(failure: ExceptionContext) -> None:
    """PostgreSQL adds the failing row as a detail: who is in it stays out of the text."""
    for error in (failure.original_exception, failure.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\nDETAIL")[0], *error.args[1:])


def _create_for_owner_alone(path: str | None) -> None:
    """An SQLite file holds a county's people: nobody else on the computer reads it. Its WAL takes over the mode."""
    if path and path != ":memory:" and not Path(path).exists() and Path(path).parent.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy emits BEGIN itself, below
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@event.listens_for(Session, "before_flush")
def _refuse_writing_while_reading(session: Session, *_: Any) -> None:
    if session.info.get(READING):
        raise WroteWhileReading("open the session with Database.writing()")
