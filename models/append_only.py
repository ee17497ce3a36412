"""Triggers that let rows be added and not changed: on the audit log and its seals not at all, on the history of
subjects and on who read a file, not in what they say."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

# ruff: noqa: S608  the statements are made of the words of this file


@dataclass(frozen=True)
class Kept:
    """A table, the columns that never change (all when empty), and whether its rows stay for ever."""

    table: str
    columns: tuple[str, ...] = ()
    for_ever: bool = True


KEPT = (
    Kept("audit_entry"),
    Kept("audit_seal"),
    # What somebody wrote beside a step goes with the person it is about; that the step was taken stays.
    Kept("step", ("id", "subject", "subject_id", "action", "from_state", "to_state", "actor_id", "at")),
    # Rows follow a person whose two entries become one, and go with a person who is erased.
    Kept("file_reading", ("id", "user_id", "at", "purpose", "revealed"), for_ever=False),
    Kept("list_reading", ("id", "list_id", "user_id", "at"), for_ever=False),
)


def lay_guards(connection: Connection) -> None:
    """Lay the triggers, in place of those there are: a table that SQLite made anew has lost them."""
    statements = _for_sqlite if connection.dialect.name == "sqlite" else _for_postgres
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(_REFUSAL)
    for kept in KEPT:
        for statement in (*lifting(kept, connection.dialect.name), *statements(kept)):
            connection.exec_driver_sql(statement)


def lifting(kept: Kept, dialect: str) -> Iterator[str]:
    """Statements that take the triggers of a table off: for a migration that has to, and for tests of the seals."""
    where = "" if dialect == "sqlite" else f" ON {kept.table}"
    return (f"DROP TRIGGER IF EXISTS kept_{kept.table}_{event}{where}" for event in ("update", "delete", "insert"))


def _events(kept: Kept) -> list[tuple[str, str]]:
    changed = f"UPDATE OF {', '.join(kept.columns)}" if kept.columns else "UPDATE"
    return [("update", changed), *([("delete", "DELETE")] if kept.for_ever else [])]


def _for_sqlite(kept: Kept) -> Iterator[str]:
    refuse = f"SELECT RAISE(ABORT, 'rows of {kept.table} are kept as they are');"
    for name, event in _events(kept):
        yield f"CREATE TRIGGER kept_{kept.table}_{name} BEFORE {event} ON {kept.table} BEGIN {refuse} END"
    if kept.columns:
        return
    key = "number" if kept.table == "audit_seal" else "id"  # INSERT OR REPLACE deletes without asking triggers
    there = f"EXISTS (SELECT 1 FROM {kept.table} WHERE {key} = NEW.{key})"
    yield f"CREATE TRIGGER kept_{kept.table}_insert BEFORE INSERT ON {kept.table} WHEN {there} BEGIN {refuse} END"


_REFUSAL = """
    CREATE OR REPLACE FUNCTION kept_row() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of %% are kept as they are', TG_TABLE_NAME USING ERRCODE = '23000'; END $$"""


def _for_postgres(kept: Kept) -> Iterator[str]:
    for name, event in _events(kept):
        yield (
            f"CREATE TRIGGER kept_{kept.table}_{name} BEFORE {event} ON {kept.table} "
            "FOR EACH ROW EXECUTE FUNCTION kept_row()"
        )
    if kept.for_ever:
        yield (
            f"CREATE TRIGGER kept_{kept.table}_insert BEFORE TRUNCATE ON {kept.table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION kept_row()"
        )
