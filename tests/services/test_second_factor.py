"""The second factor: taken into use by its first code, each code good once, recovery codes for the lost telephone."""

from datetime import timedelta

import pyotp
import pytest

from models.db import Database
from models.second_factor import SecondFactor
from models.user import ROLES
from services.access import Actor
from services.errors import RuleRefusal
from services.second_factor import (
    address_of,
    begin_factor,
    check_factor,
    confirm_factor,
    drop_factor_of,
    has_factor,
    needs_factor,
    new_recovery_codes,
    pending_secret,
    prove_factor,
    recovery_codes_left,
    waits_for,
)
from services.users import check_sign_in, record_sign_in
from tests.moments import NOW
from tests.office import SANDU, Office

STEP = timedelta(seconds=30)


@pytest.fixture
def finance(office: Office) -> Actor:
    return office.user("finance", "finance", SANDU)


def code(secret: str, at=NOW) -> str:  # type: ignore[no-untyped-def]
    return pyotp.TOTP(secret).at(at)


def set_up(database: Database, actor: Actor) -> tuple[str, list[str]]:
    """The secret and the recovery codes of a factor that is in use since the step before this one."""
    shown, hashes = new_recovery_codes()
    with database.writing() as session:
        begin_factor(session, actor.user_id or 0, at=NOW)
        secret = pending_secret(session, actor.user_id or 0)
        assert secret is not None
        assert confirm_factor(session, actor.user_id or 0, code(secret, NOW - STEP), hashes, at=NOW - STEP)
    return secret, shown


def proves(database: Database, actor: Actor, text: str, at=NOW) -> bool:  # type: ignore[no-untyped-def]
    with database.reading() as session:
        proof = check_factor(session, actor.user_id or 0, text, at=at)
    with database.writing() as session:
        return prove_factor(session, actor.user_id or 0, proof, at=at)


def test_money_audit_and_administration_need_one_and_nobody_else_does() -> None:
    assert {role for role in ROLES if needs_factor(role)} == {"county", "finance", "auditor", "administrator"}


def test_a_factor_counts_once_its_first_code_was_right(database: Database, finance: Actor) -> None:
    user_id = finance.user_id or 0
    with database.writing() as session:
        begin_factor(session, user_id, at=NOW)
        assert not has_factor(session, user_id)
        assert waits_for(session, user_id, "finance", required=True) == "set_up"
        assert waits_for(session, user_id, "finance", required=False) is None
        assert not confirm_factor(session, user_id, "000000", [], at=NOW)
        secret = pending_secret(session, user_id)
        assert secret is not None
        assert confirm_factor(session, user_id, code(secret), [], at=NOW)
        assert waits_for(session, user_id, "finance", required=False) == "code"
        assert pending_secret(session, user_id) is None
        with pytest.raises(RuleRefusal, match="factor_there"):
            begin_factor(session, user_id, at=NOW)


def test_a_code_is_good_once_and_none_before_it_afterwards(database: Database, finance: Actor) -> None:
    secret, _ = set_up(database, finance)
    assert proves(database, finance, code(secret))
    assert not proves(database, finance, code(secret))
    assert not proves(database, finance, code(secret, NOW - STEP))
    assert proves(database, finance, code(secret, NOW + STEP), NOW + STEP)


def test_a_clock_may_be_half_a_minute_off_and_no_more(database: Database, finance: Actor) -> None:
    secret, _ = set_up(database, finance)
    assert not proves(database, finance, code(secret, NOW + 2 * STEP))
    assert proves(database, finance, code(secret, NOW + STEP))


def test_five_wrong_codes_lock_the_account_and_the_password_gives_no_new_tries(
    database: Database, finance: Actor
) -> None:
    secret, _ = set_up(database, finance)
    wrong = "000000" if code(secret) != "000000" else "111111"
    for _ in range(5):
        with database.reading() as session:
            attempt = check_sign_in(session, "finance", "finance-secret", at=NOW)
        with database.writing() as session:
            assert record_sign_in(session, attempt, at=NOW) is not None
        assert not proves(database, finance, wrong)
    with pytest.raises(RuleRefusal, match="account_locked"):
        proves(database, finance, code(secret))


def test_a_recovery_code_works_once_and_leaves_nine(database: Database, finance: Actor) -> None:
    _, shown = set_up(database, finance)
    assert len(set(shown)) == 10
    assert not proves(database, finance, shown[3][:-1] + ("2" if shown[3][-1] != "2" else "3"))
    assert proves(database, finance, shown[3].lower().replace("-", " "))
    assert not proves(database, finance, shown[3])
    with database.reading() as session:
        assert recovery_codes_left(session, finance.user_id or 0) == 9


def test_the_secret_lies_sealed_and_reads_as_an_authenticator_wants_it(database: Database, finance: Actor) -> None:
    secret, _ = set_up(database, finance)
    with database.reading() as session:
        row = session.connection().exec_driver_sql("select secret from second_factor").one()
        assert secret.encode() not in bytes(row[0])
        assert session.get_one(SecondFactor, finance.user_id).secret == secret
    assert address_of(secret, "finance").startswith("otpauth://totp/Sunmatch:finance?secret=")


def test_whoever_administers_the_account_takes_a_lost_factor_away_and_nobody_their_own(
    office: Office, database: Database, finance: Actor
) -> None:
    set_up(database, finance)
    with database.writing() as session:
        drop_factor_of(session, "finance", actor=office.actor, at=NOW)
        assert not has_factor(session, finance.user_id or 0)
    with pytest.raises(RuleRefusal, match="own_account"), database.writing() as session:
        drop_factor_of(session, "operator", actor=office.actor, at=NOW)
