"""Training bases on the command line: read them, and take the steps of their accreditation."""

from functools import partial
from typing import Any

import click

from services.training_bases import advance_base, describe_base, find_base, list_bases
from web.commands.classes import history
from web.commands.office import Office, in_office
from web.commands.program import Group
from web.commands.steps import NOTE, adding
from web.commands.tables import facts, table
from web.words import N_, label

MOST = 200
STEPS = {
    "score": "Record that the experts have scored an applicant.",
    "publicise": "Put a scored base on public notice.",
    "accredit": "Accredit a base after the public notice: from now on it teaches.",
    "refuse": "Refuse an applicant, with the reason.",
    "suspend": "Suspend an accredited base, with the reason: it declares no classes.",
    "restore": "Let a suspended base teach again, with the reason.",
    "remove": "Remove a base for good, with the reason.",
}
HEADINGS = {
    "id": N_("Base number"),
    "name": N_("Training base"),
    "state": N_("State"),
    "county": N_("County"),
    "ownership": N_("Ownership"),
    "capacity": N_("Places"),
    "occupations": N_("Occupations"),
}


@click.group(cls=Group)
def bases() -> None:
    """Training bases: list, show, and the steps of their accreditation."""


@bases.command("list")
@click.option("--limit", type=click.IntRange(1), default=MOST, show_default=True, help="The most bases shown.")
@in_office
def list_(office: Office, limit: int) -> None:
    """Bases you may read, by name."""
    with office.reading() as (session, actor):
        found = list_bases(session, actor=actor, limit=limit)
        document = [{name: describe_base(session, base, actor=actor)[name] for name in HEADINGS} for base in found]
    office.show(document, lambda: table(list(HEADINGS.values()), [list(_worded(one).values()) for one in document]))


@bases.command()
@click.argument("base")
@in_office
def show(office: Office, base: str) -> None:
    """One base with its history and what you can do now."""
    _show(office, base)


def _show(office: Office, base: str) -> None:
    with office.reading() as (session, actor):
        document = describe_base(session, find_base(session, base, actor=actor), actor=actor)
    office.show(document, lambda: _shown(document))


_step = adding(bases, "base", _show)
for each, said in STEPS.items():
    _step(each, partial(advance_base, action=each), said, NOTE)


def _worded(document: dict[str, Any]) -> dict[str, Any]:
    """What a person reads of a base: words for its codes."""
    words = {"state": label("state", document["state"]), "ownership": label("ownership", document["ownership"])}
    return {name: document[name] for name in HEADINGS} | words


def _shown(document: dict[str, Any]) -> str:
    said = [(HEADINGS[name], value) for name, value in _worded(document).items()]
    next_steps = (N_("Next steps"), [label("action", each) for each in document["actions"]])
    return "\n\n".join([facts([*said, next_steps]), history(document["steps"])])
