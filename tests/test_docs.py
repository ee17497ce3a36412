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


# OWASP ASVS 5.0.0 numbers the points of levels 1 and 2 before those of level 3: how many there are in each section,
# in the order of sections; of chapter 17 none applies.
POINTS = {
    1: {1: 2, 2: 9, 3: 11, 4: 3, 5: 2}, 2: {1: 3, 2: 3, 3: 4, 4: 1}, 3: {2: 2, 3: 4, 4: 6, 5: 5, 7: 2},
    4: {1: 3, 2: 1, 3: 2, 4: 4}, 5: {1: 1, 2: 3, 3: 2, 4: 3}, 6: {1: 3, 2: 12, 3: 4, 4: 4, 5: 5, 6: 3, 8: 4},
    7: {1: 3, 2: 4, 3: 2, 4: 5, 5: 2, 6: 2}, 8: {1: 2, 2: 3, 3: 1, 4: 1}, 9: {1: 3, 2: 4},
    10: {1: 2, 2: 2, 3: 4, 4: 11, 5: 5, 6: 2, 7: 3}, 11: {1: 2, 2: 3, 3: 3, 4: 4, 5: 1, 6: 1}, 12: {1: 3, 2: 2, 3: 4},
    13: {1: 1, 2: 5, 3: 2, 4: 5}, 14: {1: 2, 2: 4, 3: 3}, 15: {1: 3, 2: 3, 3: 7}, 16: {1: 1, 2: 5, 3: 4, 4: 3, 5: 3},
}  # fmt: skip
SECURITY = (TREE / "docs" / "security.md").read_text(encoding="utf-8")


def points_named() -> set[str]:
    """The points that stand in the first cells of rows: 1.2.3, 1.2.1–1.2.3, or 4.3 for all of a section."""
    cells = re.findall(r"^\| ([\d., –]+) \|", SECURITY, re.M)
    named = set()
    for part in (part for cell in cells for part in cell.split(", ")):
        first, _, last = part.partition("–")
        section, _, number = first.rpartition(".")
        chapter = section.partition(".")[0] or first.partition(".")[0]
        if part.count(".") == 1:
            named |= {f"{part}.{each + 1}" for each in range(POINTS[int(chapter)].get(int(number), 0))}
        else:
            end = int((last or first).rpartition(".")[2])
            named |= {f"{section}.{each}" for each in range(int(number), end + 1)}
    return named


def test_the_security_text_answers_every_point_of_levels_1_and_2() -> None:
    asked = {
        f"{chapter}.{section}.{number + 1}"
        for chapter, sections in POINTS.items()
        for section, count in sections.items()
        for number in range(count)
    }
    assert (sorted(asked - points_named()), sorted(points_named() - asked)) == ([], [])


def test_every_file_that_the_security_text_names_exists() -> None:
    text = SECURITY
    named = re.findall(r"`((?:tests|web|services|models|workers|locks|docs)/[\w/.]*)`", text)
    lacking = [each for each in named if not any((TREE / f"{each}{end}").exists() for end in ("", ".py"))]
    assert len(named) > 100 and lacking == []


def test_the_command_that_asks_for_known_faults_reads_every_lock_and_every_pin() -> None:
    locks = sorted((TREE / "locks").iterdir())
    [command] = re.findall(r"^audit/bin/pip-audit --strict .*--require-hashes .*$", SECURITY, re.M)
    assert re.findall(r"-r (\S+)", command) == [f"locks/{each.name}" for each in reversed(locks)]
    pins = [each for lock in locks for each in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8"))]
    assert [each for each in pins if not re.match(r"[\w.-]+==\S+.*\\\n +--hash=sha256:[0-9a-f]{64}", each)] == []


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
