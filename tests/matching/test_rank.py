"""Lists in both directions: order, ties, and what must not matter."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import engine
from matching.explain import single
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import whole
from matching.pool import Pool
from matching.rank import openings, place_in, rank, rank_parts, standing_of_line
from matching.score import rule_hash, score_pairs
from matching.weights import DEFAULT
from tests.matching import strategies
from tests.matching.example import AT_DAY, HOME_LINE, JEWELLERY, NEARNESS, lines_of, pool_of
from tests.matching.strategies import EASY_LABOURER, EASY_LINE, lines, nearnesses, pools

easy_pools = pools(EASY_LABOURER, most=12)


@given(easy_pools, lines(EASY_LINE), nearnesses())
@settings(max_examples=50)
def test_both_directions_agree_to_the_bit(pool: Pool, orders: Lines, nearness: Nearness) -> None:
    by_line = {}
    for line in range(len(orders)):
        ranking = rank(pool, orders, nearness, DEFAULT, line, strategies.AT_DAY)
        by_line |= {(row, line): p for row, p in zip(ranking.order.tolist(), ranking.points.tolist(), strict=True)}
    by_person = {}
    for row in range(len(pool)):
        found = openings(pool, orders, nearness, DEFAULT, row, strategies.AT_DAY)
        by_person |= {(row, line): p for line, p in zip(found.order.tolist(), found.points.tolist(), strict=True)}
    assert by_line == by_person


@given(easy_pools, lines(EASY_LINE, most=1), nearnesses(), st.randoms())
@settings(max_examples=50)
def test_the_order_of_the_pool_does_not_matter(pool: Pool, orders: Lines, nearness: Nearness, draw: object) -> None:
    shuffled = list(range(len(pool)))
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    mixed = pool.take(np.array(shuffled, np.int64))
    first = rank(pool, orders, nearness, DEFAULT, 0, strategies.AT_DAY)
    again = rank(mixed, orders, nearness, DEFAULT, 0, strategies.AT_DAY)
    assert pool.tie[first.order].tolist() == mixed.tie[again.order].tolist()
    assert first.scores.tolist() == again.scores.tolist()


@given(easy_pools, lines(EASY_LINE, most=1), nearnesses(), st.integers(0, 13))
@settings(max_examples=50)
def test_the_top_of_a_list_is_the_head_of_the_whole(pool: Pool, orders: Lines, nearness: Nearness, top: int) -> None:
    whole = rank(pool, orders, nearness, DEFAULT, 0, strategies.AT_DAY)
    head = rank(pool, orders, nearness, DEFAULT, 0, strategies.AT_DAY, top)
    assert head.order.tolist() == whole.order[:top].tolist()
    assert head.points.tolist() == whole.points[:top].tolist()
    assert head.eligible == whole.eligible


@given(easy_pools, lines(EASY_LINE, most=1), nearnesses())
@settings(max_examples=50)
def test_everyone_stands_where_the_list_puts_them(pool: Pool, orders: Lines, nearness: Nearness) -> None:
    stand = standing_of_line(pool, orders, nearness, DEFAULT, 0, strategies.AT_DAY)
    whole = rank(pool, orders, nearness, DEFAULT, 0, strategies.AT_DAY)
    listed = zip(whole.order.tolist(), whole.scores.tolist(), strict=True)
    assert [place_in(stand, single(pool, orders, row, 0), score) for row, score in listed] == [
        place + 1 for place in range(len(whole.order))
    ]


def test_threads_do_not_change_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ALONE", 1)
    pool = pool_of(*({"experience": [(0, months)]} for months in range(40)))
    whole_pool = [whole(pool)]
    one, three = (rank_parts(whole_pool, lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY, None, n) for n in (1, 3))
    assert one.order.tolist() == three.order.tolist()
    assert one.rejections.by_rule() == three.rejections.by_rule()


def test_the_higher_score_goes_first() -> None:
    pool = pool_of({}, {"experience": [(0, 36)]}, {"experience": []})
    assert rank(pool, lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY).order.tolist() == [1, 0, 2]


def test_equal_scores_go_to_the_one_waiting_longer() -> None:
    pool = pool_of({"waiting_since": 20_002}, {"waiting_since": 20_001}, {"waiting_since": 20_003})
    assert rank(pool, lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY).order.tolist() == [1, 0, 2]


def test_equals_in_all_are_ordered_otherwise_for_another_line() -> None:
    pool, orders = pool_of(*[{}] * 30), lines_of({}, {})
    first, second = (rank(pool, orders, NEARNESS, DEFAULT, line, AT_DAY).order.tolist() for line in (0, 1))
    assert sorted(first) == sorted(second) == list(range(30))
    assert first != second
    assert first != list(range(30))


def test_a_person_is_offered_the_nearer_job_first() -> None:
    pool = pool_of({"wanted": []})
    assert openings(pool, lines_of({}, HOME_LINE), NEARNESS, DEFAULT, 0, AT_DAY).order.tolist() == [1, 0]


def test_an_empty_pool_gives_an_empty_list() -> None:
    ranking = rank(Pool.empty(), lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY, 10)
    assert (ranking.considered, ranking.eligible, len(ranking.order)) == (0, 0, 0)
    assert ranking.points.shape == (0, 6)


def test_no_lines_give_no_openings() -> None:
    assert openings(pool_of({}), Lines.empty(), NEARNESS, DEFAULT, 0, AT_DAY, 10).considered == 0


def test_one_labourer_is_a_list_of_one() -> None:
    assert rank(pool_of({}), lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY, 10).order.tolist() == [0]


def test_nobody_eligible_says_why() -> None:
    ranking = rank(pool_of({"state": 3}, {"state": 3}), lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY, 10)
    assert ranking.eligible == 0
    assert ranking.rejections.by_rule()["not_placed"] == {"rejected": 2, "first": 2, "only": 2}


def test_a_list_carries_its_rule_version_and_hash() -> None:
    ranking = rank(pool_of({}), lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY)
    assert (ranking.rule_version, ranking.rule_hash) == (DEFAULT.version, rule_hash(DEFAULT))


@pytest.mark.parametrize("line", [-1, 1])
def test_a_line_that_is_not_there_is_refused(line: int) -> None:
    with pytest.raises(ValueError, match="there is no line in row"):
        rank(pool_of({}), lines_of({}), NEARNESS, DEFAULT, line, AT_DAY)


def test_a_negative_top_is_refused() -> None:
    with pytest.raises(ValueError, match="top must not be negative"):
        rank(pool_of({}), lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY, -1)


def test_a_skill_outside_the_dictionary_is_refused() -> None:
    pool = pool_of({"skills": [(99, 0, 0)]})
    with pytest.raises(ValueError, match=r"Pool.skills.skill must lie within -1..2"):
        score_pairs(pool, lines_of({}), NEARNESS, DEFAULT, np.zeros(1, np.int64), np.zeros(1, np.int64))


def test_a_thousand_skills_are_matched() -> None:
    near = np.full((1000, 1000), 1000, np.int32)
    np.fill_diagonal(near, 1_000_000)
    nearness = replace(NEARNESS, skills=near)
    many = [(k, 5, 10) for k in range(1000)]
    pool = pool_of({"skills": many}, {"skills": many[:1]}, {"skills": []})
    orders = lines_of({"kind": 0, "skills": [(k, 5, 1) for k in range(JEWELLERY, 1000)]})
    ranking = rank(pool, orders, nearness, DEFAULT, 0, AT_DAY)
    assert ranking.order.tolist() == [0, 1, 2]
    assert ranking.points[:, 0].tolist() == [30_000_000, 59_970, 0]
