"""Sessions: who may write, what is locked, and when nudges go out."""

import threading

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.exc import IntegrityError

from models.db import Database, Nudge, WroteWhileReading, nudge
from models.employer import Employer
from models.user import User
from tests.moments import NOW


def a_user(login: str) -> User:
    return User(login=login, name=login, role="county", created_at=NOW)


def test_a_reading_session_refuses_to_write(database: Database) -> None:
    with database.reading() as session:
        session.add(a_user("wang"))
        with pytest.raises(WroteWhileReading):
            session.flush()


def test_a_writing_session_commits_at_its_end_and_rolls_back_on_an_error(database: Database) -> None:
    with database.writing() as session:
        session.add(a_user("wang"))
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(a_user("li"))
        session.flush()
        raise ZeroDivisionError
    with database.reading() as session:
        found = session.scalars(text("select login from user_account order by login")).all()
    assert found == ["operator", "wang"]


def test_a_writer_on_sqlite_takes_the_lock_before_it_reads(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL locks rows, not the database")
    begun: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda c, cur, sql, *rest: begun.append(sql))
    with database.writing() as session:
        session.scalar(text("select 1"))
    with database.reading() as session:
        session.scalar(text("select 1"))
    assert begun[0] == "BEGIN IMMEDIATE"
    assert begun[2] == "BEGIN"


def test_writers_of_several_threads_wait_for_one_another(database: Database) -> None:
    def write(number: int) -> None:
        for step in range(5):
            with database.writing() as session:
                session.add(a_user(f"user{number}-{step}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalar(text("select count(*) from user_account")) == 21


def test_nudges_go_out_after_the_commit_and_not_after_a_rollback(database_url: str) -> None:
    sent: list[Nudge] = []
    database = Database(database_url, send=sent.extend)
    with database.writing() as session:
        nudge(session, "run_import", 7)
        assert sent == []
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        nudge(session, "run_import", 8)
        raise ZeroDivisionError
    assert sent == [Nudge("run_import", (7,))]
    database.dispose()


def test_an_error_of_the_database_names_nobody(database: Database) -> None:
    with pytest.raises(IntegrityError) as refused, database.writing() as session:
        session.execute(insert(Employer), [{"name": "爱德康珠宝", "county_code": 1, "contact": "13912345678"}])
    assert "爱德康" not in str(refused.value)
    assert "13912345678" not in str(refused.value)
