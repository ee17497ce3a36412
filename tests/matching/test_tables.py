"""Pools and lines check what they are given and can be cut, joined and taken apart."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.pool import Pool, Skills
from tests.matching.example import lines_of, pool_of
from tests.matching.strategies import lines, pools


def same_table(one: Pool | Lines, other: Pool | Lines) -> bool:
    a, b = one.columns(), other.columns()
    return list(a) == list(b) and all(a[n].dtype == b[n].dtype and np.array_equal(a[n], b[n]) for n in a)


@given(pools())
@settings(max_examples=30)
def test_a_pool_cut_and_joined_is_the_same_pool(pool: Pool) -> None:
    rows = np.arange(len(pool))
    assert same_table(Pool.concat([pool.take(rows[:2]), pool.take(rows[2:])]), pool)


@given(pools())
@settings(max_examples=30)
def test_a_pool_survives_its_columns(pool: Pool) -> None:
    assert same_table(Pool.from_columns(pool.columns()), pool)


@given(lines())
@settings(max_examples=30)
def test_lines_survive_their_columns(orders: Lines) -> None:
    assert same_table(Lines.from_columns(orders.columns()), orders)


def test_taking_rows_keeps_their_skills() -> None:
    pool = pool_of({"skills": [(0, 1, 1)]}, {"skills": []}, {"skills": [(1, 2, 2), (2, 3, 3)]})
    taken = pool.take(np.array([2, 0, 2]))
    assert taken.tie.tolist() == [3, 1, 3]
    assert taken.skills.offsets.tolist() == [0, 2, 3, 5]
    assert taken.skills.skill.tolist() == [1, 2, 0, 1, 2]


def test_nothing_joined_is_an_empty_table() -> None:
    assert same_table(Pool.concat([]), Pool.empty())
    assert len(Lines.empty()) == 0


def test_columns_name_the_parts_of_ragged_ones() -> None:
    assert {"tie", "skills.offsets", "skills.years_x10", "barred.employer"} <= set(Pool.empty().columns())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sex": np.zeros(1, np.int64)}, "Pool.sex must be int8, not int64"),
        ({"sex": [0]}, "Pool.sex must be a one-dimensional array"),
        ({"sex": np.zeros((1, 1), np.int8)}, "Pool.sex must be a one-dimensional array"),
        ({"sex": np.array([3], np.int8)}, r"Pool.sex must lie within 0..2; it has 3..3"),
        ({"state": np.array([6], np.int8)}, "Pool.state must lie within"),
        ({"wage_floor": np.array([-1])}, "Pool.wage_floor must lie within"),
        ({"sex": np.zeros(2, np.int8)}, "Pool columns must be equally long"),
        ({"skills": np.zeros(1, np.int32)}, "Pool.skills must be Skills"),
    ],
)
def test_a_wrong_column_is_refused_by_name(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(pool_of({}), **change)


def test_a_missing_column_is_refused_by_name() -> None:
    columns = pool_of({}).columns()
    del columns["skills.level"]
    with pytest.raises(ValueError, match=r"Pool lacks the column skills.level"):
        Pool.from_columns(columns)


@pytest.mark.parametrize("offsets", [[], [1, 1], [0, 2, 1]])
def test_offsets_that_fall_are_refused(offsets: list[int]) -> None:
    empty = Skills.empty()
    with pytest.raises(ValueError, match=r"Skills.offsets must start at 0"):
        replace(empty, offsets=np.array(offsets, np.int64))


def test_values_without_an_owner_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Skills.skill has 1 values; offsets promise 0"):
        replace(Skills.empty(1), skill=np.zeros(1, np.int32))


def test_a_level_beyond_five_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Skills.level must lie within 0..5"):
        Skills.from_lists([[(0, 6, 0)]])


def test_a_required_skill_without_importance_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Required.weight must lie within 1..127"):
        lines_of({"skills": [(0, 0, 0)]})


@pytest.mark.parametrize("table", [np.zeros((2, 3), np.int32), np.zeros((2, 2), np.int64), np.zeros(4, np.int32)])
def test_a_nearness_table_must_be_square(table: Any) -> None:
    with pytest.raises(ValueError, match="must be a square int32 table"):
        Nearness(table, np.zeros((1, 1), np.int32))


def test_pairs_must_be_aligned() -> None:
    with pytest.raises(ValueError, match="equally long"):
        Pairs(pool_of({}), lines_of({}), np.zeros(2, np.int64), np.zeros(1, np.int64))
