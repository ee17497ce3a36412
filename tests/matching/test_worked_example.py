"""The example of docs/matching.md, computed; and the document, read."""

from dataclasses import asdict
from pathlib import Path

import pytest

from matching.changes import would_help
from matching.explain import explain
from matching.rank import openings, rank
from matching.rules import RULES
from matching.weights import CRITERIA, DEFAULT
from tests.matching.example import AT_DAY, JEWELLERY, NEARNESS, SETTING, lines_of, pool_of

DOCUMENT = (Path(__file__).parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")
EXAMPLE = DOCUMENT[DOCUMENT.index("## Example") :]
WORKED = {
    "skill": (866_666, 25_999_980),
    "experience": (555_555, 5_555_550),
    "location": (1_000_000, 25_000_000),
    "wish": (850_000, 10_200_000),
    "wage": (880_000, 13_200_000),
    "season": (500_000, 4_000_000),
}
SCORE = 83_955_530


def in_millionths(number: int) -> str:
    return f"{number // 1_000_000}.{number % 1_000_000:06d}"


def test_li_xiuying_gets_the_points_worked_by_hand() -> None:
    explained = explain(pool_of({}), lines_of({}), NEARNESS, DEFAULT, 0, 0, AT_DAY)
    assert {c.name: (c.fraction, c.points) for c in explained.criteria} == WORKED
    assert explained.score == SCORE == sum(points for _, points in WORKED.values())


def test_both_lists_show_the_same_score() -> None:
    pool, orders = pool_of({}), lines_of({})
    assert rank(pool, orders, NEARNESS, DEFAULT, 0, AT_DAY).scores.tolist() == [SCORE]
    assert openings(pool, orders, NEARNESS, DEFAULT, 0, AT_DAY).scores.tolist() == [SCORE]


def test_the_numbers_between_are_those_of_the_document() -> None:
    by_name = {c.name: c for c in explain(pool_of({}), lines_of({}), NEARNESS, DEFAULT, 0, 0, AT_DAY).criteria}
    assert [s["fraction"] for s in by_name["skill"].actual["skills"]] == [800_000, 1_000_000, 500_000]
    assert by_name["experience"].actual["micro_months"] == 20_000_000
    assert (by_name["location"].actual["metres"], by_name["location"].actual["lived"]) == (741_931, 74_819)
    assert by_name["wage"].required["offer"] == 530_000
    assert by_name["season"].actual["clash"] == [9, 10]


def test_what_would_help_her_is_in_the_document() -> None:
    found = would_help(pool_of({}), lines_of({}), NEARNESS, DEFAULT, 0, 0, AT_DAY)
    assert [(c.change, c.params["skill"], c.score) for c in found] == [
        ("gain_level", SETTING, 86_455_550),
        ("gain_level", JEWELLERY, 85_455_530),
    ]
    assert "86.455550" in EXAMPLE
    assert "85.455530" in EXAMPLE


@pytest.mark.parametrize("name", CRITERIA)
def test_the_document_has_the_row_of_each_criterion(name: str) -> None:
    fraction, points = WORKED[name]
    row = next(line for line in EXAMPLE.splitlines() if line.startswith(f"| {name} |"))
    assert row.endswith(f"| {in_millionths(fraction)} | {in_millionths(points)} |")


def test_the_document_has_the_score() -> None:
    assert f"**{in_millionths(SCORE)}**" in EXAMPLE


def test_the_document_has_the_points_of_every_criterion() -> None:
    for name in CRITERIA:
        assert f"| `{name}` | {DEFAULT.points_of(name) // 1_000_000} |" in DOCUMENT


def test_the_document_has_every_rule_with_its_reason_in_order() -> None:
    rows = [line for line in DOCUMENT.splitlines() if any(line.startswith(f"| `{rule.name}` |") for rule in RULES)]
    assert [(row.split("`")[1], row.split("`")[-2]) for row in rows] == [(rule.name, rule.reason) for rule in RULES]


def test_the_document_has_every_parameter_with_its_value() -> None:
    for name, value in asdict(DEFAULT).items():
        if name not in ("version", "points"):
            values = ", ".join(f"{v:,}".replace(",", " ") for v in (value if isinstance(value, tuple) else (value,)))
            assert f"| `{name}` | {values} |" in DOCUMENT
