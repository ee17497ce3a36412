"""Rows that went back: kept sealed with their reasons, written as the same sheet with a last column that says why."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models.db import Database
from models.import_file import ImportFile, ImportMend, ImportReject
from services.access import Actor
from services.errors import Refusal
from services.import_tables import table_of
from services.imports import find_import, kept_refusal, plain_refusal
from services.intake.batch import Reject, SheetRow
from services.sheets.cells import Cell
from services.sheets.writing import RejectsWriter, suffix_for


def keep_rejects(session: Session, import_id: int, rejects: list[Reject]) -> None:
    """Store the rows of a batch that went back."""
    if rejects:
        session.execute(insert(ImportReject), [_reject_row(import_id, reject) for reject in rejects])


def _reject_row(import_id: int, reject: Reject) -> dict[str, Any]:
    cells = [_cell_out(cell) for cell in reject.row.written]
    fields = {field: _cell_out(cell) for field, cell in reject.row.cells.items()}
    reasons = [plain_refusal(refusal) for refusal in reject.refusals]
    return {
        "import_id": import_id,
        "row_number": reject.row.number,
        "written": json.dumps({"place": reject.row.place, "cells": cells, "fields": fields}, ensure_ascii=False),
        "reasons": json.dumps(reasons, ensure_ascii=False),
    }


def _cell_out(cell: Cell) -> Any:
    return {"date": cell.isoformat()} if isinstance(cell, date) else cell


def _cell_in(value: Any) -> Cell:
    return datetime.fromisoformat(value["date"]) if isinstance(value, dict) else value


class SentBack(NamedTuple):
    """A row that went back: its cells as written and by field, and why."""

    row: SheetRow
    refusals: list[Refusal]

    @property
    def place(self) -> int | str:
        return self.row.place

    @property
    def cells(self) -> Sequence[Cell]:
        return self.row.written


def rejects_of(
    session: Session, public_id: str, *, actor: Actor, limit: int | None = None, offset: int = 0
) -> list[SentBack]:
    """Rows that went back, in the order of the file."""
    file = find_import(session, public_id, actor=actor)
    query = select(ImportReject).where(ImportReject.import_id == file.id).order_by(ImportReject.row_number)
    return [sent_back(row) for row in session.scalars(query.limit(limit).offset(offset))]


def sent_back(row: ImportReject) -> SentBack:
    """The row as it was kept."""
    written, reasons = json.loads(row.written), json.loads(row.reasons)
    cells = [_cell_in(value) for value in written["cells"]]
    fields = {field: _cell_in(value) for field, value in written.get("fields", {}).items()}
    sheet, _, line = written["place"].rpartition("!") if isinstance(written["place"], str) else ("", "", "0")
    found = SheetRow(row.row_number, fields, cells, sheet, int(line))
    return SentBack(found, [kept_refusal(each) for each in reasons])


def write_rejects(
    session: Session, public_id: str, *, home: Path, actor: Actor, describe: Callable[[Refusal], str]
) -> Path | None:
    """The rejects sheet, in a folder only the owner reads (file mode 0600): the same sheet, with the reason in its
    last column as `describe` words it. None when no row went back. Written anew each time; deleted on expiry."""
    file = find_import(session, public_id, actor=actor)
    rejects = rejects_of(session, public_id, actor=actor)
    if not rejects:
        return None
    with table_of(file) as (table, sheet):
        path = rejects_path(home, file, suffix_for(sheet))
        path.unlink(missing_ok=True)
        with RejectsWriter(path, sheet, table.heading) as writer:
            for row in rejects:
                writer.write(row.cells, _reason(row, describe))
    return path


def _reason(row: SentBack, describe: Callable[[Refusal], str]) -> str:
    """Every reason; first where the row stands, when the rejects of several sheets come back as one."""
    reasons = "；".join(map(describe, row.refusals))
    return f"{row.place}：{reasons}" if isinstance(row.place, str) else reasons


def rejects_path(home: Path, file: ImportFile, suffix: str) -> Path:
    folder = home.resolve() / "rejects"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{file.public_id}{suffix}"


def expire_import(database: Database, import_id: int, *, home: Path, at: datetime) -> None:
    """Once their time is over, forget the rejected rows, then delete the uploaded file and the rejects sheet.

    Files go only after the commit, and `expires_at` last: whatever a crash leaves, the next sweep deletes.
    """
    with database.writing() as session:
        files = _forget(session, import_id, home, at)
    if files:
        for path in files:
            path.unlink(missing_ok=True)
        with database.writing() as session:
            session.execute(update(ImportFile).where(ImportFile.id == import_id).values(expires_at=None))


def _forget(session: Session, import_id: int, home: Path, at: datetime) -> list[Path]:
    """The files to delete; none when it is too early."""
    file = session.get(ImportFile, import_id)
    if file is None or file.expires_at is None or file.expires_at > at:
        return []
    for table in (ImportReject, ImportMend):
        session.execute(delete(table).where(table.import_id == import_id))
    if file.handled_at is None:
        file.handled_at, file.notes = at, {"refusal": plain_refusal(Refusal("import_expired"))}
    uploaded = [Path(file.path)] if Path(file.path).parent == home.resolve() / "uploads" else []
    return [*uploaded, *(rejects_path(home, file, suffix) for suffix in (".csv", ".xlsx"))]
