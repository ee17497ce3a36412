"""`sunmatch plan`: the keys that stay, a dry run that stores nothing, and a sentence for those who may not."""

from tests.cli.conftest import Ask, Run
from tests.office import SANDU, Office
from tests.placing import people, recruit

KEYS = {"seats", "filled", "value", "bound", "gap", "greedy_value", "row_by_row_value", "seconds", "peak_mib"}


def test_the_plan_is_printed_and_stored(office: Office, ask: Ask, run: Run) -> None:
    people(office, 3)
    recruit(office, "永兴制衣厂", 2)
    tried = ask("plan", "--dry-run")
    assert set(tried) >= KEYS
    assert "plans" not in tried
    made = ask("plan", "--orders", "open")
    assert (made["seats"], made["filled"], len(made["plans"])) == (2, 2, 1)
    assert made["value"] == tried["value"] <= made["bound"]
    assert 0 <= made["gap"] < 0.001
    shown = run("plan", "--dry-run")
    assert shown.exit_code == 0
    assert "Best pair first" in shown.stdout


def test_whoever_may_not_plan_is_told_so(office: Office, run: Run) -> None:
    recruit(office, "永兴制衣厂", 1)
    office.user("li", "counsellor", SANDU)
    refused = run("plan", "--as", "li")
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert "plan all open seats" in refused.stderr
