"""The database as a whole: upgrade, check, back up, restore."""

from pathlib import Path
from typing import Any

import click

from services.databases import back_up, check_database, is_current, restore, revision
from web.commands.office import Office, in_office
from web.commands.program import REFUSED, Group
from web.commands.progress import working
from web.commands.tables import described
from web.words import N_

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
HEADINGS = {
    "ok": N_("In order"),
    "from": N_("Version before"),
    "revision": N_("Version"),
    "newest": N_("Newest version"),
    "differences": N_("Differences"),
    "integrity": N_("Integrity"),
    "file": N_("File"),
    "bytes": N_("Size in bytes"),
    "kept": N_("Kept"),
}
THERE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group(cls=Group)
def db() -> None:
    """The database as a whole."""


@db.command()
@in_office
def upgrade(office: Office) -> None:
    """Bring the database to this version, with its reference data and the local operator."""
    before = revision(office.database.engine)
    with working("db upgrade"):
        office.parts.prepare(office.database)
    _show(office, {"from": before, "revision": revision(office.database.engine)})


@db.command()
@in_office
def check(office: Office) -> None:
    """Whether the database is what this version expects, and whole; exit 1 when it is not."""
    with working("db check"):
        document = check_database(office.database)
    _show(office, document)
    if not document["ok"]:
        raise click.exceptions.Exit(REFUSED)


@db.command()
@FILE
@in_office
def backup(office: Office, file: Path) -> None:
    """Copy the database into FILE while it is in use. The keys are not in it."""
    with working("db backup"):
        document = back_up(office.ready, file)
    _show(office, document)
    office.say(N_("The keys are not in it: back up %(keys)s apart."), keys=office.settings.key_ring.resolve())


@db.command("restore")
@THERE
@in_office
def restore_(office: Office, file: Path) -> None:
    """Put a backup in place of everything there is; what there was is kept beside. Stop pages and workers first."""
    with working("db restore"):
        document = restore(office.database, file, keep_in=office.settings.home, at=office.now())
    _show(office, document)
    office.say(N_("The keys that belong to it must lie in %(keys)s."), keys=office.settings.key_ring.resolve())
    if not is_current(office.database):
        office.say(N_("It is of an older version: run sunmatch db upgrade"))


def _show(office: Office, document: dict[str, Any]) -> None:
    office.show(document, lambda: described(document, HEADINGS))
