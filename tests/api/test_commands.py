"""Systems and their webhooks on the command line: secrets are shown once."""

from pathlib import Path

import pytest

from models.sealed import KeyRing
from tests.cli.conftest import Ask, Run, ask, home, keys_of_the_tests, run
from tests.web.conftest import County

__all__ = ["ask", "home", "keys_of_the_tests", "run"]
READ = ("--right", "orders.read", "--right", "placements.read")
ADD = ("systems", "add", "bank", "--role", "county", "--division", "三都县", *READ)


@pytest.fixture(autouse=True)
def _in(county: County, home: Path, ring: KeyRing) -> None:
    """The county's database and the keys of the tests."""


def test_a_system_is_added_listed_and_ended(ask: Ask, run: Run) -> None:
    made = ask(*ADD, "--name", "银行")
    assert made["token"].startswith("sunmatch_") and made["rights"] == ["orders.read", "placements.read"]
    second = ask("systems", "token", "bank")
    assert second["token"] != made["token"] and len(second["tokens"]) == 2
    assert made["token"] not in run("systems", "list").stdout
    ask("systems", "revoke", "bank", "--token", second["tokens"][0]["id"])
    [listed] = ask("systems", "list")
    assert [bool(each["revoked_at"]) for each in listed["tokens"]] == [True, False] and "token" not in listed
    assert run("systems", "revoke", "bank").exit_code == 0
    again = run("systems", "revoke", "bank")
    assert (again.exit_code, again.stderr) == (1, "No token is left to be ended\n")


def test_a_right_beyond_the_role_is_refused(run: Run) -> None:
    result = run("systems", "add", "bank", "--role", "finance", "--division", "三都县", "--right", "orders.review")
    assert result.exit_code == 2 and "orders.review" in result.stderr


def test_a_webhook_is_added_listed_and_stopped(ask: Ask, run: Run) -> None:
    ask(*ADD)
    made = ask("webhooks", "add", "bank", "https://example.org/hook", "--kind", "order.*")
    assert made["secret"].startswith("whsec_")
    [listed] = ask("webhooks", "list")
    assert (listed["system"], listed["waiting"], listed["stopped_at"]) == ("bank", 0, None) and "secret" not in listed
    assert ask("webhooks", "deliveries", "bank", made["webhook"]) == []
    assert ask("webhooks", "stop", "bank", made["webhook"])["stopped_at"]
    inside = run("webhooks", "add", "bank", "http://example.org/", "--kind", "order.*")
    assert (inside.exit_code, inside.stderr) == (2, "Write an address that begins with https:\n")
    assert made["webhook"] in run("webhooks", "list").stdout
