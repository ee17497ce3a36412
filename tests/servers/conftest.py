import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from workers.servers import PostgreSQL

ROOT = Path(__file__).parents[2]


class Program(NamedTuple):
    """A running `program.py` and what it started."""

    process: subprocess.Popen[str]
    pids: list[int]
    url: str

    def family(self) -> list[psutil.Process]:
        """Every process that it started and that these started."""
        started = [psutil.Process(pid) for pid in self.pids]
        return started + [child for process in started for child in process.children(recursive=True)]


StartProgram = Callable[..., Program]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a space and a Chinese name, where every user may enter the folders above it."""
    with tempfile.TemporaryDirectory(prefix="sun match ", dir="/tmp") as temporary:
        Path(temporary).chmod(0o755)
        yield Path(temporary) / "三都 var"


@pytest.fixture
def start_program(folder: Path) -> Iterator[StartProgram]:
    """Starts `program.py`; what is left of it at the end is killed."""
    programs: list[subprocess.Popen[str]] = []

    def start(what: str, *, python: str = sys.executable, user: int | None = None) -> Program:
        packages = [str(ROOT), *(entry for entry in sys.path if entry.endswith("-packages"))]
        process = subprocess.Popen(
            [python, Path(__file__).with_name("program.py"), folder, what],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(packages), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            text=True,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            preexec_fn=hang_up_ends_it,
        )
        programs.append(process)
        assert process.stdout
        told = json.loads(process.stdout.readline())
        return Program(process, told["pids"], told.get("url", ""))

    yield start
    for process in programs:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    with PostgreSQL(durable=False) as server:
        yield server


def hang_up_ends_it() -> None:
    """A suite run under nohup hands its deafness to SIGHUP down; these programs are to hear it."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
