"""Whom a plan considers: short lists lose nothing that the bound does not show, and grow where people are missed."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import candidates
from matching.candidates import Market, Planned, plan_market
from matching.checks import Claim, Promise, judge_pairs, judge_plan
from matching.columns import Ints
from matching.index import build_index
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import Part, whole
from matching.pool import Pool
from matching.reference import points_of_pair, refusals, row_of
from matching.shortlists import Shortlists
from matching.terms import Terms
from matching.weights import DEFAULT
from tests.matching import strategies
from tests.matching.example import NEARNESS, lines_of, pool_of
from tests.matching.strategies import AT_DAY, EASY_LABOURER, EASY_LINE
from tests.matching.test_auction import lists_of, optimum


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of one person a seat at first, however few people there are."""
    for name, value in (("EVERYONE", 0), ("LEAST", 1), ("A_SEAT", 1), ("LONGER", 2)):
        monkeypatch.setattr(candidates, name, value)


def market_of(pool: Pool, lines: Lines, nearness: Nearness, cut: int) -> Market:
    """The pool in two parts, the first with an index."""
    rows = np.arange(len(pool))
    first, second = pool.take(rows[:cut]), pool.take(rows[cut:])
    parts: tuple[Part, ...] = (whole(first, build_index(first)), whole(second))
    return Market(parts, lines, nearness, DEFAULT, AT_DAY, 1)


def all_pairs(pool: Pool, lines: Lines, nearness: Nearness) -> Shortlists:
    """Every pair that passes the rules, by the slow twin."""
    people, rows = [row_of(pool, i) for i in range(len(pool))], []
    for j in range(len(lines)):
        line = row_of(lines, j)
        fit = [i for i, person in enumerate(people) if not refusals(person, line, DEFAULT, AT_DAY)]
        scored = [(i, sum(points_of_pair(people[i], line, nearness, DEFAULT))) for i in fit]
        rows.append(sorted(scored, key=lambda pair: -pair[1]))
    return lists_of(rows)


def wrong(found: Planned, pool: Pool, lines: Lines, nearness: Nearness, seats: Ints) -> list[str]:
    made = found.plan
    people = np.flatnonzero(made.line_of >= 0)
    scores = found.lists.scores[made.held[people]]
    claim = Claim(people, made.line_of[people], scores, seats, made.value, found.bound)
    judged = judge_plan(claim, Promise()) + judge_pairs(claim, pool, lines, nearness, DEFAULT, AT_DAY)
    return [each.name for each in judged]


@given(
    strategies.pools(EASY_LABOURER, most=9), strategies.lines(EASY_LINE, most=3), strategies.nearnesses(),
    st.lists(st.integers(0, 3), min_size=3, max_size=3), st.integers(0, 9),
)  # fmt: skip
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_bound_holds_over_everybody_and_the_gap_is_what_lists_may_miss(
    pool: Pool, lines: Lines, nearness: Nearness, drawn: list[int], cut: int
) -> None:
    seats = np.array(drawn[: len(lines)], np.int64)
    everybody = all_pairs(pool, lines, nearness)
    best = optimum(everybody, everybody.scores, seats, len(pool)) if len(pool) else 0
    found = plan_market(market_of(pool, lines, nearness, min(cut, len(pool))), seats)
    assert found.plan.value <= best <= found.bound
    assert wrong(found, pool, lines, nearness, seats) == []


def test_lists_that_want_the_same_people_grow_until_every_seat_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, lines = pool_of(*({"waiting_since": 20_000 + k} for k in range(12))), lines_of({}, {}, {}, {})
    heard: list[int] = []
    market = Market((whole(pool),), lines, NEARNESS, DEFAULT, 20_779, 1)
    found = plan_market(market, np.full(4, 3), heard=heard.append)
    assert (found.plan.filled, heard) == (12, [1, 2])
    monkeypatch.setattr(candidates, "PAIRS", 12)
    assert plan_market(market, np.full(4, 3)).plan.filled < 12


def test_bonuses_are_in_the_bound_over_everybody() -> None:
    pool, lines = pool_of({}, {}, {}), lines_of({})
    market = Market((whole(pool),), lines, NEARNESS, DEFAULT, 20_779, 1)
    listed = plan_market(market, np.array([1]))
    terms = Terms(priority=np.array([0, 0, 7_000_000]), fill=1_000_000)
    found = plan_market(market, np.array([1]), terms)
    assert found.bound >= listed.plan.points + 8_000_000


def test_lists_of_some_lines_are_exchanged() -> None:
    old = lists_of([[(0, 9)], [(1, 8), (2, 7)], []])
    new = lists_of([[(4, 6), (5, 5)], []])
    changed = candidates.replaced(old, np.array([2, 0]), new)
    assert changed.offsets.tolist() == [0, 0, 2, 4]
    assert changed.labourer.tolist() == [1, 2, 4, 5]
    assert changed.scores.tolist() == [8, 7, 6, 5]


def test_nobody_to_list() -> None:
    nobody: Any = pool_of({}).take(np.zeros(0, np.int64))
    found = plan_market(Market((whole(nobody),), lines_of({}), NEARNESS, DEFAULT, 20_779, 1), np.array([5]))
    assert (found.plan.filled, found.bound, found.gap) == (0, 0, 0.0)
