"""`run.py` says what is wrong with its command line before it sets anything up."""

import pytest

from run import fault, main

COMMANDS = ("install", "demo", "test", "check")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "say what to do"), (["dmo"], "Did you mean 'demo'?"), (["install", "now"], "takes no arguments"),
     (["check", "-q"], "takes no arguments")],
)  # fmt: skip
def test_a_wrong_command_line_is_answered_with_what_is_wrong(arguments: list[str], said: str) -> None:
    assert said in fault(arguments, COMMANDS)


@pytest.mark.parametrize("arguments", [["install"], ["demo", "--port", "0"], ["test", "tests/cli", "-q"], ["check"]])
def test_a_right_command_line_has_no_fault(arguments: list[str]) -> None:
    assert fault(arguments, COMMANDS) == ""


@pytest.mark.parametrize("word", ["--help", "-h", "help"])
def test_help_lists_the_four_commands(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word]) == 0
    told = capsys.readouterr().out
    assert all(f"python3 run.py {command}" in told for command in COMMANDS)
