"""Training bases on the command line."""

from typing import Any

import click

from services.training_bases import TrainingBase, list_bases
from web.commands.office import Office, in_office
from web.commands.program import Group
from web.commands.tables import table
from web.words import N_, label

MOST = 200


@click.group(cls=Group)
def bases() -> None:
    """Training bases."""


@bases.command("list")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most bases shown.")
@in_office
def list_(office: Office, limit: int) -> None:
    """Bases you may read, by name."""
    with office.reading() as (session, actor):
        document = [_brief(base) for base in list_bases(session, actor=actor, limit=limit)]
    office.show(document, lambda: _listed(document))


def _brief(base: TrainingBase) -> dict[str, Any]:
    return {
        "id": base.public_id,
        "name": base.name,
        "state": base.state,
        "county": base.division.name,
        "ownership": base.ownership,
        "capacity": base.capacity,
        "occupations": [each.occupation.name for each in base.occupations],
    }


def _listed(document: list[dict[str, Any]]) -> str:
    headings = (
        N_("Base number"),
        N_("Training base"),
        N_("State"),
        N_("County"),
        N_("Ownership"),
        N_("Places"),
        N_("Occupations"),
    )
    rows = [
        (
            each["id"],
            each["name"],
            label("state", each["state"]),
            each["county"],
            label("ownership", each["ownership"]),
            each["capacity"],
            each["occupations"],
        )
        for each in document
    ]
    return table(headings, rows)
