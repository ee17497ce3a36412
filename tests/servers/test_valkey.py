import time
from pathlib import Path

import psutil
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.servers.conftest import StartProgram
from workers.servers import AlreadyRunning, ServerError, Valkey, running


def test_jobs_survive_kill_9(folder: Path) -> None:
    with Valkey(folder) as server, redis.Redis.from_url(server.url) as queue:
        queue.rpush("jobs", *range(1000))
        assert server.pid
        psutil.Process(server.pid).kill()
    with Valkey(folder) as server, redis.Redis.from_url(server.url) as queue:
        assert queue.llen("jobs") == 1000


def test_a_client_without_the_password_is_refused(folder: Path) -> None:
    with Valkey(folder) as server:
        stranger = redis.Redis("127.0.0.1", server.port, retry=Retry(NoBackoff(), 0))
        with stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_only_the_owner_can_read_the_password(folder: Path) -> None:
    with Valkey(folder):
        assert [(folder / file).stat().st_mode & 0o777 for file in ("lock", "valkey.conf")] == [0o600, 0o600]


def test_a_second_one_in_the_same_folder_is_refused_with_a_sentence(folder: Path) -> None:
    with Valkey(folder) as server:
        second = Valkey(folder)
        second.patience = 0
        with pytest.raises(AlreadyRunning, match=r"Valkey already runs in .*var: stop it first, or use another folder"):
            second.start()
        assert running(folder) == server.url


def test_another_process_finds_the_running_one(folder: Path, start_program: StartProgram) -> None:
    assert running(folder) is None
    program = start_program("valkey")
    assert running(folder) == program.url
    program.process.terminate()
    program.process.wait()
    assert running(folder) is None


def test_it_starts_again_at_once_in_the_folder_of_a_killed_program(folder: Path, start_program: StartProgram) -> None:
    start_program("valkey").process.kill()
    with Valkey(folder) as server, redis.Redis.from_url(server.url) as queue:
        assert queue.ping()


def test_starting_and_stopping_twice_is_harmless(folder: Path) -> None:
    server = Valkey(folder)
    first = server.start().pid
    assert server.start().pid == first
    server.stop()
    server.stop()
    assert server.pid is None


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    (folder / "appendonlydir").mkdir(parents=True)
    (folder / "appendonlydir" / "appendonly.aof.manifest").write_text("not a manifest\n")
    with pytest.raises(ServerError, match=r"Valkey could not be started\. Its last words: .*AOF"):
        Valkey(folder).start()
    assert running(folder) is None


def test_a_server_that_ends_by_itself_is_noticed(folder: Path) -> None:
    with Valkey(folder) as server:
        assert server.poll() is None
        with redis.Redis.from_url(server.url) as queue:
            queue.shutdown(nosave=True)
        while server.poll() is None:
            time.sleep(0.01)
        assert server.poll() == 0
