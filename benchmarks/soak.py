"""Many people displaced at once, and the processes that look after them killed at random until nobody is left.

    python -m benchmarks.soak --displacements 1000 --json                    # a queue and two worker processes
    python -m benchmarks.soak --displacements 10000 --forks --json           # sweeping processes alone, much quicker
    python -m benchmarks.soak --displacements 1000 --database URL --kills none

Everybody in it is invented. A firm closes: each person waits for a job, one seat in five for its next person, and there
are posts for four in five. Every 20 to 60 seconds (a worker takes ten to begin; `--forks`: a tenth to a whole second)
one of the two processes is killed with SIGKILL and another one begun. It ends when nothing is due any more; then the
invariants are asked.
"""

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from benchmarks.machine import machine
from benchmarks.processes import workers
from fixtures.load_reference import load_reference
from models import migrate
from models.county_rules import CountyRules
from models.db import Database
from models.displacement import Displacement, Vacancy
from models.labourer import Labourer
from models.message import Message
from models.order import Order, OrderLine
from models.placement import Placement
from models.sealed import new_key_ring, save_key_ring, use_key_ring
from models.step import Step
from services.invariants import broken
from services.pool_builds import build_pools
from services.pool_changes import keep_up
from services.sweeping import due
from services.users import ensure_local_operator
from tests.faults import JOBS, fork
from tests.office import SANDU, Office, id_number
from tests.placing import DIGITS, recruit
from workers.worker import warm

PROCESSES, FIRMS, NEXT_SEATS = 2, 5, 5
SEWING = ["", "三都县大河镇", "初中", "缝纫", "缝纫工", "三都县", "3000"]
Start = Callable[[], int]


def displace_at_once(office: Office, count: int) -> None:
    """Somebody in work at one firm loses the job, `count` times over, written as `displace` writes it."""
    register(office, count + count // NEXT_SEATS)
    line = recruit(office, "合成数据关闭的工厂", seats=count)
    for firm in range(FIRMS):
        recruit(office, f"合成数据{'甲乙丙丁戊'[firm]}制衣厂", seats=max(1, count * 4 // 5 // FIRMS))
    with office.database.writing() as session:
        post, at = session.get_one(OrderLine, line), office.at
        order = session.get_one(Order, post.order_id)
        people = session.execute(select(Labourer.id, Labourer.home_code).order_by(Labourer.id).limit(count)).all()
        posted = {"line_id": line, "order_id": order.id, "employer_id": order.employer_id, "state": "failed"}
        jobs = [{**posted, "labourer_id": each.id, "home_code": each.home_code, "offered_at": at} for each in people]
        session.execute(insert(Placement), jobs)
        session.execute(update(OrderLine).where(OrderLine.id == line).values(taken=count))
        failed = session.execute(select(Placement.id, Placement.labourer_id, Placement.home_code)).all()
        told = {"code": "offer", "params": {}, "written_at": at, "not_before": at}
        session.execute(insert(Message), [{**told, "labourer_id": each[1], "placement_id": each[0]} for each in failed])
        steps("placement", [each[0] for each in failed], ["", "offered", "accepted", "failed"], session, at)
        session.execute(insert(Displacement), [lost(each, order.employer_id, at) for each in failed])
        session.execute(insert(Vacancy), [left(each[0], line, order, at) for each in failed])
        for subject, table in (("displacement", Displacement), ("vacancy", Vacancy)):
            steps(subject, list(session.scalars(select(table.id))), ["", "open"], session, at)


def register(office: Office, count: int) -> None:
    """Enter people who can sew and live in the county, by a sheet as villages write them."""
    first = date(1975, 1, 1)
    rows = []
    for number in range(count):
        birth = first + timedelta(days=number // 900)
        name = "合" + f"{number:05}".translate(DIGITS)
        rows.append([name, id_number(birth=f"{birth:%Y%m%d}", sequence=f"{number % 900 + 1:03}"), *SEWING])
    office.people(*rows, name="soak.csv")


def lost(failed: Any, employer: int, at: datetime) -> dict[str, Any]:
    return {
        "placement_id": failed[0],
        "labourer_id": failed[1],
        "home_code": failed[2],
        "employer_id": employer,
        "cause": "plant_closed",
        "road": "another_job",
        "happened_on": at.date(),
        "reported_at": at,
        "next_try_at": at,
    }


def left(placement: int, line: int, order: Order, at: datetime) -> dict[str, Any]:
    """A vacant seat: one in five is searched for, the others wait for a person to say so."""
    handled = None if placement % NEXT_SEATS == 0 else at
    seat = {"placement_id": placement, "line_id": line, "employer_id": order.employer_id, "county_code": SANDU}
    return {**seat, "opened_at": at, "handled_at": handled, "next_try_at": at}


def steps(subject: str, ids: list[int], states: list[str], session: Any, at: datetime) -> None:
    """The steps that lead from nothing to a state, for each subject."""
    for before, after in pairwise(states):
        step = {"subject": subject, "action": after, "from_state": before, "to_state": after, "at": at}
        session.execute(insert(Step), [{**step, "subject_id": each} for each in ids])


def sweep_until_done(database: Database, now: Callable[[], datetime]) -> None:
    """One process: sweep and do what is found, in an order of its own, until nothing is due. Errors stay with rows."""
    order = random.Random(os.getpid())
    while nudges := _due(database, now()):
        for each in order.sample(nudges, min(len(nudges), 20)):
            JOBS[each.job](database, each.ids[0], now())


def _due(database: Database, at: datetime) -> list[Any]:
    with database.reading() as session:
        return [each for each in due(session, at=at) if each.job in JOBS]


def soak(
    database: Database, home: Path, start: Start, now: Callable[[], datetime], pauses: tuple[float, float] | None
) -> int:
    """Keep two processes going, kill one at random in between, and keep the files of the pool up to date; how many were
    killed until nothing was due."""
    chance, kills = random.Random(1), 0
    build_pools(database, home, now=now)
    running = [start() for _ in range(PROCESSES)]
    while _due(database, now()):
        time.sleep(chance.uniform(*pauses) if pauses else 1)
        keep_up(database, home, at=now())
        database.dispose()
        for place, process in enumerate(running):
            if os.waitpid(process, os.WNOHANG)[0]:  # it found nothing to do
                running[place] = start()
        if pauses:
            place = chance.randrange(PROCESSES)
            kills += 1
            end(running[place])
            running[place] = start()
    for process in running:
        end(process)
    return kills


def end(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def forks(database: Database, now: Callable[[], datetime]) -> Start:
    """Starts processes that sweep and do what they find, without a queue between."""

    def start() -> int:
        database.dispose()
        return fork(lambda: sweep_until_done(database, now))

    return start


def counted(database: Database) -> dict[str, int]:
    """What became of everybody, and how many rows break an invariant."""
    with database.reading() as session:
        states = Counter(session.scalars(select(Displacement.state)))
        offers = session.scalar(select(func.count()).where(Placement.displacement_id.is_not(None))) or 0
        refilled = session.scalar(select(func.count()).where(Vacancy.state == "offered")) or 0
        wrong = sum(len(ids) for ids in broken(session).values())
    return {"offers": offers, "unplaced": states["waiting"], "refilled": refilled, "violations": wrong}


def prepare(database: Database, home: Path) -> None:
    ring = new_key_ring()
    use_key_ring(ring)
    save_key_ring(home / "keys.json", ring)
    migrate.upgrade(database.engine)
    with database.writing() as session:
        load_reference(session)
        ensure_local_operator(session, at=datetime.now(UTC))
        session.merge(CountyRules(county_code=SANDU, retry_hours=720))


def measured(url: str | None, home: Path, count: int, *, kills: bool, in_forks: bool) -> dict[str, object]:
    """The whole soak: {"displacements", "seconds", "kills", "offers", "unplaced", "refilled", "violations", …}."""
    database = Database(url or f"sqlite:///{home / 'sunmatch.db'}")
    prepare(database, home)
    displace_at_once(Office(database, home, datetime.now(UTC)), count)
    warm(database)
    pauses = ((0.1, 1.0) if in_forks else (20.0, 60.0)) if kills else None
    address = database.engine.url.render_as_string(hide_password=False)
    started = time.perf_counter()
    if in_forks:
        killed = soak(database, home, forks(database, now), now, pauses)
    else:
        with workers(address, home) as of:
            killed = soak(database, home, of.start, now, pauses)
    seconds = round(time.perf_counter() - started, 1)
    kind = {"database": database.engine.dialect.name, "processes": "forks" if in_forks else "workers"}
    result = {"displacements": count, **kind, "seconds": seconds, "kills": killed, **counted(database)}
    return {**result, "machine": machine()}


def now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--displacements", type=int, default=10_000)
    parser.add_argument("--database", help="the URL of an empty database; unset: an SQLite file of its own")
    parser.add_argument("--kills", choices=("random", "none"), default="random")
    parser.add_argument("--forks", action="store_true", help="sweeping processes instead of a queue and workers")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        result = measured(
            chosen.database, Path(home), chosen.displacements, kills=chosen.kills == "random", in_forks=chosen.forks
        )
    print(json.dumps(result) if chosen.json else "\n".join(f"{name}: {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
