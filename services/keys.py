"""Changing the key that seals personal data: a new version in the ring, then every sealed value anew with it.

The older keys stay in the ring, because backups were sealed with them. Look-up hashes have a key of their own, which
stays: people are still found by ID and telephone number.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Column, LargeBinary, Row, Table, bindparam, select, tuple_, type_coerce, update
from sqlalchemy.orm import Session

from models.db import Database
from models.model import Model
from models.sealed import VERSION_BYTES, KeyRing, Sealed, load_key_ring, save_key_ring, use_key_ring

BATCH = 500


def sealed_columns() -> list[tuple[Table, list[Column[Any]]]]:
    """Every table that holds sealed values, with those columns."""
    found = (
        (table, [column for column in table.columns if isinstance(column.type, Sealed)])
        for table in Model.metadata.sorted_tables
    )
    return [(table, columns) for table, columns in found if columns]


def rotate_keys(
    database: Database, path: Path, *, batch: int = BATCH, progress: Callable[[int], None] = lambda values: None
) -> dict[str, int]:
    """Add a key to the ring in `path` and seal everything with it: {"version", "values"}.

    Can be run again after a crash: the ring is written first, so every value stays readable. Processes that run on
    the older ring read the key file again when they meet a new value.
    """
    ring = load_key_ring(path).with_new_key()
    save_key_ring(path, ring)
    use_key_ring(ring, path)
    return {"version": ring.current, "values": reseal(database, ring, batch=batch, progress=progress)}


def reseal(
    database: Database, ring: KeyRing, *, batch: int = BATCH, progress: Callable[[int], None] = lambda values: None
) -> int:
    """Seal every value with the ring's current key, `batch` rows a transaction; how many values were changed."""
    changed = 0
    for table, columns in sealed_columns():
        after: Sequence[Any] | None = None
        while True:
            with database.writing() as session:
                rows = _next_rows(session, table, columns, after, batch)
                changed += _seal_anew(session, table, columns, rows, ring)
            if not rows:
                break
            after = _key_of(table, rows[-1])
            progress(changed)
    return changed


def _next_rows(
    session: Session, table: Table, columns: list[Column[Any]], after: Sequence[Any] | None, count: int
) -> Sequence[Row[Any]]:
    """The next rows in the order of the primary key, locked, their sealed values as they lie in the database."""
    key = list(table.primary_key.columns)
    values = [type_coerce(column, LargeBinary).label(column.name) for column in columns]
    query = select(*key, *values).order_by(*key).limit(count).with_for_update()
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*after))
    return session.execute(query).all()


def _key_of(table: Table, row: Row[Any]) -> list[Any]:
    return [row._mapping[column.name] for column in table.primary_key.columns]


def _seal_anew(
    session: Session, table: Table, columns: list[Column[Any]], rows: Sequence[Row[Any]], ring: KeyRing
) -> int:
    changed = 0
    for column in columns:
        new = list(_changes(table, column, rows, ring))
        if new:
            matches = [each == bindparam(f"key_{each.name}") for each in table.primary_key.columns]
            values = {column.name: bindparam("sealed_anew", type_=LargeBinary)}
            session.connection().execute(update(table).where(*matches).values(values), new)
        changed += len(new)
    return changed


def _changes(table: Table, column: Column[Any], rows: Sequence[Row[Any]], ring: KeyRing) -> Iterator[dict[str, Any]]:
    current = ring.current.to_bytes(VERSION_BYTES, "big")
    keys = [each.name for each in table.primary_key.columns]
    for row in rows:
        sealed = row._mapping[column.name]
        if sealed is not None and sealed[:VERSION_BYTES] != current:
            key = {f"key_{name}": row._mapping[name] for name in keys}
            yield {**key, "sealed_anew": ring.seal(ring.unseal(sealed))}
