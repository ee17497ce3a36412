"""The audit log on the command line: whether its chain of seals is whole."""

import re
from typing import Any

import click

from services.access import require
from services.audit import RIGHT
from services.audit_seals import seal_waiting, verify_entries
from web.commands.office import Office, in_office
from web.commands.program import Group
from web.commands.progress import working
from web.commands.tables import described
from web.words import N_

HEADINGS = {"entries": N_("Entries"), "ok": N_("Whole"), "first_bad": N_("First entry that is not")}


class Head(click.ParamType):
    """A last seal as the page shows it: NUMBER:HASH."""

    name = "NUMBER:HASH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", str(value))
        if found is None:
            self.fail("Give the seal as the page shows it, NUMBER:HASH.", param, ctx)
        return int(found[1]), found[2]


@click.group(cls=Group)
def audit() -> None:
    """The audit log: verify."""


@audit.command()
@click.option("--head", "known", type=Head(), help="A last seal that was written down earlier: it has to be there.")
@in_office
def verify(office: Office, known: tuple[int, str] | None) -> None:
    """Whether every entry is as it was sealed; what waits for its seal gets it first."""
    with office.reading() as (session, actor):
        require(actor, RIGHT)
    with working("audit verify"):
        seal_waiting(office.ready, late=None)
        with office.reading() as (session, _):
            document = verify_entries(session, known=known)
    office.show(document, lambda: described(document, HEADINGS))
