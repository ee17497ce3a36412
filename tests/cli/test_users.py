"""Accounts and the keys that seal personal data."""

import json

from sqlalchemy import LargeBinary, select, type_coerce

from models.db import Database
from models.sealed import VERSION_BYTES, load_key_ring
from services.keys import sealed_columns
from tests.cli.conftest import Ask, Run
from tests.office import Office, id_number
from tests.services.test_users import signs_in


def test_an_account_is_added_with_a_password_shown_once(ask: Ask, database: Database) -> None:
    made = ask("users", "add", "wang", "--role", "county", "--division", "三都县", "--name", "王敏")
    assert made["division"] == 522732000000
    assert signs_in(database, "wang", made["password"])
    listed = ask("users", "list")
    assert [each["login"] for each in listed] == ["operator", "wang"]
    assert "password" not in listed[1]


def test_a_password_can_come_from_standard_input(ask: Ask, database: Database) -> None:
    ask("users", "add", "li", "--role", "auditor")
    assert "password" not in ask("users", "reset", "li", "--password", "-", input="a better secret\n")
    assert signs_in(database, "li", "a better secret")


def test_a_disabled_account_acts_no_more(ask: Ask, run: Run) -> None:
    ask("users", "add", "li", "--role", "auditor")
    assert ask("users", "disable", "li")["disabled_at"]
    assert run("orders", "list", "--as", "li").exit_code == 2


def test_everybody_is_signed_out_only_when_that_is_said(ask: Ask, run: Run) -> None:
    assert run("users", "sign-out").exit_code == 2
    assert run("users", "sign-out", "--everybody", "--division", "三都县").exit_code == 2
    assert ask("users", "sign-out", "--everybody") == {"ended": 0}
    assert ask("users", "sign-out", "--division", "三都县") == {"ended": 0}


def test_a_taken_login_exits_2_with_a_sentence(run: Run) -> None:
    result = run("users", "add", "operator", "--role", "auditor")
    assert result.exit_code == 2
    assert "operator" in result.stderr


def test_a_county_adds_no_account_outside_it(ask: Ask, run: Run) -> None:
    ask("users", "add", "wang", "--role", "county", "--division", "三都县")
    assert run("users", "add", "x", "--role", "county", "--division", "深圳市", "--as", "wang").exit_code == 1


def test_after_a_rotation_old_values_are_readable_and_people_are_still_found(
    office: Office, ask: Ask, database: Database, home: object
) -> None:
    number = id_number()
    office.people(("李秀英", number, "13812345678", "三都县大河镇"), ("坏行", "1", "13812345678", "三都县大河镇"))
    done = ask("keys", "rotate")
    ring = load_key_ring(home / "keys.json")  # type: ignore[operator]
    assert (done["version"], ring.current, sorted(ring.keys)) == (2, 2, [1, 2])
    assert done["values"] >= 4
    assert sealed_versions(database) == {2}
    assert ask("labourers", "list", "--text", number)[0]["phone"] == "138****5678"


def sealed_versions(database: Database) -> set[int]:
    with database.reading() as session:
        return {
            int.from_bytes(value[:VERSION_BYTES], "big")
            for _, columns in sealed_columns()
            for column in columns
            for value in session.scalars(select(type_coerce(column, LargeBinary)).where(column.is_not(None)))
        }


def test_settings_show_no_password_of_an_address(run: Run) -> None:
    secrets = {f"SUNMATCH_{name}": "hush-hush" for name in ("METRICS_TOKEN", "GATEWAY_KEY")}
    result = run("settings", "--json", env={"SUNMATCH_REDIS_URL": "redis://:hush-hush@localhost/0", **secrets})
    assert "hush-hush" not in result.stdout and "METRICS_TOKEN" in result.stdout
    assert {"SUNMATCH_PORT"} < {each["variable"] for each in json.loads(result.stdout)}


def test_permissions_are_a_table_for_people_and_json_for_programs(ask: Ask, run: Run) -> None:
    assert ask("permissions")["orders.review"] == {"county": "division", "administrator": "all"}
    assert "| `orders.review` |" in run("permissions").stdout


def test_an_account_is_enabled_again_and_its_open_work_handed_over(ask: Ask) -> None:
    for login in ("wang", "li"):
        ask("users", "add", login, "--role", "county", "--division", "三都县")
    ask("users", "disable", "wang")
    assert ask("users", "hand-over", "wang", "--to", "li") == {"handed": 0, "left": 0}
    assert ask("users", "drop-factor", "wang")["login"] == "wang"
    assert ask("users", "enable", "wang")["disabled_at"] is None
