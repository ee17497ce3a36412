"""The keys that seal personal data."""

import click

from services.keys import retire_keys, rotate_keys
from web import audit_words  # noqa: F401  the words of refusals
from web.commands.office import Office, in_office
from web.commands.program import Group
from web.commands.progress import working
from web.commands.tables import described
from web.words import N_

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
    path = office.settings.key_ring
    with office.reading() as (_, actor):
        pass
    with working("keys rotate") as progress:
        done = rotate_keys(office.ready, path, actor=actor, at=office.now(), new_key=not finish, progress=progress)
    document = {**done, "keys_file": str(path.resolve())}
    office.show(document, lambda: described(document, HEADINGS))
    office.say(N_("Back the key file up, apart from the database."))


@keys.command()
@in_office
def retire(office: Office) -> None:
    """Take older keys that nothing is sealed with any more out of the key file."""
    path = office.settings.key_ring
    with office.reading() as (_, actor):
        pass
    document = retire_keys(office.ready, path, actor=actor, at=office.now())
    office.show(document, lambda: described(document, HEADINGS))
    if document["retired"]:
        office.say(N_("Copies of the database made before the rotation need the key file of that time: keep it apart."))
