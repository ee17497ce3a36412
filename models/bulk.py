"""Many rows into one table at once, round the work that the ORM does for each row.

Columns are turned into what the driver takes one column at a time, and what rows share once; then SQLite gets
statements of many rows (half the time of one each), PostgreSQL one COPY. Defaults of the model and constraints of the
table hold as ever.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import psycopg
from sqlalchemy import Column, Connection, Dialect, LargeBinary, Table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from models.model import Model

Row = Mapping[str, Any]
Encode = Callable[[Any], Any]
_LEFT_OUT = object()
ROWS_AT_ONCE = 100
MOST_VALUES = 32_000  # that SQLite takes in one statement


def insert_rows(session: Session, model: type[Model], rows: Sequence[Row], shared: Row | None = None) -> None:
    """Insert `rows`, {column: value}; what a row leaves out is in `shared`, else the model's default, else NULL.

    Raises KeyError for a column that the table does not have, IntegrityError when a constraint refuses a row.
    """
    if not rows:
        return
    table, connection = model.metadata.tables[model.__tablename__], session.connection()
    own = set[str]().union(*rows)
    columns = _columns(table, own.union(shared or {}))
    values = zip(*(_encoded(each, rows, shared or {}, own, connection.dialect) for each in columns), strict=True)
    names = [column.name for column in columns]
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table.name} ({', '.join(names)}) FROM STDIN", values)
    else:
        _insert(connection, f"{table.name} ({', '.join(names)})", len(names), list(values))


def _insert(connection: Connection, into: str, width: int, rows: Sequence[tuple[Any, ...]]) -> None:
    many = min(ROWS_AT_ONCE, MOST_VALUES // width)
    one = f"({', '.join('?' * width)})"
    whole = len(rows) - len(rows) % many
    for count, some in ((many, rows[:whole]), (1, rows[whole:])):
        if some:
            flat = [tuple(chain.from_iterable(some[at : at + count])) for at in range(0, len(some), count)]
            connection.exec_driver_sql(f"INSERT INTO {into} VALUES {', '.join([one] * count)}", flat)  # noqa: S608  names


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.IntegrityError as error:
        raise IntegrityError(statement, None, error) from error


def _columns(table: Table, names: set[str]) -> list[Column[Any]]:
    """The columns that a row or `shared` names, and those with a default, in the order of the table."""
    named = {table.columns[name] for name in names}
    return [column for column in table.columns if column in named or column.default is not None]


def _encoded(column: Column[Any], rows: Sequence[Row], shared: Row, own: set[str], dialect: Dialect) -> Iterable[Any]:
    """One column of all rows as the driver takes it; `own` are the columns that any row names."""
    name, encode = column.name, _encoder(column, dialect)
    if isinstance(column.default, CallableColumnDefault) and name not in shared:
        make: Callable[[Any], Any] = column.default.arg  # takes a context, which no model of ours looks at
        return [encode(row[name] if name in row else make(None)) for row in rows]
    usual = encode(shared[name]) if name in shared else _default(column, encode)
    if name not in own:
        return repeat(usual, len(rows))
    values = (row.get(name, _LEFT_OUT) for row in rows)
    if encode is _as_it_is:
        return [usual if value is _LEFT_OUT else value for value in values]
    return [usual if value is _LEFT_OUT else encode(value) for value in values]


def _encoder(column: Column[Any], dialect: Dialect) -> Encode:
    """Bytes both drivers take as they are, for everything else the type knows."""
    if isinstance(column.type, LargeBinary):
        return _as_it_is
    return column.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _default(column: Column[Any], encode: Encode) -> Any:
    return encode(column.default.arg) if isinstance(column.default, ScalarElementColumnDefault) else None


def _as_it_is(value: Any) -> Any:
    return value
