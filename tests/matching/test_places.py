"""Division codes and distances."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import reference
from matching.places import closeness, contains, metres_apart
from tests.matching.strategies import DIVISIONS

SANDU, DAHE, LUOHU, SHENZHEN, GUANGDONG = 522732000000, 522732101000, 440303000000, 440300000000, 440000000000


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        (GUANGDONG, LUOHU, True), (SHENZHEN, LUOHU, True), (LUOHU, LUOHU, True), (LUOHU, SHENZHEN, False),
        (SANDU, DAHE, True), (SANDU, LUOHU, False), (0, LUOHU, False), (SHENZHEN, 0, False),
    ],
)  # fmt: skip
def test_a_division_contains_those_below_it(wide: int, narrow: int, expected: bool) -> None:
    assert contains(wide, narrow) == expected


STEPS = (4, 3, 2, 1)


@given(st.sampled_from(DIVISIONS), st.sampled_from(DIVISIONS))
def test_the_smallest_shared_division_counts(a: int, b: int) -> None:
    assert closeness(a, b, np.array((9, *STEPS)), 1) == reference.step(a, b, STEPS)


def test_a_code_that_names_no_county_is_in_none() -> None:
    assert closeness(SHENZHEN, SHENZHEN, np.array(STEPS), 0) == 2


def metres(*corners: float) -> int:
    """Distance of two points given in degrees."""
    return int(metres_apart(*(round(corner * 1_000_000) for corner in corners)))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((25.9832, 107.86975), (22.54839, 114.13146)),
        ((25.9832, 107.86975), (26.58, 106.71)),
        ((39.90, 116.41), (31.23, 121.47)),
        ((25.9832, 107.86975), (43.8, 87.6)),
    ],
)
def test_distances_are_within_two_percent_of_the_great_circle(a: tuple[float, float], b: tuple[float, float]) -> None:
    lat_a, lng_a, lat_b, lng_b = (math.radians(x) for x in (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lng_b - lng_a) / 2) ** 2
    assert metres(*a, *b) == pytest.approx(2 * 6_371_008.8 * math.asin(math.sqrt(half)), rel=0.02)


def test_the_date_line_is_no_wall() -> None:
    assert metres(0, 179.9, 0, -179.9) == pytest.approx(22_239, abs=2)


@given(st.lists(st.integers(-90_000_000, 90_000_000), min_size=4, max_size=4))
def test_a_distance_is_that_of_the_twin(corners: list[int]) -> None:
    a, b = (SimpleNamespace(lat=corners[k], lng=2 * corners[k + 1]) for k in (0, 2))
    assert metres_apart(a.lat, a.lng, b.lat, b.lng) == reference.metres_apart(a, b)
