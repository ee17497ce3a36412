"""Imports in the background: nudged, swept, survived."""

from datetime import UTC, datetime, timedelta

import psutil
from redis import Redis
from sqlalchemy import func, select, update

from models.db import Database, Nudge
from models.import_file import ImportFile
from models.labourer import Labourer
from models.step import Step
from services.imports import receive_file, request_import
from tests.office import PEOPLE_HEADER, SANDU, Office, id_number
from tests.workers.conftest import StartWorker, until
from workers.queue import Queue, connect
from workers.worker import sweep_once


def a_requested_import(office: Office, people: int) -> int:
    rows = [
        [f"某{chr(0x5000 + n)}", id_number(sequence=f"{n:03}"), "", "三都县大河镇", *[""] * 6]
        for n in range(1, people + 1)
    ]
    path = office.sheet("many.csv", PEOPLE_HEADER, rows)
    with office.database.writing() as session:
        file = receive_file(
            session, "labourers", file_name="many.csv", path=path, division_code=SANDU, actor=office.actor,
            at=datetime.now(UTC),
        )  # fmt: skip
        request_import(session, file.public_id, actor=office.actor, at=datetime.now(UTC))
        return file.id


def read(database: Database, file_id: int) -> ImportFile:
    with database.reading() as session:
        return session.get_one(ImportFile, file_id)


def test_the_sweep_of_a_worker_finds_an_import_that_nobody_nudged_for(
    office: Office, database: Database, start_worker: StartWorker
) -> None:
    file_id = a_requested_import(office, 120)
    start_worker()
    until(lambda: read(database, file_id).handled_at is not None)
    file = read(database, file_id)
    assert (file.created, file.rows_done, file.last_error) == (120, 120, None)


def test_a_job_delivered_three_times_to_two_workers_loads_the_file_once(
    office: Office, database: Database, redis: Redis, start_worker: StartWorker
) -> None:
    file_id = a_requested_import(office, 300)
    queue = Queue(redis)
    for _ in range(3):
        queue.rq.enqueue_call("workers.jobs.run_import", args=[file_id, 0])
    start_worker()
    start_worker()
    until(lambda: read(database, file_id).handled_at is not None and queue.rq.count == 0)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Labourer)) == 300
    assert read(database, file_id).created == 300


def test_a_worker_killed_in_the_middle_takes_its_work_horse_along_and_another_goes_on(
    office: Office, database: Database, redis: Redis, start_worker: StartWorker
) -> None:
    file_id = a_requested_import(office, 900)
    first = start_worker()
    until(lambda: read(database, file_id).rows_done > 0)
    horses = psutil.Process(first.pid).children(recursive=True)
    assert {horse.nice() for horse in horses} <= {first.nice() + 1}, "pages go first: see the setting worker_nice"
    first.kill()
    first.wait()
    until(lambda: not any(horse.is_running() and horse.status() != psutil.STATUS_ZOMBIE for horse in horses))
    if read(database, file_id).handled_at is None:
        redis.flushall()
        with database.writing() as session:  # its lease would run out after two minutes
            session.execute(update(ImportFile).values(leased_until=datetime.now(UTC) - timedelta(seconds=1)))
        start_worker()
        until(lambda: read(database, file_id).handled_at is not None)
    file = read(database, file_id)
    assert (file.created, file.rows_done, file.unchanged) == (900, 900, 0)


def test_a_sweep_nudges_once_for_what_is_due_and_again_after_the_queue_was_flushed(
    office: Office, database: Database, redis: Redis
) -> None:
    a_requested_import(office, 1)
    queue, at = Queue(redis), datetime.now(UTC)
    assert sweep_once(database, queue, at=at) == 1
    assert sweep_once(database, queue, at=at) == 0
    redis.flushall()
    assert sweep_once(database, queue, at=at) == 1


def test_the_clock_of_a_worker_opens_an_approved_order(
    office: Office, database: Database, start_worker: StartWorker
) -> None:
    row = ["深圳市爱德康珠宝首饰公司", "首饰制作", "96", "首饰抛光", "深圳市", "5000", "包吃包住", "2027-03-01"]
    [order_id] = office.orders(row)
    office.approve(order_id)
    start_worker()
    until(lambda: office.order(order_id).state == "open")
    with database.reading() as session:
        opened = select(func.count()).select_from(Step).where(Step.action == "open", Step.actor_id.is_(None))
        assert session.scalar(opened) == 1


def test_without_a_queue_nudges_are_left_to_the_sweep(office: Office, database: Database) -> None:
    assert Queue(connect("redis://127.0.0.1:1/0")).send([Nudge("run_import", (1, 0))]) == 0
