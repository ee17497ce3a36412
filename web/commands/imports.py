"""Sheets on the command line: loaded here and now, in this process."""

from pathlib import Path
from typing import Any

import click

from services.divisions import gazetteer
from services.import_runs import run_import
from services.imports import find_import, list_imports, preview_import, receive_file
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
        code = gazetteer(session).find(division).code if division else None
    with office.writing() as (session, actor):
        received = receive_file(
            session,
            kind,
            file_name=file.name,
            path=file.resolve(),
            division_code=code,
            actor=actor,
            at=office.now(),
            keep_days=office.settings.rejects_days,
        )
        number, public_id = received.id, received.public_id
    document = _preview(office, public_id) if dry_run else _load(office, number, public_id)
    office.show(document, lambda: _summed(document))


def _summed(document: dict[str, Any]) -> str:
    return facts((heading, document[name]) for name, heading in COUNTS.items())


def _preview(office: Office, public_id: str) -> dict[str, Any]:
    started = office.now()
    with working("import"), office.reading() as (session, actor):
        found = preview_import(session, public_id, actor=actor, at=started, most_rows=MOST_PREVIEWED)
    counts = {name: found.counts[name] for name in ("rows", "created", "updated", "unchanged", "rejected")}
    more = {"flagged": found.counts["flagged"], "twins": found.counts["twins"], "complete": found.complete}
    more["left_out_sheets"] = found.skipped["other_sheets"]
    seconds = (office.now() - started).total_seconds()
    return {"import": public_id, **counts, "rejects_file": None, "seconds": seconds, **more, "dry_run": True}


def _load(office: Office, number: int, public_id: str) -> dict[str, Any]:
    started, batch = office.now(), office.settings.import_batch
    with working("import") as progress:
        run_import(office.ready, number, now=office.now, batch=batch, progress=progress)
        sheet = _rejects_sheet(office, public_id)
    with office.reading() as (session, actor):
        document = _outcome(find_import(session, public_id, actor=actor), office.now() - started)
    if document["handled_at"] is None:
        raise Ended(f"A worker took this import over; follow it with: sunmatch imports show {public_id}", REFUSED)
    return {**document, "rejects_file": str(sheet) if sheet else None}


def _rejects_sheet(office: Office, public_id: str) -> Path | None:
    with in_language(office.language), office.reading() as (session, actor):
        return write_rejects(session, public_id, home=office.settings.home, actor=actor, describe=sentence)


def _outcome(file: Any, took: Any = None) -> dict[str, Any]:
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
        "left_out_sheets": file.notes.get("skipped", {}).get("other_sheets", 0),
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
        document = [_described_file(file) for file in list_imports(session, actor=actor, limit=limit)]
    office.show(document, lambda: _listed(document))


@imports.command()
@click.argument("import_id", metavar="IMPORT")
@in_office
def show(office: Office, import_id: str) -> None:
    """One import: its counts, its progress and why it stopped, if it did."""
    with office.reading() as (session, actor):
        document = _described_file(find_import(session, import_id, actor=actor))
    office.show(document, lambda: _shown(document))


def _described_file(file: Any) -> dict[str, Any]:
    counts = {name: value for name, value in _outcome(file).items() if name not in ("rejects_file", "import")}
    more: dict[str, Any] = {"rows_done": file.rows_done, "uploaded_at": file.uploaded_at, "last_error": file.last_error}
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
    return facts([*head, *((COUNTS[name], document[name]) for name in COUNTS if name in document), *tail])


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
