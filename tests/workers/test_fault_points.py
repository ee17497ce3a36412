"""A worker killed before or after any statement of its job: the sweep makes good what it left, exactly once."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import select

from models.db import Database, Nudge
from models.displacement import Displacement, Vacancy
from models.placement import Placement
from services.invariants import broken
from services.redeployment import redeploy
from services.vacancies import refill
from tests.conftest import OutsidePostgreSQL
from tests.faults import AFTER_COMMIT, BEFORE_COMMIT, Saved, everything, killed_at, points_of, sweep
from tests.office import Office
from tests.placing import hire, lose, people, recruit
from tests.workers.conftest import StartWorker, until
from workers.queue import Queue
from workers.servers import PostgreSQL
from workers.worker import warm

MOST_POINTS = 90  # more boundaries than either job has


@pytest.fixture
def saved(halves: tuple[int, int], office: Office, postgres: PostgreSQL | OutsidePostgreSQL | None) -> Iterator[Saved]:
    saved = Saved(office.database, postgres.url if postgres else None)
    yield saved
    saved.remove()


@pytest.fixture
def halves(office: Office) -> tuple[int, int]:
    """Somebody dismissed, one post for them, one who could take over the seat; displacement and vacancy."""
    first, everybody = recruit(office, "永兴制衣厂", seats=1), people(office, 2)
    job = hire(office, everybody[0], first)
    recruit(office, "东莞辉鸿制衣厂", seats=1)
    lost = lose(office, job)
    warm(office.database)
    with office.database.reading() as session:
        return lost, session.scalars(select(Vacancy.id)).one()


def jobs(office: Office, halves: tuple[int, int]) -> dict[str, Callable[[Database], object]]:
    displacement, vacancy = halves
    return {
        "redeploy": lambda database: redeploy(database, displacement, now=lambda: office.at),
        "refill": lambda database: refill(database, vacancy, now=lambda: office.at),
    }


@pytest.mark.parametrize("name", ["redeploy", "refill"])
def test_a_job_killed_at_any_boundary_is_made_good_by_the_sweep(
    office: Office, halves: tuple[int, int], saved: Saved, name: str, kind_of_database: str
) -> None:
    """What a kill leaves behind is swept once for each state that is left: most kills leave the one there was. On
    SQLite all boundaries are tried but those before a SELECT, which changes nothing: every fourth of these. On
    PostgreSQL, where they are the same, every fourth and all about a commit. FAULT_POINTS=all tries all."""
    job, swept, database = jobs(office, halves)[name], set[str](), office.database
    points = points_of(database, job)
    print(f"{name}: {', '.join(points)}")  # for docs/redeployment.md: pytest -rP shows it
    saved.put_back()
    for number, point in enumerate(points, start=1):
        about_commit = point in (BEFORE_COMMIT, AFTER_COMMIT)
        changes = about_commit or (kind_of_database == "sqlite" and not point.startswith("SELECT"))
        if number % 4 and not changes and os.environ.get("FAULT_POINTS") != "all":
            continue
        assert killed_at(database, number, job), point
        left = everything(database)
        if left not in swept:
            made_good(office, point)
            saved.put_back()
            swept.add(left)
    assert points[-2:] == [BEFORE_COMMIT, AFTER_COMMIT]
    assert len(swept) == 1 + points.count(AFTER_COMMIT)


def test_a_work_horse_killed_at_a_boundary_is_made_good_by_the_next(
    office: Office, redis: Redis, start_worker: StartWorker, tmp_path: Path
) -> None:
    """A real worker forks for each job, and the fork dies at a boundary: somebody else is dismissed for each of them.
    The first of every twelve is tried, and those about the commit; FAULT_POINTS=all tries all."""
    office.at = datetime.now(UTC)
    step = 1 if os.environ.get("FAULT_POINTS") == "all" else 12
    points = [*map(str, range(1, MOST_POINTS, step)), BEFORE_COMMIT, AFTER_COMMIT]
    first, everybody = recruit(office, "永兴制衣厂", seats=len(points)), people(office, 2 * len(points))
    jobs = [hire(office, each, first) for each in everybody[: len(points)]]
    recruit(office, "东莞辉鸿制衣厂", seats=len(points))
    orders = tmp_path / "orders"
    orders.mkdir()
    start_worker(orders)
    tried = Counter(
        name for point, job in zip(points, jobs, strict=True) for name in died(office, redis, orders, point, job)
    )
    assert set(tried) == {"redeploy", "refill"}
    assert min(tried.values()) > 60 // step, tried


def died(office: Office, redis: Redis, orders: Path, point: str, job: str) -> list[str]:
    """The jobs whose work-horse died at a point, after both were made good; a job may have fewer boundaries."""
    database, names = office.database, ("redeploy", "refill")
    for name in names:
        (orders / name).write_text(point)
    displacement = lose(office, job)
    with database.reading() as session:
        vacancy = session.scalars(select(Vacancy.id).order_by(Vacancy.id.desc())).first() or 0

    def looked_after() -> bool:
        with database.reading() as session:
            halves = session.get_one(Displacement, displacement), session.get_one(Vacancy, vacancy)
            return all(each.state == "offered" for each in halves)

    def nudge(number: int) -> None:
        Queue(redis).send([Nudge("redeploy", (displacement, number)), Nudge("refill", (vacancy, number))])

    nudge(0)
    until(lambda: looked_after() or not any(orders.iterdir()))
    nudge(1)
    until(looked_after)
    with database.reading() as session:
        assert broken(session) == {}, point
    left = [each.name for each in orders.iterdir()]
    for name in left:
        (orders / name).unlink()
    return [name for name in names if name not in left]


def made_good(office: Office, point: str) -> None:
    """The sweep offers a post to the person and the seat to the next, once each; nothing is broken before or after."""
    database = office.database
    with database.reading() as session:
        assert broken(session) == {}, point
    sweep(database, office.at + timedelta(minutes=1))
    with database.reading() as session:
        assert broken(session) == {}, point
        offered = session.scalars(select(Placement.labourer_id).where(Placement.state == "offered"))
        assert sorted(Counter(offered).values()) == [1, 1], point
        assert [session.scalar(select(half.state)) for half in (Displacement, Vacancy)] == ["offered"] * 2, point
