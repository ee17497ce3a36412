"""A real Valkey and real worker processes."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from redis import Redis

from models.sealed import KeyRing, save_key_ring
from tests.workers.nursery import Nursery
from workers.queue import connect
from workers.servers import Valkey

StartWorker = Callable[..., psutil.Process]
PATIENCE = 120  # seconds until a test gives up on something that should happen by itself


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    with Valkey(tmp_path / "valkey") as server:
        yield server


@pytest.fixture
def redis(valkey: Valkey) -> Iterator[Redis]:
    connection = connect(valkey.url)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def nursery(template: str) -> Iterator[Nursery]:
    nursery = Nursery(template)
    yield nursery
    nursery.end()


@pytest.fixture
def start_worker(
    nursery: Nursery, valkey: Valkey, database_url: str, ring: KeyRing, tmp_path: Path
) -> Iterator[StartWorker]:
    """Starts worker processes on the test's database and queue, with a folder of `orders` such whose work-horses die by
    them (`kill_work_horses`); ends them after the test."""
    save_key_ring(tmp_path / "keys.json", ring)
    settings = {
        "SUNMATCH_HOME": str(tmp_path),
        "SUNMATCH_DATABASE_URL": database_url,
        "SUNMATCH_IMPORT_BATCH": "50",
        "SUNMATCH_LOG_LEVEL": "warning",
        "SUNMATCH_WORKER_NICE": "1",  # more would wait for the other tests
    }
    started: list[psutil.Process] = []

    def start(orders: Path | None = None) -> psutil.Process:
        started.append(nursery.start(valkey.url, settings, orders))
        return started[-1]

    yield start
    for process in started:
        with suppress(psutil.NoSuchProcess):
            process.kill()
        process.wait()


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; fail after `PATIENCE`."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)
