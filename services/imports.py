"""Sheets that come in: received, previewed, loaded batch by batch, with the bad rows sent back.

An import is a row (law 3): whoever runs it, a page, a command or a worker, claims it by a lease, writes one batch a
transaction and moves `rows_done` in the same one, so that after a crash another goes on where it stopped.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import nudge
from models.import_file import IMPORT_KINDS, ImportFile, ImportMend
from services.access import Actor, require, scope_of
from services.errors import NotFound, Refusal
from services.import_tables import batches_of, context_of, mends_of, rows_of, table_of
from services.intake.batch import Intake, Outcome, SheetRow
from services.intake.kinds import KINDS
from services.sheets.books import LeftOut
from services.sheets.headers import Heading

COUNTED = ("created", "updated", "unchanged", "rejected", "flagged")


@dataclass(frozen=True)
class Preview:
    """What loading a file would do: counts by outcome, the rows by number with what becomes of each, those that were
    mended so far with who did it, how columns were read, and the sheets of which nothing is read."""

    counts: dict[str, int]
    outcome: Outcome
    rows: dict[int, SheetRow]
    mends: dict[int, ImportMend]
    heading: Heading
    skipped: dict[str, int]
    left_out: tuple[LeftOut, ...]
    complete: bool

    def rows_as(self, kind: str) -> list[SheetRow]:
        """The rows that would be created, updated, left unchanged or rejected."""
        return [self.rows[number] for number, each in self.outcome.kinds.items() if each == kind]


def receive_file(
    session: Session, kind: str, *, file_name: str, path: Path, division_code: int | None, actor: Actor, at: datetime,
    keep_days: int = 14,
) -> ImportFile:  # fmt: skip
    """Record a file that an edge saved at `path`; nothing is read of it yet."""
    file = unsaved_file(kind, file_name=file_name, path=path, division_code=division_code, actor=actor, at=at)
    file.expires_at = at + timedelta(days=keep_days)
    session.add(file)
    session.flush()
    return file


def unsaved_file(
    kind: str, *, file_name: str, path: Path, division_code: int | None, actor: Actor, at: datetime
) -> ImportFile:
    """A file that is only looked at. Raises Refusal for an unknown kind or a kind the actor may not import."""
    if kind not in IMPORT_KINDS:
        raise Refusal("import_kind_unknown", field="kind", kind=kind, kinds=IMPORT_KINDS)
    division = division_code or actor.division_code
    require(actor, KINDS[kind].right, division=division)
    return ImportFile(
        kind=kind,
        file_name=file_name[-200:],
        path=str(path),
        division_code=division,
        uploaded_by_id=actor.user_id,
        uploaded_at=at,
    )


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
    """`preview_file` of a file that was received."""
    file = find_import(session, public_id, actor=actor)
    return preview_file(session, file, actor=actor, at=at, most_rows=most_rows, batch=batch)


def preview_file(
    session: Session, file: ImportFile, *, actor: Actor, at: datetime, most_rows: int = 2000, batch: int = 500
) -> Preview:
    """Read the first `most_rows` rows and say what loading them would do; nothing is written.

    Raises Refusal when the file cannot be read as a sheet.
    """
    total = Outcome()
    with table_of(file) as (table, _):
        intake = Intake(actor, at, context_of(session, file, table), file.id, dry=True)
        mends, seen = mends_of(session, file.id), dict[int, SheetRow]()
        rows = rows_of(table, mends)
        for chunk in batches_of(islice(rows, most_rows), batch):
            seen |= {row.number: row for row in chunk}
            items = KINDS[file.kind].read(session, chunk, intake, total)
            KINDS[file.kind].write(session, items, intake, total)
        complete = next(rows, None) is None
        counts = {name: total.counts[name] for name in COUNTED} | {"rows": len(total.kinds), "twins": total.twins}
        skipped = vars(table.skipped).copy()
        return Preview(counts, total, seen, mends, table.heading, skipped, table.left_out, complete)


def request_import(session: Session, public_id: str, *, actor: Actor, at: datetime) -> ImportFile:
    """Ask for the file to be loaded; a worker is nudged after the commit. Asking twice loads it once."""
    file = find_import(session, public_id, actor=actor)
    if file.wanted_at is None:
        file.wanted_at = at
        nudge(session, "run_import", file.id, file.attempts)
    return file


def stopped_by(file: ImportFile) -> Refusal | None:
    """Why an import ended without its rows, or why it has to be tried again; None when nothing is wrong."""
    if "refusal" in file.notes:
        return kept_refusal(file.notes["refusal"])
    return Refusal("import_interrupted") if file.last_error else None


def kept_refusal(plain: dict[str, Any]) -> Refusal:
    """The refusal that `plain_refusal` made JSON of."""
    return Refusal(plain["code"], field=plain["field"], **plain["params"])


def plain_refusal(refusal: Refusal) -> dict[str, Any]:
    """A refusal as JSON, for the notes of an import."""
    return {
        "code": refusal.code,
        "field": refusal.field,
        "params": json.loads(json.dumps(refusal.params, default=str)),
    }
