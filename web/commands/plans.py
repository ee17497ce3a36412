"""The plan on the command line: everyone's best seat at once, stored as proposals."""

import resource
import sys
import time
from typing import Any

import click

from services.plans import describe_plans, keep_plans, make_plans
from web.commands.office import Office, in_office
from web.commands.program import Command, Word
from web.commands.progress import working
from web.commands.tables import described
from web.words import N_

HEADINGS = {
    "seats": N_("Seats"),
    "filled": N_("Filled"),
    "value": N_("Value"),
    "bound": N_("No plan exceeds"),
    "greedy_value": N_("Best pair first"),
    "row_by_row_value": N_("Post after post"),
    "people": N_("People"),
    "seconds": N_("Seconds"),
    "peak_mib": N_("Memory in MiB"),
}


@click.command("plan", cls=Command)
@click.option("--orders", type=Word(["open", "approved"]), default="open", show_default=True,
              help="Orders that recruit now, or also those that begin later.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Plan, say what it comes to, and store nothing.")
@in_office
def plan_command(office: Office, orders: str, dry_run: bool) -> None:
    """Plan all open seats at once and store the proposals; people decide."""
    began = time.monotonic()
    with working("plan"), office.reading() as (session, actor):
        made = make_plans(session, orders=orders, as_of=office.today(), actor=actor)
    document = {**describe_plans(made), "seconds": round(time.monotonic() - began, 3), "peak_mib": peak_mib()}
    if not dry_run:
        with office.writing() as (session, actor):
            document["plans"] = keep_plans(session, made, actor=actor, at=office.now())
    office.show(document, lambda: _shown(document))


def peak_mib() -> float:
    """The most memory this process has used."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def _shown(document: dict[str, Any]) -> str:
    return described(document, HEADINGS)
