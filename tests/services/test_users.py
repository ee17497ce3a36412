"""Signing in: compared while reading, recorded while writing, and never more answers than the lock allows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models.db import Database
from models.labourer import Labourer
from models.user import User
from services.access import Actor
from services.errors import Refusal, RuleRefusal
from services.families import members_of
from services.labourers import list_labourers
from services.users import (
    Attempt,
    actor_by_id,
    actor_by_login,
    add_user,
    check_sign_in,
    disable_user,
    record_sign_in,
    reset_password,
)
from tests.moments import NOW
from tests.office import SANDU, Office, id_number

RIGHT, WRONG = "county-secret", "no"


@pytest.fixture
def county(office: Office) -> Actor:
    return office.user("county", "county", SANDU)


def checked(database: Database, password: str, login: str = "county", at: datetime = NOW) -> Attempt:
    with database.reading() as session:
        return check_sign_in(session, login, password, at=at)


def recorded(database: Database, attempt: Attempt, at: datetime = NOW) -> Actor | None:
    with database.writing() as session:
        return record_sign_in(session, attempt, at=at)


def signs_in(database: Database, login: str, password: str, at: datetime = NOW) -> bool:
    return recorded(database, checked(database, password, login, at), at) is not None


def test_the_right_password_lets_in_and_any_other_does_not(database: Database, county: Actor) -> None:
    assert signs_in(database, " County ", RIGHT)
    assert not signs_in(database, "county", WRONG)
    assert not signs_in(database, "nobody", RIGHT)
    assert not signs_in(database, "operator", "")


def test_five_failures_lock_for_a_quarter_of_an_hour_even_with_the_right_password(
    database: Database, county: Actor
) -> None:
    for _ in range(5):
        assert not signs_in(database, "county", WRONG)
    with pytest.raises(RuleRefusal, match="account_locked"):
        signs_in(database, "county", RIGHT)
    assert signs_in(database, "county", RIGHT, NOW + timedelta(minutes=16))


def test_a_right_password_forgives_the_failures_before_it(database: Database, county: Actor) -> None:
    for password in [WRONG] * 4 + [RIGHT] + [WRONG] * 4:
        signs_in(database, "county", password)
    assert signs_in(database, "county", RIGHT)


def test_of_passwords_checked_at_once_none_beyond_the_fifth_is_answered(database: Database, county: Actor) -> None:
    attempts = [checked(database, password) for password in [WRONG] * 7 + [RIGHT]]

    def answer(attempt: Attempt) -> str:
        try:
            return "in" if recorded(database, attempt) else "wrong"
        except RuleRefusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as threads:
        wrong = list(threads.map(answer, attempts[:7]))
    assert sorted(wrong) == ["account_locked"] * 2 + ["wrong"] * 5
    assert answer(attempts[7]) == "account_locked"


def test_an_attempt_counts_for_nothing_once_the_password_or_the_account_has_changed(
    office: Office, database: Database, county: Actor
) -> None:
    before = checked(database, RIGHT)
    with database.writing() as session:
        reset_password(session, "county", "another secret", actor=office.actor, at=NOW)
    assert recorded(database, before) is None
    again = checked(database, "another secret")
    with database.writing() as session:
        disable_user(session, "county", actor=office.actor, at=NOW)
    assert recorded(database, again) is None


def test_checking_alone_says_and_changes_nothing(database: Database, county: Actor) -> None:
    attempts = [checked(database, password) for password in [WRONG] * 9 + [RIGHT]]
    assert len({repr(attempt) for attempt in attempts}) == 1
    assert recorded(database, attempts[-1]) is not None


def test_a_county_account_without_its_county_is_refused(office: Office, database: Database) -> None:
    with pytest.raises(Refusal, match="account_without_division"), database.writing() as session:
        add_user(session, "x", name="x", role="county", password=RIGHT, actor=office.actor, at=NOW)


def labourer_account(office: Office, database: Database, login: str, *names: str) -> Actor:
    """The actor of a new account of the people of these names."""
    with database.writing() as session:
        people = session.scalars(select(Labourer).where(Labourer.name.in_(names))).all()
        add_user(
            session, login, name=login, role="labourer", password=RIGHT, actor=office.actor, at=NOW, labourers=people
        )
    with database.reading() as session:
        return actor_by_login(session, login)


def test_a_labourers_account_reads_its_own_file(office: Office, database: Database) -> None:
    office.people(
        ("李秀英", id_number(), "13800000001", "三都县大河镇"),
        ("王建国", id_number(sequence="031"), "13800000002", "三都县大河镇"),
    )
    actor = labourer_account(office, database, "li", "李秀英")
    with database.reading() as session:
        assert [person.name for person in list_labourers(session, actor=actor)[0]] == ["李秀英"]


def test_a_family_shares_an_account_and_nobody_has_two(office: Office, database: Database) -> None:
    office.people(
        ("李秀英", id_number(), "13800000001", "三都县大河镇"),
        ("王建国", id_number(sequence="031"), "13800000001", "三都县大河镇"),
    )
    shared = labourer_account(office, database, "family", "李秀英", "王建国")
    assert shared.labourer_id is None
    with database.reading() as session:
        for person in members_of(session, shared.user_id):
            chosen = actor_by_id(session, shared.user_id or 0, person=person.public_id)
            assert chosen is not None
            assert chosen.labourer_id == person.id
    with pytest.raises(RuleRefusal, match="labourer_has_account"):
        labourer_account(office, database, "second", "王建国")
    with database.writing() as session:
        assert session.query(User).filter_by(login="second").count() == 0
        disable_user(session, "family", actor=office.actor, at=NOW)
    assert labourer_account(office, database, "second", "王建国").labourer_id is not None
