"""Queue and database restarted, clocks set back, everyone at one seat, a poisoned row: the sweep goes on."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import event, insert, select, text

from models.db import Database
from models.displacement import Displacement, Vacancy
from models.order import OrderLine
from models.placement import Placement
from services.failed_work import list_failed_work
from services.invariants import broken
from services.offers import make_offer
from services.queued import MOST_ATTEMPTS
from services.redeployment import displacements_due, redeploy, vacancies_due
from services.sweeping import due
from services.vacancies import refill
from tests.conftest import OutsidePostgreSQL
from tests.faults import sweep
from tests.office import SANDU, Office
from tests.placing import displacement, hire, lose, people, placements, recruit, taken
from tests.workers.conftest import StartWorker, until
from tests.workers.test_redeployment import at_once, displaced, states, waits
from workers import worker
from workers.queue import Queue
from workers.servers import PostgreSQL, Server, Valkey

MANY = 3_000


def nothing_is_broken(database: Database) -> None:
    with database.reading() as session:
        assert broken(session) == {}


def restart(server: Server) -> None:
    """End it at once and start it again at the same port, in the same folder."""
    server.kill()
    assert server._child
    server._child.stop()
    server._launch(server._command())
    until(server._is_ready)


def test_a_queue_that_is_restarted_loses_nobody(
    office: Office, database: Database, valkey: Valkey, start_worker: StartWorker
) -> None:
    office.at = datetime.now(UTC)
    displaced(office, 4, seats=3)
    start_worker()
    until(lambda: states(database)["offered"] > 0)
    restart(valkey)
    until(lambda: waits(database))
    assert states(database) == {"offered": 3, "waiting": 1}
    nothing_is_broken(database)


@pytest.mark.postgres
def test_a_database_that_is_restarted_loses_nobody(
    office: Office, database: Database, postgres: PostgreSQL | OutsidePostgreSQL, start_worker: StartWorker
) -> None:
    if not isinstance(postgres, PostgreSQL):
        pytest.skip("an outside PostgreSQL is not ours to restart")
    office.at = datetime.now(UTC)
    displaced(office, 4, seats=3)
    start_worker()
    until(lambda: states(database)["offered"] > 0)
    database.dispose()
    restart(postgres)
    until(lambda: waits(database))
    assert states(database) == {"offered": 3, "waiting": 1}
    nothing_is_broken(database)


def test_a_clock_set_back_an_hour_delays_but_loses_and_doubles_nothing(office: Office, database: Database) -> None:
    lost = displaced(office, 3, seats=2)
    earlier = office.at - timedelta(hours=1)
    redeploy(database, lost[0], now=lambda: office.at)
    sweep(database, earlier)
    assert states(database) == {"offered": 1, "open": 2}
    nothing_is_broken(database)
    sweep(database, office.at)
    assert states(database) == {"offered": 2, "waiting": 1}
    nothing_is_broken(database)


def test_two_counsellors_and_a_worker_at_one_seat_give_it_to_one(office: Office, database: Database) -> None:
    """The last seat of a line: the worker offers it to the displaced, each counsellor to somebody else."""
    [lost] = displaced(office, 1, seats=1)
    one, two = people(office, 2, first=50)
    line = lines(database)[-1]

    def counsellor(person: int) -> Callable[[], object]:
        def offering() -> object:
            with database.writing() as session:
                make_offer(session, labourer_id=person, line_id=line, actor=office.actor, at=office.at)
            return "offered"

        return offering

    at_once(counsellor(one), counsellor(two), lambda: redeploy(database, lost, now=lambda: office.at))
    assert taken(office, line) == len(placements(office, state="offered")) == 1
    nothing_is_broken(database)
    assert set(states(database)) <= {"offered", "waiting"}


def lines(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(OrderLine.id).order_by(OrderLine.id)))


def test_one_vacancy_given_to_two_workers_at_once_is_filled_once(office: Office, database: Database) -> None:
    line, [first, *_] = recruit(office, "永兴制衣厂", seats=1), people(office, 3)
    lose(office, hire(office, first, line))
    with database.reading() as session:
        seat = session.scalars(select(Vacancy.id)).one()
    at_once(*[lambda: refill(database, seat, now=lambda: office.at)] * 2)
    assert len(placements(office, state="offered")) == 1
    nothing_is_broken(database)


def test_a_person_whose_data_breaks_the_search_is_pushed_forward_and_shown_and_the_others_go_on(
    office: Office, database: Database
) -> None:
    lost = displaced(office, 3, seats=3)
    poisoned = displacement(office, lost[0]).labourer_id
    with database.writing() as session:
        session.execute(text("update labourer set education = 999 where id = :id"), {"id": poisoned})
    tries = []
    for _ in range(MOST_ATTEMPTS):
        half = displacement(office, lost[0])
        at = max(office.at, half.next_try_at or office.at)
        tries.append((half.attempts, at))
        swept_but_for_errors(database, at)
    assert [attempts for attempts, _ in tries] == list(range(MOST_ATTEMPTS))
    pauses = [after - before for (_, before), (_, after) in pairwise(tries)]
    assert pauses == sorted(pauses) and pauses[0] > timedelta(0) and pauses[-1] > 4 * pauses[0]
    assert states(database) == {"offered": 2, "escalated": 1}
    with database.reading() as session:
        [shown] = list_failed_work(session, actor=office.actor)
    assert (shown.kind, shown.attempts, shown.next_try_at) == ("displacement", MOST_ATTEMPTS, None)
    assert shown.error and shown.gave_up_at
    nothing_is_broken(database)


def swept_but_for_errors(database: Database, at: datetime) -> None:
    """One sweep; a job that raises ends like a work-horse, and the next one is done."""
    with database.reading() as session:
        people = displacements_due(session, at=at)
    for each in people:
        with suppress(Exception):  # the row keeps it
            redeploy(database, each, now=lambda: at)


def test_an_idle_sweep_asks_a_few_questions_and_none_per_row(office: Office, database: Database) -> None:
    idle = queries_of_a_sweep(database, office.at)
    displaced(office, 3, seats=3)
    sweep(database, office.at)
    assert queries_of_a_sweep(database, office.at) == idle <= 24


def queries_of_a_sweep(database: Database, at: datetime) -> int:
    counted: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        counted.append(statement)

    event.listen(database.engine, "before_cursor_execute", count)
    with database.reading() as session:
        due(session, at=at)
    event.remove(database.engine, "before_cursor_execute", count)
    return len([each for each in counted if each.startswith("SELECT")])


def test_sweeps_at_the_same_moment_nudge_once_for_each_row(office: Office, database: Database, redis: Redis) -> None:
    displaced(office, 3, seats=3)
    queue = Queue(redis)
    at_once(*[lambda: worker.sweep_once(database, queue, at=office.at)] * 4)
    sent = queue.rq.get_job_ids()
    assert len(sent) == len(set(sent))
    assert len([each for each in sent if each.startswith("redeploy-")]) == 3


def test_rows_that_were_due_a_year_ago_are_still_due(office: Office, database: Database) -> None:
    """The sweep has no upper bound in time."""
    lost = displaced(office, 2, seats=2)
    with database.reading() as session:
        assert displacements_due(session, at=office.at + timedelta(days=366)) == lost


@pytest.mark.parametrize("half", ["displacement", "vacancy"])
def test_what_is_due_is_found_by_the_index_of_what_waits(office: Office, database: Database, half: str) -> None:
    """Among rows that were handled long ago, with the planner's statistics up to date."""
    displaced(office, 1, seats=1)
    many_handled(database, office.at)
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    find = displacements_due if half == "displacement" else vacancies_due
    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        find(session, at=office.at, limit=200)
    event.remove(database.engine, "before_cursor_execute", note)
    statement, parameters = next(each for each in asked if "handled_at IS NULL" in each[0])
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.reading() as session:
        plan = session.connection().exec_driver_sql(explain + statement, parameters).all()
    assert f"ix_{half}_to_do" in str(plan)


def many_handled(database: Database, at: datetime) -> None:
    """As many rows as make an index worth while to the planner: people with a job again and seats that were filled."""
    with database.writing() as session:
        one = session.scalars(select(Placement).where(Placement.state == "failed")).one()
        same = {name: getattr(one, name) for name in ("labourer_id", "home_code", "line_id", "order_id", "employer_id")}
        rows = [{**same, "state": "failed", "offered_at": at} for _ in range(MANY)]
        session.execute(insert(Placement), rows)
        failed = session.scalars(select(Placement.id).where(Placement.id > one.id, Placement.state == "failed")).all()
        person = {**same, "cause": "dismissed", "road": "another_job", "happened_on": at.date(), "reported_at": at}
        del person["line_id"], person["order_id"]
        session.execute(
            insert(Displacement),
            [{**person, "placement_id": each, "state": "resolved", "handled_at": at} for each in failed],
        )
        seat = {"line_id": one.line_id, "employer_id": one.employer_id, "county_code": SANDU, "opened_at": at}
        filled = [{**seat, "placement_id": each, "state": "filled", "handled_at": at} for each in failed]
        session.execute(insert(Vacancy), filled)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
