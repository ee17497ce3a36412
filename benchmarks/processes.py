"""Real worker processes for benchmarks: on a queue of their own, each forking for every job."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from workers.servers import Valkey, tethered

PROGRAM = "import sys; from workers.worker import run_worker; run_worker(sys.argv[1])"


class Workers(NamedTuple):
    """The address of a queue, and what starts a worker on it: the process's id."""

    queue: str
    start: Callable[[], int]


@contextmanager
def workers(url: str, home: Path) -> Iterator[Workers]:
    """A queue in `home`, whose workers use the database at `url`; they end with this process at the latest."""
    with Valkey(home / "valkey") as valkey:
        settings = {"SUNMATCH_HOME": str(home), "SUNMATCH_DATABASE_URL": url, "SUNMATCH_LOG_LEVEL": "error"}
        command = [str(each) for each in tethered([sys.executable, "-c", PROGRAM, valkey.url])]
        yield Workers(valkey.url, lambda: os.posix_spawn(command[0], command, {**os.environ, **settings}))
