"""Nudges on their way to the workers: RQ jobs with ids only. The rows are the truth; a lost nudge is swept again."""

import logging
from collections.abc import Sequence

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue as RqQueue
from rq.exceptions import DuplicateJobError
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
