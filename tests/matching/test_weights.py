"""The weights are data: checked, stored, hashed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from matching import score
from matching.score import rule_hash
from matching.weights import CRITERIA, DEFAULT, POINT, Points, Weights


def test_the_points_of_all_criteria_sum_to_a_hundred() -> None:
    assert sum(DEFAULT.points_of(name) for name in CRITERIA) == 100 * POINT


def test_points_that_sum_to_something_else_are_refused() -> None:
    with pytest.raises(ValueError, match="must sum to 100000000, not 101000000"):
        Points(skill=31 * POINT)


@pytest.mark.parametrize(
    "change",
    [
        {"unproven": 1_000_001}, {"month_cost": -1}, {"level_short": (1_000_000,)}, {"lived_steps": (1, 2, 3)},
        {"wish_ranks": ()}, {"years_as_level": (60, 10)}, {"wage_full_ratio": 1_000_000}, {"half_distance": 0},
        {"taught": 0.5},
    ],
)  # fmt: skip
def test_a_wrong_number_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        replace(DEFAULT, **change)


def test_weights_survive_json() -> None:
    assert Weights.from_dict(json.loads(json.dumps(DEFAULT.to_dict()))) == DEFAULT


def test_the_hash_is_the_same_for_the_same_weights() -> None:
    assert rule_hash(DEFAULT) == rule_hash(Weights.from_dict(DEFAULT.to_dict()))
    assert len(rule_hash(DEFAULT)) == 64


def test_the_hash_changes_with_any_number() -> None:
    assert rule_hash(replace(DEFAULT, late_days=31)) != rule_hash(DEFAULT)


def test_the_hash_changes_with_the_edition_of_the_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rule_hash(DEFAULT)
    monkeypatch.setattr(score, "EDITION", score.EDITION + 1)
    assert rule_hash(DEFAULT) != before
