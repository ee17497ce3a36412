"""The auction against an exact solver: within its tolerance, under a bound that no assignment exceeds, always the
same."""

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.assignment import TOLERANCE, assign, bound_of
from matching.columns import Ints
from matching.greedy import Room, greedy_value, row_by_row_value
from matching.shortlists import Shortlists
from matching.terms import Terms

NOBODY = Shortlists(np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0, np.int64))


@st.composite
def problems(draw: st.DrawFn, least: int = 0) -> tuple[Shortlists, Ints, int]:
    """Lists of up to four lines over up to nine labourers, best first, with seats (some lines have none)."""
    labourers, lines = draw(st.integers(1, 9)), draw(st.integers(1, 4))
    scores = st.sampled_from([0, 1, 999, 40_000_000, 40_000_001, 77_000_000, 100_000_000]) | st.integers(least, 10**8)
    rows = []
    for _ in range(lines):
        listed = draw(st.lists(st.tuples(st.integers(0, labourers - 1), scores), unique_by=lambda pair: pair[0]))
        rows.append(sorted(listed, key=lambda pair: -pair[1]))
    seats = draw(st.lists(st.integers(0, 4), min_size=lines, max_size=lines))
    return lists_of(rows), np.array(seats, np.int64), labourers


def lists_of(rows: list[list[tuple[int, int]]]) -> Shortlists:
    flat = [pair for row in rows for pair in row]
    offsets = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
    return Shortlists(offsets, *(np.array([pair[k] for pair in flat], np.int64) for k in range(2)))


def optimum(lists: Shortlists, value: Ints, seats: Ints, labourers: int) -> int:
    """The greatest total, every seat a column of its own; a pair that is on no list is worth nothing."""
    table = np.zeros((labourers, len(seats)), np.int64)
    line = np.repeat(np.arange(len(seats)), np.diff(lists.offsets))
    table[lists.labourer, line] = np.maximum(value, 0)
    wide = np.repeat(table, seats, axis=1)
    return int(wide[linear_sum_assignment(wide, maximize=True)].sum())


def tolerance(value: Ints, filled: int) -> int:
    """What the auction may lose: its step for every filled seat."""
    return filled * max(1, int(np.maximum(value, 0).sum()) // max(1, TOLERANCE * len(value)))


@given(problems())
@settings(max_examples=100)
def test_the_assignment_is_within_its_tolerance_of_the_optimum_and_the_bound_is_above(
    problem: tuple[Shortlists, Ints, int],
) -> None:
    lists, seats, labourers = problem
    found, best = (
        assign(lists, lists.scores, seats, labourers),
        optimum(lists, lists.scores, seats, labourers),
    )
    filled = found.held[found.held >= 0]
    assert found.value == lists.scores[filled].sum() <= best <= found.bound
    assert found.bound - found.value <= tolerance(lists.scores, len(filled))
    lines = np.searchsorted(lists.offsets, filled, side="right") - 1
    assert (np.bincount(lines, minlength=len(seats)) <= seats).all()
    assert (lists.labourer[filled] == np.flatnonzero(found.held >= 0)).all()


@given(problems(), st.lists(st.integers(0, 10**8), min_size=4, max_size=4))
@settings(max_examples=50)
def test_any_prices_that_are_not_negative_prove_a_bound(
    problem: tuple[Shortlists, Ints, int], prices: list[int]
) -> None:
    lists, seats, labourers = problem
    price = np.array(prices[: len(seats)], np.int64)
    assert bound_of(lists, lists.scores, seats, labourers, price)[0] >= optimum(lists, lists.scores, seats, labourers)


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_place_of_a_labourer_in_memory_decides_nothing(
    problem: tuple[Shortlists, Ints, int], random: Random
) -> None:
    lists, seats, labourers = problem
    moved = np.array(random.sample(range(labourers), labourers), np.int64)
    other = Shortlists(lists.offsets, moved[lists.labourer], lists.scores)
    before, after = assign(lists, lists.scores, seats, labourers), assign(other, lists.scores, seats, labourers)
    assert (after.held[moved] == before.held).all()


def test_few_labourers_bid_for_many_seats_and_few_seats_for_many_labourers() -> None:
    crowd = lists_of([[(i, 90_000_000 - i) for i in range(9)], [(i, 50_000_000 + i) for i in reversed(range(9))]])
    for seats in ([1, 1], [9, 9]):
        found = assign(crowd, crowd.scores, np.array(seats), 9)
        assert (found.held >= 0).sum() == min(9, sum(seats))
        assert found.value >= optimum(crowd, crowd.scores, np.array(seats), 9) * (1 - 1 / TOLERANCE)


def test_nobody_and_nothing() -> None:
    none = np.zeros(0, np.int64)
    assert assign(NOBODY, none, none, 0).bound == assign(NOBODY, none, none, 3).value == 0
    one = lists_of([[(0, 5)]])
    assert assign(one, one.scores, np.array([0]), 1).held.tolist() == [-1]
    assert assign(one, np.array([-5]), np.array([1]), 1).held.tolist() == [-1]


@given(problems())
@settings(max_examples=50)
def test_the_simpler_ways_take_what_fits_and_are_never_above_the_optimum(problem: tuple[Shortlists, Ints, int]) -> None:
    lists, seats, labourers = problem
    room, best = Room.of(seats, labourers, Terms()), optimum(lists, lists.scores, seats, labourers)
    assert best / 2 <= greedy_value(lists, lists.scores, room) <= best
    assert row_by_row_value(lists, lists.scores, room) == slow_row_by_row(lists, seats) <= best


def slow_row_by_row(lists: Shortlists, seats: Ints) -> int:
    taken, total = set(), 0
    for j, free in enumerate(seats.tolist()):
        part = slice(lists.offsets[j], lists.offsets[j + 1])
        for person, score in zip(lists.labourer[part].tolist(), lists.scores[part].tolist(), strict=True):
            if free and person not in taken:
                taken.add(person)
                total, free = total + score, free - 1
    return total
