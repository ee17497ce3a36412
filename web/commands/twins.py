"""Likely twins on the command line: two entries that may be one person."""

from typing import Any

import click
from flask_babel import gettext

from services.twins import list_twins, log_twins_reading, merge_twin, part_twin
from web.commands.office import Office, in_office
from web.commands.program import Group, Word
from web.commands.tables import table
from web.words import N_, label

MOST = 50
ENTRIES = {"first": N_("first"), "second": N_("second")}


@click.group(cls=Group)
def twins() -> None:
    """Likely twins: list them, merge a pair into one, or keep both."""


@twins.command("list")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most pairs shown.")
@in_office
def list_(office: Office, limit: int) -> None:
    """Pairs that wait for a decision."""
    with office.reading() as (session, actor):
        found = list_twins(session, actor=actor, limit=limit)
        document = [_pair(twin) for twin in found]
    with office.writing() as (session, actor):
        log_twins_reading(session, found, actor=actor, at=office.now())
    office.show(document, lambda: _listed(document))


@twins.command()
@click.argument("twin")
@click.option("--keep", type=Word(tuple(ENTRIES)), required=True, help="Which entry stays.")
@click.option("--note", default="", help="The reason, in words.")
@in_office
def merge(office: Office, twin: str, keep: str, note: str) -> None:
    """Fold one entry of a pair into the other; the history stays."""
    with office.writing() as (session, actor):
        merge_twin(session, twin, keep=keep, actor=actor, at=office.now(), note=note)
    _done(office, {"id": twin, "outcome": "merged", "kept": keep})


@twins.command()
@click.argument("twin")
@click.option("--note", default="", help="The reason, in words.")
@in_office
def part(office: Office, twin: str, note: str) -> None:
    """Record that a pair is two people."""
    with office.writing() as (session, actor):
        part_twin(session, twin, actor=actor, at=office.now(), note=note)
    _done(office, {"id": twin, "outcome": "distinct"})


def _done(office: Office, document: dict[str, Any]) -> None:
    office.show(document, lambda: f"{document['id']}: {label('state', document['outcome'])}")


def _pair(twin: Any) -> dict[str, Any]:
    return {"id": twin.public_id, "first": _entry(twin.first), "second": _entry(twin.second), "found_at": twin.found_at}


def _entry(labourer: Any) -> dict[str, Any]:
    return {
        "id": labourer.public_id,
        "name": labourer.name,
        "birth": labourer.birth,
        "home": labourer.home.name,
        "village": labourer.village,
    }


def _listed(document: list[dict[str, Any]]) -> str:
    headings = (N_("Pair"), N_("Entry"), N_("Person"), N_("Name"), N_("Birth date"), N_("Home"), N_("Village"))
    return table(
        headings,
        [(pair["id"], gettext(said), *pair[which].values()) for pair in document for which, said in ENTRIES.items()],
    )
