"""Believable worlds of invented people: any size into an empty database, or a county of the documents."""

import time

import click

from services.pool_builds import build_pools
from web.commands.office import Office, in_office
from web.commands.program import Command, Word
from web.commands.progress import working
from web.commands.tables import described
from web.words import N_

MOST_LABOURERS, MOST_ORDERS = 8_000_000, 20_000
LABOURERS, ORDERS, SEED = 3_000, 60, 1
COUNTIES = ("xiushui", "yingcheng", "dazu")

_HEADINGS = {
    "labourers": N_("Labourers"),
    "employers": N_("Employers"),
    "orders": N_("Orders"),
    "seats": N_("Seats"),
    "bases": N_("Training bases"),
    "classes": N_("Classes"),
    "trained": N_("Trained"),
    "finished": N_("Finished"),
    "placed": N_("Placed"),
    "moved": N_("Moved by themselves"),
    "seconds": N_("Seconds"),
}


@click.command("world", cls=Command)
@click.option("--labourers", type=click.IntRange(1, MOST_LABOURERS), help=f"How many people ({LABOURERS}).")
@click.option("--orders", type=click.IntRange(0, MOST_ORDERS), help=f"How many orders ({ORDERS}).")
@click.option("--seed", type=click.IntRange(0), default=SEED, show_default=True, help="The same seed, the same world.")
@click.option("--name", type=Word(COUNTIES), help="A county of the documents with its own figures instead.")
@in_office
def world_command(office: Office, labourers: int | None, orders: int | None, seed: int, name: str | None) -> None:
    """Fill an empty database with a believable world of invented people, firms, orders and what happened so far."""
    if name and (labourers or orders):
        raise click.UsageError("A county has the size of its documents: leave out --labourers and --orders.")
    started = time.monotonic()
    with working("world") as progress:
        if name:
            counts = office.parts.load_county(office.ready, office.settings, name, seed=seed, progress=progress)
        else:
            size = {"labourers": labourers or LABOURERS, "orders": ORDERS if orders is None else orders}
            counts = office.parts.fill_world(office.ready, seed=seed, progress=progress, **size)
        build_pools(office.ready, office.settings.home, now=office.now)
    counts["seconds"] = round(time.monotonic() - started, 1)
    office.show(counts, lambda: described(counts, _HEADINGS))
