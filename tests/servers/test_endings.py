"""However a program ends, the servers and children that it started end with it."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.servers.conftest import ROOT, StartProgram
from tests.servers.program import SLEEP
from workers.servers import Child, Processes, tethered


def still_running(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that have not ended after ten seconds."""
    deadline = time.monotonic() + 10
    while (left := [each for each in processes if runs(each)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it ended between the two questions
        return False


@pytest.mark.parametrize("what", ["valkey", "postgresql", "children"])
def test_a_killed_program_leaves_nothing_behind(what: str, start_program: StartProgram) -> None:
    program = start_program(what)
    family = program.family()
    program.process.kill()
    assert still_running(family) == []


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("what", ["valkey", "children"])
def test_a_program_told_to_end_stops_what_it_started(what: str, signum: int, start_program: StartProgram) -> None:
    program = start_program(what)
    family = program.family()
    program.process.send_signal(signum)
    assert program.process.wait(20) == 128 + signum
    assert still_running(family) == []


def test_a_child_that_ends_by_itself_is_named_and_the_others_are_stopped(start_program: StartProgram) -> None:
    program = start_program("children")
    pages, worker = program.family()
    worker.kill()
    assert program.process.stdout
    assert program.process.stdout.readline() == "worker -9\n"
    assert still_running([pages]) == []


def test_a_child_that_will_not_end_is_killed_after_its_grace(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    deaf = f"import signal, pathlib, time; signal.signal(15, signal.SIG_IGN); pathlib.Path({str(ready)!r}).touch()"
    with Processes() as processes:
        child = processes.start("deaf", [sys.executable, "-c", f"{deaf}; time.sleep(600)"], grace=0.1)
        while not ready.exists():
            time.sleep(0.02)
    assert child.poll() == -signal.SIGKILL


def test_children_are_stopped_in_the_reverse_of_their_order() -> None:
    order: list[str] = []

    class Noted(Child):
        def stop(self) -> None:
            order.append(str(self.pid))
            super().stop()

    with Processes() as processes:
        first, second = processes.add("first", Noted(SLEEP)), processes.add("second", Noted(SLEEP))
    assert order == [str(second.pid), str(first.pid)]


def test_a_program_that_does_not_exist_is_one_sentence(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log, Processes() as processes:
        processes.start("nothing", ["no-such-program"], log=log)
        assert processes.wait() == ("nothing", 1)
    assert (tmp_path / "log").read_text() == "no-such-program cannot be started: No such file or directory\n"


@pytest.mark.parametrize("guarded", [False, True], ids=["by the kernel", "by a guard"])
def test_a_tethered_command_ends_with_the_program_that_ran_it(guarded: bool) -> None:
    run = f"subprocess.run(tethered({SLEEP}, guarded={guarded}))"
    code = f"import subprocess; from workers.servers import tethered; {run}"
    program = psutil.Popen([sys.executable, "-c", code], cwd=ROOT)
    depth = 2 if guarded else 1
    while len(family := program.children(recursive=True)) < depth or "sleep" not in family[-1].cmdline()[-1]:
        time.sleep(0.02)
    program.kill()
    program.wait()
    assert still_running(family) == []


@pytest.mark.parametrize("guarded", [False, True], ids=["by the kernel", "by a guard"])
def test_a_tethered_command_keeps_its_exit_code(guarded: bool) -> None:
    command = tethered([sys.executable, "-c", "raise SystemExit(7)"], guarded=guarded)
    assert subprocess.run(command, check=False).returncode == 7


def test_a_forked_process_dies_with_its_parent() -> None:
    code = """
import os, time
from workers.servers import die_with_parent
parent = os.getpid()
if os.fork() == 0:
    die_with_parent(parent=parent)
    print(os.getpid(), flush=True)
time.sleep(600)
"""
    program = psutil.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    child = psutil.Process(int(program.stdout.readline()))
    program.kill()
    program.communicate()
    assert still_running([child]) == []
