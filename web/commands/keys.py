"""The keys that seal personal data, and those that people are found by."""

from collections.abc import Callable
from typing import Any

import click

from services.keys import retire_keys, rotate_keys
from services.lookup_keys import retire_lookup, rotate_lookup
from web import audit_words  # noqa: F401  the words of refusals
from web.commands.office import Office, in_office
from web.commands.program import Group
from web.commands.progress import working
from web.commands.tables import described
from web.words import N_

HASHED = {
    "version": N_("Newest key"),
    "values": N_("Numbers hashed anew"),
    "twins": N_("Likely twins that came up"),
    "keys_file": N_("Key file"),
    "retired": N_("Keys taken out"),
    "used": N_("Numbers under older keys"),
}
HEADINGS = {
    "version": N_("Newest key"),
    "values": N_("Values sealed anew"),
    "keys_file": N_("Key file"),
    "retired": N_("Keys taken out"),
    "used": N_("Values under older keys"),
}


@click.group(cls=Group)
def keys() -> None:
    """The keys that seal personal data."""


@keys.command()
@click.option("--finish", is_flag=True, help="Add no key: finish a rotation that was broken off.")
@in_office
def rotate(office: Office, finish: bool) -> None:
    """Add a key and seal everything with it anew; pages and workers that run find the new key by themselves."""
    _rotate(office, rotate_keys, not finish, HEADINGS)


@keys.command("rotate-lookup")
@click.option("--finish", is_flag=True, help="Add no key: finish a rotation that was broken off.")
@in_office
def rotate_lookup_(office: Office, finish: bool) -> None:
    """Add a key that people are found by, and hash every ID and telephone number with it anew."""
    _rotate(office, rotate_lookup, not finish, HASHED)


def _rotate(office: Office, rotated: Callable[..., dict[str, int]], new_key: bool, headings: dict[str, str]) -> None:
    path = office.settings.key_ring
    with office.reading() as (_, actor):
        pass
    with working("keys rotate") as progress:
        done = rotated(office.ready, path, actor=actor, at=office.now(), new_key=new_key, progress=progress)
    document = {**done, "keys_file": str(path.resolve())}
    office.show(document, lambda: described(document, headings))
    office.say(N_("Back the key file up, apart from the database."))


@keys.command()
@in_office
def retire(office: Office) -> None:
    """Take older keys that nothing is sealed with any more out of the key file."""
    _retire(office, retire_keys, HEADINGS)


@keys.command("retire-lookup")
@in_office
def retire_lookup_(office: Office) -> None:
    """Take older keys that no number is found by any more out of the key file."""
    _retire(office, retire_lookup, HASHED)


def _retire(office: Office, retired: Callable[..., dict[str, Any]], headings: dict[str, str]) -> None:
    path = office.settings.key_ring
    with office.reading() as (_, actor):
        pass
    document = retired(office.ready, path, actor=actor, at=office.now())
    office.show(document, lambda: described(document, headings))
    if document["retired"]:
        office.say(N_("Copies of the database made before the rotation need the key file of that time: keep it apart."))
