"""Why a pair stands where it stands, and what would help."""

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from matching.changes import Change, place_of, ways_into, would_help
from matching.explain import explain, explain_criteria, explain_each, single
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.pool import Pool
from matching.rank import rank, standing_of_line
from matching.rules import RULES
from matching.score import score_pairs
from matching.weights import CRITERIA, DEFAULT
from tests.matching import strategies
from tests.matching.example import (
    AT_DAY,
    JEWELLERY,
    NEARNESS,
    POLISHING,
    SETTING,
    WELDING_CARD,
    day,
    lines_of,
    pool_of,
)
from tests.matching.strategies import EASY_LABOURER, EASY_LINE, lines, nearnesses, pools

HIRING = {"kind": 0}


def helps(person: dict[str, Any], line: dict[str, Any]) -> dict[str, Change]:
    """Changes by code for someone alone in the pool."""
    return {c.change: c for c in would_help(pool_of(person), lines_of(line), NEARNESS, DEFAULT, 0, 0, AT_DAY)}


@given(pools(most=3), lines(most=2), nearnesses())
@settings(max_examples=30)
def test_an_explanation_sums_to_the_score_and_is_plain_data(pool: Pool, orders: Lines, nearness: Nearness) -> None:
    for row in range(len(pool)):
        explained = explain(pool, orders, nearness, DEFAULT, row, 0, strategies.AT_DAY)
        scored = score_pairs(pool, orders, nearness, DEFAULT, np.array([row]), np.array([0]))
        assert [c.points for c in explained.criteria] == scored[0].tolist()
        assert explained.score == sum(c.points for c in explained.criteria)
        assert json.loads(json.dumps(asdict(explained)))["score"] == explained.score


def test_the_points_that_a_class_gives_to_everyone_are_named_on_a_line_with_training_alone() -> None:
    trained, hired = (
        explain(pool_of({"skills": []}), lines_of(line), NEARNESS, DEFAULT, 0, 0, AT_DAY).criteria[0]
        for line in ({}, HIRING)
    )
    assert trained.required["taught"] == trained.fraction == DEFAULT.taught
    assert "taught" not in hired.required


@given(pools(most=3), lines(most=3), nearnesses())
@settings(max_examples=20)
def test_pairs_explained_together_are_explained_as_each_alone(pool: Pool, orders: Lines, nearness: Nearness) -> None:
    i, j = (each.ravel() for each in np.indices((len(pool), len(orders))))
    together = explain_each(Pairs(pool, orders, i, j), nearness, DEFAULT)
    alone = [single(pool, orders, *pair) for pair in zip(i.tolist(), j.tolist(), strict=True)]
    assert together == [explain_criteria(pair, nearness, DEFAULT) for pair in alone]


@given(pools(EASY_LABOURER, most=6), lines(EASY_LINE, most=1), nearnesses())
@settings(max_examples=30)
def test_every_promised_change_really_helps(pool: Pool, orders: Lines, nearness: Nearness) -> None:
    stand = standing_of_line(pool, orders, nearness, DEFAULT, 0, strategies.AT_DAY)
    for row in range(len(pool)):
        now = place_of(stand, single(pool, orders, row, 0), nearness, DEFAULT, strategies.AT_DAY)
        for change in would_help(pool, orders, nearness, DEFAULT, row, 0, strategies.AT_DAY, stand):
            assert change.score > now.score
            assert now.rank is not None
            assert 1 <= change.rank <= now.rank


@given(pools(EASY_LABOURER, most=6), lines(EASY_LINE, most=1), nearnesses())
@settings(max_examples=30)
def test_every_way_into_the_first_leads_there_and_no_shorter_one_does(
    pool: Pool, orders: Lines, nearness: Nearness
) -> None:
    stand = standing_of_line(pool, orders, nearness, DEFAULT, 0, strategies.AT_DAY)
    for row in range(len(pool)):
        pair = single(pool, orders, row, 0)
        ways = ways_into(pair, nearness, DEFAULT, strategies.AT_DAY, stand, first=1, most=2)
        alone = would_help(pool, orders, nearness, DEFAULT, row, 0, strategies.AT_DAY, stand)
        assert all(way.rank == 1 for way in ways)
        assert len({len(way.changes) for way in ways}) <= 1
        if ways and len(ways[0].changes) == 2:
            assert all(change.rank > 1 for change in alone)


def test_a_licence_and_a_level_together_lead_to_the_first_place() -> None:
    welder = {"certificates": [(WELDING_CARD, 2**31 - 1)], "skills": [(JEWELLERY, 1, 300), (POLISHING, 1, 300)]}
    people, line = pool_of({}, {"tie": 2, **welder}), lines_of(HIRING | {"certificates": [(WELDING_CARD,)]})
    stand = standing_of_line(people, line, NEARNESS, DEFAULT, 0, AT_DAY)
    found = ways_into(single(people, line, 0, 0), NEARNESS, DEFAULT, AT_DAY, stand, first=1)
    assert {len(way.changes) for way in found} == {2}
    assert all(way.changes[0][0] == "gain_certificate" for way in found)


def test_who_is_among_the_first_needs_no_way() -> None:
    stand = standing_of_line(pool_of({}), lines_of(HIRING), NEARNESS, DEFAULT, 0, AT_DAY)
    assert ways_into(single(pool_of({}), lines_of(HIRING), 0, 0), NEARNESS, DEFAULT, AT_DAY, stand) == []


def test_every_rule_and_criterion_is_explained_in_order() -> None:
    explained = explain(pool_of({}), lines_of({}), NEARNESS, DEFAULT, 0, 0, AT_DAY)
    assert [r.name for r in explained.rules] == [rule.name for rule in RULES]
    assert tuple(c.name for c in explained.criteria) == CRITERIA
    assert explained.eligible


def test_a_refused_pair_names_its_reason_and_still_has_a_score() -> None:
    explained = explain(pool_of({"state": 3}), lines_of({}), NEARNESS, DEFAULT, 0, 0, AT_DAY)
    assert [r.reason for r in explained.rules if not r.ok] == ["already_placed"]
    assert explained.score > 0


def test_a_skill_says_which_one_served_for_it() -> None:
    skill = explain(pool_of({}), lines_of({}), NEARNESS, DEFAULT, 0, 0, AT_DAY).criteria[0]
    assert [(s["skill"], s["by"]) for s in skill.actual["skills"]] == [
        (JEWELLERY, JEWELLERY), (POLISHING, POLISHING), (SETTING, JEWELLERY),
    ]  # fmt: skip


def test_a_skill_that_nothing_serves_says_so() -> None:
    skill = explain(pool_of({"skills": []}), lines_of({}), NEARNESS, DEFAULT, 0, 0, AT_DAY).criteria[0]
    assert {s["by"] for s in skill.actual["skills"]} == {None}


def test_a_pair_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no pair"):
        explain(pool_of({}), lines_of({}), NEARNESS, DEFAULT, 1, 0, AT_DAY)


def test_a_level_lifts_a_person_past_the_next() -> None:
    people = ({}, {"experience": [(0, 24)]})
    change = would_help(pool_of(*people), lines_of(HIRING), NEARNESS, DEFAULT, 0, 0, AT_DAY)[0]
    assert (change.params, change.rank) == ({"skill": SETTING, "level": 5}, 1)
    pool = pool_of({"skills": [(JEWELLERY, 0, 25), (POLISHING, 5, 0), (SETTING, 5, 0)]}, people[1])
    assert rank(pool, lines_of(HIRING), NEARNESS, DEFAULT, 0, AT_DAY).scores[0] == change.score


def test_a_missing_licence_would_open_the_door() -> None:
    found = helps({}, {**HIRING, "certificates": [(WELDING_CARD,)]})
    assert found["gain_certificate"].params == {"certificate": WELDING_CARD}
    assert set(found) == {"gain_certificate"}


def test_going_there_helps_one_who_stays_near_home() -> None:
    found = helps({"range": 1, "wanted": []}, {})
    assert found["accept_place"].params == {"division": 440303000000, "metres": 741_931}


def test_a_lower_floor_is_the_offer_with_board_and_lodging() -> None:
    assert helps({"wage_floor": 700_000}, {})["lower_wage_floor"].params == {"wage_floor": 530_000}


def test_being_free_at_the_start_would_help() -> None:
    found = helps({"available_from": day(2027, 6, 1)}, {})
    assert found["be_free_earlier"].params == {"day": day(2027, 3, 1), "days": 92}


def test_nothing_helps_the_perfect_or_the_dead() -> None:
    perfect = {"skills": [(k, 5, 0) for k in range(3)]}
    assert helps(perfect, {}) == {}
    assert helps({"state": 5}, {}) == {}
