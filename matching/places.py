"""Division codes and distances in whole numbers.

A 12-digit code reads province (2 digits), city (2), county (2), township (3), village (3); trailing zeros mean "all of
it". Codes and coordinates of 0 are unknown.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Ints
from matching.weights import ONE

TOWNSHIP, COUNTY, CITY, PROVINCE = 10**3, 10**6, 10**8, 10**10
UNITS = (TOWNSHIP, COUNTY, CITY, PROVINCE)
WIDTHS = (1000, 100, 100, 100)
METRES_PER_MILLION = 111_195
"""Metres on one degree of a great circle of the mean Earth (radius 6 371 008.8 m, IUGG): 111.195 mm per microdegree."""
COSINES = np.round(np.cos(np.radians(np.arange(91))) * ONE).astype(np.int64)
"""Cosine of each whole degree of latitude, in millionths."""


def same(a: Ints, b: Ints, level: int) -> Bools:
    """Whether two codes name the same division at a level (0 township, 1 county, 2 city, 3 province), both known."""
    ours = a // UNITS[level]
    return np.asarray((ours == b // UNITS[level]) & (ours % WIDTHS[level] != 0))


def closeness(a: Ints, b: Ints, steps: Sequence[int]) -> Ints:
    """The step of the smallest division two codes share, 0 for none."""
    result = np.zeros(len(a), np.int64)
    for level in (3, 2, 1, 0):
        result[same(a, b, level)] = steps[level]
    return result


def contains(wide: Ints, narrow: Ints) -> Bools:
    """Whether the division `wide` is or contains `narrow`, both known."""
    unit = np.ones(len(wide), np.int64)
    for step in UNITS:
        unit[wide // step * step == wide] = step
    return np.asarray((wide // unit == narrow // unit) & (wide > 0) & (narrow > 0))


def square_metres_apart(
    lat_a: NDArray[np.int32], lng_a: NDArray[np.int32], lat_b: NDArray[np.int32], lng_b: NDArray[np.int32]
) -> Ints:
    """Squared distance in m² on a plane that touches the Earth between the two points (equirectangular, the middle
    latitude to a whole degree): within 2 % of the great circle inside China."""
    lat_a, lat_b = lat_a.astype(np.int64), lat_b.astype(np.int64)
    middle = (np.abs(lat_a + lat_b) + ONE) // (2 * ONE)
    across = np.abs(lng_a.astype(np.int64) - lng_b)
    across = np.minimum(across, 360 * ONE - across)
    x = across * COSINES[middle] // ONE * METRES_PER_MILLION // ONE
    y = np.abs(lat_a - lat_b) * METRES_PER_MILLION // ONE
    return np.asarray(x * x + y * y)


def whole_root(squares: Ints) -> Ints:
    """Integer square root. Exact: the root of an integer below 2**52 is correctly rounded and the largest square here
    is under 2**50."""
    return np.sqrt(squares.astype(np.float64)).astype(np.int64)
