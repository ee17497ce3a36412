"""A database at an earlier revision with a few rows in it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from sqlalchemy import Boolean, Column, Date, DateTime, MetaData, String
from sqlalchemy.exc import SAWarning

from models import migrate
from models.db import Database


def older_database(folder: Path, revision: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Database:
    """SQLite at a revision with `rows` by table, in any order; columns not named get a plain filling."""
    database = Database(f"sqlite:///{folder / 'older.db'}")
    migrate.upgrade(database.engine, revision)
    with database.engine.connect() as connection:
        tables = MetaData()
        with catch_warnings():
            simplefilter("ignore", SAWarning)  # indexes of expressions, which no row needs
            tables.reflect(connection, only=list(rows))
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # rows may refer to each other
        for name, some in rows.items():
            needed = {each.name: _filling(each) for each in tables.tables[name].columns if not each.nullable}
            connection.execute(tables.tables[name].insert(), [{**needed, **row} for row in some])
        connection.commit()
    return database


def _filling(column: Column[Any]) -> Any:
    match column.type:
        case DateTime():
            return datetime(2026, 11, 1, tzinfo=UTC)
        case Date():
            return date(2026, 11, 1)
        case Boolean():
            return False
        case String():
            return ""
        case _ if column.name == "params":
            return {}
        case _:
            return 1
