"""Unknown input is answered with the nearest right word, and exit code 2."""

from typing import Any

import pytest

from tests.cli.conftest import Run
from web.commands.office import Office


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (("oders", "list"), "orders"),
        (("orders", "aprove", "X"), "approve"),
        (("rank", "--oder", "X"), "--order"),
        (("users", "add", "li", "--role", "councellor"), "counsellor"),
        (("import", "laborers", __file__), "labourers"),
        (("orders", "list", "--state", "aproved"), "approved"),
        (("labourers", "list", "--situation", "athome"), "at_home"),
        (("link", "--kind", "ocupation"), "occupation"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest(run: Run, arguments: tuple[str, ...], right: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert right in result.stderr.split("Did you mean")[1]
    assert result.stdout == ""


def test_a_division_that_does_not_exist_is_answered_with_the_nearest(run: Run) -> None:
    result = run("users", "add", "li", "--role", "county", "--division", "三睹水族县")
    assert result.exit_code == 2
    assert "三都水族自治县" in result.stderr


def test_an_unknown_setting_is_refused_with_the_nearest(run: Run) -> None:
    result = run("users", "list", env={"SUNMATCH_PROT": "80"})
    assert result.exit_code == 2
    assert "SUNMATCH_PORT" in result.stderr


@pytest.mark.parametrize(
    ("spoken", "setting", "language"),
    [("C.UTF-8", "", "en"), ("POSIX", "", "en"), ("C", "zh", "zh"), ("zh_CN.UTF-8", "", "zh"), ("fr_FR", "", "zh")],
)
def test_a_terminal_that_names_no_language_is_answered_in_english(
    monkeypatch: pytest.MonkeyPatch, spoken: str, setting: str, language: str
) -> None:
    monkeypatch.setenv("LC_ALL", spoken)
    monkeypatch.delenv("SUNMATCH_LANGUAGE", raising=False)
    if setting:
        monkeypatch.setenv("SUNMATCH_LANGUAGE", setting)
    parts: Any = None
    assert Office(parts, {}).language == language


def test_link_wants_either_a_kind_or_a_file(run: Run) -> None:
    assert run("link").exit_code == 2
    usage = run("link", "--help").stdout
    assert "sunmatch link (--kind [occupation|skill] | --against FILE) [OPTIONS]" in " ".join(usage.split())
    assert usage.count("is required") == 2
