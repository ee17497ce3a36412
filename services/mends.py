"""Bad rows mended in the page: before a file is loaded they are read anew with what was written in place of their
cells; after that each is loaded by itself, in one transaction that takes the row back from those sent back."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from models.db import Database
from models.import_file import ImportFile, ImportMend, ImportReject
from services.access import Actor, require
from services.errors import NotFound, Refusal, RuleRefusal
from services.import_runs import Now
from services.import_tables import context_of, table_of, with_cells
from services.imports import COUNTED, find_import
from services.intake.batch import Intake, Outcome, SheetRow
from services.intake.kinds import KINDS
from services.rejects import keep_rejects, sent_back
from services.sheets.cells import unspaced

LONGEST = 500  # characters of a cell


def changed_cells(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The cells that somebody wrote otherwise, by field; raises Refusal for one that is too long."""
    found = {field: text.strip() for field, text in after.items() if unspaced(text) != unspaced(before.get(field, ""))}
    for field, text in found.items():
        if len(text) > LONGEST:
            raise Refusal("text_too_long", field=field, length=len(text), most=LONGEST)
    return found


def mend_row(
    session: Session, public_id: str, number: int, cells: Mapping[str, str], *, actor: Actor, at: datetime
) -> None:
    """Keep what is to be read in place of the cells of a row, by field, while the file waits to be loaded. Raises
    NotFound, and RuleRefusal `import_is_running` from the moment that loading was asked for."""
    file = _held(session, public_id, actor)
    if file.wanted_at is not None:
        raise RuleRefusal("import_is_running", field="import")
    _keep(session, file.id, number, cells, actor, at)


def _held(session: Session, public_id: str, actor: Actor) -> ImportFile:
    file = find_import(session, public_id, actor=actor)
    require(actor, KINDS[file.kind].right, division=file.division_code)
    session.execute(select(ImportFile.id).where(ImportFile.id == file.id).with_for_update())
    session.refresh(file)
    return file


def _keep(session: Session, import_id: int, number: int, cells: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """What was mended before of the same row stays, the later on top."""
    mend = session.get(ImportMend, (import_id, number)) or ImportMend(import_id=import_id, row_number=number)
    said = {**json.loads(mend.cells or "{}"), **cells}
    mend.cells, mend.mended_at, mend.mended_by_id = json.dumps(said, ensure_ascii=False), at, actor.user_id
    session.add(mend)
    session.flush()


def load_mended(
    database: Database, public_id: str, number: int, cells: Mapping[str, str], *, actor: Actor, now: Now
) -> str:
    """Load one row that went back, with what was written in place of its cells: created, updated, unchanged, or
    rejected again with what is wrong still.

    Raises NotFound when the row does not wait to be mended: somebody else may have done it meanwhile.
    """
    with database.reading() as session:
        file = find_import(session, public_id, actor=actor)
        require(actor, KINDS[file.kind].right, division=file.division_code)
        waiting = session.get(ImportReject, (file.id, number))
        if waiting is None or file.handled_at is None:
            raise NotFound("row_not_waiting", field="row", row=number)
        with table_of(file) as (table, _):
            row = with_cells(sent_back(waiting).row, cells, table.heading)
            intake = Intake(actor, now(), context_of(session, file, table), file.id)
        outcome = Outcome()
        items = KINDS[file.kind].read(session, [row], intake, outcome)
    with database.writing() as session:
        _claim(session, file.id, row)
        _keep(session, file.id, number, cells, actor, now())
        KINDS[file.kind].write(session, items, intake, outcome)
        keep_rejects(session, file.id, outcome.rejects)
        _count(session, file.id, outcome)
    return outcome.kinds[number]


def _claim(session: Session, import_id: int, row: SheetRow) -> None:
    """Take the row from those that went back; whoever comes second is told."""
    mine = (ImportReject.import_id == import_id) & (ImportReject.row_number == row.number)
    claimed = session.execute(delete(ImportReject).where(mine))
    assert isinstance(claimed, CursorResult)
    if claimed.rowcount != 1:
        raise NotFound("row_not_waiting", field="row", row=row.place)


def _count(session: Session, import_id: int, outcome: Outcome) -> None:
    """One row less that went back, one more of what it became."""
    counts = {name: getattr(ImportFile, name) + outcome.counts[name] for name in COUNTED}
    counts |= {"rejected": counts["rejected"] - 1, "twins": ImportFile.twins + outcome.twins}
    session.execute(update(ImportFile).where(ImportFile.id == import_id).values(counts))
