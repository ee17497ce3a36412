"""Division codes and distances in whole numbers, compiled.

A 12-digit code reads province (2 digits), city (2), county (2), township (3), village (3); trailing zeros mean "all of
it". Codes and coordinates of 0 are unknown.
"""

from math import sqrt

from matching.columns import Ints
from matching.compiled import Number, kernel
from matching.geography import CITY, COSINES, COUNTY, METRES_PER_MILLION, PROVINCE, TOWNSHIP
from matching.weights import ONE


@kernel
def same_county(a: Number, b: Number) -> Number:
    """Whether two codes name the same county, both known."""
    ours = a // COUNTY
    return ours == b // COUNTY and ours % 100 != 0


@kernel
def closeness(a: Number, b: Number, w: Ints, steps: Number) -> Number:
    """The step (township, county, city, province: `w[steps]` ...) of the smallest division two codes share, 0 for none.

    A part of a code that is 0 names no division, so each is looked at by itself.
    """
    if a // PROVINCE != b // PROVINCE:
        return 0
    ours = a // TOWNSHIP
    if ours == b // TOWNSHIP and ours % 1000 != 0:
        return w[steps]
    if same_county(a, b):
        return w[steps + 1]
    ours = a // CITY
    if ours == b // CITY and ours % 100 != 0:
        return w[steps + 2]
    return w[steps + 3] if a // PROVINCE % 100 != 0 else 0


@kernel
def contains(wide: Number, narrow: Number) -> Number:
    """Whether the division `wide` is or contains `narrow`, both known."""
    if wide <= 0 or narrow <= 0 or wide // PROVINCE != narrow // PROVINCE:
        return False
    if wide % PROVINCE == 0:
        return True
    if wide % CITY == 0:
        unit = CITY
    elif wide % COUNTY == 0:
        unit = COUNTY
    elif wide % TOWNSHIP == 0:
        unit = TOWNSHIP
    else:
        unit = 1
    return wide // unit == narrow // unit


@kernel
def metres_apart(lat_a: Number, lng_a: Number, lat_b: Number, lng_b: Number) -> Number:
    """Whole metres on a plane that touches the Earth between the two points (equirectangular, the middle latitude to a
    whole degree): within 2 % of the great circle inside China.

    The root is exact: that of an integer below 2**52 is correctly rounded, and the largest square is under 2**50.
    """
    middle = (abs(lat_a + lat_b) + ONE) // (2 * ONE)
    across = abs(lng_a - lng_b)
    across = min(across, 360 * ONE - across)
    x = across * COSINES[middle] // ONE * METRES_PER_MILLION // ONE
    y = abs(lat_a - lat_b) * METRES_PER_MILLION // ONE
    return int(sqrt(float(x * x + y * y)))
