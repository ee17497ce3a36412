"""The database as a whole: made by itself, checked, copied, put back."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from models.db import Database
from models.migrate import newest
from tests.cli.conftest import Ask, Run
from tests.office import Office, id_number
from web.cli import sunmatch


def test_a_database_of_this_version_checks_out(ask: Ask) -> None:
    assert ask("db", "check") == {
        "ok": True, "revision": newest(), "newest": newest(), "differences": [], "integrity": ["ok"],
    }  # fmt: skip


def test_a_database_that_lacks_a_table_exits_1(database: Database, run: Run) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("drop table file_reading"))
    result = run("db", "check", "--json")
    assert result.exit_code == 1
    assert "file_reading" in result.stdout


def test_a_backup_restores_what_was_there_and_keeps_what_it_replaces(
    office: Office, ask: Ask, run: Run, tmp_path: Path
) -> None:
    office.people(("李秀英", id_number(), "13812345678", "三都县大河镇"))
    copy = tmp_path / "copy"
    assert ask("db", "backup", copy)["bytes"] == copy.stat().st_size
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    office.people(("王建国", id_number(sequence="033"), "13912345678", "三都县大河镇"), name="more.csv")
    done = ask("db", "restore", copy)
    assert [each["name"] for each in ask("labourers", "list")] == ["李秀英"]
    ask("db", "restore", done["kept"])
    assert len(ask("labourers", "list")) == 2
    assert ask("db", "check")["ok"]


def test_a_backup_says_that_the_keys_are_not_in_it(run: Run, home: Path, tmp_path: Path) -> None:
    result = run("db", "backup", tmp_path / "copy")
    assert str(home / "keys.json") in result.stderr
    assert (home / "keys.json").read_bytes() not in (tmp_path / "copy").read_bytes()


def test_a_backup_overwrites_no_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("dear")
    assert run("db", "backup", tmp_path / "copy").exit_code == 2
    assert (tmp_path / "copy").read_text() == "dear"


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00 and then nothing", b"PGDMP and then nothing"])
def test_a_file_that_is_no_backup_changes_nothing(run: Run, ask: Ask, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copy").write_bytes(content)
    assert run("db", "restore", tmp_path / "copy").exit_code == 2
    assert ask("db", "check")["ok"]


def test_the_first_command_on_a_fresh_machine_makes_the_database(tmp_path: Path) -> None:
    result = CliRunner().invoke(sunmatch, ["--home", str(tmp_path / "new"), "users", "list", "--json"])
    assert result.exit_code == 0
    assert '"operator"' in result.stdout
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_named_database_without_tables_is_sent_to_db_upgrade(tmp_path: Path) -> None:
    where = ["--home", str(tmp_path / "new"), "--db", f"sqlite:///{tmp_path / 'empty.db'}"]
    result = CliRunner().invoke(sunmatch, [*where, "users", "list"])
    assert result.exit_code == 2
    assert "sunmatch db upgrade" in result.stderr


def test_upgrading_again_changes_nothing(ask: Ask) -> None:
    assert ask("db", "upgrade") == {"from": newest(), "revision": newest()}
    assert ask("db", "check")["ok"]


def test_a_database_that_cannot_be_reached_exits_2(tmp_path: Path) -> None:
    for url in ("sqlite:////nowhere/at/all.db", "mysql://localhost/x", "postgresql://127.0.0.1:1/x"):
        result = CliRunner().invoke(sunmatch, ["--home", str(tmp_path / "new"), "--db", url, "users", "list"])
        assert result.exit_code == 2, result.output
        assert result.stderr.count("\n") <= 3
