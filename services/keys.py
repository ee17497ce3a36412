"""Changing the key that seals personal data: a new version in the ring, then every sealed value anew with it.

Older keys stay in the ring until they are retired, which asks that no value uses them; backups made before then need
the key file of their time. The keys of hashes stay: people are still found by ID and telephone number
(`services/lookup_keys.py` changes that one), tokens of systems still count, and the audit log is still whole.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, LargeBinary, Row, Table, bindparam, func, select, tuple_, type_coerce, update
from sqlalchemy.orm import Session

from models.db import Database
from models.model import Model
from models.sealed import VERSION_BYTES, KeyRing, Sealed, load_key_ring, save_key_ring, use_key_ring
from services.access import Actor, require
from services.audit import audit
from services.errors import RuleRefusal

BATCH = 500
SETTLES = timedelta(minutes=10)
RIGHT = "keys.manage"
Progress = Callable[[int], None]


def sealed_columns() -> list[tuple[Table, list[Column[Any]]]]:
    """Every table that holds sealed values, with those columns."""
    found = (
        (table, [column for column in table.columns if isinstance(column.type, Sealed)])
        for table in Model.metadata.sorted_tables
    )
    return [(table, columns) for table, columns in found if columns]


def rotate_keys(
    database: Database,
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    new_key: bool = True,
    batch: int = BATCH,
    progress: Progress = lambda values: None,
) -> dict[str, int]:
    """Add a key to the ring in `path` and seal everything with it: {"version", "values"}.

    The ring is written first, so every value stays readable whenever this is broken off; without `new_key` a rotation
    that was broken off is finished, and what is done is passed over. Processes that run read the key file again within
    a second. Raises NotAllowed.
    """
    require(actor, RIGHT)
    ring = load_key_ring(path).with_new_key() if new_key else load_key_ring(path)
    if new_key:
        save_key_ring(path, ring)
    use_key_ring(ring, path)
    changed = reseal(database, ring, batch=batch, progress=progress)
    with database.writing() as session:
        audit(session, "keys.rotate", actor=actor, at=at, detail=f"{ring.current}")
    return {"version": ring.current, "values": changed}


def retire_keys(database: Database, path: Path, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Take the keys that no value is sealed with out of the ring: {"version", "retired", "used"}, `used` with how many
    values each older key still holds. Copies of the database made before a rotation need the key file of that time.

    Raises RuleRefusal within ten minutes of a change of the ring: a transaction that began before it may still write
    with an older key. Raises NotAllowed.
    """
    ring = settled_ring(path, actor, at)
    used = uses_of_keys(database)
    retired = sorted(set(ring.keys) - {ring.current, *used})
    if retired:
        save_key_ring(path, ring.without(retired))
        use_key_ring(ring.without(retired), path)
        with database.writing() as session:
            audit(session, "keys.retire", actor=actor, at=at, detail=", ".join(map(str, retired)))
    left = {str(version): count for version, count in sorted(used.items()) if version != ring.current}
    return {"version": ring.current, "retired": retired, "used": left}


def settled_ring(path: Path, actor: Actor, at: datetime) -> KeyRing:
    """The ring whose older keys the actor may retire now. Raises what `retire_keys` raises."""
    require(actor, RIGHT)
    ring, changed = load_key_ring(path), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if at - changed < SETTLES:
        raise RuleRefusal("keys_too_young", field="key", minutes=int(SETTLES.total_seconds() // 60))
    return ring


def uses_of_keys(database: Database) -> dict[int, int]:
    """How many values are sealed with each key."""
    found = Counter[int]()
    with database.reading() as session:
        for _, columns in sealed_columns():
            for column in columns:
                version = func.substr(type_coerce(column, LargeBinary), 1, VERSION_BYTES)
                rows = session.execute(select(version, func.count()).where(column.is_not(None)).group_by(version))
                for sealed_with, count in rows:
                    found[int.from_bytes(bytes(sealed_with), "big")] += count
    return dict(found)


def reseal(database: Database, ring: KeyRing, *, batch: int = BATCH, progress: Progress = lambda values: None) -> int:
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
