"""What people read on the command line: words and names, never codes; sentences, never a traceback."""

import re
import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Ask, Run
from tests.office import Office, id_number

CODES = re.compile(r"\b(?:[a-z]+_[a-z_]+|\d{12}|county|accredited|public|merged|distinct)\b")


def told(run: Run, *arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def filled(office: Office) -> Office:
    """A county with a firm, a base, an account and two entries that may be one person."""
    header = ["基地名称", "办学性质", "地址", "年培训能力", "培训工种"]
    office.load("bases", office.sheet("bases.csv", header, [["三都职校", "公办", "三都县", "600", "焊工"]]))
    office.load("employers", office.sheet("firms.csv", ["企业名称", "地址"], [["深圳市爱德康公司", "深圳市"]]))
    office.people(("李秀英", id_number(), "13812345678", "三都县大河镇高硐村"), name="one.csv")
    office.people(("李秀英", id_number(sequence="043"), "13812345679", "三都县大河镇高硐村"), name="two.csv")
    office.user("wang", "county", 522732000000)
    return office


@pytest.mark.parametrize(
    "command",
    [("users", "list"), ("bases", "list"), ("employers", "list"), ("twins", "list"), ("db", "check"),
     ("keys", "rotate"), ("users", "disable", "wang"), ("imports", "list"), ("orders", "list")],
)  # fmt: skip
def test_tables_hold_no_codes(filled: Office, run: Run, command: tuple[str, ...]) -> None:
    without_numbers = re.sub(r"\b[0-9A-Z]{12}\b|\S*/\S+|wang", "", told(run, "--lang", "zh", *command))
    assert CODES.findall(without_numbers) == []


def test_a_base_is_accredited_by_commands(filled: Office, run: Run, ask: Ask) -> None:
    [base] = ask("bases", "list")
    for action in ("score", "publicise", "accredit"):
        done = ask("bases", action, base["id"])
    assert (done["state"], done["actions"]) == ("accredited", ["suspend", "remove"])
    refused = run("bases", "suspend", base["id"])
    assert refused.exit_code == 1
    shown = told(run, "--lang", "zh", "bases", "show", base["id"])
    assert "已认定" in shown
    assert "专家已评分" in shown


def test_accounts_are_listed_with_the_names_of_role_and_division(filled: Office, run: Run) -> None:
    [line] = [each for each in told(run, "users", "list").splitlines() if each.startswith("wang")]
    assert "County office" in line
    assert "贵州省黔南布依族苗族自治州三都水族自治县" in line


def test_a_pair_of_twins_says_which_entry_to_keep_by_in_the_readers_language(
    filled: Office, run: Run, ask: Ask
) -> None:
    assert " first " in told(run, "twins", "list")
    assert " 第二条 " in told(run, "--lang", "zh", "twins", "list")
    [pair] = ask("twins", "list")
    assert told(run, "--lang", "zh", "twins", "merge", pair["id"], "--keep", "second").startswith(pair["id"])


def test_a_marked_employer_is_told_in_words(filled: Office, run: Run, ask: Ask) -> None:
    [firm] = ask("employers", "list")
    assert "Owes wages since    2026-10-01" in told(run, "employers", "mark", firm["id"], "--since", "2026-10-01")


def test_a_county_account_without_its_county_is_refused(run: Run) -> None:
    result = run("users", "add", "li", "--role", "county")
    assert (result.exit_code, "--division" in result.stderr) == (2, True)


@pytest.mark.parametrize("role", ["employer", "base"])
def test_whoever_speaks_for_a_firm_or_a_base_names_it(run: Run, role: str) -> None:
    result = run("users", "add", "li", "--role", role, "--division", "三都县")
    assert (result.exit_code, f"needs --{role} ID" in result.stderr) == (2, True)


def test_a_division_code_from_before_a_renaming_is_said_to_be_one(run: Run) -> None:
    result = run("users", "add", "li", "--role", "county", "--division", "500225", "--json")
    assert result.exit_code == 0
    assert "500225 was 大足县; it is 重庆市大足区 now." in result.stderr


@pytest.mark.parametrize("day", ["2027-13-01", "1.3.2027", "tomorrow"])
def test_a_day_that_is_none_is_answered_with_how_to_write_one(run: Run, day: str) -> None:
    result = run("rank", "--order", "X", "--at", day)
    assert (result.exit_code, "like 2027-03-01" in result.stderr) == (2, True)
    assert "%" not in result.stderr


def test_a_place_that_cannot_be_written_is_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for arguments in (
        ("db", "backup", str(tmp_path / "no" / "copy")),
        ("users", "list", "--home", str(tmp_path / "file" / "x")),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1), result.output
        assert str(tmp_path) in result.stderr


def test_pages_are_not_served_on_a_port_that_is_taken(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert (result.exit_code, str(port) in result.stderr) == (1, True)
