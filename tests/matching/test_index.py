"""An index changes how long a list takes, and nothing else: any parts of a pool give the list of the one pool."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import reference
from matching.index import MOST_EDUCATION, PoolIndex, build_index
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import Part, whole
from matching.pool import Pool
from matching.rank import Ranking, rank, rank_parts
from matching.shortlists import shortlists
from matching.weights import DEFAULT, Weights
from tests.matching.example import NEARNESS, lines_of, pool_of
from tests.matching.strategies import (
    AT_DAY,
    EASY_LABOURER,
    EASY_LINE,
    LABOURER,
    lines,
    nearnesses,
    pools,
    some_weights,
)

mixed_pools = st.one_of(pools(EASY_LABOURER, most=16), pools(LABOURER, most=10))
mixed_lines = st.one_of(lines(EASY_LINE, most=1), lines(most=1))
odd_education = {**LABOURER, "education": st.integers(-1, 20)}
tops = st.integers(0, 20)


@pytest.fixture(scope="module", autouse=True)
def small_blocks() -> Iterator[None]:
    """A pass goes over several blocks of people, and over several threads, though the pools are small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.scan.BLOCK", 4)
        yield


def same(one: Ranking, other: Ranking) -> None:
    """Both lists have the same people in the same order, with the same points and counts."""
    assert one.order.tolist() == other.order.tolist()
    assert one.scores.tolist() == other.scores.tolist()
    assert one.points.tolist() == other.points.tolist()
    assert (one.considered, one.eligible) == (other.considered, other.eligible)
    assert one.rejections.by_rule() == other.rejections.by_rule()


@given(mixed_pools, mixed_lines, nearnesses(), some_weights, tops, st.sampled_from([4, 16]))
@settings(max_examples=150)
def test_an_index_does_not_change_a_list(
    pool: Pool, orders: Lines, nearness: Nearness, weights: Weights, top: int, block: int
) -> None:
    plain = rank(pool, orders, nearness, weights, 0, AT_DAY, top)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.scan.BLOCK", block)
        parts = [whole(pool, build_index(pool))]
        same(rank_parts(parts, orders, nearness, weights, 0, AT_DAY, top), plain)
        alone = rank_parts(parts, orders, nearness, weights, 0, AT_DAY, top, everyone=False)
    same(replace(alone, considered=plain.considered, rejections=plain.rejections), plain)


@pytest.mark.parametrize("threads", [1, 3])
def test_only_those_who_hold_a_licence_need_to_be_judged(threads: int) -> None:
    """Eleven kinds of people over many blocks: without the licence, with it twice, run out, too late, barred, gone."""
    held = {"certificates": [(0, 30_000)]}
    kinds = pool_of(
        {}, {}, {}, {}, {}, held, {"certificates": [(0, 30_000), (0, 40_000)]}, {"certificates": [(0, 1)]},
        {**held, "barred": [(1,)]}, {**held, "education": 20}, {**held, "state": 4},
    )  # fmt: skip
    people = kinds.take(np.random.default_rng(7).integers(0, 11, 400))
    people = replace(people, tie=np.arange(len(people), dtype=np.uint64))
    part = Part(people, build_index(people), 3, 390, np.arange(50, 120, 7))
    line = lines_of({"certificates": [(0,)], "employer": 1, "class_gives_certificate": False})
    everyone = rank_parts([part], line, NEARNESS, DEFAULT, 0, AT_DAY, 20, threads)
    holders = rank_parts([part], line, NEARNESS, DEFAULT, 0, AT_DAY, 20, threads, everyone=False)
    same(replace(holders, considered=everyone.considered, rejections=everyone.rejections), everyone)
    assert 0 < holders.eligible == everyone.eligible < holders.considered < everyone.considered == len(part)
    rejected = holders.rejections.by_rule(), everyone.rejections.by_rule()
    assert rejected[0]["employer_not_barred"]["only"] == rejected[1]["employer_not_barred"]["only"] > 0


@given(pools(EASY_LABOURER, most=12), lines(EASY_LINE, most=1), nearnesses(), some_weights)
def test_an_indexed_list_is_the_twins_list(pool: Pool, orders: Lines, nearness: Nearness, weights: Weights) -> None:
    ranking = rank_parts([whole(pool, build_index(pool))], orders, nearness, weights, 0, AT_DAY, 12)
    expected = list(reference.ranked(pool, orders, nearness, weights, 0, AT_DAY))
    assert list(zip(ranking.order.tolist(), ranking.scores.tolist(), strict=True)) == expected


@given(pools(odd_education, most=8), lines({**EASY_LINE, "education_min": st.integers(-1, 20)}, most=1), nearnesses())
def test_a_value_without_room_in_the_index_counts_as_it_is(pool: Pool, orders: Lines, nearness: Nearness) -> None:
    index = build_index(pool)
    assert len(index.odd) == np.count_nonzero((pool.education < 0) | (pool.education > MOST_EDUCATION))
    plain = rank(pool, orders, nearness, DEFAULT, 0, AT_DAY, 8)
    same(rank_parts([whole(pool, index)], orders, nearness, DEFAULT, 0, AT_DAY, 8), plain)


@given(mixed_pools, lines(EASY_LINE, least=2, most=3), nearnesses(), tops, st.data())
@settings(max_examples=100)
def test_any_parts_give_the_list_of_one_pool(
    pool: Pool, orders: Lines, nearness: Nearness, top: int, data: st.DataObject
) -> None:
    parts, rows = [], []
    cut = data.draw(st.integers(0, len(pool)))
    for start, stop in ((0, cut), (cut, len(pool))):
        gone = sorted(data.draw(st.sets(st.sampled_from(range(len(pool))))) if len(pool) else [])
        index = data.draw(st.sampled_from([None, build_index(pool)]))
        parts.append(Part(pool, index, start, stop, np.array(gone, np.int64)))
        rows += [row + len(pool) * len(parts) - len(pool) for row in range(start, stop) if row not in gone]
    names = np.array(rows, np.int64)
    single = pool.take(names % max(1, len(pool)))
    listed = rank_parts(parts, orders, nearness, DEFAULT, 1, AT_DAY, top)
    expected = rank(single, orders, nearness, DEFAULT, 1, AT_DAY, top)
    same(replace(listed, order=expected.order), expected)
    assert listed.order.tolist() == names[expected.order].tolist()
    wanted = np.array([top, 1, 2][: len(orders)], np.int64)
    short = shortlists(parts, orders, nearness, DEFAULT, AT_DAY, wanted, threads=2)
    for line in range(len(orders)):
        own = rank(single, orders, nearness, DEFAULT, line, AT_DAY, int(wanted[line]))
        found = slice(int(short.offsets[line]), int(short.offsets[line + 1]))
        assert short.labourer[found].tolist() == names[own.order].tolist()
        assert short.scores[found].tolist() == own.scores.tolist()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_and_blocks_do_not_change_an_indexed_list(threads: int) -> None:
    people = pool_of(*({"experience": [(0, months)], "state": months % 6} for months in range(60)))
    pool = people.take(np.arange(20_000) % 60)
    pool = replace(pool, tie=np.arange(len(pool), dtype=np.uint64))
    parts = [whole(pool, build_index(pool))]
    plain = rank(pool, lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY, 30)
    same(rank_parts(parts, lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY, 30, threads), plain)


@pytest.mark.parametrize("asked", [31, 1000])
def test_a_thousand_skills_had_and_asked_for_are_bounded_right(asked: int) -> None:
    rng = np.random.default_rng(5)
    near = np.where(rng.random((1000, 1000)) < 0.01, 600_000, 0).astype(np.int32)
    np.fill_diagonal(near, 1_000_000)
    nearness = replace(NEARNESS, skills=near)
    people = [{"skills": [(int(k), 5, 10) for k in rng.integers(0, 1000, size)]} for size in [1000, *range(80)]]
    pool, orders = pool_of(*people), lines_of({"kind": 0, "skills": [(k, 5, 1) for k in range(asked)]})
    plain = rank(pool, orders, nearness, DEFAULT, 0, AT_DAY, 10)
    same(rank_parts([whole(pool, build_index(pool))], orders, nearness, DEFAULT, 0, AT_DAY, 10), plain)


@pytest.mark.parametrize("top", [None, 0, 3])
def test_no_parts_and_empty_parts_give_an_empty_list(top: int | None) -> None:
    nobody = whole(Pool.empty(), build_index(Pool.empty()))
    for parts in ([], [nobody], [nobody, nobody]):
        assert rank_parts(parts, lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY, top).considered == 0
        assert shortlists(parts, lines_of({}), NEARNESS, DEFAULT, AT_DAY, np.array([top or 1])).offsets.tolist() == [
            0,
            0,
        ]


def test_no_lines_have_no_short_lists() -> None:
    short = shortlists([whole(pool_of({}))], Lines.empty(), NEARNESS, DEFAULT, AT_DAY, np.empty(0, np.int64))
    assert (short.offsets.tolist(), len(short.labourer)) == ([0], 0)


@pytest.mark.parametrize("wrong", [[1], [1, -1]])
def test_short_lists_need_a_length_for_each_line(wrong: list[int]) -> None:
    with pytest.raises(ValueError, match="one number for each line"):
        shortlists([whole(pool_of({}))], lines_of({}, {}), NEARNESS, DEFAULT, AT_DAY, np.array(wrong))


@pytest.mark.parametrize("wage", [{"wage_min": 0, "wage_max": 0}, {"wage_min": 0}, {"wage_max": 0}])
def test_a_wage_of_zero_counts_as_not_stated_with_an_index_too(wage: dict[str, int]) -> None:
    pool = pool_of({"wage_floor": 0}, {"wage_floor": 1}, {"wage_floor": 10**12}, {})
    plain = rank(pool, lines_of(wage), NEARNESS, DEFAULT, 0, AT_DAY, 4)
    same(rank_parts([whole(pool, build_index(pool))], lines_of(wage), NEARNESS, DEFAULT, 0, AT_DAY, 4), plain)


@given(pools())
@settings(max_examples=20)
def test_an_index_survives_its_columns(pool: Pool) -> None:
    columns = build_index(pool).columns()
    again = PoolIndex.from_columns(columns).columns()
    assert all(np.array_equal(columns[name], again[name]) for name in columns)


def test_an_index_that_lacks_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match="PoolIndex lacks flags, wants"):
        PoolIndex.from_columns(
            {n: a for n, a in build_index(pool_of({})).columns().items() if n not in ("flags", "wants")}
        )


def test_an_index_knows_ids_that_the_tables_do_not_hold() -> None:
    pool = pool_of({"skills": [(99, 0, 0)]})
    with pytest.raises(ValueError, match=r"Pool.skills must lie within -1..2"):
        rank_parts([whole(pool, build_index(pool))], lines_of({}), NEARNESS, DEFAULT, 0, AT_DAY, 5)


@pytest.mark.parametrize(
    ("start", "stop", "gone", "sentence"),
    [
        (0, 3, [], "there are no rows 0 to 3"), (1, 0, [], "there are no rows"), (0, 2, [1, 1], "must be rising"),
        (0, 2, [2], "must lie within a pool of 2"),
    ],
)  # fmt: skip
def test_a_part_outside_its_pool_is_refused(start: int, stop: int, gone: list[int], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Part(pool_of({}, {}), None, start, stop, np.array(gone, np.int64))


def test_weights_that_are_no_whole_numbers_are_refused() -> None:
    for wrong in (Weights(age_floor=float("nan")), Weights(half_distance=1.5)):  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="whole numbers"):
            rank(pool_of({}), lines_of({}), NEARNESS, wrong, 0, AT_DAY)
    with pytest.raises(ValueError, match="whole millionths"):
        Weights(taught=float("nan"))  # type: ignore[arg-type]
