"""Sheets on the command line: loaded here and now, in this process."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from services.errors import Refusal
from services.import_runs import run_import
from services.imports import (
    find_import,
    kept_refusal,
    list_imports,
    preview_file,
    receive_file,
    stopped_by,
    unsaved_file,
)
from services.intake.kinds import KINDS
from services.rejects import write_rejects
from web.commands.office import Office, in_office
from web.commands.program import REFUSED, Command, Ended, Group, Word
from web.commands.progress import working
from web.commands.tables import facts, table
from web.errors import in_language, sentence
from web.formats import instant
from web.words import N_, label

MOST, MOST_PREVIEWED = 50, 100_000
COUNTS = {
    "rows": N_("Rows"),
    "created": N_("New"),
    "updated": N_("Changed"),
    "unchanged": N_("Same"),
    "rejected": N_("To mend"),
    "flagged": N_("To look at"),
    "twins": N_("Likely twins"),
    "left_out_sheets": N_("Sheets left out"),
    "rejects_file": N_("Rejects sheet"),
    "seconds": N_("Seconds"),
}


@click.command("import", cls=Command)
@click.argument("kind", type=Word(tuple(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--division", help="Where places are first looked for: a code or a name.", metavar="CODE|NAME")
@click.option("--dry-run", is_flag=True, help="Only say what loading the file would do.")
@in_office
def import_command(office: Office, kind: str, file: Path, division: str | None, dry_run: bool) -> None:
    """Load a sheet (.xlsx, .xls or .csv); rows that cannot be loaded come back in a rejects sheet."""
    with office.reading() as (session, _):
        code = office.division(session, division)
    sent = {"file_name": file.name, "path": file.resolve(), "division_code": code, "at": office.now()}
    document = _preview(office, kind, sent) if dry_run else _load(office, kind, sent)
    office.show(document, lambda: _summed(document))


def _summed(document: dict[str, Any]) -> str:
    return facts([*((heading, document[name]) for name, heading in COUNTS.items()), *_not_read(document)])


def _not_read(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The columns that were not known, and the sheets of which nothing was read."""
    columns = [(N_("Columns not known"), ", ".join(document["unknown_columns"]))] if document["unknown_columns"] else []
    return columns + [(N_("Left out"), f"{each['sheet']}: {each['reason']}") for each in document["left_out"]]


def _preview(office: Office, kind: str, sent: dict[str, Any]) -> dict[str, Any]:
    """What loading would do; nothing is kept of it."""
    started = office.now()
    with working("import"), office.reading() as (session, actor):
        file = unsaved_file(kind, actor=actor, **sent)
        found = preview_file(session, file, actor=actor, at=started, most_rows=MOST_PREVIEWED)
    counts = {name: found.counts[name] for name in ("rows", "created", "updated", "unchanged", "rejected")}
    more = {"flagged": found.counts["flagged"], "twins": found.counts["twins"], "complete": found.complete}
    unknown = list(found.heading.unknown)
    seconds = (office.now() - started).total_seconds()
    left_out = _left_out(office, [(each.title, each.refusal) for each in found.left_out])
    asked = {"import": None, **counts, "rejects_file": None, "seconds": seconds, **more}
    return {**asked, "unknown_columns": unknown, **left_out, "dry_run": True}


def _left_out(office: Office, sheets: Iterable[tuple[str, Refusal]]) -> dict[str, Any]:
    """The sheets of which no row was read, each with its reason as a sentence."""
    with in_language(office.language):
        said = [{"sheet": title, "reason": sentence(refusal)} for title, refusal in sheets]
    return {"left_out_sheets": len(said), "left_out": said}


def _load(office: Office, kind: str, sent: dict[str, Any]) -> dict[str, Any]:
    with office.writing() as (session, actor):
        received = receive_file(session, kind, actor=actor, keep_days=office.settings.rejects_days, **sent)
        number, public_id = received.id, received.public_id
    started, batch = office.now(), office.settings.import_batch
    with working("import") as progress:
        run_import(office.ready, number, now=office.now, batch=batch, progress=progress)
        sheet = _rejects_sheet(office, public_id)
    with office.reading() as (session, actor):
        document = _outcome(office, find_import(session, public_id, actor=actor), office.now() - started)
    if document["handled_at"] is None:
        raise Ended(f"A worker took this import over; follow it with: sunmatch imports show {public_id}", REFUSED)
    return {**document, "rejects_file": str(sheet) if sheet else None}


def _rejects_sheet(office: Office, public_id: str) -> Path | None:
    with in_language(office.language), office.reading() as (session, actor):
        return write_rejects(session, public_id, home=office.settings.home, actor=actor, describe=sentence)


def _outcome(office: Office, file: Any, took: Any = None) -> dict[str, Any]:
    left_out = [(each["sheet"], kept_refusal(each["refusal"])) for each in file.notes.get("left_out", ())]
    return {
        "import": file.public_id,
        "rows": file.rows_total,
        "created": file.created,
        "updated": file.updated,
        "unchanged": file.unchanged,
        "rejected": file.rejected,
        "rejects_file": None,
        "seconds": round(took.total_seconds() if took else file.seconds, 3),
        "flagged": file.flagged,
        "twins": file.twins,
        "unknown_columns": file.notes.get("unknown", []),
        **_left_out(office, left_out),
        "handled_at": file.handled_at,
    }


@click.group(cls=Group)
def imports() -> None:
    """Sheets that came in, and what became of them."""


@imports.command("list")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most imports shown.")
@in_office
def list_(office: Office, limit: int) -> None:
    """Imports you may see, the newest first."""
    with office.reading() as (session, actor):
        document = [_described_file(office, file) for file in list_imports(session, actor=actor, limit=limit)]
    office.show(document, lambda: _listed(document))


@imports.command()
@click.argument("import_id", metavar="IMPORT")
@in_office
def show(office: Office, import_id: str) -> None:
    """One import: its counts, its progress and why it stopped, if it did."""
    with office.reading() as (session, actor):
        document = _described_file(office, find_import(session, import_id, actor=actor))
    office.show(document, lambda: _shown(document))


def _described_file(office: Office, file: Any) -> dict[str, Any]:
    counts = {name: value for name, value in _outcome(office, file).items() if name not in ("rejects_file", "import")}
    with in_language(office.language):
        error = sentence(stopped) if (stopped := stopped_by(file)) else None
    more: dict[str, Any] = {"rows_done": file.rows_done, "uploaded_at": file.uploaded_at, "last_error": error}
    return {"id": file.public_id, "kind": file.kind, "file": file.file_name, **counts, **more}


def _shown(document: dict[str, Any]) -> str:
    head = [
        (N_("Import"), document["id"]),
        (N_("Kind"), label("import_kind", document["kind"])),
        (N_("File"), document["file"]),
        (N_("Received"), instant(document["uploaded_at"])),
        (N_("Done"), instant(document["handled_at"])),
        (N_("Rows done"), document["rows_done"]),
    ]
    tail = [(N_("Last error"), document["last_error"])] if document["last_error"] else []
    counts = [(COUNTS[name], document[name]) for name in COUNTS if name in document]
    return facts([*head, *counts, *_not_read(document), *tail])


def _listed(document: list[dict[str, Any]]) -> str:
    headings = (
        N_("Import"),
        N_("Kind"),
        N_("File"),
        N_("Rows"),
        N_("New"),
        N_("Changed"),
        N_("Same"),
        N_("To mend"),
        N_("Received"),
    )
    keys = ("rows", "created", "updated", "unchanged", "rejected")
    rows = [
        (
            one["id"],
            label("import_kind", one["kind"]),
            one["file"],
            *(one[key] for key in keys),
            instant(one["uploaded_at"]),
        )
        for one in document
    ]
    return table(headings, rows)
