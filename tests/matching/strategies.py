"""Small random pools, lines and nearness tables, shared by the tests of the arrays and of their slow twin."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

import numpy as np
from hypothesis import strategies as st

from matching.columns import Table, dtype_of, is_ragged
from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import NO_EXPIRY, Pool
from matching.weights import DEFAULT, POINT, Points, Weights

AT_DAY = 20_500
SKILLS, OCCUPATIONS = 5, 4
DIVISIONS = [
    0, 522732106000, 522732106201, 522732101000, 522732000000, 522731000000, 522700000000, 520000000000,
    440307000000, 440303000000, 440300000000, 441900000000, 440000000000, 110101000000, 429004000000,
]  # fmt: skip

days = st.integers(AT_DAY - 60, AT_DAY + 60)
births = st.one_of(st.integers(-5_000, AT_DAY), st.sampled_from([14_651, 14_656, 14_657, 14_658, 789]))
small = st.integers(-1, 3)
skill_ids = st.integers(-1, SKILLS - 1)
occupation_ids = st.integers(-1, OCCUPATIONS - 1)
levels = st.integers(0, 5)
latitudes = st.sampled_from([0, 25_983_200, 25_980_000, 22_720_970, -33_000_000, 90_000_000])
longitudes = st.sampled_from([0, 107_869_750, 107_900_000, 114_246_900, -179_900_000, 180_000_000])
money = st.one_of(st.just(0), st.integers(0, 900_000))
masks = st.integers(0, 0xFFF)
ties = st.integers(0, 2**64 - 1)


def some(*values: st.SearchStrategy[int]) -> st.SearchStrategy[list[tuple[int, ...]]]:
    """Up to three values of a ragged column."""
    return st.lists(st.tuples(*values), max_size=3)


LABOURER = {
    "tie": ties, "waiting_since": st.integers(20_000, 20_002), "birth": births, "sex": st.integers(0, 2),
    "education": st.integers(0, 4), "state": st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5]), "consented": st.booleans(),
    "home": st.sampled_from(DIVISIONS), "lat": latitudes, "lng": longitudes, "wage_floor": money,
    "wants_board": st.booleans(), "wants_lodging": st.booleans(), "range": st.integers(0, 2), "abroad": st.booleans(),
    "busy_months": masks, "available_from": days,
    "skills": some(skill_ids, levels, st.sampled_from([0, 9, 10, 59, 60, 300])),
    "certificates": some(small, st.one_of(days, st.just(NO_EXPIRY))),
    "wishes": some(occupation_ids, st.integers(1, 6)), "wanted": some(st.sampled_from(DIVISIONS)),
    "industries": some(small), "experience": some(occupation_ids, st.integers(0, 400)), "barred": some(small),
    "categories": some(small), "predicted_stay": st.integers(-1, 400),
}  # fmt: skip
LINE = {
    "tie": ties, "employer": small, "occupation": occupation_ids, "industry": small, "kind": st.integers(0, 1),
    "seats": st.integers(1, 400), "division": st.sampled_from(DIVISIONS), "lat": latitudes, "lng": longitudes,
    "abroad": st.booleans(), "wage_min": money, "wage_max": money, "board": st.booleans(), "lodging": st.booleans(),
    "board_value": money, "lodging_value": money, "start": days, "months": masks,
    "age_min": st.sampled_from([0, 18, 30]), "age_max": st.sampled_from([0, 45, 60]), "sex": st.integers(0, 2),
    "education_min": st.integers(0, 3), "class_gives_certificate": st.booleans(),
    "skills": some(skill_ids, levels, st.integers(1, 5)), "certificates": some(small),
}  # fmt: skip
EASY_LABOURER = {**LABOURER, "state": st.just(0), "consented": st.just(True), "birth": st.just(8_000),
                 "available_from": st.just(AT_DAY), "education": st.just(4), "abroad": st.just(True),
                 "range": st.just(0), "barred": st.just([])}  # fmt: skip
EASY_LINE = {**LINE, "age_min": st.just(0), "age_max": st.just(0), "sex": st.just(0), "certificates": st.just([])}


def table_of(kind: type[Any], rows: Sequence[Mapping[str, Any]]) -> Any:
    """A pool or lines from one mapping per row; columns that tables of earlier editions lack may be left out."""
    given = [f for f in fields(kind) if f.default is MISSING or all(f.name in row for row in rows)]
    columns = {f.name: _column(f.type, [row[f.name] for row in rows]) for f in given}
    return kind(**columns)


def _column(kind: Any, values: list[Any]) -> Any:
    return kind.from_lists(values) if is_ragged(kind) else np.array(values, dtype_of(kind))


def pools(labourer: Mapping[str, Any] = LABOURER, most: int = 6) -> st.SearchStrategy[Pool]:
    """Pools of up to `most` labourers with distinct ties."""
    return _tables(Pool, labourer, 0, most)


def lines(line: Mapping[str, Any] = LINE, least: int = 1, most: int = 4) -> st.SearchStrategy[Lines]:
    """Lines with distinct ties."""
    return _tables(Lines, line, least, most)


def _tables(kind: type[Table], row: Mapping[str, Any], least: int, most: int) -> st.SearchStrategy[Any]:
    rows = st.lists(st.fixed_dictionaries(dict(row)), min_size=least, max_size=most, unique_by=lambda r: r["tie"])
    return rows.map(lambda drawn: table_of(kind, drawn))


@st.composite
def nearnesses(draw: st.DrawFn) -> Nearness:
    """Nearness tables, not always symmetric."""
    return Nearness(*(_square(draw, size) for size in (SKILLS, OCCUPATIONS)))


def _square(draw: st.DrawFn, size: int) -> Any:
    near = st.sampled_from([0, 0, 123_457, 499_999, 500_000, 700_001, 1_000_000])
    table = np.array(draw(st.lists(near, min_size=size**2, max_size=size**2)), np.int32).reshape(size, size)
    np.fill_diagonal(table, 1_000_000)
    return table


OTHER = Weights(
    version="other", points=Points(7 * POINT + 1, 13 * POINT - 1, 20 * POINT, 20 * POINT, 20 * POINT, 20 * POINT),
    age_floor=18, late_days=0, level_short=(999_999, 5, 4, 3, 2, 1), unproven=333_333,
    years_as_level=(1, 10, 59, 60, 300), wish_as_skill=1, taught=123_456, experience_full=7, experience_near=1,
    half_distance=999, lived_steps=(5, 4, 3, 2), wanted_steps=(999_998, 3, 2, 1), place_anywhere=11, place_away=12,
    place_abroad=13, lived_when_away=999_999, wish_ranks=(700_001,), wish_industry=14, wish_unstated=15,
    wage_range_share=333_333, wage_zero_ratio=1, wage_at_floor=500_001, wage_full_ratio=7_000_000, wage_no_floor=16,
    wage_unknown=17, board_missing=18, lodging_missing=19, month_cost=83_333,
)  # fmt: skip
"""Weights that differ from the usual ones in every number."""

some_weights = st.sampled_from([DEFAULT, OTHER])
