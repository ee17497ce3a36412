"""Sheets that come in: upload, preview, import, progress, rejects."""

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TypeVar

from flask import current_app, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import scope_of
from services.errors import NotFound, Refusal
from services.exports import log_export
from services.import_runs import run_import
from services.import_tables import mends_of, table_of
from services.imports import (
    ImportFile,
    Preview,
    find_import,
    list_imports,
    preview_import,
    receive_file,
    request_import,
    stopped_by,
)
from services.mends import changed_cells, load_mended, mend_row
from services.rejects import rejects_of, write_rejects
from web.errors import sentence
from web.formats import now
from web.limits import limited_exports
from web.paging import SIZE, Paging
from web.previews import PreviewRow, bad_row, columns_of, good_row
from web.routes import ITS_OWN, database, page
from web.words import IMPORT_KINDS

T = TypeVar("T")
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
SUFFIXES = (".xlsx", ".xls", ".csv")
TABS = {
    "problems": "rejected",
    "created": "created",
    "updated": "updated",
    "unchanged": "unchanged",
    "flags": "flagged",
}
"""Tabs of the preview, with what each counts; the columns are one more."""
COLUMNS, AT_ONCE = "columns", 10
"""So many rows to mend stand on one page: each is a form."""


@page("/imports", action="labourers.import")
def imports(session: Session) -> ResponseReturnValue:
    return render_template("imports/list.html", files=list_imports(session, actor=g.actor))


@page("/imports/new", action="labourers.import")
def import_form(session: Session, refusals: list[Refusal] | tuple[Refusal, ...] = ()) -> str:
    kind = request.values.get("kind", "labourers")
    return render_template("imports/new.html", kinds=_kinds(), kind=kind, refusals=refusals)


def _kinds() -> list[str]:
    return [kind for kind in IMPORT_KINDS if scope_of(g.actor, f"{kind}.import") is not None]


@page("/imports/new", action="labourers.import", methods=["POST"], opens=ITS_OWN, again=import_form)
def import_send() -> ResponseReturnValue:
    kind, (path, name) = request.form.get("kind", ""), _keep_upload()
    try:
        with database().writing() as session:
            file = receive_file(
                session,
                kind,
                file_name=name,
                path=path,
                division_code=g.actor.division_code,
                actor=g.actor,
                at=now(),
                keep_days=current_app.config["SETTINGS"].rejects_days,
            )
            public_id = file.public_id
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return redirect(url_for("import_file", public_id=public_id), 303)


def _keep_upload() -> tuple[Path, str]:
    """Save the upload before any transaction is open, readable by nobody else; its path and the name it came with."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Refusal("file_missing", field="file")
    name = Path(upload.filename.replace("\\", "/")).name[:200]
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refusal("file_kind_unknown", field="file", name=name)
    folder = Path(current_app.config["SETTINGS"].home) / "uploads"
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    path = (folder / f"{secrets.token_hex(16)}{suffix}").resolve()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as kept:
        upload.save(kept)
    return path, name


def import_unreadable(session: Session, public_id: str, refusals: Sequence[Refusal]) -> str:
    """The page of a file that cannot be read: why, and the way to another."""
    file = find_import(session, public_id, actor=g.actor)
    return render_template("imports/unreadable.html", file=file, refusals=refusals)


@page("/imports/<public_id>", action="labourers.import", again=import_unreadable)
def import_file(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> ResponseReturnValue:
    """What loading the file would do, row by row; once loading was asked for, how far it is, and then what is left."""
    file = find_import(session, public_id, actor=g.actor)
    if file.wanted_at is not None:
        left, paging = _rows_left(session, file)
        return render_template(
            "imports/progress.html",
            file=file,
            stopped=stopped_by(file),
            rows=left,
            paging=paging,
            mended=request.args.get("mended", ""),
            refusals=refusals,
        )
    preview, tab = preview_import(session, public_id, actor=g.actor, at=now()), request.args.get("tab", "")
    tab = tab if tab in (*TABS, COLUMNS) else next(iter(TABS))
    rows, paging = _rows_shown(preview, tab)
    return render_template(
        "imports/preview.html",
        file=file,
        preview=preview,
        tab=tab,
        tabs=TABS,
        columns=columns_of(preview.heading),
        rows=rows,
        paging=paging,
        mended=request.args.get("mended", 0, type=int),
        refusals=refusals,
    )


def _rows_left(session: Session, file: ImportFile) -> tuple[list[PreviewRow], Paging]:
    """The rows that went back and wait to be mended."""
    paging = Paging(Paging.of_request().number, AT_ONCE, endpoint="import_file").of(file.rejected)
    if file.handled_at is None or not file.rejected:
        return [], paging
    mends = mends_of(session, file.id)
    found = rejects_of(session, file.public_id, actor=g.actor, limit=paging.size, offset=paging.offset)
    return [bad_row(each.row, each.refusals, mends.get(each.row.number), ()) for each in found], paging


def _rows_shown(preview: Preview, tab: str) -> tuple[list[PreviewRow], Paging]:
    """The rows of a tab on the page asked for."""
    paging = Paging(Paging.of_request().number, AT_ONCE if tab == "problems" else SIZE, endpoint="import_file")
    outcome = preview.outcome
    if tab == "problems":
        bad = sorted(outcome.rejects, key=lambda each: each.row.number)
        columns = list(preview.heading.fields)
        shown = _cut(bad, paging)
        rows = [bad_row(row, refusals, preview.mends.get(row.number), columns) for row, refusals in shown]
        return rows, paging
    flags = {each.row.number: each.flags for each in outcome.remarks}
    of_tab = [each.row for each in outcome.remarks] if tab == "flags" else preview.rows_as(TABS.get(tab, ""))
    good = _cut(sorted(of_tab, key=lambda row: row.number), paging)
    return [good_row(row, preview, flags) for row in good], paging


def _cut(rows: Sequence[T], paging: Paging) -> Sequence[T]:
    paging.of(len(rows))
    return rows[paging.offset : paging.offset + paging.size]


@page("/imports/<public_id>/mend", action="labourers.import", methods=["POST"], opens=ITS_OWN, again=import_file)
def import_mend(public_id: str) -> ResponseReturnValue:
    """The cells of one bad row as somebody wrote them anew; loaded at once where the others are loaded already."""
    number = request.form.get("row", type=int)
    if number is None:
        raise Refusal("missing", field="row")
    cells = changed_cells(_sent("was-"), _sent("cell-"))
    with database().reading() as session:
        file = find_import(session, public_id, actor=g.actor)
    if file.handled_at is not None:
        load_mended(database(), public_id, number, cells, actor=g.actor, now=now)
    else:
        with database().writing() as session:
            mend_row(session, public_id, number, cells, actor=g.actor, at=now())
    page_number = request.form.get("page", 1, type=int)
    address = url_for("import_file", public_id=public_id, mended=number, page=page_number, _anchor="rows")
    return redirect(address, 303)


def _sent(prefix: str) -> dict[str, str]:
    """The texts of fields whose names begin so, by the rest of their names."""
    return {name.removeprefix(prefix): text for name, text in request.form.items() if name.startswith(prefix)}


@page("/imports/<public_id>/progress", action="labourers.import")
def import_progress(session: Session, public_id: str) -> ResponseReturnValue:
    file = find_import(session, public_id, actor=g.actor)
    return render_template("imports/_progress.html", file=file, stopped=stopped_by(file))


@page("/imports/<public_id>/start", action="labourers.import", methods=["POST"], opens=ITS_OWN)
def import_start(public_id: str) -> ResponseReturnValue:
    """A small file is loaded while the page waits, a larger one by a worker; asking twice loads it once."""
    with database().reading() as session:
        file = find_import(session, public_id, actor=g.actor)
    if file.wanted_at is None and _is_small(file):
        _load(file.id)
    else:
        with database().writing() as session:
            request_import(session, public_id, actor=g.actor, at=now())
    return redirect(url_for("import_file", public_id=public_id), 303)


def _is_small(file: ImportFile) -> bool:
    """Whether the file has at most as many rows as a page waits for."""
    most = current_app.config["SETTINGS"].import_page_rows
    with table_of(file) as (table, _):
        return next(islice(table.rows(), most, None), None) is None


def _load(file_id: int) -> None:
    """Load here and now; why a file cannot be read is kept with it and shown beside its progress."""
    with suppress(Refusal):
        run_import(database(), file_id, now=now, batch=current_app.config["SETTINGS"].import_batch)


@page("/imports/<public_id>/rejects", action="labourers.import", opens=ITS_OWN)
@limited_exports
def import_rejects(public_id: str) -> ResponseReturnValue:
    home = Path(current_app.config["SETTINGS"].home)
    with database().reading() as session:
        file = find_import(session, public_id, actor=g.actor)
        path = write_rejects(session, public_id, home=home, actor=g.actor, describe=sentence)
    if path is None:
        raise NotFound("rejects_gone", field="file", name=file.file_name)
    with database().writing() as session:
        log_export(session, "rejects", path.suffix[1:], rows=file.rejected, actor=g.actor, at=now(), subject=file)
    name = f"{Path(file.file_name).stem}-rejects{path.suffix}"
    return send_file(path, as_attachment=True, download_name=name, max_age=0)
