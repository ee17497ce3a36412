"""Worker processes for tests, forked from a process that has read already what every worker reads at its start: seven
seconds of the processor each. A fork then runs what a worker runs, in a process and with settings of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
from sqlalchemy import Engine

from models.db import Database
from tests.faults import kill_work_horses, watching
from workers.servers import die_with_parent, tethered
from workers.worker import run_worker, warm


class Nursery:
    """Such a process; it ends with this one, and its workers with it."""

    def __init__(self, template: str) -> None:
        """`template` is the URL of a database with the reference data."""
        command = tethered([sys.executable, "-m", __name__, template])
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self._answer()

    def start(self, queue: str, settings: dict[str, str], orders: Path | None = None) -> psutil.Process:
        """Start a worker on a queue; with a folder of `orders` its work-horses die by them (`kill_work_horses`)."""
        assert self._process.stdin
        asked = {"queue": queue, "settings": {**os.environ, **settings}, "orders": str(orders or "")}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        return psutil.Process(int(self._answer()))

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _answer(self) -> str:
        assert self._process.stdout
        answer = self._process.stdout.readline()
        assert answer, "the process that forks workers is gone; its error stands above"
        return answer


def serve(template: str) -> None:
    """Read everything, then fork a worker for each line of standard input, and print its id."""
    database = Database(template)
    warm(database)
    database.dispose()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended workers leave nothing behind
    print("ready", flush=True)
    for line in sys.stdin:
        asked, parent = json.loads(line), os.getpid()
        if child := os.fork():
            print(child, flush=True)
            continue
        die_with_parent(parent=parent)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what workers say is no answer
        os.environ.update(asked["settings"])
        work(asked["queue"], asked["orders"])
        return


def work(queue: str, orders: str) -> None:
    """Be a worker."""
    if not orders:
        run_worker(queue)
        return
    with watching(Engine, kill_work_horses(Path(orders))):
        run_worker(queue)


if __name__ == "__main__":
    serve(sys.argv[1])
