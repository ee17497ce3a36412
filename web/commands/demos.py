"""The demo: the whole program on the demo world, from one command that ends everything it started."""

import json
import os
import sys
import time
import urllib.request
import webbrowser
from http.client import HTTPException
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext
from sqlalchemy import make_url

from services.calendar import county_day
from services.worlds import loaded_at
from web.commands.office import Office, in_office
from web.commands.ports import try_port
from web.commands.program import REFUSED, Command, Ended
from web.commands.progress import working
from web.commands.tables import table
from web.counted import counted
from web.serving import gunicorn
from web.words import N_, label
from workers.servers import Child, Processes, Valkey

READY_WITHIN, LOOK_EVERY = 90.0, 0.1  # seconds
NEXT_PORTS = 100
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
ACCOUNTS = "demo.json"
WORLD = "sandu"
FACTOR = "SUNMATCH_SECOND_FACTOR"
NO_SECOND_STEP = N_(
    "In this demo the password is enough. Elsewhere, whoever touches money, audit or accounts also enters a code from a"
    " phone."
)

_OLD = counted(
    "This demo world is %(days)s day old: offers and invitations of its first day have run out. Remove %(home)s, or"
    " choose another folder with --home, to load it afresh.",
    "This demo world is %(days)s days old: offers and invitations of its first day have run out. Remove %(home)s, or"
    " choose another folder with --home, to load it afresh.",
    "days",
)


@click.command("demo", cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the pages; when it is taken, the next free one.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--labourers", type=click.IntRange(1), help="How many people the demo world has.")
@in_office
def demo_command(office: Office, port: int | None, no_browser: bool, labourers: int | None) -> None:
    """Show the whole program on the demo world: database, queue, worker and pages. Ctrl-C ends it all."""
    with Processes() as processes:
        environment = office.environment | _whereabouts(office)
        if not office.settings.redis_url:
            queue = processes.add("queue", Valkey(office.settings.home / "valkey").start())
            environment["SUNMATCH_REDIS_URL"] = queue.url
        accounts = _world(office, labourers)
        office.database.dispose()
        free = _free_port(office, office.settings.port if port is None else port)
        started = _start(processes, office, environment, free)
        address = f"http://{_reachable(office.settings.host)}:{free}"
        _await(started, office, address)
        _announce(office, address, accounts)
        if not no_browser and _has_screen():
            webbrowser.open(address)
        _wait(processes, office)


def _whereabouts(office: Office) -> dict[str, str]:
    """Where the children find the same things, wherever they are started."""
    home = office.settings.home.resolve()
    chosen = {"SUNMATCH_HOME": str(home), "SUNMATCH_DATABASE_URL": office.settings.database}
    return {**chosen, FACTOR: _factor(office)}


def _factor(office: Office) -> str:
    """Whether the second step is asked for: not unless somebody wants to see it, who then sets it up by hand."""
    return office.environment.get(FACTOR, "optional")  # nobody has the telephone of a demo account


def _world(office: Office, labourers: int | None) -> list[dict[str, Any]]:
    """Prepare the database and load the demo world unless it is there; its accounts, kept for the sign-in page.

    Raises RuleRefusal `world_unfinished` where a loading was cut short."""
    office.say(N_("Preparing the demo world; the first time takes a minute."))
    with working("demo") as progress:
        office.parts.prepare(office.database)
        accounts = office.parts.load_demo(office.database, office.settings, labourers, progress)
    _tell_age(office)
    _keep(office.settings.home / ACCOUNTS, {"database": _name(office.settings.database), "accounts": accounts})
    return accounts


def _tell_age(office: Office) -> None:
    """Say that the stories of a demo were those of the day on which it was loaded, when that is not today."""
    with office.database.reading() as session:
        since = loaded_at(session, WORLD)
    days = (office.today() - county_day(since)).days if since else 0
    if days:
        office.say(_OLD, days=days, home=office.settings.home.resolve())


def _name(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def _keep(file: Path, document: dict[str, Any]) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w") as kept:
        json.dump(document, kept, ensure_ascii=False, default=str)


def demo_accounts(home: Path, url: str) -> list[dict[str, Any]]:
    """The demo accounts that belong to this database; none for any other."""
    try:
        kept = json.loads((home / ACCOUNTS).read_text())
    except FileNotFoundError:
        return []
    accounts: list[dict[str, Any]] = kept["accounts"] if kept["database"] == _name(url) else []
    return accounts


def _free_port(office: Office, wanted: int) -> int:
    """`wanted` when it is free, else the next free one, saying so; 0 is any."""
    for port in range(wanted, min(wanted + NEXT_PORTS, 65536)):
        free = try_port(office.settings.host, port)
        if free is not None:
            if port != wanted:
                office.say(N_("Port %(wanted)s is taken: the pages are on %(port)s."), wanted=wanted, port=port)
            return free
    raise Ended(f"No port from {wanted} on is free: choose another with --port", REFUSED)


def _start(processes: Processes, office: Office, environment: dict[str, str], port: int) -> dict[str, Child]:
    """Start the worker and the pages, each with a log file of its own."""
    logs = office.settings.home / "logs"
    logs.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    commands = {
        "worker": [sys.executable, "-P", "-m", "web.cli", "worker"],
        "pages": list(gunicorn(office.settings, port=port)),
    }
    started = {}
    for name, command in commands.items():
        with (logs / f"{name}.log").open("wb") as log:
            started[name] = processes.start(name, command, env=environment, log=log)
    return started


def _reachable(host: str) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound
    return f"[{host}]" if ":" in host else host


def _await(started: dict[str, Child], office: Office, address: str) -> None:
    """Wait until the pages answer that they are ready."""
    deadline = time.monotonic() + READY_WITHIN
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        _check_alive(started, office)
        try:
            opener.open(f"{address}/readyz", timeout=5).close()
            return
        except (OSError, HTTPException):  # before somebody listens, a connection to a high port may meet itself
            time.sleep(LOOK_EVERY)
    raise Ended(f"The pages did not get ready in {READY_WITHIN:.0f} s. {_log(office, 'pages')}", REFUSED)


def _check_alive(started: dict[str, Child], office: Office) -> None:
    for name, child in started.items():
        if child.poll() is not None:
            raise Ended(f"{name} ended by itself. {_log(office, name)}", REFUSED)


def _log(office: Office, name: str) -> str:
    return f"See {office.settings.home.resolve() / 'logs' / f'{name}.log'}"


def _announce(office: Office, address: str, accounts: list[dict[str, Any]]) -> None:
    def people() -> str:
        headings = (N_("Role"), N_("Account"), N_("Password"), N_("Name"))
        rows = [(label("role", one["role"]), one["login"], one["password"], one.get("name")) for one in accounts]
        said = [gettext(NO_SECOND_STEP)] if _factor(office) == "optional" else []
        return "\n\n".join([address, table(headings, rows), *said, gettext("Ctrl-C ends it all.")])

    office.show({"address": address, "accounts": accounts}, people)
    sys.stdout.flush()


def _has_screen() -> bool:
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _wait(processes: Processes, office: Office) -> None:
    name, code = processes.wait()
    raise Ended(f"{name} ended by itself with code {code}. {_log(office, name)}", REFUSED)
