"""What somebody may have to answer for is written down, is never changed, and a change is found all the same."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.audit_entry import AuditEntry, AuditSeal
from models.db import Database
from models.step import Step
from services.access import Actor
from services.audit import Wanted, audit, list_entries
from services.audit_seals import head, link, seal_waiting, unsealed, verify_entries
from services.errors import NotAllowed
from services.password_codes import give_code, make_code
from services.sweeping import due
from services.users import (
    add_user,
    check_sign_in,
    disable_user,
    enable_user,
    record_sign_in,
    reset_password,
    sign_out_user,
)
from tests.guards import lift_guards
from tests.moments import NOW
from tests.office import SANDU, Office


def entries(database: Database) -> list[AuditEntry]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def verdict(database: Database) -> dict[str, object]:
    with database.reading() as session:
        return verify_entries(session)


@pytest.fixture
def filled(database: Database, operator: Actor) -> Database:
    """A database with six sealed entries."""
    with database.writing() as session:
        for count in range(6):
            audit(session, "export.make", actor=operator, at=NOW + timedelta(seconds=count), detail=str(count))
    assert seal_waiting(database) == 6
    return database


@pytest.fixture
def unguarded(filled: Database) -> Iterator[Session]:
    """A session in which somebody who owns the tables has taken the triggers off."""
    with filled.writing() as session:
        lift_guards(session)
    with filled.writing() as session:
        yield session


def test_administration_of_accounts_and_wrong_passwords_are_written_down(office: Office, database: Database) -> None:
    actor, code = Actor(**{**vars(office.actor), "address": "10.0.0.7"}), make_code()
    made = {"actor": actor, "at": NOW}
    with database.writing() as session:
        user = add_user(
            session, "wang", name="王敏", role="county", password="a good secret", division_code=SANDU, **made
        )
        give_code(session, "wang", code, **made)
        sign_out_user(session, "wang", **made)
        disable_user(session, "wang", **made)
        enable_user(session, "wang", **made)
        reset_password(session, "wang", "another good secret", **made)
        user_id = user.id
    with database.reading() as session:
        attempts = [check_sign_in(session, login, "wrong", at=NOW, address="10.0.0.9") for login in ("wang", "nobody")]
    with database.writing() as session:
        assert [record_sign_in(session, each, at=NOW) for each in attempts] == [None, None]
    assert [(each.action, each.actor_id, each.subject_id, each.address) for each in entries(database)] == [
        *(
            (action, actor.user_id, user_id, "10.0.0.7")
            for action in (
                "account.add", "password.code", "account.sign_out", "account.disable", "account.enable",
                "password.reset",
            )
        ),
        ("sign_in.refuse", None, user_id, "10.0.0.9"),
    ]  # fmt: skip
    kept = " ".join(str(value) for each in entries(database) for value in vars(each).values())
    assert "王敏" not in kept and "wang" not in kept and code.shown not in kept


def test_an_act_that_did_not_happen_is_not_written_down(database: Database, operator: Actor) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        audit(session, "export.make", actor=operator, at=NOW)
        raise ZeroDivisionError
    assert entries(database) == []
    with pytest.raises(ValueError, match="not in ACTIONS"), database.writing() as session:
        audit(session, "export.mak", actor=operator, at=NOW)


@pytest.mark.parametrize("table", [AuditEntry, AuditSeal])
def test_the_database_refuses_to_change_and_to_delete(filled: Database, table: type) -> None:
    changes = {"audit_entry": {"detail": "9"}, "audit_seal": {"hash": bytes(32)}}[table.__tablename__]
    for statement in (update(table).values(changes), delete(table)):
        with pytest.raises(IntegrityError, match="kept as they are"), filled.writing() as session:
            session.execute(statement)
    with filled.reading() as session:
        first = session.execute(select(table.__table__)).mappings().first()
    verbs = ("INSERT", "INSERT OR REPLACE") if filled.is_sqlite else ("INSERT",)
    for verb in verbs:
        statement = insert(table).values(**{**first, **changes})
        if verb != "INSERT":
            statement = statement.prefix_with("OR REPLACE")
        with pytest.raises(IntegrityError), filled.writing() as session:
            session.execute(statement)
    assert verdict(filled)["ok"]


def test_what_was_done_to_a_subject_is_never_changed_but_what_was_said_can_be_blanked(
    office: Office, database: Database
) -> None:
    office.orders(("深圳市爱德康珠宝首饰有限公司", "缝纫工", "9", "缝纫", "深圳市龙岗区", "4000-6000"))
    for statement in (update(Step).values(actor_id=None), update(Step).values(at=NOW), delete(Step)):
        with pytest.raises(IntegrityError, match="kept as they are"), database.writing() as session:
            session.execute(statement)
    with database.writing() as session:
        assert session.execute(update(Step).values(note="")).rowcount == 1


def test_a_whole_chain_is_whole_and_seals_go_on_where_they_were(filled: Database, operator: Actor) -> None:
    assert verdict(filled) == {"entries": 6, "ok": True, "first_bad": None}
    with filled.writing() as session:
        audit(session, "keys.rotate", actor=operator, at=NOW)
    with filled.reading() as session:
        assert unsealed(session) and "seal_audit" in {each.job for each in due(session, at=NOW)}
    assert verdict(filled) == {"entries": 7, "ok": True, "first_bad": None}
    assert (seal_waiting(filled), seal_waiting(filled)) == (1, 0)
    assert verdict(filled) == {"entries": 7, "ok": True, "first_bad": None}


@pytest.mark.parametrize("column", ["at", "action", "actor_id", "role", "subject", "subject_id", "address", "detail"])
def test_a_changed_entry_is_found(filled: Database, unguarded: Session, column: str) -> None:
    value = {"at": NOW + timedelta(days=1), "actor_id": 99, "subject_id": 99}.get(column, "x")
    third = entries(filled)[2].id
    unguarded.execute(update(AuditEntry).where(AuditEntry.id == third).values({column: value}))
    unguarded.commit()
    assert verdict(filled) == {"entries": 6, "ok": False, "first_bad": third}


def test_a_deleted_entry_a_deleted_seal_and_a_changed_seal_are_found(filled: Database, unguarded: Session) -> None:
    ids = [each.id for each in entries(filled)]
    unguarded.execute(delete(AuditSeal).where(AuditSeal.entry_id == ids[4]))
    assert verify_entries(unguarded)["first_bad"] == ids[5]
    unguarded.execute(update(AuditSeal).where(AuditSeal.entry_id == ids[3]).values(hash=bytes(32)))
    assert verify_entries(unguarded)["first_bad"] == ids[3]
    unguarded.execute(delete(AuditEntry).where(AuditEntry.id == ids[1]))
    assert verify_entries(unguarded) == {"entries": 5, "ok": False, "first_bad": ids[1]}


def test_a_cut_off_end_is_found_by_a_head_that_was_written_down(filled: Database, unguarded: Session) -> None:
    known = head(unguarded)
    last = entries(filled)[-1].id
    for statement in (
        delete(AuditSeal).where(AuditSeal.entry_id == last),
        delete(AuditEntry).where(AuditEntry.id == last),
    ):
        unguarded.execute(statement)
    assert verify_entries(unguarded)["ok"]
    assert not verify_entries(unguarded, known=known)["ok"]


def test_an_entry_that_commits_after_later_ones_is_sealed_after_them(database: Database, operator: Actor) -> None:
    """As on PostgreSQL, where transactions that began first may end last."""
    late = AuditEntry(id=3, at=NOW, action="export.make", role="county", address="", detail="")
    with database.writing() as session:
        session.add(AuditEntry(id=5, at=NOW, action="export.make", role="county", address="", detail=""))
    assert seal_waiting(database) == 1
    with database.writing() as session:
        session.add(late)
    assert seal_waiting(database) == 1
    with database.reading() as session:
        assert session.scalars(select(AuditSeal.entry_id).order_by(AuditSeal.number)).all() == [5, 3]
    assert verdict(database)["ok"]


def test_two_that_seal_at_once_make_one_chain(filled: Database, operator: Actor) -> None:
    with filled.writing() as session:
        audit(session, "export.make", actor=operator, at=NOW)
        entry_id = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id.desc())).first()
    assert seal_waiting(filled) == 1
    with pytest.raises(IntegrityError), filled.writing() as session:  # another one that had read the same last seal
        entry = session.get_one(AuditEntry, entry_id)
        session.add(AuditSeal(number=7, entry_id=entry.id, hash=link(bytes(32), entry)))
    assert verdict(filled)["ok"]


def test_only_who_audits_reads_the_log(filled: Database, operator: Actor) -> None:
    with filled.reading() as session:
        [found] = list_entries(session, Wanted(since=NOW + timedelta(seconds=5)), actor=operator)
        assert (found.entry.detail, found.by and found.by.login) == ("5", "operator")
        assert len(list_entries(session, Wanted(group="export", login="operator"), actor=operator)) == 6
        assert list_entries(session, Wanted(login="nobody"), actor=operator) == []
        with pytest.raises(NotAllowed):
            list_entries(session, Wanted(), actor=Actor("county", 1, division_code=SANDU))
