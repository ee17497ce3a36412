"""One-time codes for a new password: a quarter of an hour, five tries, once; and who may make them for whom."""

from datetime import datetime, timedelta

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from models.db import Database
from models.password_code import PasswordCode
from services.access import Actor
from services.errors import NotAllowed, Refusal, RuleRefusal
from services.password_codes import check_code, give_code, make_code, use_code
from services.passwords import SHORTEST_PASSWORD, hash_password
from services.users import add_user, check_sign_in, disable_user, list_users, record_sign_in
from tests.moments import NOW
from tests.office import SANDU, Office

HUISHUI = 522731000000


@pytest.fixture
def clerk(office: Office) -> Actor:
    return office.user("clerk", "counsellor", SANDU)


def given(office: Office, login: str = "clerk", actor: Actor | None = None) -> str:
    code = make_code()
    with office.database.writing() as session:
        row = give_code(session, login, code, actor=actor or office.actor, at=NOW)
        assert code.shown not in repr(vars(row))
    return code.shown


def sets(database: Database, text: str, at: datetime = NOW, login: str = "clerk") -> bool:
    with database.reading() as session:
        attempt = check_code(session, login, text)
    with database.writing() as session:
        return use_code(session, attempt, hash_password("a new secret"), at=at)


def signs_in(database: Database, password: str) -> bool:
    with database.reading() as session:
        attempt = check_sign_in(session, "clerk", password, at=NOW)
    with database.writing() as session:
        return record_sign_in(session, attempt, at=NOW) is not None


def test_the_code_sets_a_new_password_once_however_it_is_typed(
    office: Office, database: Database, clerk: Actor
) -> None:
    code = given(office)
    assert signs_in(database, "clerk-secret")  # until the code is used
    assert sets(database, f" {code.lower().replace('-', ' ')} ")
    assert signs_in(database, "a new secret")
    assert not signs_in(database, "clerk-secret")
    assert not sets(database, code)


def test_after_five_wrong_tries_the_right_code_is_worth_nothing(
    office: Office, database: Database, clerk: Actor
) -> None:
    code = given(office)
    for _ in range(5):
        assert not sets(database, "AAAAA-AAAAA")
    assert not sets(database, code)
    assert sets(database, given(office))  # a new one takes its place


def test_the_code_runs_out_after_a_quarter_of_an_hour(office: Office, database: Database, clerk: Actor) -> None:
    code = given(office)
    assert not sets(database, code, NOW + timedelta(minutes=10))
    assert sets(database, code, NOW + timedelta(minutes=9))


def test_a_code_for_one_account_opens_no_other_and_none_that_was_disabled(
    office: Office, database: Database, clerk: Actor
) -> None:
    office.user("other", "counsellor", SANDU)
    code = given(office)
    assert not sets(database, code, login="other")
    assert not sets(database, code, login="nobody")
    with database.writing() as session:
        disable_user(session, "clerk", actor=office.actor, at=NOW)
    assert not sets(database, code)
    with pytest.raises(RuleRefusal, match="account_disabled"):
        given(office)


def test_tries_at_the_same_time_count_each(office: Office, database: Database, clerk: Actor) -> None:
    code = given(office)
    with database.reading() as session:
        attempts = [check_code(session, "clerk", "AAAAA-AAAAA") for _ in range(7)]
        right = check_code(session, "clerk", code)
    for attempt in attempts:
        with database.writing() as session:
            assert not use_code(session, attempt, "hash", at=NOW)
    with database.writing() as session:
        assert not use_code(session, right, "hash", at=NOW)
        assert session.get_one(PasswordCode, clerk.user_id).tries == 5


def test_an_office_makes_codes_for_its_division_alone_and_for_nobody_above_it(
    office: Office, database: Database, clerk: Actor
) -> None:
    near, far = office.user("sandu", "county", SANDU), office.user("huishui", "county", HUISHUI)
    office.user("finance", "finance", SANDU)
    office.user("auditor", "auditor", SANDU)
    given(office, actor=near)
    for login, actor in (("clerk", far), ("finance", near), ("auditor", near)):
        with pytest.raises(NotAllowed):
            given(office, login, actor)
    with pytest.raises(RuleRefusal, match="own_account"):
        given(office, "sandu", near)


def test_an_administrator_of_another_division_sees_none_of_these_accounts(
    office: Office, database: Database, clerk: Actor
) -> None:
    near, far = office.user("sandu", "county", SANDU), office.user("huishui", "county", HUISHUI)
    with database.reading() as session:
        assert [each.login for each in list_users(session, actor=near)] == ["clerk", "sandu"]
        assert [each.login for each in list_users(session, actor=far)] == ["huishui"]
        assert [each.login for each in list_users(session, actor=near, text="CLE")] == ["clerk"]
        assert list_users(session, actor=near, text="c_e") == []
        assert list_users(session, actor=clerk) == []


@pytest.mark.parametrize(
    "password",
    [
        *("short", "x" * 201, "aaaaaaaaaa", "Newcomer", "newcomer123", "SunMatch88", "12345678"),
        *("1qaz2wsx", "Q1W2E3R4", "TrustNo1", "jennifer", "government", "qq123456789", "woaini1314"),
    ],
)
def test_passwords_that_are_guessed_at_once_are_refused(office: Office, database: Database, password: str) -> None:
    with pytest.raises(Refusal, match="password_"), database.writing() as session:
        add_user(session, "newcomer", name="", role="school", password=password, actor=office.actor, at=NOW)


def test_all_of_the_passwords_that_are_used_most_are_refused(office: Office) -> None:
    used = [each for each in FREQUENCY_LISTS["passwords"] if len(each) >= SHORTEST_PASSWORD]
    assert len(used) > 3000  # ASVS 6.2.4
    for password in (*used[:3000:100], *used[::1000]):
        with pytest.raises(Refusal, match="password_too_easy"):
            hash_password(password.title())
    assert hash_password("trustno1 and two more")  # a word of the list in a longer password does no harm
