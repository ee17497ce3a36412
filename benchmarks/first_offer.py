"""How long somebody who lost a job waits for the first offer, with real workers on a real queue.

    python -m benchmarks.first_offer --displaced 100 --labourers 100000 --json

In an invented world (`benchmarks/redeploy.py`) one person after the other is dismissed, as chance has it, `--every`
seconds on average; each commit nudges the workers for the person and for the seat that is left, which is searched for
among everybody. The wait is from the commit to the moment when another connection sees the offer. Who finds no post
waits on and is counted as `unplaced`. One person goes before the others, so that nobody waits for workers to start.
"""

import json
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
from sqlalchemy import func, select

from benchmarks.machine import machine
from benchmarks.processes import workers
from benchmarks.redeploy import hire, now, open_seats, prepare
from models.db import Database
from models.displacement import Displacement
from models.placement import Placement
from models.sealed import new_key_ring, save_key_ring, use_key_ring
from services.displacements import displace
from services.invariants import broken
from services.pool_builds import build_pools
from services.users import actor_by_login
from workers.queue import Queue, connect

LOOK = 0.01  # seconds between two looks
PATIENCE = 300  # seconds until somebody must be offered something or wait
Waits = dict[int, float]


def dismiss(database: Database, placement: str) -> int:
    """The placement fails by dismissal; the id of the displacement, which is committed."""
    with database.writing() as session:
        actor = actor_by_login(session, "operator")
        return displace(session, placement, "dismissed", actor=actor, at=now()).id


def look(database: Database, since: dict[int, float], waits: Waits) -> None:
    """Take the time of those whose offer is there now."""
    with database.reading() as session:
        offered = select(Placement.displacement_id).where(Placement.displacement_id.in_(since.keys() - waits.keys()))
        for each in session.scalars(offered.distinct()):
            waits[each] = time.perf_counter() - since[each]


def all_done(database: Database, ids: list[int]) -> bool:
    """Whether everybody has an offer or is known to wait."""
    query = select(func.count()).where(Displacement.id.in_(ids), Displacement.state.in_(("offered", "waiting")))
    with database.reading() as session:
        return session.scalar(query) == len(ids)


def look_until(database: Database, since: dict[int, float], waits: Waits, over: Callable[[], bool]) -> None:
    while not over():
        look(database, since, waits)
        time.sleep(LOOK)
    look(database, since, waits)


def displace_all(database: Database, placements: list[str], every: float) -> Waits:
    """Dismiss one after the other and watch; seconds to the first offer by displacement."""
    since: dict[int, float] = {}
    waits: Waits = {}
    chance = random.Random(1)
    for each in placements:
        lost = dismiss(database, each)
        since[lost] = time.perf_counter()
        next_one = since[lost] + chance.expovariate(1 / every)
        look_until(database, since, waits, lambda end=next_one: time.perf_counter() >= end)
    deadline = time.perf_counter() + PATIENCE
    look_until(database, since, waits, lambda: all_done(database, list(since)) or time.perf_counter() > deadline)
    if not all_done(database, list(since)):
        raise SystemExit(f"after {PATIENCE} seconds somebody was neither offered anything nor waiting")
    return waits


def broken_rows(database: Database) -> int:
    """Rows that break an invariant: the jobs that the benchmark makes up break some from the first, having no story."""
    with database.reading() as session:
        return sum(len(ids) for ids in broken(session).values())


def measured(url: str | None, home: Path, displaced: int, labourers: int, orders: int, every: float, count: int) -> Any:
    ring = new_key_ring()
    use_key_ring(ring)
    save_key_ring(home / "keys.json", ring)
    database = Database(url or f"sqlite:///{home / 'first_offer.db'}")
    prepare(database, home, labourers, orders)
    plant = hire(database, displaced + 1, 1)
    open_seats(database, displaced + 1)
    build_pools(database, home, now=now)
    with database.reading() as session:
        mine = (Placement.employer_id == plant.id) & (Placement.state == "confirmed")
        jobs = list(session.scalars(select(Placement.public_id).where(mine).order_by(Placement.id)))
    with workers(database.engine.url.render_as_string(hide_password=False), home) as of:
        database.send = Queue(connect(of.queue)).send
        processes = [of.start() for _ in range(count)]
        displace_all(database, jobs[:1], every)
        before = broken_rows(database)
        waits = displace_all(database, jobs[1:], every)
        for process in processes:
            os.kill(process, signal.SIGTERM)
            os.waitpid(process, 0)
    seconds = np.array(sorted(waits.values()))
    return {
        "displaced": displaced, "labourers": labourers, "orders": orders, "workers": count, "every_s": every,
        "database": database.engine.dialect.name, "offers": len(waits), "unplaced": displaced - len(waits),
        "violations": broken_rows(database) - before,
        **{f"first_offer_p{p}_s": round(float(np.percentile(seconds, p)), 3) for p in (50, 95, 99)},
        "first_offer_max_s": round(float(seconds.max()), 3), "data": "synthetic", "machine": machine(),
    }  # fmt: skip


@click.command()
@click.option("--displaced", type=click.IntRange(1), default=100, show_default=True)
@click.option("--labourers", type=click.IntRange(100), default=100_000, show_default=True)
@click.option("--orders", type=click.IntRange(1), default=400, show_default=True)
@click.option("--every", type=click.FloatRange(0.01), default=3.0, show_default=True, help="Seconds, on average.")
@click.option("--workers", "count", type=click.IntRange(1), default=1, show_default=True)
@click.option("--database", "url", help="An empty database; unset: SQLite in a folder of its own.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def main(displaced: int, labourers: int, orders: int, every: float, count: int, url: str | None, as_json: bool) -> None:
    """Dismiss people of an invented world one by one, and take the time to their first offers."""
    with tempfile.TemporaryDirectory() as home:
        result = measured(url, Path(home), displaced, labourers, orders, every, count)
    click.echo(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))


if __name__ == "__main__":
    main()
