"""A plant closes: `python -m benchmarks.redeploy --displaced N [--database URL] [--one-by-one K] [--json]`.

The world is invented (`fixtures/worlds/crowd`), with the files of its pool as the demo has them. Each run hires N
people at a plant of its own, leaves as many open seats as `--seats` says, and closes the plant by the one action that
a page offers; what the commit nudges for is then done in this process, as a worker does it. `seconds` is from the
action to the last row committed, `first_offer_p95_s` to the moment when another connection sees offers for 95 % of
those who get one: medians of the runs after a warm-up; `cpu_s` is what this process worked meanwhile, with its look at
the offers, whatever else the machine did. Counts are by SQL of this file alone, summed over the runs. `--one-by-one K`
lets the single search do K people of another plant, for comparison.
"""

import json
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select, text, update

from benchmarks.machine import machine
from fixtures.load_reference import load_reference
from fixtures.worlds.crowd.world import fill_world
from models import migrate
from models.bulk import insert_rows
from models.db import Database, Nudge
from models.displacement import Displacement
from models.employer import Employer
from models.labourer import Consent, Labourer
from models.order import Order, OrderLine
from models.placement import Placement
from models.sealed import new_key_ring, use_key_ring
from services.mass_displacement import close_plant
from services.mass_displacement_offers import redeploy_together
from services.orders import advance_order, orders_due
from services.pool_builds import build_pools
from services.redeployment import redeploy
from services.users import actor_by_login, ensure_local_operator

COUNTY = 1_000_000
LOOK = 0.02  # seconds between two looks at how many offers there are

# Offers to the people of one plant, and what must never be.
OFFERED = """
    select count(distinct displacement.id) from placement
    join displacement on displacement.id = placement.displacement_id
    where displacement.employer_id = :plant and placement.state = 'offered'"""
LOST = "select count(*) from displacement where employer_id = :plant"
NOT_WAITING = """
    select count(*) from displacement where employer_id = :plant and state not in ('offered', 'waiting')"""
DOUBLE_OFFERS = """
    select coalesce(sum(made - 1), 0) from (
        select count(*) as made from placement
        join displacement on displacement.id = placement.displacement_id
        where displacement.employer_id = :plant group by placement.labourer_id) as people where made > 1"""
UNTOLD = """
    select count(*) from placement
    join displacement on displacement.id = placement.displacement_id
    where displacement.employer_id = :plant
    and (select count(*) from message where message.placement_id = placement.id and message.code = 'offer') <> 1"""
DOUBLE_SEATS = """
    select coalesce(sum(held - seats), 0) from (
        select order_line.seats as seats, count(*) as held from order_line
        join placement on placement.line_id = order_line.id
        where placement.state in ('offered', 'accepted', 'delivered', 'confirmed')
        group by order_line.id, order_line.seats) as lines where held > seats"""


@dataclass(frozen=True)
class Plant:
    """A firm with everybody who works for it."""

    id: int
    public_id: str


def now() -> datetime:
    return datetime.now(UTC)


def prepare(database: Database, home: Path, labourers: int, orders: int) -> None:
    """An invented world in an empty database, its orders open, its pool in files."""
    migrate.upgrade(database.engine)
    with database.writing() as session:
        load_reference(session)
        ensure_local_operator(session, at=now())
    fill_world(database, labourers=labourers, orders=orders, seed=1, at=now())
    with database.reading() as session:
        due = orders_due(session, at=now())
    for order_id in due:
        with database.writing() as session:
            advance_order(session, order_id, at=now())
    build_pools(database, home, now=now)


def hire(database: Database, displaced: int, number: int) -> Plant:
    """People who are free and let us propose them, in work at a plant of their own."""
    at = now()
    with database.writing() as session:
        shares = select(Consent.labourer_id).where(Consent.purpose == "share", Consent.withdrawn_at.is_(None))
        busy = select(Placement.labourer_id).where(
            Placement.state.in_(("offered", "accepted", "delivered", "confirmed"))
        )
        lost = select(Displacement.labourer_id)
        free = Labourer.situation.in_(("at_home", "away")) & Labourer.merged_into_id.is_(None)
        free &= Labourer.id.in_(shares) & Labourer.id.not_in(busy) & Labourer.id.not_in(lost)
        people = session.execute(select(Labourer.id, Labourer.home_code).where(free).order_by(Labourer.tie)).all()
        people = people[:displaced]
        if len(people) < displaced:
            raise click.UsageError(f"only {len(people)} people are free: make the world larger")
        county = people[0].home_code - people[0].home_code % COUNTY
        plant = Employer(name=f"合成数据工厂{number}", county_code=county, registered_at=at)
        session.add(plant)
        session.flush()
        line = _posts(session, plant, county, displaced, at)
        rows = [{"labourer_id": each.id, "home_code": each.home_code} for each in people]
        insert_rows(session, Placement, rows, {
            "line_id": line.id, "order_id": line.order_id, "employer_id": plant.id, "state": "confirmed",
            "offered_at": at - timedelta(90), "delivered_on": (at - timedelta(80)).date(),
        })  # fmt: skip
        here = Labourer.id.in_(select(Placement.labourer_id).where(Placement.line_id == line.id))
        session.execute(update(Labourer).where(here).values(situation="placed"))
        return Plant(plant.id, plant.public_id)


def _posts(session: Any, plant: Employer, county: int, seats: int, at: datetime) -> OrderLine:
    pattern = session.scalars(select(OrderLine).order_by(OrderLine.id).limit(1)).one()
    order = Order(employer_id=plant.id, county_code=county, kind="hiring", sub_kind="ordinary", state="filled",
                  filed_at=at)  # fmt: skip
    session.add(order)
    session.flush()
    line = OrderLine(order_id=order.id, position=1, title="合成岗位", occupation_id=pattern.occupation_id, seats=seats,
                     taken=seats, division_code=pattern.division_code)  # fmt: skip
    session.add(line)
    session.flush()
    return line


def open_seats(database: Database, wanted: int) -> tuple[int, int]:
    """Give the open lines of all counties `wanted` free seats together; the seats and the lines there are."""
    with database.writing() as session:
        open_ = OrderLine.order_id.in_(select(Order.id).where(Order.state == "open"))
        lines = session.scalars(select(OrderLine).where(open_).order_by(OrderLine.id)).all()
        for place, line in enumerate(lines):
            free = wanted * (place + 1) // len(lines) - wanted * place // len(lines)
            line.seats = max(1, line.taken + free)
        session.flush()
        return session.scalar(select(func.sum(OrderLine.seats - OrderLine.taken)).where(open_)) or 0, len(lines)


class Watch(threading.Thread):
    """Looks, over a connection of its own, when how many people have an offer."""

    def __init__(self, database: Database, plant: Plant) -> None:
        super().__init__(daemon=True)
        self.database, self.plant, self.over = database, plant, threading.Event()
        self.seen: list[tuple[float, int]] = []

    def run(self) -> None:
        while not self.over.wait(LOOK):
            self.look()

    def look(self) -> None:
        count = counted(self.database, OFFERED, self.plant)
        self.seen.append((time.perf_counter(), count))

    def when(self, share: float) -> float:
        """When that share of all who were offered something in the end had it."""
        wanted = share * self.seen[-1][1]
        return next(at for at, count in self.seen if count >= wanted)


def counted(database: Database, query: str, plant: Plant) -> int:
    with database.reading() as session:
        return int(session.execute(text(query), {"plant": plant.id} if ":plant" in query else {}).scalar() or 0)


def one_run(database: Database, home: Path, displaced: int, seats: int, number: int) -> dict[str, Any]:
    """Hire, close, and find everybody a place; what it took and what came of it."""
    plant = hire(database, displaced, number)
    free, lines = open_seats(database, seats)
    build_pools(database, home, now=now)
    nudges: list[Nudge] = []
    database.send = nudges.extend
    watch = Watch(database, plant)
    watch.start()
    started, busy = time.perf_counter(), time.process_time()
    with database.writing() as session:
        actor = actor_by_login(session, "operator")
        close_plant(session, plant.public_id, "plant_closed", people=displaced, actor=actor, at=now())
    closed = time.perf_counter()
    for each in nudges:
        redeploy_together(database, each.ids[0], now=now)
    ended, busy = time.perf_counter(), time.process_time() - busy
    watch.over.set()
    watch.join()
    watch.look()
    offers = counted(database, OFFERED, plant)
    return {
        "seconds": ended - started, "action_s": closed - started, "cpu_s": busy,
        "first_offer_p95_s": watch.when(0.95) - started,
        "offers": offers, "unplaced": counted(database, LOST, plant) - offers, "free_seats": free, "lines": lines,
        "neither_offered_nor_waiting": counted(database, NOT_WAITING, plant),
        "double_offers": counted(database, DOUBLE_OFFERS, plant), "untold": counted(database, UNTOLD, plant),
        "double_seats": counted(database, DOUBLE_SEATS, plant),
    }  # fmt: skip


def one_by_one(database: Database, home: Path, people: int, seats: int, number: int) -> dict[str, Any]:
    """The same by the single search: what it takes, and how many get something."""
    plant = hire(database, people, number)
    open_seats(database, seats)
    build_pools(database, home, now=now)
    started = time.perf_counter()
    with database.writing() as session:
        actor = actor_by_login(session, "operator")
        close_plant(session, plant.public_id, "plant_closed", people=people, actor=actor, at=now())
    with database.writing() as session:
        here = Displacement.employer_id == plant.id
        session.execute(update(Displacement).where(here).values(next_try_at=now()))
        ids: Sequence[int] = session.scalars(select(Displacement.id).where(here).order_by(Displacement.id)).all()
    for each in ids:
        redeploy(database, each, now=now)
    return {"people": people, "seconds": time.perf_counter() - started, "offers": counted(database, OFFERED, plant)}


def measure(database: Database, home: Path, displaced: int, seats: int, runs: int, alone: int) -> dict[str, Any]:
    """A warm-up and some runs, each with a plant of its own."""
    warm = one_run(database, home, min(displaced, 200), min(seats, 200), 0)
    found = [one_run(database, home, displaced, seats, number) for number in range(1, runs + 1)]
    everyone = [warm, *found]
    sums = ("double_seats", "double_offers", "untold", "neither_offered_nor_waiting")
    return {
        "displaced": displaced, "runs": runs, "free_seats": found[-1]["free_seats"], "lines": found[-1]["lines"],
        "seconds": round(statistics.median(each["seconds"] for each in found), 3),
        "seconds_of_runs": [round(each["seconds"], 3) for each in found],
        "cpu_s": round(statistics.median(each["cpu_s"] for each in found), 3),
        "action_s": round(statistics.median(each["action_s"] for each in found), 3),
        "first_offer_p95_s": round(statistics.median(each["first_offer_p95_s"] for each in found), 3),
        "offers": found[-1]["offers"], "unplaced": found[-1]["unplaced"],
        **{name: sum(each[name] for each in everyone) for name in sums},
        **({"one_by_one": one_by_one(database, home, alone, alone, runs + 1)} if alone else {}),
    }  # fmt: skip


@click.command()
@click.option("--displaced", type=click.IntRange(1), default=5_000, show_default=True)
@click.option("--labourers", type=click.IntRange(100), default=100_000, show_default=True)
@click.option("--orders", type=click.IntRange(1), default=400, show_default=True)
@click.option("--seats", type=click.IntRange(1), help="Free seats of all open posts; unset: 96 % of the displaced.")
@click.option("--runs", type=click.IntRange(1), default=5, show_default=True)
@click.option("--one-by-one", "alone", type=click.IntRange(0), default=0, help="So many by the single search, too.")
@click.option("--database", "url", help="An empty database; unset: SQLite in a folder of its own.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def main(
    displaced: int, labourers: int, orders: int, seats: int | None, runs: int, alone: int, url: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Close plants of an invented world."""
    use_key_ring(new_key_ring())
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = Database(url or f"sqlite:///{home / 'redeploy.db'}")
        started = time.perf_counter()
        prepare(database, home, labourers, orders)
        made = time.perf_counter() - started
        found = measure(database, home, displaced, seats or displaced * 96 // 100, runs, alone)
        result = {
            "machine": machine(), "data": "synthetic", "database": database.engine.dialect.name,
            "labourers": labourers, "orders": orders, "world_s": round(made, 1), **found,
        }  # fmt: skip
        database.dispose()
    click.echo(json.dumps(result, ensure_ascii=False, indent=None if as_json else 2))


if __name__ == "__main__":
    main()
