"""Division codes and distances."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.places import contains, same, square_metres_apart, whole_root

SANDU, DAHE, LUOHU, SHENZHEN, GUANGDONG = 522732000000, 522732101000, 440303000000, 440300000000, 440000000000


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        (GUANGDONG, LUOHU, True), (SHENZHEN, LUOHU, True), (LUOHU, LUOHU, True), (LUOHU, SHENZHEN, False),
        (SANDU, DAHE, True), (SANDU, LUOHU, False), (0, LUOHU, False), (SHENZHEN, 0, False),
    ],
)  # fmt: skip
def test_a_division_contains_those_below_it(wide: int, narrow: int, expected: bool) -> None:
    assert contains(np.array([wide]), np.array([narrow])).tolist() == [expected]


def test_a_code_that_names_no_county_is_in_none() -> None:
    city = np.array([SHENZHEN])
    assert [same(city, city, level).tolist() for level in range(4)] == [[False], [False], [True], [True]]


def metres(*corners: float) -> int:
    """Distance of two points given in degrees."""
    columns = [np.array([round(corner * 1_000_000)], np.int32) for corner in corners]
    return int(whole_root(square_metres_apart(*columns))[0])


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


@given(st.integers(0, 2**50))
def test_the_root_is_whole(square: int) -> None:
    assert whole_root(np.array([square])).tolist() == [math.isqrt(square)]


@given(st.integers(0, 2**25))
def test_the_root_of_a_square_and_its_neighbour_is_whole(root: int) -> None:
    around = [root * root, max(0, root * root - 1)]
    assert whole_root(np.array(around)).tolist() == [math.isqrt(square) for square in around]
