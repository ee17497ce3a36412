"""The pages under people: `python -m benchmarks.web --labourers N --clients C --seconds T [--json]`.

C people, each signed in by the form, open the pages of their role one after the other with `--wait` seconds between
two (`benchmarks/web_clients.py`): of ten, four are counsellors (a ranked list, a row of it, the list made anew on one
walk of five), two the county office, two employers, one a labourer, one the public. The pages are served by `sunmatch
serve` as it is installed, with a worker and a queue beside it, over a believable world of invented people; the clients
are one process more on the same machine. A page is timed from asking to the last byte, redirects included, without
styles and scripts, which a browser keeps; nothing of the warm-up is counted but its errors. The second step of signing
in is off. `--home FOLDER` keeps the world for the next run.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.machine import machine
from benchmarks.redeploy import now, prepare
from models import migrate
from models.db import Database
from models.employer import Employer
from models.labourer import Labourer
from models.order import Order
from models.sealed import KeyRing, load_key_ring, new_key_ring, save_key_ring, use_key_ring
from models.user import User
from services.pool_builds import build_pools
from services.users import actor_by_login, add_user
from web.commands.ports import try_port
from workers.servers import Processes, Valkey

HALF = ("counsellor", "county", "counsellor", "employer")
OF_TEN = (*HALF, "labourer", *HALF, "public")
PASSWORD = "Benchmark-of-pages-1"
READY_WITHIN = 120  # seconds
Account = tuple[str, str, str]


def roles(clients: int) -> list[str]:
    return [OF_TEN[number % len(OF_TEN)] for number in range(clients)]


def open_accounts(session: Session, clients: int, at: datetime) -> list[Account]:
    """An account for each client, those of the last run where there are any: role, login, password."""
    actor = actor_by_login(session, "operator")
    counties = list(session.scalars(
        select(Order.county_code).where(Order.state == "open").group_by(Order.county_code).order_by(func.count().desc())
    ))  # fmt: skip
    employers = list(session.scalars(
        select(Employer.id).join(Order, Order.employer_id == Employer.id).where(Order.state == "open").distinct()
        .order_by(Employer.id).limit(clients)
    ))  # fmt: skip
    people = list(session.scalars(
        select(Labourer).where(Labourer.account_id.is_(None), Labourer.situation == "at_home").order_by(Labourer.tie)
        .limit(clients)
    ))  # fmt: skip
    known = set(session.scalars(select(User.login)))
    accounts = []
    for number, role in enumerate(roles(clients)):
        accounts.append((role, login := f"page-{role}-{number}", PASSWORD))
        if role == "public" or login in known:
            continue
        own: dict[str, Any] = {"division_code": counties[number % len(counties)]}
        if role == "employer":
            own = {"employer_id": employers[number % len(employers)]}
        elif role == "labourer":
            own = {"labourers": [people[number]]}
        add_user(session, login, name=login, role=role, password=PASSWORD, actor=actor, at=at, **own)
    return accounts


def in_home(home: Path, url: str | None, labourers: int, orders: int) -> Database:
    """The world of an earlier run, else a new one."""
    database, keys = Database(url or f"sqlite:///{home / 'sunmatch.db'}"), home / "keys.json"
    ring: KeyRing = load_key_ring(keys) if keys.exists() else new_key_ring()
    use_key_ring(ring)
    if keys.exists():
        migrate.upgrade(database.engine)
        build_pools(database, home, now=now)
    else:
        save_key_ring(keys, ring)
        prepare(database, home, labourers, orders)
    return database


def await_pages(address: str) -> None:
    """Return when the pages are ready."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"the pages were not ready within {READY_WITHIN} s")


def serve_and_walk(database: Database, home: Path, plan: dict[str, Any]) -> dict[str, Any]:
    """Start queue, worker and pages as an office does, let the people walk, and end it all."""
    port = try_port("127.0.0.1", 0) or 0
    with Processes() as processes:
        queue = processes.add("queue", Valkey(home / "valkey").start())
        url = database.engine.url.render_as_string(hide_password=False)
        environment = {
            **os.environ, "SUNMATCH_HOME": str(home), "SUNMATCH_DATABASE_URL": url, "SUNMATCH_REDIS_URL": queue.url,
            "SUNMATCH_SECOND_FACTOR": "optional", "SUNMATCH_LOG_LEVEL": "error",
        }  # fmt: skip
        with (home / "pages.log").open("wb") as log:
            for name, more in (("worker", []), ("serve", ["--port", str(port)])):
                command = [sys.executable, "-P", "-m", "web.cli", name, *more]
                processes.start(name, command, env=environment, log=log)
        await_pages(f"http://127.0.0.1:{port}")
        walked = subprocess.run(
            [sys.executable, "-m", "benchmarks.web_clients"], input=json.dumps({**plan, "port": port}), text=True,
            stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
    found: dict[str, Any] = json.loads(walked.stdout)
    return found


def percentiles(ms: Sequence[float]) -> dict[str, float]:
    return {f"p{p}_ms": round(float(np.percentile(ms, p)), 1) for p in (50, 95, 99)}


def summary(walked: dict[str, Any]) -> dict[str, Any]:
    """Over all pages, and by page the slowest first."""
    by_page = defaultdict(list)
    for page, ms in walked["opened"]:
        by_page[page].append(ms)
    pages = {page: {"requests": len(ms), **percentiles(ms)} for page, ms in by_page.items()}
    slowest = dict(sorted(pages.items(), key=lambda each: -each[1]["p95_ms"]))
    everything = [ms for _, ms in walked["opened"]]
    return {"requests": len(everything), "errors": walked["errors"], **percentiles(everything), "pages": slowest}


@click.command()
@click.option("--labourers", type=click.IntRange(100), default=1_000_000, show_default=True)
@click.option("--orders", type=click.IntRange(1), default=2_000, show_default=True)
@click.option("--clients", type=click.IntRange(1), default=50, show_default=True)
@click.option("--seconds", type=click.FloatRange(1), default=120.0, show_default=True)
@click.option("--warm-up", type=click.FloatRange(0), default=60.0, show_default=True, help="Seconds before that.")
@click.option("--wait", type=click.FloatRange(0), default=2.0, show_default=True, help="Seconds between two pages.")
@click.option("--database", "url", help="An empty database; unset: SQLite in the folder.")
@click.option("--home", type=click.Path(path_type=Path), help="Folder that keeps the world; unset: one for this run.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def main(
    labourers: int, orders: int, clients: int, seconds: float, warm_up: float, wait: float, url: str | None,
    home: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Open the pages of an invented world as many people do."""
    with tempfile.TemporaryDirectory() as folder:
        place = home or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        database = in_home(place, url, labourers, orders)
        with database.writing() as session:
            accounts = open_accounts(session, clients, datetime.now(UTC))
        with database.reading() as session:
            there = session.scalar(select(func.count()).select_from(Labourer)) or 0
        kind = database.engine.dialect.name
        database.dispose()
        plan = {"host": "127.0.0.1", "accounts": accounts, "warm_up": warm_up, "seconds": seconds, "wait": wait}
        walked = serve_and_walk(database, place, plan)
    result = {
        "machine": machine(), "data": "synthetic", "database": kind, "labourers": there, "clients": clients,
        "seconds": seconds, "wait_s": wait, **summary(walked),
    }  # fmt: skip
    click.echo(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))


if __name__ == "__main__":
    main()
