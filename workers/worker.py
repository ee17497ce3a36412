"""A worker process: RQ's worker with work-horses that die with it, and a sweep every second beside it."""

import logging
import os
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError
from rq import Worker as RqWorker
from rq.job import Job
from rq.logutils import colorizer
from rq.queue import Queue as RqQueue
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from models.db import Database
from services.divisions import gazetteer
from services.logs import write_logs
from services.pool_changes import keep_up
from services.pools import ready_engine
from services.sweeping import due
from services.words import vocabulary
from workers import jobs
from workers.context import context
from workers.queue import QUEUE, Queue, connect
from workers.servers import die_with_parent

SWEEP_EVERY = 1.0  # seconds
JOBS = jobs.__name__  # imported before the first fork, so that no work-horse has to
log = logging.getLogger(__name__)


# Held while sweeping and while forking: a fork taken in the middle of a sweep would inherit SQLite's locked mutexes.
_SWEEP_OR_FORK = threading.Lock()


class Worker(RqWorker):
    """Each job runs in a fork of its own, which ends when this process does, however that ends, and gives way to
    pages: people wait for these."""

    def fork_work_horse(self, job: Job, queue: RqQueue) -> None:
        with _SWEEP_OR_FORK:
            super().fork_work_horse(job, queue)

    def main_work_horse(self, job: Job, queue: RqQueue) -> None:
        die_with_parent()
        os.nice(context().settings.worker_nice)
        super().main_work_horse(job, queue)


def sweep_once(database: Database, queue: Queue, *, at: datetime) -> int:
    """Nudge for everything that is due; how many nudges were new."""
    with database.reading() as session:
        nudges = due(session, at=at)
    return queue.send(nudges) if nudges else 0


def sweep_for_ever(
    database: Database, queue: Queue, home: Path, now: Callable[[], datetime], stop: threading.Event
) -> None:
    """Sweep every second until `stop`, and let the files of the pool keep up; a database or a queue that is away is
    tried again."""
    while not stop.wait(SWEEP_EVERY):
        try:
            with _SWEEP_OR_FORK:
                sweep_once(database, queue, at=now())
        except (SQLAlchemyError, RedisError) as error:
            log.warning("sweep failed and will be tried again: %s", error)
        try:
            with _SWEEP_OR_FORK:
                queue.send(keep_up(database, home, at=now()))
        except Exception as error:  # whatever is the matter with the files, the sweep goes on
            log.warning("the files of the pool do not keep up: %s", type(error).__name__)


def warm(database: Database) -> None:
    """Read what every import and search needs before the first fork: each work-horse then has it at once."""
    with database.reading() as session:
        gazetteer(session)
        ready_engine(session)
        words = vocabulary(session)
        for listed in (words.skills, words.occupations):
            listed.link_all(["焊工"])


def run_worker(redis_url: str, **options: Any) -> None:
    """Work until told to stop; `options` go to RQ's `work` (for example burst=True)."""
    here, stop = context(), threading.Event()
    write_logs(here.settings, "worker", least=logging.WARNING)
    colorizer.notty = True  # RQ's lines are lines like all others
    warm(here.database)
    sweeper = threading.Thread(
        target=sweep_for_ever,
        args=(here.database, Queue(connect(redis_url)), here.settings.home, here.now, stop),
        daemon=True,
    )
    sweeper.start()
    try:
        while not _work(redis_url, logging_level=here.settings.log_level.upper(), **options):
            stop.wait(SWEEP_EVERY)
    finally:
        stop.set()
        sweeper.join()


def _work(redis_url: str, **options: Any) -> bool:
    """Do jobs until told to stop; false when the queue went away: RQ's worker then ends, and a new one begins."""
    try:
        Worker([QUEUE], connection=connect(redis_url), serializer=JSONSerializer).work(**options)
    except RedisError as error:
        log.warning("queue not reachable, it is waited for: %s", error)
        return False
    return True
