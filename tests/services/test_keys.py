"""Keys are changed while everything stays readable, and an old one goes only when nothing needs it."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.audit_entry import AuditEntry
from models.db import Database
from models.labourer import Labourer
from models.model import Model
from models.sealed import KeyRing, Sealed, key_ring, load_key_ring, save_key_ring, use_key_ring
from models.second_factor import SecondFactor
from models.twin import Twin
from models.user import User
from services.access import Actor
from services.audit_seals import seal_waiting, verify_entries
from services.errors import NotAllowed, RuleRefusal
from services.families import people_with
from services.keys import SETTLES, reseal, retire_keys, rotate_keys, sealed_columns, uses_of_keys
from services.labourers import list_labourers
from services.lookup_keys import FOUND_BY, retire_lookup, rotate_lookup, uses_of_lookup
from services.phone_codes import find_code, send_code
from services.second_factor import begin_factor
from tests.moments import NOW
from tests.office import Office, id_number


def later() -> datetime:
    """When a key file that was written just now has settled."""
    return datetime.now(UTC) + SETTLES + timedelta(minutes=1)


@pytest.fixture
def path(ring: KeyRing, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A key file with the ring of all tests, in use."""
    path = tmp_path / "keys.json"
    save_key_ring(path, ring)
    use_key_ring(ring, path)
    yield path
    use_key_ring(ring)


@pytest.fixture
def filled(office: Office, path: Path) -> Database:
    """People, and an account with a telephone and a second factor."""
    rows = [
        (
            "李秀" + "一二三四五六七八九"[number],
            id_number(sequence=f"{number:03}"),
            f"1381234{number:04}",
            "三都县大河镇",
        )
        for number in range(9)
    ]
    office.people(*rows)
    with office.database.writing() as session:
        user = session.scalars(select(User)).one()
        user.phone = "13900001111"
        begin_factor(session, user.id, at=NOW)
    return office.database


def test_every_kind_of_sealed_value_is_sealed_anew(filled: Database, path: Path, operator: Actor) -> None:
    known = {table.name for table, _ in sealed_columns()}
    assert {"labourer", "user_account", "second_factor", "webhook", "account_notice"} <= known
    every = {
        column
        for table in Model.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Sealed)
    }
    assert every == {column for _, columns in sealed_columns() for column in columns}
    before = uses_of_keys(filled)
    done = rotate_keys(filled, path, actor=operator, at=NOW, batch=2)
    assert (done["values"], uses_of_keys(filled)) == (before[1], {2: before[1]})
    with filled.reading() as session:
        assert session.scalars(select(Labourer.phone).order_by(Labourer.id)).first() == "13812340000"
        assert len(session.scalars(select(SecondFactor.secret)).one()) == 32
        assert session.scalars(select(User.phone)).one() == "13900001111"
        assert len(list_labourers(session, actor=operator, text=id_number(sequence="003"))[0]) == 1


def test_a_rotation_that_was_broken_off_goes_on_where_it_was(filled: Database, path: Path, operator: Actor) -> None:
    def break_off(values: int) -> None:
        if values >= 4:
            raise KeyboardInterrupt

    every = uses_of_keys(filled)[1]
    with pytest.raises(KeyboardInterrupt):
        rotate_keys(filled, path, actor=operator, at=NOW, batch=2, progress=break_off)
    part = uses_of_keys(filled)
    assert 0 < part[2] < every and part[1] + part[2] == every
    with filled.reading() as session:
        assert len(list(session.scalars(select(Labourer.id_number)))) == 9  # all are read, by one key or the other
    done = rotate_keys(filled, path, actor=operator, at=NOW, new_key=False)
    assert done == {"version": 2, "values": part[1]}
    assert uses_of_keys(filled) == {2: every}
    assert reseal(filled, key_ring()) == 0


def test_an_old_key_is_retired_only_when_nothing_uses_it(filled: Database, path: Path, operator: Actor) -> None:
    old = load_key_ring(path)
    rotate_keys(filled, path, actor=operator, at=NOW)
    with pytest.raises(RuleRefusal, match="keys_too_young"):
        retire_keys(filled, path, actor=operator, at=datetime.now(UTC))
    use_key_ring(old)  # a process that read no new ring yet
    with filled.writing() as session:
        session.execute(update(User).values(phone="13900002222"))
    use_key_ring(load_key_ring(path), path)
    assert retire_keys(filled, path, actor=operator, at=later()) == {"version": 2, "retired": [], "used": {"1": 1}}
    rotate_keys(filled, path, actor=operator, at=NOW, new_key=False)
    assert retire_keys(filled, path, actor=operator, at=later()) == {"version": 2, "retired": [1], "used": {}}
    assert list(load_key_ring(path).keys) == [2]
    with filled.reading() as session:
        assert session.scalars(select(User.phone)).one() == "13900002222"
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["keys.rotate", "keys.rotate", "keys.retire"]


def test_the_audit_log_stays_whole_over_a_rotation(filled: Database, path: Path, operator: Actor) -> None:
    rotate_keys(filled, path, actor=operator, at=NOW)
    seal_waiting(filled)
    rotate_keys(filled, path, actor=operator, at=NOW)
    retire_keys(filled, path, actor=operator, at=later())
    seal_waiting(filled)
    with filled.reading() as session:
        assert verify_entries(session) == {"entries": 3, "ok": True, "first_bad": None}


def test_a_process_that_runs_seals_with_a_key_that_another_one_added(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_key_ring(path, load_key_ring(path).with_new_key())
    os.utime(path, (1, 1))
    monkeypatch.setattr("models.sealed.LOOKED_EVERY", 0)
    assert key_ring().current == 2


def test_only_an_administrator_changes_keys(filled: Database, path: Path) -> None:
    for act in (rotate_keys, retire_keys, rotate_lookup, retire_lookup):
        with pytest.raises(NotAllowed):
            act(filled, path, actor=Actor("county", 1, division_code=522732000000), at=later())
    assert (load_key_ring(path).current, list(load_key_ring(path).finding)) == (1, [1])


def found(database: Database, actor: Actor) -> list[int]:
    """How many of the nine are found by each of their numbers."""
    texts = [text for each in range(9) for text in (id_number(sequence=f"{each:03}"), f"1381234{each:04}")]
    with database.reading() as session:
        return [len(list_labourers(session, actor=actor, text=text)[0]) for text in texts]


def test_whoever_is_found_by_a_number_is_found_while_the_key_changes_and_after(
    office: Office, filled: Database, path: Path, operator: Actor
) -> None:
    def break_off(values: int) -> None:
        if values >= 4:
            raise KeyboardInterrupt

    with filled.writing() as session:
        token = send_code(session, "13812340008", at=NOW)
    first = load_key_ring(path)
    with pytest.raises(KeyboardInterrupt):
        rotate_lookup(filled, path, actor=operator, at=NOW, batch=2, progress=break_off)
    part = uses_of_lookup(filled, key_ring(), batch=2)
    assert part == {1: 15, 2: 4} and found(filled, operator) == [1] * 18
    # written while both keys count: known people are known, a family is the family of its telephone
    rows = [(f"李秀{'一二三四五六七八九'[each]}", id_number(sequence=f"{each:03}"), f"1381234{each:04}", "三都县大河镇")
            for each in (0, 8)]  # fmt: skip
    again = office.people(*rows, ("李秀英", id_number(sequence="777"), "13812340008", "三都县大河镇"))
    assert (again.created, again.rejected) == (1, 0)
    with filled.reading() as session:
        code = find_code(session, token, at=NOW)
        assert code is not None and [each.name for each in people_with(session, code)] == ["李秀九", "李秀英"]
    done = rotate_lookup(filled, path, actor=operator, at=NOW, new_key=False)
    assert done == {"version": 2, "values": 14, "twins": 0}  # one telephone was written anew by its row
    assert uses_of_lookup(filled, key_ring()) == {2: 21}
    with pytest.raises(RuleRefusal, match="keys_too_young"):
        retire_lookup(filled, path, actor=operator, at=datetime.now(UTC))
    assert retire_lookup(filled, path, actor=operator, at=later()) == {"version": 2, "retired": [1], "used": {}}
    kept = load_key_ring(path)
    assert (list(kept.finding), kept.lookup_key) == ([2], first.lookup_key)
    assert found(filled, operator) == [1] * 17 + [2]
    assert office.people(*rows).created == 0


def test_a_key_that_a_number_is_stored_under_stays_and_twins_of_the_change_come_up(
    office: Office, filled: Database, path: Path, operator: Actor
) -> None:
    old = load_key_ring(path)
    rotate_lookup(filled, path, actor=operator, at=NOW)
    use_key_ring(old)  # a process that read no new ring yet
    office.people(("李秀一", id_number(sequence="000"), "13812340000", "三都县大河镇"))
    use_key_ring(load_key_ring(path), path)
    assert retire_lookup(filled, path, actor=operator, at=later())["used"] == {"1": 2}
    done = rotate_lookup(filled, path, actor=operator, at=NOW, new_key=False)
    assert (done["values"], done["twins"]) == (2, 1)
    assert retire_lookup(filled, path, actor=operator, at=later())["retired"] == [1]
    assert found(filled, operator)[:2] == [1, 2]
    with filled.reading() as session:
        assert len(session.scalars(select(Twin.id)).all()) == 1


def test_every_hash_of_a_number_is_changed_and_key_files_of_before_are_read(ring: KeyRing, path: Path) -> None:
    every = {column for table in Model.metadata.tables.values() for column in table.columns
             if column.name.endswith("_lookup")}  # fmt: skip
    assert every == {table.c[name] for table, columns in FOUND_BY.items() for name in columns}
    assert all(isinstance(table.c[number].type, Sealed) for table, of in FOUND_BY.items() for number in of.values())
    text = json.loads(path.read_text())
    del text["finding"]
    path.write_text(json.dumps(text))
    assert load_key_ring(path).finding == {1: ring.lookup_key}
    assert load_key_ring(path).find_hash("13812340000") == ring.lookup("13812340000")
