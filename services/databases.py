"""The database as a whole: whether it is what this version expects, copies of it, and putting a copy back.

A copy holds personal data sealed; the keys are never in it (law 10): they are backed up apart.
"""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select, text

from models.db import Database
from models.migrate import differences, newest, revision
from models.user import User
from services import postgres_copies
from services.errors import Refusal

PRIVATE = 0o600
SQLITE_HEADER = b"SQLite format 3\x00"


def is_empty(database: Database) -> bool:
    """Whether the database has no tables at all."""
    return not inspect(database.engine).get_table_names()


def is_new(database: Database) -> bool:
    """Whether the database was never prepared to the end: it has no tables, or no account yet."""
    if is_empty(database):
        return True
    if not is_current(database):
        return False
    with database.reading() as session:
        return session.scalar(select(User.id).limit(1)) is None


def is_current(database: Database) -> bool:
    """Whether the database is at the newest revision."""
    return revision(database.engine) == newest()


def check_database(database: Database) -> dict[str, Any]:
    """{"ok", "revision", "newest", "differences", "integrity"}: `integrity` lists what the database itself finds,
    what the files of the pool say differently, and what breaks an invariant of redeployment."""
    from services.invariants import faults  # here, because every command reads this module
    from services.pool_checks import pool_faults

    at, head = revision(database.engine), newest()
    lacking = [str(each) for each in differences(database.engine)] if at == head else []
    found = _faults(database)
    if at == head:
        with database.reading() as session:
            found += pool_faults(database) + list(faults(session))
    return {
        "ok": at == head and not lacking and not found,
        "revision": at,
        "newest": head,
        "differences": lacking,
        "integrity": found or ["ok"],
    }


def _faults(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            broken = text("select indexrelid::regclass::text from pg_index where not indisvalid")
            return [f"invalid index {name}" for name in connection.scalars(broken)]
        found = [line for line in connection.scalars(text("pragma integrity_check")) if line != "ok"]
        orphans = [
            f"{row[0]} row {row[1]} lacks its {row[2]}" for row in connection.execute(text("pragma foreign_key_check"))
        ]
    return found + orphans


def back_up(database: Database, file: Path) -> dict[str, Any]:
    """Copy the database into one file (mode 0600) while others use it: {"file", "bytes", "revision"}.

    Raises Refusal when the file exists already or PostgreSQL's programs are missing or fail.
    """
    if file.exists() and file.stat().st_size:
        raise Refusal("backup_file_exists", field="file", file=str(file))
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE))
    try:
        _copy_out(database, beside)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return {"file": str(file.resolve()), "bytes": file.stat().st_size, "revision": revision(database.engine)}


def _copy_out(database: Database, file: Path) -> None:
    if not database.is_sqlite:
        postgres_copies.dump(database.engine.url, file)
        return
    with closing(database.engine.raw_connection()) as borrowed, closing(sqlite3.connect(file)) as copy:
        source = borrowed.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(copy)
        copy.execute("pragma journal_mode=delete")  # one file, without a log beside it


def restore(database: Database, file: Path, *, keep_in: Path, at: datetime) -> dict[str, Any]:
    """Put a copy back in place of everything there is: {"file", "revision", "kept"}.

    What was there is first copied into `keep_in`; `kept` names that copy, None when there was nothing. Raises Refusal
    when the file is no copy of this kind of database, is damaged, or comes from a newer version.
    """
    _check_copy(database, file)
    kept = None if is_empty(database) else keep_in.resolve() / f"before-restore-{at:%Y%m%d-%H%M%S-%f}.copy"
    if kept:
        back_up(database, kept)
    _copy_in(database, file)
    database.dispose()
    return {"file": str(file.resolve()), "revision": revision(database.engine), "kept": str(kept) if kept else None}


def _check_copy(database: Database, file: Path) -> None:
    with file.open("rb") as start:
        header = start.read(len(SQLITE_HEADER))
    if not database.is_sqlite:
        if not header.startswith(postgres_copies.HEADER):
            raise Refusal("backup_unreadable", field="file", file=str(file))
        return
    if header != SQLITE_HEADER:
        raise Refusal("backup_unreadable", field="file", file=str(file))
    _check_sqlite_copy(file)


def _check_sqlite_copy(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            sound = copy.execute("pragma integrity_check").fetchone() == ("ok",)
            at = copy.execute("select version_num from alembic_version").fetchone()
    except sqlite3.DatabaseError:
        raise Refusal("backup_unreadable", field="file", file=str(file)) from None
    if not sound or at is None:
        raise Refusal("backup_unreadable", field="file", file=str(file))
    if at[0] > (newest() or ""):
        raise Refusal("backup_newer", field="file", file=str(file), revision=at[0])


def _copy_in(database: Database, file: Path) -> None:
    if not database.is_sqlite:
        postgres_copies.load(database.engine.url, file)
        return
    database.dispose()
    with closing(database.engine.raw_connection()) as borrowed, closing(sqlite3.connect(file)) as copy:
        target = borrowed.driver_connection
        assert isinstance(target, sqlite3.Connection)
        copy.backup(target)
