import os
import subprocess
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.servers.conftest import ROOT, StartProgram
from workers.servers import AlreadyRunning, PostgreSQL
from workers.servers.postgres import _copy_programs, _wheel

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
        return row and row[0]


def test_it_speaks_utf_8_and_utc_whatever_the_machine_speaks(postgresql: PostgreSQL) -> None:
    assert ask(postgresql.url, "SELECT current_setting('server_encoding') || current_setting('timezone')") == "UTF8UTC"
    assert ask(postgresql.url, "SELECT upper('三都é')") == "三都É"


def test_it_is_version_15_or_newer(postgresql: PostgreSQL) -> None:
    with psycopg.connect(postgresql.url) as connection:
        assert connection.info.server_version >= 150000


def test_a_client_without_the_password_is_refused(postgresql: PostgreSQL) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=postgresql.port, user="postgres", password="guess")


@as_root
def test_root_hands_it_to_nobody(postgresql: PostgreSQL) -> None:
    assert postgresql.pid
    assert psutil.Process(postgresql.pid).uids().real == 65534


def test_rows_survive_kill_9_in_a_folder_with_a_space(folder: Path) -> None:
    with PostgreSQL(folder) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT * FROM generate_series(1, 1000) AS n")
        server.kill()
    with PostgreSQL(folder) as server:
        assert ask(server.url, "SELECT count(*) FROM kept") == 1000
        second = PostgreSQL(folder)
        second.patience = 0
        with pytest.raises(AlreadyRunning):
            second.start()


def test_stopping_does_not_wait_for_clients_and_removes_a_temporary_folder() -> None:
    server = PostgreSQL(durable=False).start()
    with psycopg.connect(server.url):
        server.stop()
    assert not server.folder.exists()


def test_a_cluster_that_was_cut_short_is_made_again(folder: Path) -> None:
    (folder / "data.new" / "base").mkdir(parents=True)
    with PostgreSQL(folder, durable=False, settings={"max_connections": "20"}) as server:
        assert ask(server.url, "SHOW max_connections") == "20"


def test_the_temporary_folder_of_a_killed_program_is_cleared_by_the_next_one() -> None:
    left = PostgreSQL(durable=False)
    left.folder.joinpath("lock").touch()
    with PostgreSQL(durable=False) as server:
        assert server.folder.exists()
        assert not left.folder.exists()


@as_root
def test_programs_that_nobody_cannot_reach_are_copied_whole(tmp_path: Path) -> None:
    _copy_programs(_wheel(), tmp_path / "programs", 65534)
    postgres = next((tmp_path / "programs").glob("*/*/bin/postgres"))
    assert postgres.stat().st_uid == 65534
    version = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith("postgres (PostgreSQL)")


@as_root
@pytest.mark.parametrize("what", ["valkey", "postgresql"])
def test_a_user_without_rights_can_run_it(what: str, folder: Path, start_program: StartProgram) -> None:
    python = "/usr/bin/python3"
    if subprocess.run([python, "-c", "import workers.servers"], cwd=ROOT, user=65534, check=False).returncode != 0:
        pytest.skip("no Python here that every user can reach")
    os.chown(folder.parent, 65534, 65534)
    program = start_program(what, python=python, user=65534)
    assert psutil.Process(program.pids[0]).uids().real == 65534
