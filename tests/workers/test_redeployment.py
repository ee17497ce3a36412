"""Displaced people and vacant seats in the background: nudged, swept, survived; nothing lost, nothing doubled."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from redis import Redis
from sqlalchemy import select

from models.db import Database
from models.displacement import UNFILLED, Displacement, Vacancy
from models.order import OrderLine
from models.placement import Placement
from models.step import Step
from models.workflow import HOLDING
from services.access import CLOCK
from services.errors import RuleRefusal
from services.offers import make_offer
from services.redeployment import claim_and_offer, search_for_person
from tests.office import Office
from tests.placing import accept, hire, lose, offer, people, placements, recruit, rules, taken
from tests.workers.conftest import StartWorker, until
from workers.queue import Queue


@pytest.fixture
def office(office: Office) -> Office:
    """The workers have a clock of their own: the office goes by it too."""
    office.at = datetime.now(UTC)
    return office


def displaced(office: Office, count: int, *, seats: int) -> list[int]:
    """People who lost their jobs with a firm that closed, and another one with some seats; the displacements."""
    first, everybody = recruit(office, "永兴制衣厂", seats=count), people(office, count)
    jobs = [hire(office, each, first) for each in everybody]
    recruit(office, "东莞辉鸿制衣厂", seats=seats)
    return [lose(office, job, "plant_closed") for job in jobs]


def states(database: Database, table: type[Displacement] | type[Vacancy] = Displacement) -> Counter[str]:
    with database.reading() as session:
        return Counter(session.scalars(select(table.state)))


def waits(database: Database) -> bool:
    """Whether nothing is left that could be done now."""
    return states(database).keys() <= {"offered", "waiting"}


def nothing_is_lost_or_doubled(database: Database) -> None:
    with database.reading() as session:
        lines, offers = session.scalars(select(OrderLine)).all(), session.scalars(select(Placement)).all()
        vacancies, losses = session.scalars(select(Vacancy)).all(), session.scalars(select(Displacement)).all()
        steps = session.execute(select(Step.subject_id, Step.action).where(Step.subject == "displacement")).all()
    held = Counter(each.line_id for each in offers if each.state in HOLDING)
    kept = {each.id for each in vacancies if each.state in UNFILLED} - {
        each.vacancy_id for each in offers if each.state in HOLDING
    }
    held.update(each.line_id for each in vacancies if each.id in kept)
    assert {each.id: each.taken for each in lines} == {each.id: held[each.id] for each in lines}
    made = Counter(each.displacement_id for each in offers if each.displacement_id)
    assert set(Counter(each.labourer_id for each in offers if each.state == "offered").values()) <= {1}
    assert made == Counter({each.id: each.offers_made for each in losses if each.offers_made})
    assert made == Counter(subject for subject, action in steps if action == "offer")


def test_the_sweep_of_a_worker_finds_the_displaced_that_nobody_nudged_for(
    office: Office, database: Database, start_worker: StartWorker
) -> None:
    displaced(office, 3, seats=2)
    start_worker()
    until(lambda: waits(database))
    assert states(database) == {"offered": 2, "waiting": 1}
    nothing_is_lost_or_doubled(database)


def test_a_worker_killed_between_search_and_offer_leaves_all_to_the_next(
    office: Office, database: Database, redis: Redis, start_worker: StartWorker
) -> None:
    [lost] = displaced(office, 1, seats=1)
    with database.writing() as session:  # holds the row, so that the job stands before its claim
        session.get_one(Displacement, lost, with_for_update=True)
        first = start_worker()
        until(lambda: Queue(redis).rq.started_job_registry.count > 0)
        first.kill()
        first.wait()
    assert states(database) == {"open": 1}
    redis.flushall()
    start_worker()
    until(lambda: waits(database))
    assert states(database) == {"offered": 1}
    nothing_is_lost_or_doubled(database)


def test_a_worker_killed_at_any_moment_and_a_flushed_queue_lose_nobody(
    office: Office, database: Database, redis: Redis, start_worker: StartWorker
) -> None:
    displaced(office, 12, seats=8)
    first = start_worker()
    until(lambda: states(database)["offered"] > 1)
    first.kill()
    first.wait()
    redis.flushall()
    start_worker()
    until(lambda: waits(database))
    assert states(database) == {"offered": 8, "waiting": 4}
    nothing_is_lost_or_doubled(database)


def test_jobs_delivered_three_times_to_two_workers_are_done_once(
    office: Office, database: Database, redis: Redis, start_worker: StartWorker
) -> None:
    lost, queue = displaced(office, 8, seats=5), Queue(redis)
    for each in lost * 3:
        queue.rq.enqueue_call("workers.jobs.redeploy", args=[each])
    start_worker()
    start_worker()
    until(lambda: waits(database) and queue.rq.count == 0)
    assert states(database) == {"offered": 5, "waiting": 3}
    nothing_is_lost_or_doubled(database)


def test_two_workers_fill_the_seats_and_place_the_people_of_one_firm(
    office: Office, database: Database, start_worker: StartWorker
) -> None:
    first, everybody = recruit(office, "永兴制衣厂", seats=4), people(office, 8)
    jobs = [hire(office, each, first) for each in everybody[:4]]
    recruit(office, "东莞辉鸿制衣厂", seats=3)
    for job in jobs:
        lose(office, job)
    start_worker()
    start_worker()
    until(lambda: waits(database) and states(database, Vacancy).keys() == {"offered"})
    assert states(database) == {"offered": 3, "waiting": 1}
    assert taken(office, first) == 4
    nothing_is_lost_or_doubled(database)


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Do everything at the same moment; what each gave, or the code of its refusal."""
    barrier, results = threading.Barrier(len(actions)), [None] * len(actions)  # type: list[object]

    def run(position: int) -> None:
        barrier.wait()
        try:
            results[position] = actions[position]()
        except RuleRefusal as refusal:
            results[position] = refusal.code

    threads = [threading.Thread(target=run, args=(position,)) for position in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def offering(office: Office, person: int, line: int) -> Callable[[], object]:
    def run() -> object:
        with office.database.writing() as session:
            make_offer(session, labourer_id=person, line_id=line, actor=CLOCK, at=office.at)
        return "offered"

    return run


def test_two_who_reach_for_the_last_seat_do_not_both_get_it(office: Office) -> None:
    one, two = people(office, 2)
    line = recruit(office, "永兴制衣厂", seats=1)
    results = at_once(offering(office, one, line), offering(office, two, line))
    assert sorted(map(str, results)) == ["offered", "seat_is_taken"]
    assert taken(office, line) == 1


def test_one_person_is_not_offered_more_at_once_than_the_county_allows(office: Office) -> None:
    [li] = people(office, 1)
    lines = [recruit(office, name) for name in ("永兴制衣厂", "东莞辉鸿制衣厂", "广州依利安达制衣厂")]
    rules(office, open_offers=2)
    results = at_once(*(offering(office, li, line) for line in lines))
    assert sorted(map(str, results)) == ["offered", "offered", "too_many_offers"]
    assert sum(taken(office, line) for line in lines) == len(placements(office, li)) == 2


def test_a_person_who_says_yes_twice_at_once_has_one_job(office: Office) -> None:
    [li] = people(office, 1)
    rules(office, open_offers=2)
    lines = [recruit(office, name) for name in ("永兴制衣厂", "东莞辉鸿制衣厂")]
    first, second = (offer(office, li, line) for line in lines)
    results = at_once(lambda: accept(office, first), lambda: accept(office, second))
    assert sorted(map(str, results)) == ["None", "step_not_possible"]
    assert sorted(each.state for each in placements(office, li)) == ["accepted", "superseded"]
    assert sum(taken(office, line) for line in lines) == 1


def test_two_searches_for_one_person_end_in_one_offer(office: Office, database: Database) -> None:
    [lost] = displaced(office, 1, seats=2)
    with database.reading() as session:
        found = search_for_person(session, lost, at=office.at)
    assert found is not None

    def claiming() -> object:
        with database.writing() as session:
            return claim_and_offer(session, lost, found, at=office.at) is not None

    assert sorted(map(str, at_once(claiming, claiming))) == ["False", "True"]
    nothing_is_lost_or_doubled(database)
