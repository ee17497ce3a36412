"""Sheets that come in: received, previewed, loaded batch by batch, with the bad rows sent back.

An import is a row (law 3): whoever runs it, a page, a command or a worker, claims it by a lease, writes one batch a
transaction and moves `rows_done` in the same one, so that after a crash another goes on where it stopped.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import nudge
from models.import_file import IMPORT_KINDS, ImportFile
from services.access import Actor, require, scope_of
from services.errors import NotFound, Refusal
from services.import_tables import batches_of, context_of, table_of
from services.intake.batch import Intake, Outcome, SheetRow
from services.intake.kinds import KINDS
from services.sheets.headers import Heading

COUNTED = ("created", "updated", "unchanged", "rejected", "flagged")


@dataclass(frozen=True)
class Preview:
    """What loading a file would do: counts by outcome, rows to mend, rows to look at, and how columns were read."""

    counts: dict[str, int]
    outcome: Outcome
    heading: Heading
    skipped: dict[str, int]
    complete: bool


def receive_file(
    session: Session, kind: str, *, file_name: str, path: Path, division_code: int | None, actor: Actor, at: datetime,
    keep_days: int = 14,
) -> ImportFile:  # fmt: skip
    """Record a file that an edge saved at `path`; nothing is read of it yet."""
    if kind not in IMPORT_KINDS:
        raise Refusal("import_kind_unknown", field="kind", kind=kind, kinds=IMPORT_KINDS)
    division = division_code or actor.division_code
    require(actor, KINDS[kind].right, division=division)
    file = ImportFile(
        kind=kind,
        file_name=file_name[-200:],
        path=str(path),
        division_code=division,
        uploaded_by_id=actor.user_id,
        uploaded_at=at,
        expires_at=at + timedelta(days=keep_days),
    )
    session.add(file)
    session.flush()
    return file


def list_imports(session: Session, *, actor: Actor, limit: int = 50) -> list[ImportFile]:
    """Imports the actor may see, newest first: all, or those the actor brought."""
    query = select(ImportFile).order_by(ImportFile.id.desc()).limit(limit)
    if scope_of(actor, "labourers.import") != "all":
        query = query.where(ImportFile.uploaded_by_id == actor.user_id)
    return list(session.scalars(query))


def find_import(session: Session, public_id: str, *, actor: Actor) -> ImportFile:
    """One import. Raises NotFound when there is none that the actor may see."""
    file = session.scalar(select(ImportFile).where(ImportFile.public_id == public_id))
    if file is None or (file.uploaded_by_id != actor.user_id and scope_of(actor, "labourers.import") != "all"):
        raise NotFound("import_unknown", field="import", id=public_id)
    return file


def preview_import(
    session: Session, public_id: str, *, actor: Actor, at: datetime, most_rows: int = 2000, batch: int = 500
) -> Preview:
    """Read the first `most_rows` rows and say what loading them would do; nothing is written."""
    file = find_import(session, public_id, actor=actor)
    intake = Intake(actor, at, context_of(session, file), file.id, dry=True)
    total = Outcome()
    with table_of(file) as (table, _):
        rows = (SheetRow(*row) for row in table.rows())
        for chunk in batches_of(islice(rows, most_rows), batch):
            items = KINDS[file.kind].read(session, chunk, intake, total)
            KINDS[file.kind].write(session, items, intake, total)
        complete = next(rows, None) is None
        counts = {name: total.counts[name] for name in COUNTED} | {"rows": len(total.kinds), "twins": total.twins}
        return Preview(counts, total, table.heading, vars(table.skipped).copy(), complete)


def request_import(session: Session, public_id: str, *, actor: Actor, at: datetime) -> ImportFile:
    """Ask for the file to be loaded; a worker is nudged after the commit. Asking twice loads it once."""
    file = find_import(session, public_id, actor=actor)
    if file.wanted_at is None:
        file.wanted_at = at
        nudge(session, "run_import", file.id, file.attempts)
    return file
