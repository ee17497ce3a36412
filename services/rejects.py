"""Rows that went back: kept sealed with their reasons, written as the same sheet with a last column that says why."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from models.import_file import ImportFile, ImportReject
from services.access import Actor
from services.errors import Refusal
from services.import_tables import table_of
from services.imports import find_import
from services.intake.batch import Reject
from services.sheets.cells import Cell
from services.sheets.writing import RejectsWriter, suffix_for


def keep_rejects(session: Session, import_id: int, rejects: list[Reject]) -> None:
    """Store the rows of a batch that went back."""
    if rejects:
        session.execute(insert(ImportReject), [_reject_row(import_id, reject) for reject in rejects])


def _reject_row(import_id: int, reject: Reject) -> dict[str, Any]:
    reasons = [{"code": each.code, "field": each.field, "params": each.params} for each in reject.refusals]
    return {
        "import_id": import_id,
        "row_number": reject.row.number,
        "written": json.dumps([_cell_out(cell) for cell in reject.row.written], ensure_ascii=False),
        "reasons": json.dumps(reasons, ensure_ascii=False, default=str),
    }


def _cell_out(cell: Cell) -> Any:
    return {"date": cell.isoformat()} if isinstance(cell, date) else cell


def _cell_in(value: Any) -> Cell:
    return datetime.fromisoformat(value["date"]) if isinstance(value, dict) else value


def rejects_of(session: Session, public_id: str, *, actor: Actor) -> list[tuple[int, list[Cell], list[Refusal]]]:
    """Rows that went back: number, cells as written, reasons."""
    file = find_import(session, public_id, actor=actor)
    query = select(ImportReject).where(ImportReject.import_id == file.id).order_by(ImportReject.row_number)
    return [
        (
            row.row_number,
            [_cell_in(value) for value in json.loads(row.written)],
            [Refusal(each["code"], field=each["field"], **each["params"]) for each in json.loads(row.reasons)],
        )
        for row in session.scalars(query)
    ]


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
            for _, cells, refusals in rejects:
                writer.write(cells, "；".join(describe(refusal) for refusal in refusals))
    return path


def rejects_path(home: Path, file: ImportFile, suffix: str) -> Path:
    folder = home.resolve() / "rejects"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{file.public_id}{suffix}"


def expire_import(session: Session, import_id: int, *, home: Path, at: datetime) -> None:
    """Delete the uploaded file, its rejected rows and its rejects sheet once their time is over."""
    file = session.get(ImportFile, import_id)
    if file is None or file.expires_at is None or file.expires_at > at:
        return
    session.execute(delete(ImportReject).where(ImportReject.import_id == import_id))
    for suffix in (".csv", ".xlsx"):
        rejects_path(home, file, suffix).unlink(missing_ok=True)
    if Path(file.path).parent == home.resolve() / "uploads":
        Path(file.path).unlink(missing_ok=True)
    file.expires_at = None
    if file.handled_at is None:
        file.handled_at, file.last_error = at, "expired"
