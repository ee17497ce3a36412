"""Commands that take one step of a workflow: who, which step, and how it stands afterwards."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import click

from web.commands.office import Office, in_office

NOTE = click.option("--note", default="", help="The reason, in words.")
Show = Callable[[Office, str], None]


def adding(group: click.Group, subject: str, show: Show, metavar: str | None = None) -> Callable[..., None]:
    """A function that adds the command of one step to a group: `add(name, service, about, *options)`.

    The command takes the public id of a `subject`, hands it to the service with what the options give, and shows how
    the subject stands then.
    """
    return partial(_add, group, subject, show, metavar)


def _add(
    group: click.Group, subject: str, show: Show, metavar: str | None,
    name: str, service: Callable[..., Any], about: str, *options: Callable[..., Any],
) -> None:  # fmt: skip
    @in_office
    def take(office: Office, **given: Any) -> None:
        public_id = given.pop(subject)
        dated = {key: value.date() if isinstance(value, datetime) else value for key, value in given.items()}
        with office.writing() as (session, actor):
            service(session, public_id, actor=actor, at=office.now(), **dated)
        show(office, public_id)

    for option in reversed(options):
        take = option(take)
    group.command(name, help=about)(click.argument(subject, metavar=metavar)(take))
