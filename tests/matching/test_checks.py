"""The judge convicts what is planted, each by its name, and acquits what is right."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matching.checks import Claim, Promise, judge_bound, judge_pairs, judge_plan
from matching.pool import State
from matching.reference import points_of_pair, row_of
from matching.weights import DEFAULT
from tests.matching.example import AT_DAY, NEARNESS, WELDING_CARD, lines_of, pool_of

SEATS = np.array([2, 1])
RIGHT = Claim(np.array([0, 1, 2]), np.array([0, 0, 1]), np.array([50, 60, 70]), SEATS, 180, 200)
SHARED, COST = (([0, 1], 3),), {0: 10, 1: 20}
ASKED = Promise(
    shared=SHARED, cost=COST, budget=40, floors={"two": ([1, 2], 2)}, companions=((0, 1),), together=0, fixed={}
)


def names(claim: Claim, promise: Promise) -> set[str]:
    return {violation.name for violation in judge_plan(claim, promise)}


def test_what_is_right_is_acquitted() -> None:
    assert names(RIGHT, ASKED) == set()
    assert names(replace(RIGHT, value=120), replace(ASKED, fixed={1: 0})) == set()


@pytest.mark.parametrize(
    ("claim", "promise", "name"),
    [
        ({"labourer": np.array([0, 0, 2])}, {"companions": (), "floors": {}}, "one_seat_a_person"),
        ({"seats": np.array([1, 1])}, {}, "more_than_the_seats"),
        ({"line": np.array([0, 0, 2])}, {"shared": ()}, "more_than_the_seats"),
        ({}, {"shared": (([0, 1], 2),)}, "more_than_shared_places"),
        ({}, {"budget": 39}, "over_budget"),
        ({}, {"floors": {"two": ([1, 3], 2)}}, "floor_missed:two"),
        ({}, {"companions": ((0, 2),)}, "companions_apart"),
        ({}, {"companions": ((0, 3),)}, "companions_apart"),
        ({"value": 120}, {"fixed": {1: 0, 3: 1}}, "agreed_moved"),
        ({"value": 181}, {}, "value_differs"),
        ({}, {"together": 5}, "value_differs"),
        ({}, {"fill": 1}, "value_differs"),
        ({}, {"bonus": {(2, 1): 7}}, "value_differs"),
        ({"bound": 179}, {}, "bound_below_value"),
    ],
)
def test_each_planted_violation_is_convicted_by_its_name(
    claim: dict[str, Any], promise: dict[str, Any], name: str
) -> None:
    assert names(replace(RIGHT, **claim), replace(ASKED, **promise)) == {name}


POOL = pool_of({}, {"state": int(State.PLACED)}, {"consented": False})
LINES = lines_of({}, {"kind": 0, "certificates": [(WELDING_CARD,)]})


def claimed(*pairs: tuple[int, int], more: int = 0) -> Claim:
    """A claim of these pairs with their true scores, `more` added to each."""
    known = [(i, j) for i, j in pairs if i < len(POOL) and j < len(LINES)]
    scores = [sum(points_of_pair(row_of(POOL, i), row_of(LINES, j), NEARNESS, DEFAULT)) + more for i, j in known]
    scores += [0] * (len(pairs) - len(known))
    people, line = (np.array([pair[k] for pair in pairs]) for k in range(2))
    return Claim(people, line, np.array(scores), np.array([9, 9]), 0, 0)


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (claimed((0, 0)), []),
        (claimed((1, 0)), ["rule:not_placed"]),
        (claimed((2, 0)), ["rule:consent_given"]),
        (claimed((0, 1)), ["rule:licence_held"]),
        (claimed((0, 0), more=1), ["score_differs"]),
        (claimed((0, 2)), ["unknown_row"]),
        (claimed((3, 0)), ["unknown_row"]),
    ],
)
def test_rules_and_scores_of_every_pair_are_asked_again(claim: Claim, found: list[str]) -> None:
    assert [each.name for each in judge_pairs(claim, POOL, LINES, NEARNESS, DEFAULT, AT_DAY)] == found


def test_a_bound_is_what_its_prices_prove() -> None:
    offsets, labourer, value = np.array([0, 2, 3]), np.array([0, 1, 1]), np.array([50, 60, 70])

    def found(prices: list[int], bound: int, more: int = 0) -> list[str]:
        judged = judge_bound(offsets, labourer, value, np.array([1, 1]), np.array(prices), bound, more)
        return [each.name for each in judged]

    assert found([50, 0], 120) == found([50, 0], 121) == []
    assert found([50, 0], 119) == ["bound_not_proven"]
    assert found([50, 0], 120, more=1) == ["bound_not_proven"]
    assert found([50, -1], 200) == ["negative_price"]
