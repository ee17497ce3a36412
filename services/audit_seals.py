"""The chain over the audit log: each seal is a keyed hash (HMAC-SHA-256) over the seal before and one entry.

Entries are sealed after their commit, by the sweep within seconds and by whoever checks, so that no writer waits for
another: rows that commit late are sealed late, and nothing depends on the order of their ids. Two that seal at once
take the same number, which the database gives to one of them. The key lies with the other keys outside the database:
whoever writes into the tables alone cannot make the chain anew.
"""

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.audit_entry import AuditEntry, AuditSeal
from models.db import Database
from models.sealed import key_ring

AT_ONCE = 1_000
LATE = 1_000  # ids behind the newest sealed one: a transaction that commits later than that waits for a check
START = bytes(32)


def unsealed(session: Session, *, late: int | None = LATE) -> bool:
    """Whether any entry waits for its seal; with `late` None all of them are looked at."""
    return session.scalar(_waiting(session, late).limit(1)) is not None


def seal_waiting(database: Database, *, late: int | None = LATE) -> int:
    """Seal what waits, 1,000 entries a transaction; how many. Where another one seals at this moment, it does it."""
    done = 0
    while True:
        try:
            with database.writing() as session:
                some = seal_entries(session, late=late)
        except IntegrityError:
            return done
        done += some
        if some < AT_ONCE:
            return done


def seal_entries(session: Session, *, late: int | None = LATE) -> int:
    """Seal entries that wait, at most 1,000, by id; how many. Raises IntegrityError when another one sealed meanwhile:
    all is as before, and what is left is done at the next call."""
    (last, before), query = _last(session), _waiting(session, late).limit(AT_ONCE)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.id.in_(query)).order_by(AuditEntry.id)).all()
    for number, entry in enumerate(entries, last + 1):
        before = link(before, entry)
        session.add(AuditSeal(number=number, entry_id=entry.id, hash=before))
    session.flush()
    return len(entries)


def _waiting(session: Session, late: int | None) -> Any:
    sealed = exists().where(AuditSeal.entry_id == AuditEntry.id)
    query = select(AuditEntry.id).where(~sealed).order_by(AuditEntry.id)
    newest = session.scalar(select(func.max(AuditSeal.entry_id))) if late is not None else None
    return query if newest is None or late is None else query.where(AuditEntry.id > newest - late)


def _last(session: Session) -> tuple[int, bytes]:
    last = session.execute(select(AuditSeal.number, AuditSeal.hash).order_by(AuditSeal.number.desc()).limit(1)).first()
    return (last.number, last.hash) if last else (0, START)


def link(before: bytes, entry: AuditEntry) -> bytes:
    """The seal of an entry after the seal `before`."""
    at = entry.at.astimezone(UTC).isoformat()
    told = [before.hex(), entry.id, at, entry.action, entry.actor_id, entry.role, entry.subject, entry.subject_id]
    return key_ring().lookup("audit " + json.dumps([*told, entry.address, entry.detail], ensure_ascii=False))


def head(session: Session) -> tuple[int, str]:
    """How many seals there are, and the last one: written down elsewhere it shows later that none was cut off."""
    number, last = _last(session)
    return number, last.hex() if number else ""


def verify_entries(session: Session, *, known: tuple[int, str] | None = None) -> dict[str, Any]:
    """{"entries", "ok", "first_bad"}: `first_bad` is the id of the first entry, in the order of the chain, that was
    changed or is gone, or whose seal was changed or is gone. `known` is a head that was written down: that seal has to
    be there. Entries that wait for their seal are not in doubt."""
    bad, last = None, 0
    before, seals = START, dict[int, str]() if known is None else {known[0]: ""}
    for seal, entry in _chain(session):
        if bad is None and (entry is None or seal.number != last + 1 or link(before, entry) != seal.hash):
            bad = seal.entry_id
        before, last = seal.hash, seal.number
        if last in seals:
            seals[last] = seal.hash.hex()
    entries = session.scalar(select(func.count(AuditEntry.id))) or 0
    cut = known is not None and seals[known[0]] != known[1]
    return {"entries": entries, "ok": bad is None and not cut, "first_bad": bad}


def _chain(session: Session) -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    """Seals in their order with their entries."""
    query = select(AuditSeal, AuditEntry).outerjoin(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
    rows = session.execute(query.order_by(AuditSeal.number).execution_options(yield_per=AT_ONCE))
    yield from ((row[0], row[1]) for row in rows)
