"""The pages that count what is to be done: `python -m benchmarks.work_pages [--displaced N] [--labourers N] [--json]`.

The world is invented, as for `benchmarks.redeploy`; a plant of N people closes in it by one action and they are offered
what there is. Then the county office opens `/home` and `/work` (and its second page), and monitoring reads `/metrics`:
on that day, and ten days later, when nobody was spoken to, so that everybody is due. Each figure is the median of the
requests after a first one, in this process, in milliseconds: `ms` by the clock on the wall, `cpu_ms` what the process
worked, whatever else the machine did; with the queries that one request makes.
"""

import json
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks.machine import machine
from benchmarks.redeploy import now, one_run, prepare
from models.db import Database
from models.sealed import KeyRing, new_key_ring, use_key_ring
from services.settings import Settings
from services.sign_ins import begin_sign_in
from services.users import actor_by_login
from web.app import create_app

PAGES = ("/home", "/work", "/work?page=2", "/work?mine=yes", "/metrics")
DAYS = (0, 10)  # after the plant closed


def client_at(database: Database, home: Path, ring: KeyRing, at: datetime) -> FlaskClient:
    """Somebody of the county office who is signed in, on a day."""
    settings = Settings(home=home, database_url=str(database.engine.url), second_factor="optional")
    client = create_app(settings, database, ring, clock=lambda: at).test_client()
    with database.writing() as session, client.session_transaction() as cookie:
        user_id = actor_by_login(session, "operator").user_id or 0
        cookie["sign_in"] = begin_sign_in(session, user_id, device="benchmark", address="127.0.0.1", at=at)
    return client


def one_page(database: Database, client: FlaskClient, address: str, runs: int) -> dict[str, float]:
    """What a page takes and what this process works meanwhile (medians, ms), and how many queries it makes."""
    queries: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: queries.append(told[2]))
    took, worked = [], []
    for _ in range(runs + 1):
        queries.clear()
        begun, busy = time.perf_counter(), time.process_time()
        answer = client.get(address)
        took.append(1000 * (time.perf_counter() - begun))
        worked.append(1000 * (time.process_time() - busy))
        assert answer.status_code == 200, (address, answer.status_code)
    ms, cpu_ms = (round(statistics.median(each[1:]), 1) for each in (took, worked))
    return {"ms": ms, "cpu_ms": cpu_ms, "queries": len(queries)}


def measure(database: Database, home: Path, ring: KeyRing, runs: int) -> dict[str, dict[str, dict[str, float]]]:
    """The pages on each of the days."""
    found = {}
    for days in DAYS:
        client = client_at(database, home, ring, now() + timedelta(days))
        found[f"day {days}"] = {each: one_page(database, client, each, runs) for each in PAGES}
    return found


@click.command()
@click.option("--displaced", type=click.IntRange(1), default=5_000, show_default=True)
@click.option("--labourers", type=click.IntRange(100), default=100_000, show_default=True)
@click.option("--orders", type=click.IntRange(1), default=400, show_default=True)
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True)
@click.option("--database", "url", help="An empty database; unset: SQLite in a folder of its own.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def main(displaced: int, labourers: int, orders: int, runs: int, url: str | None, as_json: bool) -> None:
    """Open the pages of an invented world."""
    ring = new_key_ring()
    use_key_ring(ring)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = Database(url or f"sqlite:///{home / 'pages.db'}")
        prepare(database, home, labourers, orders)
        closed = one_run(database, home, displaced, displaced * 96 // 100, 1)
        result: dict[str, Any] = {
            "machine": machine(), "data": "synthetic", "database": database.engine.dialect.name,
            "labourers": labourers, "orders": orders, "displaced": displaced, "offers": closed["offers"],
            **measure(database, home, ring, runs),
        }  # fmt: skip
        database.dispose()
    click.echo(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))


if __name__ == "__main__":
    main()
