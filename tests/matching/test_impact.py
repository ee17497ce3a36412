"""Two rankings compared, and how often groups are selected: against slow readable twins."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.impact import LEAST, Selection, impacts, inversions, kendall_tau, places_of, shift

ORDERS = st.integers(0, 25).flatmap(lambda size: st.permutations(range(size)))


def rows(order: Sequence[int]) -> np.ndarray:
    return np.array(order, np.int64)


def slow_inversions(values: Sequence[int]) -> int:
    return sum(first > second for first, second in combinations(values, 2))


@given(ORDERS)
def test_inversions_are_the_pairs_in_the_wrong_order(order: list[int]) -> None:
    values = rows(order)
    assert inversions(values) == slow_inversions(order)
    assert values.tolist() == list(order)


@given(st.integers(2, 20).flatmap(lambda size: st.tuples(st.permutations(range(size)), st.permutations(range(size)))))
def test_tau_is_agreeing_less_disagreeing_pairs_of_all(both: tuple[list[int], list[int]]) -> None:
    first, second = both
    pairs = list(combinations(range(len(first)), 2))
    agree = sum((first[i] < first[j]) == (second[i] < second[j]) for i, j in pairs)
    assert kendall_tau(rows(first), rows(second)) == pytest.approx((2 * agree - len(pairs)) / len(pairs))


def test_tau_needs_two_people() -> None:
    assert kendall_tau(rows([]), rows([])) is None
    assert kendall_tau(rows([0]), rows([0])) is None
    assert (kendall_tau(rows([0, 1]), rows([5, 9])), kendall_tau(rows([0, 1]), rows([9, 5]))) == (1, -1)


@given(ORDERS, st.data())
def test_a_shift_counts_what_a_person_would_count(before: list[int], data: st.DataObject) -> None:
    after = data.draw(st.permutations(data.draw(st.lists(st.integers(0, 30), unique=True, max_size=25))))
    top, seats = data.draw(st.integers(0, 12)), data.draw(st.integers(0, 12))
    found = shift(rows(before), rows(after), top, seats)
    both = sorted({*before[:top], *after[:top]} & set(before) & set(after))
    steps = [abs(before.index(row) - after.index(row)) for row in both]
    assert (found.compared, found.moved) == (len(both), sum(step > 0 for step in steps))
    assert (found.most, found.mean) == (max(steps, default=0), pytest.approx(sum(steps) / max(len(steps), 1)))
    assert found.stay == len({*before[:top]} & {*after[:top]}) / max(len(before[:top]), 1)
    assert found.entered.tolist() == [row for row in after[:seats] if row not in before[:seats]]
    assert found.left.tolist() == [row for row in before[:seats] if row not in after[:seats]]


@given(ORDERS)
def test_nothing_moves_between_a_ranking_and_itself(order: list[int]) -> None:
    same = shift(rows(order), rows(order), 10, 5)
    assert (same.moved, same.mean, same.most, len(same.entered), len(same.left)) == (0, 0, 0, 0, 0)
    assert same.tau in (None, 1)


def test_places_are_those_of_the_ranking() -> None:
    assert places_of(rows([2, 0]), rows([3])).tolist() == [1, -1, 0, -1]


def test_the_ratio_is_of_the_rates_and_warns_below_four_fifths() -> None:
    found = impacts({"men": Selection(100, 50), "women": Selection(200, 80), "unknown": Selection(50, 10)})
    assert [found[each].ratio for each in ("men", "women", "unknown")] == [1, 0.8, 0.4]
    assert [found[each].low for each in ("men", "women", "unknown")] == [False, False, True]


def test_small_groups_have_no_ratio_and_set_none() -> None:
    found = impacts({"few": Selection(LEAST - 1, LEAST - 1), "some": Selection(LEAST, 3), "many": Selection(90, 3)})
    assert found["few"].ratio is None
    assert (found["some"].ratio, found["many"].ratio) == (1, pytest.approx(1 / 3))
    assert not found["few"].low


@pytest.mark.parametrize(
    "groups", [{}, {"one": Selection(99, 9)}, {"a": Selection(99, 0), "b": Selection(99, 0)}], ids=str
)
def test_without_two_groups_or_anybody_selected_there_is_no_ratio(groups: dict[str, Selection]) -> None:
    assert all(each.ratio is None and not each.low for each in impacts(groups).values())


def test_a_rate_of_nobody_is_unknown() -> None:
    assert (Selection(0, 0).rate, Selection(4, 1).rate) == (None, 0.25)
