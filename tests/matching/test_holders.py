"""Those who hold a licence: what the index says of them is what the pool says, and bounds are never below the score."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.families import CERTIFICATE, MOST_LISTS, MOVED, VALUE_BITS
from matching.held import Holders, held_of, points_by_word, points_known
from matching.holders import go_on
from matching.index import PoolIndex, build_index
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import Part, whole
from matching.pool import Divisions, Pool
from matching.prepared import Prepared
from matching.rank import rank, rank_parts
from matching.score import score_pairs
from matching.weights import DEFAULT, POINT, Weights
from tests.matching.example import NEARNESS, lines_of, pool_of
from tests.matching.strategies import (
    AT_DAY,
    EASY_LABOURER,
    EASY_LINE,
    LABOURER,
    lines,
    nearnesses,
    pools,
    small,
    some,
    some_weights,
)


@pytest.fixture(scope="module", autouse=True)
def small_blocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.scan.BLOCK", 4)
        yield


@given(pools(most=8))
def test_facts_and_flags_of_holders_are_those_of_the_pool(pool: Pool) -> None:
    index = build_index(pool)
    start, stop = index.holders
    for k, row in enumerate(index.rows[start:stop].tolist()):
        assert index.held[:, k].tolist() == [index.flags[row], index.county[row], index.birth[row], index.free[row]]
        assert index.held_wants[k] == index.wants[row]
        facts = index.facts[index.facts_at[k] : index.facts_at[k + 1]]
        assert sorted(facts.tolist()) == sorted(facts_by_lists(index, row))


def facts_by_lists(index: PoolIndex, row: int) -> Iterator[int]:
    """What every list before those of certificates says of a row."""
    for number in range(index.families[CERTIFICATE][0]):
        for at in range(index.offsets[number], index.offsets[number + 1]):
            if index.rows[at] == row:
                yield number << VALUE_BITS | int(index.values[at])


@given(pools(most=8))
def test_a_certificate_held_twice_is_listed_once_with_its_latest_day(pool: Pool) -> None:
    index, held = build_index(pool), pool.certificates
    for first, ids in [index.families[CERTIFICATE]]:
        for number, certificate in enumerate(ids.tolist(), first):
            span = slice(int(index.offsets[number]), int(index.offsets[number + 1]))
            latest: dict[int, int] = {}
            for row in range(len(pool)):
                for at in range(held.offsets[row], held.offsets[row + 1]):
                    if held.certificate[at] == certificate:
                        latest[row] = max(latest.get(row, -(2**31)), int(held.expires[at]))
            days = [min(each + 2**15, 2**16 - 1) for each in latest.values()]
            assert (index.rows[span].tolist(), index.values[span].tolist()) == (list(latest), days)


@given(pools(most=8), lines(most=1), nearnesses(), some_weights)
@settings(max_examples=60)
def test_what_is_known_of_holders_is_what_is_scored(
    pool: Pool, orders: Lines, nearness: Nearness, weights: Weights
) -> None:
    index, ready = build_index(pool), Prepared.of(orders, nearness, weights, 0, AT_DAY)
    asked = ready.asked._replace(licences=np.array([0], np.int64))
    held = held_of(index, asked, ready.line, ready.measures, ready.days, (0, len(pool)))
    holders, best, w = Holders.of(index, pool), np.empty(len(asked.needs), np.int64), ready.measures.w
    for k in range(held.start, held.stop):
        row = np.array([holders.rows[k]], np.int64)
        skill, months, _, wish, wage, season = score_pairs(pool, orders, nearness, weights, row, row * 0)[0]
        known, wanted = points_known.py_func(holders, held, k, ready.line, asked.needs, ready.measures, best)
        assert known == skill + months + wish
        assert wanted == wanted_by_twin(pool, orders, weights, int(row[0]))
        assert points_by_word.py_func(np.int64(holders.wants[k]), held, ready.line, w) >= wage + season


def wanted_by_twin(pool: Pool, orders: Lines, weights: Weights, row: int) -> int:
    """The points of the place wanted that fits best."""
    from matching.reference import place_fit

    wanted = pool.wanted.division[pool.wanted.offsets[row] : pool.wanted.offsets[row + 1]].tolist()
    fits = (place_fit(each, int(orders.division[0]), weights) for each in wanted)
    return max(fits, default=0) * weights.points.location // 10**6


@given(
    st.one_of(pools(EASY_LABOURER, most=24), pools({**LABOURER, "education": st.integers(-1, 20)}, most=12)),
    lines({**EASY_LINE, "certificates": some(small)}, most=1), nearnesses(), some_weights, st.integers(0, 9), st.data(),
)  # fmt: skip
@settings(max_examples=150)
def test_holders_give_the_list_of_everyone(
    pool: Pool, orders: Lines, nearness: Nearness, weights: Weights, top: int, data: st.DataObject
) -> None:
    gone = sorted(data.draw(st.sets(st.sampled_from(range(len(pool))))) if len(pool) else [])
    start, threads = data.draw(st.integers(0, len(pool))), data.draw(st.integers(1, 3))
    part = Part(pool, build_index(pool), start, len(pool), np.array(gone, np.int64))
    found = rank_parts([part], orders, nearness, weights, 0, AT_DAY, top, threads, everyone=False)
    expected = rank_parts([replace(part, index=None)], orders, nearness, weights, 0, AT_DAY, top)
    assert found.order.tolist() == expected.order.tolist()
    assert (found.scores.tolist(), found.points.tolist()) == (expected.scores.tolist(), expected.points.tolist())
    assert found.eligible == expected.eligible


def test_facts_have_no_room_for_so_many_places_but_nobody_is_lost() -> None:
    """Beyond the last number everyone who wants such a place is taken for the best there could be."""
    count = MOST_LISTS + 500
    people = pool_of({"certificates": [(0, 30_000)]}).take(np.zeros(count, np.int64))
    places = np.arange(440_000_000_000, 440_000_000_000 + count, dtype=np.int64)
    people = replace(
        people, tie=np.arange(count, dtype=np.uint64), wanted=Divisions(np.arange(count + 1, dtype=np.int64), places)
    )
    line = lines_of({"certificates": [(0,)], "class_gives_certificate": False, "division": int(places[-1])})
    index = build_index(people)
    assert (index.facts >> VALUE_BITS).max() == MOST_LISTS
    found = rank_parts([whole(people, index)], line, NEARNESS, DEFAULT, 0, AT_DAY, 3, everyone=False)
    plain = rank(people, line, NEARNESS, DEFAULT, 0, AT_DAY, 3)
    assert (found.order.tolist(), found.scores.tolist()) == (plain.order.tolist(), plain.scores.tolist())
    assert found.points[0, 2] == 25 * POINT


@given(st.lists(st.integers(0, 300), unique=True).map(sorted), st.integers(0, 50), st.integers(0, 310))
def test_going_on_finds_what_a_search_finds(rows: list[int], start: int, row: int) -> None:
    array, start = np.array(rows, np.uint32), min(start, len(rows))
    array.flags.writeable = False
    expected = start + int(np.searchsorted(array[start:], row))
    assert go_on(array, start, len(rows), row) == expected


def test_ids_far_from_the_usual_ones_have_lists_of_their_own() -> None:
    index = build_index(pool_of({"certificates": [(-MOVED, 5), (2**31 - 1, 5)]}))
    assert [index.span_of(CERTIFICATE, each)[1] > 0 for each in (-MOVED, 2**31 - 1, 0)] == [True, True, False]
