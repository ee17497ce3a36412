"""Processes: pages, worker, and the sweep by hand."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from services.settings_log import note_settings
from web.commands.office import Office, in_office
from web.commands.ports import try_port
from web.commands.program import REFUSED, Command, Ended
from web.commands.tables import facts
from web.serving import gunicorn
from web.words import N_
from workers.servers import Valkey, running


@click.command("serve", cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the pages.")
@in_office
def serve_command(office: Office, port: int | None) -> None:
    """Serve the pages until told to stop."""
    wanted = office.settings.port if port is None else port
    if try_port(office.settings.host, wanted) is None:
        raise Ended(f"Port {wanted} is taken or reserved: choose another with --port", REFUSED)
    command = list(gunicorn(office.settings, port=wanted))
    with office.ready.writing() as session:
        note_settings(session, office.settings, at=office.now())
    office.ready.dispose()
    os.execve(command[0], command, office.environment)  # noqa: S606  no shell is wanted; signals reach gunicorn itself


@click.command("worker", cls=Command)
@in_office
def worker_command(office: Office) -> None:
    """Do what waits in the queue, and sweep every second, until told to stop."""
    office.ready.dispose()
    os.environ.update({name: value for name, value in office.environment.items() if name.startswith("SUNMATCH_")})
    with queue_of(office) as url:
        office.parts.run_worker(url)


@click.command("sweep", cls=Command)
@in_office
def sweep_command(office: Office) -> None:
    """Nudge a worker for everything that is due, once."""
    with queue_of(office) as url:
        document = {"nudged": office.parts.sweep(office.ready, url, office.now())}
    office.show(document, lambda: facts([(N_("Told a worker"), document["nudged"])]))


@contextmanager
def queue_of(office: Office) -> Iterator[str]:
    """The queue in use: the one of the settings, else the embedded one, started here when it does not run yet."""
    folder = office.settings.home / "valkey"
    url = office.settings.redis_url or running(folder)
    if url is not None:
        yield url
        return
    with Valkey(folder) as server:
        yield server.url
