"""One process of the server, for real: who is slow or silent keeps nobody waiting, and quick pages take turns."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import NamedTuple

import pytest
import requests

from web.serving_worker import TURN

PROCESS = (
    "--worker-class web.serving_worker.InTurn --workers 1 --threads 4 --keep-alive 1 --log-level error "
    "--no-control-socket"
).split()


class Server(NamedTuple):
    """A running one."""

    process: subprocess.Popen[bytes]
    address: tuple[str, int]

    def ask(self, seconds: float = 0) -> tuple[int, float]:
        """How many requests the process has answered at once so far, and how long this one took."""
        began = time.monotonic()
        said = requests.get("http://{}:{}/".format(*self.address), {"for": seconds}, timeout=20)
        return int(said.text), time.monotonic() - began


@pytest.fixture
def server() -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-P", "-m", "gunicorn", "tests.web.slow_pages:application", *PROCESS]
        command += ["--bind", f"fd://{listening.fileno()}"]
        with subprocess.Popen(command, pass_fds=[listening.fileno()]) as process:
            yield Server(process, listening.getsockname())
            process.terminate()
            assert process.wait(20) == 0


def test_connections_that_say_nothing_hold_nobody_up(server: Server) -> None:
    with ExitStack() as silent:
        for _ in range(12):
            silent.enter_context(socket.create_connection(server.address))
        assert server.ask()[1] < 1


def test_one_that_stays_silent_is_closed(server: Server) -> None:
    with socket.create_connection(server.address, 20) as silent:
        assert silent.recv(1) == b""


def test_quick_pages_are_answered_one_after_the_other(server: Server) -> None:
    with ThreadPoolExecutor(6) as clients:
        answers = list(clients.map(lambda _: server.ask(0.05), range(12)))
    assert max(most for most, _ in answers) == 1


def test_a_slow_page_lets_the_others_pass_after_its_turn(server: Server) -> None:
    with ThreadPoolExecutor(2) as clients:
        slow = clients.submit(server.ask, 4 * TURN)
        time.sleep(TURN / 5)
        most, taken = server.ask()
        assert most == 2
        assert taken < 2 * TURN
        assert slow.result()[1] >= 4 * TURN


def test_an_upload_over_a_bad_line_lets_the_others_pass_and_arrives(server: Server) -> None:
    with socket.create_connection(server.address, 20) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 10\r\n\r\nhalf")
        time.sleep(TURN / 5)
        assert server.ask()[1] < 3 * TURN
        line.sendall(b" of it")
        assert line.recv(100).startswith(b"HTTP/1.1 200 OK")


def test_who_is_being_answered_when_the_server_is_stopped_is_answered(server: Server) -> None:
    with ThreadPoolExecutor(1) as clients:
        answered = clients.submit(server.ask, 1)
        time.sleep(0.5)
        server.process.terminate()
        assert answered.result()[0] == 1
