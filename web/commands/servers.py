"""Processes: pages, worker, and the sweep by hand."""

import os

import click

from web.commands.office import Office, in_office
from web.commands.program import WRONG, Command, Ended
from web.serving import gunicorn
from workers.servers import running

NO_QUEUE = "Set SUNMATCH_REDIS_URL: no Redis or Valkey runs under the home folder"


@click.command("serve", cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the pages.")
@in_office
def serve_command(office: Office, port: int | None) -> None:
    """Serve the pages until told to stop."""
    command = list(gunicorn(office.settings, port=port))
    office.ready.dispose()
    os.execve(command[0], command, office.environment)  # noqa: S606  no shell is wanted; signals reach gunicorn itself


@click.command("worker", cls=Command)
@in_office
def worker_command(office: Office) -> None:
    """Do what waits in the queue, and sweep every second, until told to stop."""
    url = queue_url(office)
    if url is None:
        raise Ended(NO_QUEUE, WRONG)
    office.ready.dispose()
    os.environ.update({name: value for name, value in office.environment.items() if name.startswith("SUNMATCH_")})
    office.parts.run_worker(url)


@click.command("sweep", cls=Command)
@in_office
def sweep_command(office: Office) -> None:
    """Nudge a worker for everything that is due, once."""
    url = queue_url(office)
    if url is None:
        raise Ended(NO_QUEUE, WRONG)
    document = {"nudged": office.parts.sweep(office.ready, url, office.now())}
    office.show(document, lambda: str(document["nudged"]))


def queue_url(office: Office) -> str | None:
    """The queue in use: the one of the settings, else the embedded one while it runs."""
    return office.settings.redis_url or running(office.settings.home / "valkey")
