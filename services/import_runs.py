"""Loading a file: claimed by a lease, one batch a transaction, with its progress in the same one."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import func, or_, update
from sqlalchemy.orm import Session

from models.db import Database
from models.import_file import ImportFile
from models.user import User
from services.access import Actor
from services.errors import Refusal
from services.import_tables import batches_of, context_of, likely_rows, mends_of, rows_of, table_of
from services.imports import COUNTED, plain_refusal
from services.intake.batch import Intake, Outcome
from services.intake.kinds import KINDS
from services.rejects import keep_rejects
from services.users import actor_of

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5
Now = Callable[[], datetime]


def run_import(
    database: Database,
    import_id: int,
    *,
    now: Now,
    batch: int = 1000,
    progress: Callable[[int], None] = lambda rows: None,
) -> None:
    """Load a file here and now, batch by batch; does nothing when another holds it or it is done.

    Raises Refusal when the file cannot be read as a sheet; that is recorded too. What was loaded stays.
    """
    lease = _claim(database, import_id, now())
    if lease is None:
        return
    try:
        _run(database, import_id, lease, now, batch, progress)
    except Refusal as refusal:
        _finish(database, import_id, lease, now(), {"refusal": plain_refusal(refusal)})
        raise
    except Exception as error:
        _fail(database, import_id, lease, now(), error)
        raise


def _expect(database: Database, import_id: int, lease: str, rows: int) -> None:
    """How many rows there may be, for the progress that a page shows; the count at the end is exact."""
    with database.writing() as session:
        ours = (ImportFile.id == import_id) & (ImportFile.lease == lease)
        session.execute(update(ImportFile).where(ours).values(rows_total=rows))


def _claim(database: Database, import_id: int, at: datetime) -> str | None:
    """Take the lease by one conditional update; None when the row is done or another works on it."""
    lease = secrets.token_hex(6)
    free = or_(ImportFile.leased_until.is_(None), ImportFile.leased_until <= at)
    with database.writing() as session:
        claimed = session.execute(
            update(ImportFile)
            .where(ImportFile.id == import_id, ImportFile.handled_at.is_(None), free)
            .values(
                lease=lease,
                leased_until=at + LEASE,
                attempts=ImportFile.attempts + 1,
                wanted_at=func.coalesce(ImportFile.wanted_at, at),
            )
        )
    return lease if claimed.rowcount == 1 else None  # type: ignore[attr-defined]


class LeaseLost(Exception):
    """Another worker took the import over after this one was silent for too long."""


def _run(database: Database, import_id: int, lease: str, now: Now, batch: int, progress: Callable[[int], None]) -> None:
    with database.reading() as session:
        file = session.get_one(ImportFile, import_id)
        actor = _actor_of(session, file)
        session.expunge(file)
    _expect(database, import_id, lease, likely_rows(file))
    started, done = now(), file.rows_done
    with table_of(file) as (table, _):
        with database.reading() as session:
            context, mends = context_of(session, file, table), mends_of(session, import_id)
        rows = rows_of(table, mends)
        for chunk in batches_of(islice(rows, done, None), batch):
            intake = Intake(actor, now(), context, import_id)
            outcome = Outcome()
            with database.reading() as session:
                items = KINDS[file.kind].read(session, chunk, intake, outcome)
            with database.writing() as session:
                KINDS[file.kind].write(session, items, intake, outcome)
                done += len(chunk)
                _advance(session, import_id, lease, outcome, done, now())
            progress(done)
    left_out = [{"sheet": title, "refusal": plain_refusal(refusal)} for title, refusal in table.left_out]
    notes = {"skipped": vars(table.skipped).copy(), "left_out": left_out, "unknown": list(table.heading.unknown)}
    seconds = (now() - started).total_seconds()
    _finish(database, import_id, lease, now(), notes, seconds=seconds)


def _actor_of(session: Session, file: ImportFile) -> Actor:
    return actor_of(session, session.get_one(User, file.uploaded_by_id))


def _advance(session: Session, import_id: int, lease: str, outcome: Outcome, done: int, at: datetime) -> None:
    """Move the progress in the transaction of the batch, only while the lease is ours."""
    counts = {name: getattr(ImportFile, name) + outcome.counts[name] for name in COUNTED}
    moved = session.execute(
        update(ImportFile)
        .where(ImportFile.id == import_id, ImportFile.lease == lease, ImportFile.handled_at.is_(None))
        .values(rows_done=done, leased_until=at + LEASE, twins=ImportFile.twins + outcome.twins, **counts)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLost
    keep_rejects(session, import_id, outcome.rejects)


def _finish(
    database: Database,
    import_id: int,
    lease: str,
    at: datetime,
    notes: dict[str, Any],
    *,
    seconds: float = 0.0,
) -> None:
    with database.writing() as session:
        session.execute(
            update(ImportFile)
            .where(ImportFile.id == import_id, ImportFile.lease == lease)
            .values(
                handled_at=at,
                leased_until=None,
                rows_total=ImportFile.rows_done,
                seconds=ImportFile.seconds + seconds,
                notes=notes,
                last_error=notes["refusal"]["code"] if "refusal" in notes else None,
            )
        )


def _fail(database: Database, import_id: int, lease: str, at: datetime, error: Exception) -> None:
    """Try again later; after `MOST_ATTEMPTS` the import ends in a state that a person sees."""
    with database.writing() as session:
        file = session.get_one(ImportFile, import_id)
        if file.lease != lease:
            return
        file.leased_until, file.last_error = None, type(error).__name__
        file.next_try_at = at + timedelta(seconds=10 * 2**file.attempts)
        if file.attempts >= MOST_ATTEMPTS:
            file.handled_at, file.notes = at, {"refusal": plain_refusal(Refusal("import_gave_up"))}
