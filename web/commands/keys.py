"""The keys that seal personal data."""

import click

from services.keys import rotate_keys
from web.commands.office import Office, in_office
from web.commands.program import Group
from web.commands.progress import working
from web.commands.tables import described
from web.words import N_

HEADINGS = {"version": N_("Newest key"), "values": N_("Values sealed anew"), "keys_file": N_("Key file")}


@click.group(cls=Group)
def keys() -> None:
    """The keys that seal personal data."""


@keys.command()
@in_office
def rotate(office: Office) -> None:
    """Add a key and seal everything with it anew; pages and workers that run find the new key by themselves."""
    path = office.settings.key_ring
    with working("keys rotate") as progress:
        done = rotate_keys(office.ready, path, progress=progress)
    document = {**done, "keys_file": str(path.resolve())}
    office.show(document, lambda: described(document, HEADINGS))
    office.say(N_("Back the key file up, apart from the database."))
