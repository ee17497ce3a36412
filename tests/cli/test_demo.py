"""The demo as real processes: it comes up, shows its accounts, and leaves nothing behind however it ends."""

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from models.sealed import KeyRing, save_key_ring
from tests.services.test_logs import FORM

PATIENCE = 120.0  # seconds for a busy machine; an idle one needs about ten


@pytest.fixture
def demo_home(template: str, kind_of_database: str, ring: KeyRing, tmp_path: Path) -> Path:
    """A home folder whose database has its reference data already."""
    if kind_of_database != "sqlite":
        pytest.skip("the processes are the same on PostgreSQL: once is enough")
    save_key_ring(tmp_path / "keys.json", ring)
    shutil.copy(template.removeprefix("sqlite:///"), tmp_path / "sunmatch.db")
    return tmp_path


@contextmanager
def demo(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A demo on a port that is taken: it says so and uses the next one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        arguments = ["demo", "--no-browser", "--labourers", "40", "--port", port, "--home", str(home)]
        command = [sys.executable, "-P", "-m", "web.cli", *arguments, "--json", "--lang", "en"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()


def family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all have ended within a few seconds; a dead one that init has not yet collected counts as ended."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if not [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]:
            return True
        time.sleep(0.05)
    return False


def ready(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.stderr and process.stderr.read()
    told: dict[str, Any] = json.loads(line)
    return told


def test_the_demo_comes_up_and_leaves_nothing_behind_however_it_ends(demo_home: Path) -> None:
    with demo(demo_home) as process:
        serves_its_pages(ready(process))
        logs_in_one_form(demo_home / "logs")
        children = family(process)
        assert len(children) >= 5  # queue, worker, gunicorn and its two page-serving processes
        process.kill()
        assert gone(children)
    make_older(demo_home / "sunmatch.db", "-2 days")
    with demo(demo_home) as process:
        ready(process)
        children = family(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 128 + signal.SIGINT
        assert gone(children)
        said = process.stderr.read() if process.stderr else ""
        assert "is taken" in said
        assert "This demo world is 2 days old" in said


def logs_in_one_form(folder: Path) -> None:
    """What gunicorn, its page-serving processes and RQ say of themselves, too."""
    lines = {name: (folder / f"{name}.log").read_text().splitlines() for name in ("pages", "worker")}
    assert [line for each in lines.values() for line in each if not FORM.fullmatch(line)] == []
    assert any(" gunicorn.error pages[" in line for line in lines["pages"])


def make_older(file: Path, by: str) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE synthetic_world SET loaded_at = datetime(loaded_at, ?) || '.000000'", (by,))


def test_a_demo_whose_loading_was_killed_says_so_instead_of_showing_half_of_it(demo_home: Path) -> None:
    with demo(demo_home) as process:
        deadline = time.monotonic() + PATIENCE
        while not (demo_home / "worlds" / "sandu").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        children = family(process)
        process.kill()
        assert gone(children)
    with demo(demo_home) as process:
        assert process.wait(PATIENCE) == 1
        assert "its loading was cut short" in (process.stderr.read() if process.stderr else "")


def serves_its_pages(told: dict[str, Any]) -> None:
    logins = {account["login"]: account["role"] for account in told["accounts"]}
    assert len(logins) == len(told["accounts"])
    assert len(set(logins.values())) == 12
    assert {"labourer", "labourer2"} <= {login for login, role in logins.items() if role == "labourer"}
    with urllib.request.urlopen(f"{told['address']}/readyz", timeout=10) as answer:
        assert answer.status == 200
