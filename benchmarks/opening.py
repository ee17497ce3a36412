"""How soon a new process has everybody: `python -m benchmarks.opening --labourers N [--home FOLDER] [--json]`.

The world is the invented one of `benchmarks.web`, whose folder may be given. Each of `--runs` is a process of its own
that has its modules and kernels loaded, then opens the pool of everyone from its files and ranks them for an open line,
twice. `open_ms` goes from asking the database for the names of the files to a pool of everyone with its index;
`first_ms` is a list of 50 while that process has read no column yet, `next_ms` the same list again. The peer,
`from_rows_s`, reads the same people from the database, as is done where there are no files. Medians of the runs.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.machine import machine
from benchmarks.web import in_home
from matching.rank import rank_parts
from models.db import Database
from models.labourer import Labourer
from models.order import Order, OrderLine
from models.sealed import load_key_ring, use_key_ring
from services.calendar import county_day
from services.pools import open_pool, ready_engine
from services.snapshot import days, load_lines, load_pool
from services.weights_in_force import weights_of
from services.words import vocabulary

PROVINCE = 10**10  # all of the world lies in one


def opened_once(home: Path, url: str) -> dict[str, Any]:
    """Open and rank in this process; milliseconds."""
    use_key_ring(load_key_ring(home / "keys.json"))
    with Database(url).reading() as session:
        ready_engine(session)
        everywhere = _everywhere(session)
        started = time.perf_counter()
        pool = open_pool(session, everywhere)
        opened = time.perf_counter()
        question = _question(session)
        times = []
        for _ in range(2):
            begun = time.perf_counter()
            rank_parts(pool.parts, *question)
            times.append(1000 * (time.perf_counter() - begun))
    people = sum(part.stop - part.start - len(part.gone) for part in pool.parts)
    return {"people": people, "open_ms": 1000 * (opened - started), "first_ms": times[0], "next_ms": times[1]}


def _everywhere(session: Session) -> int:
    """The division that everyone lives in."""
    return (session.scalar(select(func.max(Labourer.home_code))) or 0) // PROVINCE * PROVINCE


def _question(session: Session) -> tuple[Any, ...]:
    """The 50 best of everyone for the open line of the lowest id, with what `rank_parts` needs beside the pool."""
    line, county = session.execute(
        select(OrderLine.id, Order.county_code).join(Order, Order.id == OrderLine.order_id)
        .where(Order.state == "open").order_by(OrderLine.id).limit(1)
    ).one()  # fmt: skip
    lines, _ = load_lines(session, OrderLine.id == line)
    nearness, day = vocabulary(session).nearness(session), county_day(datetime.now(UTC))
    return lines, nearness, weights_of(session, county), 0, days(day), 50


def from_rows(database: Database) -> float:
    """Seconds to read everyone from the database."""
    with database.reading() as session:
        everywhere = _everywhere(session)
        started = time.perf_counter()
        load_pool(session, everywhere)
        return time.perf_counter() - started


@click.command()
@click.option("--labourers", type=click.IntRange(100), default=1_000_000, show_default=True)
@click.option("--orders", type=click.IntRange(1), default=2_000, show_default=True)
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True)
@click.option("--database", "url", help="An empty database; unset: SQLite in the folder.")
@click.option("--home", type=click.Path(path_type=Path), help="Folder that keeps the world; unset: one for this run.")
@click.option("--once", is_flag=True, hidden=True, help="Open in this process alone: what a run is.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def main(labourers: int, orders: int, runs: int, url: str | None, home: Path | None, once: bool, as_json: bool) -> None:
    """Open the pool of an invented world in new processes."""
    if once:
        assert home is not None and url is not None
        click.echo(json.dumps(opened_once(home, url)))
        return
    with tempfile.TemporaryDirectory() as folder:
        place = home or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        database = in_home(place, url, labourers, orders)
        address = database.engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "benchmarks.opening", "--once", "--home", str(place), "--database", address]
        each = [json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout) for _ in range(runs)]
        rows_s = from_rows(database)
        database.dispose()
    result = {
        "machine": machine(), "data": "synthetic", "database": database.engine.dialect.name, "runs": runs,
        "labourers": each[0]["people"],
        **{name: round(statistics.median(run[name] for run in each), 1) for name in ("open_ms", "first_ms", "next_ms")},
        "from_rows_s": round(rows_s, 1),
    }  # fmt: skip
    click.echo(json.dumps(result, indent=None if as_json else 2))


if __name__ == "__main__":
    main()
