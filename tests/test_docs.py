"""The documentation against the code: printed pages, commands that are named, decisions that are whole."""

import re
from pathlib import Path

import click
import pytest

from web.cli import sunmatch
from web.commands.documents import TREE, printed_pages

PAGES = printed_pages(sunmatch)
TEXTS = sorted([TREE / "README.md", *(TREE / "docs").rglob("*.md")])
DECISIONS = sorted((TREE / "docs" / "decisions").glob("*.md"))
NAMED = re.compile(r"`(?:\.venv/bin/)?sunmatch ([^`]*)`|^\s*(?:\$ )?(?:\.venv/bin/)?sunmatch ([^`#\n]*)", re.M)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_printed_page_equals_what_the_code_prints(name: str) -> None:
    page = TREE / "docs" / name
    assert page.exists() and page.read_text(encoding="utf-8") == PAGES[name], (
        "Print the pages anew: .venv/bin/sunmatch docs write"
    )


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(TREE)))
def test_every_command_that_a_text_names_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    named = [(first or second).split() for first, second in NAMED.findall(text)]
    assert [" ".join(words) for words in named if not exists(words)] == []


def exists(words: list[str]) -> bool:
    """Whether the words lead to a command, or to a group and nothing more, and its options are known."""
    command: click.Command = sunmatch
    for place, word in enumerate(words):
        if not isinstance(command, click.Group) or word.startswith("-") or not word[0].islower():
            return all(known(command, each) for each in words[place:])
        names = word.split("/")
        if any(name not in command.commands for name in names):
            return False
        command = command.commands[names[0]]
    return True


def known(command: click.Command, word: str) -> bool:
    options = {name for each in command.params for name in each.opts} | {"--help"}
    return not word.startswith("--") or word.partition("=")[0].rstrip(",.") in options


def test_every_decision_says_context_decision_and_consequences() -> None:
    lacking = [
        f"{path.name}: {part}"
        for path in DECISIONS
        for part in ("## Context", "## Decision", "## Consequences")
        if part not in path.read_text(encoding="utf-8")
    ]
    assert DECISIONS
    assert lacking == []


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
