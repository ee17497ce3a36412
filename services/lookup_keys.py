"""Changing the key that people are found by: a new version in the ring, then the hash of every ID and telephone number
anew with it.

Until the last is done a number is stored under one key or the other and looked for under both. Nothing says which: a
hash is compared with what each key makes of the number beside it. Hashes of rows of registers cannot be made anew and
are dropped: the same row loaded again counts as one that says something. Tokens, locks and the seals of the audit log
have a key of their own, which stays.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Table, bindparam, select, update
from sqlalchemy.orm import Session

from models.db import Database
from models.labourer import Labourer
from models.model import Model
from models.phone_code import PhoneCode
from models.sealed import KeyRing, load_key_ring, save_key_ring, use_key_ring
from models.twin import Twin
from services.access import Actor, require
from services.audit import audit
from services.keys import BATCH, RIGHT, Progress, settled_ring

PEOPLE, CODES = Model.metadata.tables[Labourer.__tablename__], Model.metadata.tables[PhoneCode.__tablename__]
FOUND_BY: dict[Table, dict[str, str]] = {
    PEOPLE: {"id_lookup": "id_number", "phone_lookup": "phone"},
    CODES: {"phone_lookup": "phone"},
}
"""The columns of hashes of each table, each with the sealed column of the number."""
UNKNOWN = 0


def rotate_lookup(
    database: Database, path: Path, *, actor: Actor, at: datetime, new_key: bool = True, batch: int = BATCH,
    progress: Progress = lambda values: None,
) -> dict[str, int]:  # fmt: skip
    """Add a key to the ring in `path` and hash every number with it: {"version", "values", "twins"}, the last being
    people who were entered twice at the very moment of the change and now wait as likely twins.

    The ring is written first, so that people are found whenever this is broken off; without `new_key` a rotation that
    was broken off is finished. Raises NotAllowed.
    """
    require(actor, RIGHT)
    ring = load_key_ring(path).with_new_finding() if new_key else load_key_ring(path)
    if new_key:
        save_key_ring(path, ring)
    use_key_ring(ring, path)
    values, twins = hash_anew(database, ring, at=at, batch=batch, progress=progress)
    version = max(ring.finding)
    with database.writing() as session:
        audit(session, "keys.rotate", actor=actor, at=at, detail=f"look-up {version}")
    return {"version": version, "values": values, "twins": twins}


def retire_lookup(database: Database, path: Path, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Take the keys that no number is stored under out of the ring: {"version", "retired", "used"}, `used` with how
    many hashes each older key still holds. Raises RuleRefusal within ten minutes of a change of the ring; NotAllowed.
    """
    ring = settled_ring(path, actor, at)
    newest, used = max(ring.finding), uses_of_lookup(database, ring)
    retired = sorted(set(ring.finding) - {newest, *used})
    if retired:
        ring = ring.without_finding(retired)
        save_key_ring(path, ring)
        use_key_ring(ring, path)
        with database.writing() as session:
            audit(session, "keys.retire", actor=actor, at=at, detail=f"look-up {', '.join(map(str, retired))}")
    left = {str(version): count for version, count in sorted(used.items()) if version != newest}
    return {"version": newest, "retired": retired, "used": left}


def uses_of_lookup(database: Database, ring: KeyRing, *, batch: int = BATCH) -> dict[int, int]:
    """How many hashes each key holds; under 0 those that none of them made. Every number is unsealed for it."""
    versions, found = sorted(ring.finding, reverse=True), Counter[int]()
    for table in FOUND_BY:
        after = 0
        while True:
            with database.reading() as session:
                rows = _next_rows(session, table, after, batch)
            for _, number, kept in (each for row in rows for each in _kept(table, row)):
                made = dict(zip(ring.find_hashes(number), versions, strict=True)) if number else {}
                found[made.get(kept, UNKNOWN)] += 1
            if not rows:
                break
            after = rows[-1].id
    return dict(found)


def hash_anew(
    database: Database, ring: KeyRing, *, at: datetime, batch: int = BATCH, progress: Progress = lambda values: None
) -> tuple[int, int]:
    """Hash every number with the ring's newest key, `batch` rows a transaction; how many hashes were changed, and how
    many people turned out to be there twice."""
    changed = twins = 0
    for table in FOUND_BY:
        after = 0
        while True:
            with database.writing() as session:
                rows = _next_rows(session, table, after, batch, lock=True)
                new = [each for row in rows if (each := _changes(table, row, ring))]
                twins += _part_twins(session, new, at) if table is PEOPLE else 0
                changed += _write(session, table, new)
            if not rows:
                break
            after = rows[-1].id
            progress(changed)
    return changed, twins


def _next_rows(session: Session, table: Table, after: int, count: int, *, lock: bool = False) -> Sequence[Row[Any]]:
    """The next rows by id: the hashes as they are, and the numbers unsealed."""
    names = dict.fromkeys(each for pair in FOUND_BY[table].items() for each in pair)
    query = select(table.c.id, *(table.c[name] for name in names)).where(table.c.id > after)
    query = query.order_by(table.c.id).limit(count)
    return session.execute(query.with_for_update() if lock else query).all()


def _kept(table: Table, row: Row[Any]) -> Iterator[tuple[str, str | None, bytes]]:
    """Each hash of a row: its column, the number beside it, and the hash."""
    for column, number in FOUND_BY[table].items():
        if (kept := row._mapping[column]) is not None:
            yield column, row._mapping[number], kept


def _changes(table: Table, row: Row[Any], ring: KeyRing) -> dict[str, Any]:
    """The hashes of a row that change, with its id; nothing where none does."""
    new = {
        column: made
        for column, number, kept in _kept(table, row)
        if number and (made := ring.find_hash(number)) != kept
    }
    return {"id": row.id, **new} if new else {}


def _part_twins(session: Session, new: list[dict[str, Any]], at: datetime) -> int:
    """Take the number from those whose new hash is somebody else's already, and queue the two as likely twins: one
    office entered the person under the older key while another did under the newer; how many."""
    wanted = {each["id_lookup"]: each for each in new if "id_lookup" in each}
    taken = session.execute(select(PEOPLE.c.id, PEOPLE.c.id_lookup).where(PEOPLE.c.id_lookup.in_(list(wanted)))).all()
    for other, lookup in taken:
        mine = wanted[lookup]
        mine["id_lookup"] = None
        first, second = sorted((other, mine["id"]))
        pair = (Twin.first_id == first) & (Twin.second_id == second)
        if session.scalar(select(Twin.id).where(pair)) is None:
            session.add(Twin(first_id=first, second_id=second, found_at=at))
    session.flush()
    return len(taken)


def _write(session: Session, table: Table, new: list[dict[str, Any]]) -> int:
    """Write the changed hashes; those of rows of registers go."""
    for column in FOUND_BY[table]:
        rows = [{"of": each["id"], "made": each[column]} for each in new if column in each]
        if rows:
            statement = update(table).where(table.c.id == bindparam("of")).values({column: bindparam("made")})
            session.connection().execute(statement, rows)
    if table is PEOPLE and new:
        forgotten = update(table).where(table.c.id == bindparam("of")).values(row_hash=None)
        session.connection().execute(forgotten, [{"of": each["id"]} for each in new])
    return sum(len(each) - 1 for each in new)
