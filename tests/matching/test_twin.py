"""The arrays and the slow readable twin agree on random pools."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import reference
from matching.engine import masks_of
from matching.hashing import pair_hash
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.pool import Pool
from matching.rank import judge_all, openings, rank
from matching.rules import RULES
from matching.score import score_pairs
from matching.weights import DEFAULT, Weights
from tests.matching.strategies import AT_DAY, EASY_LABOURER, EASY_LINE, lines, nearnesses, pools, some_weights


def all_pairs(pool: Pool, orders: Lines) -> Pairs:
    i, j = np.divmod(np.arange(len(pool) * len(orders)), len(orders))
    return Pairs(pool, orders, i, j)


@given(pools(), lines(), nearnesses(), some_weights)
@settings(max_examples=60)
def test_points_are_those_of_the_twin(pool: Pool, orders: Lines, nearness: Nearness, weights: Weights) -> None:
    pairs = all_pairs(pool, orders)
    points = score_pairs(pool, orders, nearness, weights, pairs.i, pairs.j)
    for k in range(len(pairs)):
        person, line = reference.row_of(pool, pairs.i[k]), reference.row_of(orders, pairs.j[k])
        assert points[k].tolist() == reference.points_of_pair(person, line, nearness, weights)


@given(pools(), lines(), some_weights)
@settings(max_examples=60)
def test_rules_refuse_whom_the_twin_refuses(pool: Pool, orders: Lines, weights: Weights) -> None:
    pairs = all_pairs(pool, orders)
    masks = masks_of(pairs, weights, AT_DAY)
    for k in range(len(pairs)):
        person, line = reference.row_of(pool, pairs.i[k]), reference.row_of(orders, pairs.j[k])
        refused = [rule.name for number, rule in enumerate(RULES) if masks[k] >> number & 1]
        assert refused == reference.refusals(person, line, weights, AT_DAY)


@given(pools(), lines())
def test_rejections_are_the_twins_counted(pool: Pool, orders: Lines) -> None:
    pairs = all_pairs(pool, orders)
    eligible, rejections = judge_all(pairs, DEFAULT, AT_DAY)
    people = [reference.row_of(pool, row) for row in pairs.i]
    asked = [reference.row_of(orders, row) for row in pairs.j]
    refused = [reference.refusals(p, a, DEFAULT, AT_DAY) for p, a in zip(people, asked, strict=True)]
    assert eligible.tolist() == [not names for names in refused]
    for name, counts in rejections.by_rule().items():
        assert counts["rejected"] == sum(name in names for names in refused)
        assert counts["first"] == sum(names[:1] == [name] for names in refused)
        assert counts["only"] == sum(names == [name] for names in refused)


@given(pools(EASY_LABOURER, most=12), lines(EASY_LINE, most=1), nearnesses())
def test_a_list_is_the_twins_list(pool: Pool, orders: Lines, nearness: Nearness) -> None:
    ranking = rank(pool, orders, nearness, DEFAULT, 0, AT_DAY)
    expected = list(reference.ranked(pool, orders, nearness, DEFAULT, 0, AT_DAY))
    assert list(zip(ranking.order.tolist(), ranking.scores.tolist(), strict=True)) == expected


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_the_tie_hash_is_the_twins(labourer: int, line: int) -> None:
    hashed = pair_hash(np.array([labourer], np.uint64), np.array([line], np.uint64))
    assert hashed.tolist() == [reference.hash_of_pair(labourer, line)]


@given(
    st.one_of(pools(EASY_LABOURER, most=2), pools(most=2)),
    st.one_of(lines(EASY_LINE, most=12), lines(most=8)),
    nearnesses(),
    some_weights,
    st.integers(0, 13),
)
@settings(max_examples=60)
def test_the_openings_are_the_twins_head_of_the_list_and_counts_are_of_all(
    pool: Pool, orders: Lines, nearness: Nearness, weights: Weights, top: int
) -> None:
    for labourer in range(len(pool)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("matching.search.LINES_ALONE", 4)
            found = openings(pool, orders, nearness, weights, labourer, AT_DAY, top)
        expected = list(reference.ranked_lines(pool, orders, nearness, weights, labourer, AT_DAY))
        assert list(zip(found.order.tolist(), found.scores.tolist(), strict=True)) == expected[:top]
        assert (found.eligible, found.considered) == (len(expected), len(orders))
        person, asked = reference.row_of(pool, labourer), [reference.row_of(orders, j) for j in range(len(orders))]
        refused = [reference.refusals(person, line, weights, AT_DAY) for line in asked]
        assert int(found.rejections.first.sum()) == sum(map(bool, refused))
        assert found.rejections.rejected.sum() == sum(map(len, refused))
