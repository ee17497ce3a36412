"""Nudges on their way to the workers: RQ jobs with ids only. The rows are the truth; a lost nudge is swept again."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue as RqQueue
from rq.exceptions import DuplicateJobError
from rq.job import Job as RqJob
from rq.serializers import JSONSerializer

from models.db import Nudge

QUEUE = "sunmatch"
KEPT_FAILED = 3600  # seconds a failed job stays listed; the row keeps the error for good
FOREVER = -1  # imports end by themselves; their lease tells a dead one
log = logging.getLogger(__name__)


def connect(url: str) -> Redis:
    return Redis.from_url(url, socket_connect_timeout=5, health_check_interval=30)


class Queue:
    """Sends nudges; without a reachable Redis it says so in the log and leaves them to the sweep."""

    def __init__(self, connection: Redis) -> None:
        self.rq = RqQueue(QUEUE, connection=connection, serializer=JSONSerializer)

    def send(self, nudges: Sequence[Nudge]) -> int:
        """Enqueue each nudge unless the same one still waits; how many were enqueued."""
        sent = 0
        for nudge in nudges:
            try:
                sent += self._send(nudge)
            except RedisError as error:
                log.warning("queue not reachable, %s is left to the sweep: %s", nudge.job, error)
        return sent

    def _send(self, nudge: Nudge) -> int:
        job_id = "-".join([nudge.job, *map(str, nudge.ids)])
        try:
            self.rq.enqueue_call(
                f"workers.jobs.{nudge.job}",
                args=list(nudge.ids),
                job_id=job_id,
                unique=True,
                timeout=FOREVER,
                result_ttl=0,
                failure_ttl=KEPT_FAILED,
            )
        except DuplicateJobError:
            return 0
        return 1


@dataclass(frozen=True)
class FailedJob:
    """A job that ended in an error: its name, the ids it was for, when, and the class of the exception alone."""

    job: str
    ids: tuple[int, ...]
    failed_at: datetime | None
    error: str


def failed_jobs(url: str, most: int = 100) -> list[FailedJob]:
    """The jobs that failed within the last hour, the latest first. Raises RedisError when the queue is away."""
    with connect(url) as connection:
        queue = RqQueue(QUEUE, connection=connection, serializer=JSONSerializer)
        ids = queue.failed_job_registry.get_job_ids(desc=True, start=0, end=most - 1)
        jobs = RqJob.fetch_many(ids, connection=connection, serializer=JSONSerializer)
        return [_failed(job) for job in jobs if job is not None]


def _failed(job: RqJob) -> FailedJob:
    result = job.latest_result()
    ids = tuple(each for each in job.args or () if isinstance(each, int))
    error = exception_class((result and result.exc_string) or "")
    return FailedJob((job.func_name or "").rpartition(".")[2], ids, job.ended_at, error)


def exception_class(traceback: str) -> str:
    """The class of the exception that a traceback ends with, without what it said: that may hold somebody's data."""
    said = re.split(r"^  File .*$", traceback, flags=re.MULTILINE)[-1]
    name = re.search(r"^[A-Za-z_][\w.]*", said, flags=re.MULTILINE)
    return name[0].rpartition(".")[2] if name else ""
