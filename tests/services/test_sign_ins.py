"""Sign-ins are rows: found by their token, ended by their owner, by time, by a new password, by a disabled account."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit_entry import AuditEntry
from models.db import Database
from models.sign_in import SignIn, SignInLock
from models.user import User
from services.access import Actor
from services.errors import NotAllowed, NotFound, RuleRefusal
from services.sign_in_locks import count_failure, refuse_locked
from services.sign_ins import (
    Lasting,
    begin_sign_in,
    complete_sign_in,
    end_own_sign_in,
    end_sign_ins,
    find_sign_in,
    is_stale,
    own_sign_ins,
    see,
)
from services.sign_outs import sign_out_everybody
from services.users import change_password, check_sign_in, disable_user, reset_password
from tests.moments import NOW
from tests.office import SANDU, Office

HOUR = timedelta(hours=1)
LASTING = Lasting(idle=HOUR, whole=12 * HOUR)


@pytest.fixture
def county(office: Office) -> Actor:
    return office.user("county", "county", SANDU)


@pytest.fixture
def writer(database: Database, county: Actor) -> Iterator[Session]:
    with database.writing() as session:
        yield session


def begun(session: Session, actor: Actor, at: datetime = NOW, waits_for: str | None = None) -> str:
    return begin_sign_in(session, actor.user_id or 0, device="Firefox", address="10.0.0.1", at=at, waits_for=waits_for)


def is_in(session: Session, token: str, at: datetime = NOW) -> bool:
    return find_sign_in(session, token, LASTING, at=at) is not None


def test_the_table_holds_the_hash_of_a_token_and_never_the_token(writer: Session, county: Actor) -> None:
    token = begun(writer, county)
    row = writer.scalars(select(SignIn)).one()
    assert row.token_hash == hashlib.sha256(token.encode()).digest()
    assert token not in repr(vars(row))
    assert len(token) >= 43  # 256 bits
    assert not is_in(writer, "another")


def test_whoever_leaves_it_alone_for_an_hour_signs_in_again(writer: Session, county: Actor) -> None:
    token = begun(writer, county)
    assert is_in(writer, token, NOW + timedelta(minutes=59))
    assert not is_in(writer, token, NOW + HOUR)
    row = find_sign_in(writer, token, LASTING, at=NOW)
    assert row is not None
    see(writer, row.id, at=NOW + timedelta(minutes=30))
    writer.expire_all()
    assert is_in(writer, token, NOW + timedelta(minutes=89))


def test_after_twelve_hours_even_a_busy_one_ends(writer: Session, county: Actor) -> None:
    token = begun(writer, county)
    row = writer.scalars(select(SignIn)).one()
    see(writer, row.id, at=NOW + timedelta(hours=11, minutes=50))
    writer.expire_all()
    assert is_in(writer, token, NOW + timedelta(hours=11, minutes=59))
    assert not is_in(writer, token, NOW + 12 * HOUR)


def test_that_somebody_is_there_is_written_down_every_few_minutes_only(writer: Session, county: Actor) -> None:
    begun(writer, county)
    row = writer.scalars(select(SignIn)).one()
    assert not is_stale(row, NOW + timedelta(minutes=4))
    assert is_stale(row, NOW + timedelta(minutes=5))
    see(writer, row.id, at=NOW - HOUR)  # a late answer puts no clock back
    writer.expire_all()
    assert row.seen_at == NOW


def test_a_sign_in_that_waits_for_the_second_factor_lasts_a_quarter_of_an_hour_and_changes_its_token(
    writer: Session, county: Actor
) -> None:
    token = begun(writer, county, waits_for="code")
    assert not is_in(writer, token, NOW + timedelta(minutes=15))
    row = find_sign_in(writer, token, LASTING, at=NOW)
    assert row is not None
    another = complete_sign_in(writer, row.id, at=NOW)
    assert not is_in(writer, token)
    assert is_in(writer, another, NOW + timedelta(minutes=59))


def test_one_ends_ones_own_and_nobody_elses(writer: Session, county: Actor, office: Office) -> None:
    first, second = begun(writer, county), begun(writer, county)
    ids = {is_open: row.public_id for row, is_open in own_sign_ins(writer, LASTING, actor=county, at=NOW)}
    stranger = Actor("county", user_id=1)
    with pytest.raises(NotFound):
        end_own_sign_in(writer, ids[True], actor=stranger, at=NOW)
    row = find_sign_in(writer, first, LASTING, at=NOW)
    assert row is not None
    end_own_sign_in(writer, row.public_id, actor=county, at=NOW)
    assert (is_in(writer, first), is_in(writer, second)) == (False, True)


def test_all_others_end_and_this_one_stays(writer: Session, county: Actor) -> None:
    tokens = [begun(writer, county) for _ in range(3)]
    here = find_sign_in(writer, tokens[1], LASTING, at=NOW)
    assert here is not None
    end_sign_ins(writer, county.user_id or 0, at=NOW, but=here.id)
    writer.expire_all()
    assert [is_in(writer, token) for token in tokens] == [False, True, False]


def test_rows_of_long_ago_are_dropped(writer: Session, county: Actor) -> None:
    begun(writer, county, NOW - timedelta(days=91))
    begun(writer, county)
    assert len(writer.scalars(select(SignIn)).all()) == 1


def test_a_new_password_and_a_disabled_account_end_every_sign_in(
    office: Office, database: Database, county: Actor
) -> None:
    acts = (
        lambda session: reset_password(session, "county", "quite another", actor=office.actor, at=NOW),
        lambda session: disable_user(session, "county", actor=office.actor, at=NOW),
    )
    for act in acts:
        with database.writing() as session:
            token = begun(session, county)
        with database.writing() as session:
            act(session)
        with database.reading() as session:
            assert not is_in(session, token)


def test_changing_ones_password_ends_the_others_and_asks_for_the_old_one(database: Database, county: Actor) -> None:
    with database.writing() as session:
        here, there = begun(session, county), begun(session, county)
        mine = find_sign_in(session, here, LASTING, at=NOW)
        assert mine is not None
        but = mine.id
    for old, changes in (("wrong", False), ("county-secret", True)):
        with database.reading() as session:
            attempt = check_sign_in(session, "county", old, at=NOW)
        with database.writing() as session:
            assert change_password(session, attempt, "a hash", at=NOW, but=but) is changes
    with database.reading() as session:
        assert (is_in(session, here), is_in(session, there)) == (True, False)


def test_the_lock_treats_a_name_that_nobody_has_like_any_other(database: Database, county: Actor) -> None:
    for login in ("county", "nobody at all"):
        for _ in range(5):
            with database.writing() as session:
                count_failure(session, login, NOW)
        with pytest.raises(RuleRefusal, match="account_locked"), database.reading() as session:
            refuse_locked(session, login.upper(), NOW)


def test_names_that_were_tried_lie_there_as_keyed_hashes_and_for_a_day(database: Database) -> None:
    with database.writing() as session:
        count_failure(session, "李秀英", NOW)
    with database.writing() as session:
        count_failure(session, "王建国", NOW + timedelta(hours=25))
        assert len(session.scalars(select(SignInLock)).all()) == 1
        assert "王建国".encode() not in session.scalars(select(SignInLock.login_hash)).one()


def test_everybody_is_signed_out_at_once_or_all_accounts_of_a_division(
    writer: Session, office: Office, county: Actor
) -> None:
    within = {"clerk": SANDU, "liaison": SANDU + 101000, "elsewhere": 522731000000, "nowhere": None}
    made = {login: User(login=login, name=login, role="counsellor", created_at=NOW) for login in within}
    finance = User(login="finance", name="finance", role="finance", division_code=SANDU, created_at=NOW)
    for login, user in made.items():
        user.division_code = within[login]
    people = list(made.values())
    writer.add_all([*people, finance])
    writer.flush()
    tokens = {
        each.login: begun(writer, Actor(each.role, each.id, each.login, each.name)) for each in (*people, finance)
    }
    who_is_in = lambda: [login for login, token in tokens.items() if is_in(writer, token)]  # noqa: E731
    for division in (None, 522731000000):
        with pytest.raises(NotAllowed):
            sign_out_everybody(writer, actor=county, at=NOW, division=division)
    assert sign_out_everybody(writer, actor=county, at=NOW, division=SANDU) == 2
    assert who_is_in() == ["elsewhere", "nowhere", "finance"]  # a county administers none that signs for money
    assert sign_out_everybody(writer, actor=office.actor, at=NOW, division=SANDU) == 1
    assert sign_out_everybody(writer, actor=office.actor, at=NOW) == 2
    assert who_is_in() == []
    done = select(AuditEntry).where(AuditEntry.action == "sign_in.end_all").order_by(AuditEntry.id)
    assert [(each.actor_id, each.detail) for each in writer.scalars(done)] == [
        (county.user_id, f"2 {SANDU}"), (office.actor.user_id, f"1 {SANDU}"), (office.actor.user_id, "2"),
    ]  # fmt: skip
