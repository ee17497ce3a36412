"""Deaths for tests: a job killed or broken off at a chosen boundary of its statements, in a process of its own.

A boundary lies before every statement, before every commit and after every commit: between two of them nothing reaches
the database. No code of the program knows of this: SQLAlchemy's own events tell where a job is.
"""

import os
import re
import shutil
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from rq import get_current_job
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.orm import Session

from models.db import Database
from models.displacement import Displacement, Vacancy
from models.labourer import Labourer
from models.message import Message
from models.order import Order, OrderLine
from models.placement import Placement
from models.step import Step
from services.placements import advance_placement
from services.redeployment import redeploy
from services.sweeping import due
from services.vacancies import refill

Job = Callable[[Database], object]
BEFORE_COMMIT, AFTER_COMMIT = "COMMIT", "after COMMIT"
CHANGING = (Labourer, Order, OrderLine, Placement, Displacement, Vacancy, Message, Step)
ROUNDS = 20  # sweeps until a test gives up on a queue that does not empty


class BrokenOff(BaseException):
    """The job ends here, as if its process had died: no handler of an Exception sees it."""


@contextmanager
def watching(engine: Engine | type[Engine], reach: Callable[[str], None]) -> Iterator[None]:
    """Call `reach` with the name of every boundary that a job comes to on an engine, or on any."""

    def statement(_connection: Connection, _cursor: Any, text: str, *_: Any) -> None:
        reach(named(text))

    def committed(session: Session) -> None:
        if not session.in_nested_transaction():  # a savepoint that is released says the same
            reach(AFTER_COMMIT)

    listeners = (
        (engine, "before_cursor_execute", statement),
        (engine, "commit", lambda _connection: reach(BEFORE_COMMIT)),
        (Session, "after_commit", committed),
    )
    for target, name, listener in listeners:
        event.listen(target, name, listener)
    try:
        yield
    finally:
        for target, name, listener in listeners:
            event.remove(target, name, listener)


def named(statement: str) -> str:
    """A statement by its verb and the first table it names."""
    text = " ".join(statement.split())
    table = re.match(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", text) or re.search(r" FROM (\w+)", text)
    lock = " FOR UPDATE" if text.endswith("FOR UPDATE") else ""
    point = re.match(r"(?:ROLLBACK TO |RELEASE )?SAVEPOINT|BEGIN(?: IMMEDIATE)?", text)
    return point[0] if point else f"{text.partition(' ')[0]} {table[1] if table else ''}{lock}".strip()


def at_point(number: int, act: Callable[[], None]) -> Callable[[str], None]:
    """For `watching`: do something at the boundary of that number, the first being 1."""
    left = [number]

    def reach(_name: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            act()

    return reach


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def break_off() -> None:
    raise BrokenOff


def points_of(database: Database, job: Job) -> list[str]:
    """The names of the boundaries of a job, which is done."""
    found: list[str] = []
    with watching(database.engine, found.append):
        job(database)
    return found


def killed_at(database: Database, number: int, job: Job) -> bool:
    """Do the job in a process of its own that is killed at a boundary; false when the job ended before."""
    database.dispose()

    def work() -> None:
        with watching(database.engine, at_point(number, die)):
            job(database)

    return os.WIFSIGNALED(in_fork(work))


def kill_work_horses(orders: Path) -> Callable[[str], None]:
    """For `watching` in a worker: a work-horse dies at the boundary whose number or name stands in the file of `orders`
    that is named as its job. The file goes first, so that the next try lives."""
    worker, reached = os.getpid(), [0]

    def reach(name: str) -> None:
        job = get_current_job()
        if os.getpid() == worker or job is None or not job.func_name:
            return
        reached[0] += 1  # each work-horse has its own, which begins at nought
        order = orders / job.func_name.rpartition(".")[2]
        if order.exists() and order.read_text() in (str(reached[0]), name):
            order.unlink()
            die()

    return reach


def in_fork(work: Callable[[], object]) -> int:
    """Do something in a process of its own, with no cleaning up; its status as the system tells it."""
    child = fork(work)
    return os.waitpid(child, 0)[1]


def fork(work: Callable[[], object]) -> int:
    """Begin something in a process of its own; its id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads: the child touches none of them
        child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def everything(database: Database) -> str:
    """All rows of the tables that such a job writes to, as one text: two that are the same are the same state."""
    with database.reading() as session:
        tables = [each.metadata.tables[each.__tablename__] for each in CHANGING]
        return repr([session.execute(select(table).order_by(table.c.id)).all() for table in tables])


def sweep(database: Database, at: datetime, *, rounds: int = ROUNDS) -> None:
    """What sweep and workers do until nothing of these three is due any more."""
    for _ in range(rounds):
        with database.reading() as session:
            nudges = [each for each in due(session, at=at) if each.job in JOBS]
        if not nudges:
            return
        for each in nudges:
            JOBS[each.job](database, each.ids[0], at)
    raise AssertionError(f"still due: {nudges}")


def _redeploy(database: Database, row_id: int, at: datetime) -> None:
    redeploy(database, row_id, now=lambda: at)


def _refill(database: Database, row_id: int, at: datetime) -> None:
    refill(database, row_id, now=lambda: at)


def _advance(database: Database, row_id: int, at: datetime) -> None:
    with database.writing() as session:
        advance_placement(session, row_id, at=at)


JOBS: dict[str, Callable[[Database, int, datetime], None]] = {
    "redeploy": _redeploy,
    "refill": _refill,
    "advance_placement": _advance,
}


class Saved:
    """A database as it is now, to be put back: a copy of its file, or a database made after it as its template."""

    def __init__(self, database: Database, server: str | None) -> None:
        self.database, self.server, self.name = database, server, str(database.engine.url.database)
        database.dispose()
        if server is None:
            shutil.copy(self.name, self._copy)
        else:
            self._execute(f"CREATE DATABASE {self._copy} TEMPLATE {self.name} STRATEGY=FILE_COPY")

    @property
    def _copy(self) -> str:
        return f"{self.name}_saved"

    def put_back(self) -> None:
        self.database.dispose()
        if self.server is None:
            for end in ("-wal", "-shm"):
                Path(self.name + end).unlink(missing_ok=True)
            shutil.copy(self._copy, self.name)
        else:
            self._execute(f"DROP DATABASE {self.name} WITH (FORCE)")
            self._execute(f"CREATE DATABASE {self.name} TEMPLATE {self._copy} STRATEGY=FILE_COPY")

    def remove(self) -> None:
        if self.server is not None:
            self._execute(f"DROP DATABASE {self._copy} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        assert self.server
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)
