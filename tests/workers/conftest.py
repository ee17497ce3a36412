"""A real Valkey and real worker processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from benchmarks.processes import PROGRAM
from models.sealed import KeyRing, save_key_ring
from workers.queue import connect
from workers.servers import Valkey, tethered

FAULTY = f"""
import sys
from pathlib import Path
from sqlalchemy import Engine
from tests.faults import kill_work_horses, watching
with watching(Engine, kill_work_horses(Path(sys.argv[2]))):
    {PROGRAM}
"""
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


@pytest.fixture
def start_worker(
    valkey: Valkey, database_url: str, ring: KeyRing, tmp_path: Path
) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Starts worker processes on the test's database and queue, with a folder of `orders` such whose work-horses die by
    them (`kill_work_horses`); ends them after the test."""
    save_key_ring(tmp_path / "keys.json", ring)
    settings = {
        "SUNMATCH_HOME": str(tmp_path),
        "SUNMATCH_DATABASE_URL": database_url,
        "SUNMATCH_IMPORT_BATCH": "50",
        "SUNMATCH_LOG_LEVEL": "warning",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start(orders: Path | None = None) -> "subprocess.Popen[bytes]":
        program = [PROGRAM, valkey.url] if orders is None else [FAULTY, valkey.url, str(orders)]
        command = tethered([sys.executable, "-c", *program])  # ends with a run that is cut short
        started.append(subprocess.Popen(command, env={**os.environ, **settings}))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; fail after `PATIENCE`."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)
