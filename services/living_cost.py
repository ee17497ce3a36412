"""What a month of living costs somebody who works away from home, by the kind of place, and what it leaves of a wage.

The figures are those of the National Bureau of Statistics for migrant workers in 2013 (全国农民工监测调查报告, 2014):
living and, of it, housing in municipalities and provincial capitals 972 and 500 yuan a month, in other cities 911 and
432, in small towns 807 and 430. Later reports leave them out. They are raised here as the wage of those who work away
rose in the same survey from 2013 to 2024 (2,609 to 5,634 yuan): that cost rose as wages did is our assumption, and so
is that what is not housing is what board is worth. Who works in the home county lives at home and pays no rent.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matching.columns import Array, Ints
from matching.lines import Lines

CAPITAL, CITY, TOWN = 0, 1, 2
_LIVING_2013, _HOUSING_2013 = np.array([972, 911, 807]), np.array([500, 432, 430])
_WAGE_2013, _WAGE_2024 = 2609, 5634
MUNICIPALITIES = (11, 12, 31, 50)
PREFECTURES = range(21, 51)  # 地区, 自治州, 盟: the places in them are small towns


def _fen_now(yuan_2013: NDArray[np.int64]) -> Ints:
    """Fen a month of 2024, to whole yuan."""
    return yuan_2013 * _WAGE_2024 // _WAGE_2013 * 100


HOUSING = _fen_now(_HOUSING_2013)
BOARD = _fen_now(_LIVING_2013 - _HOUSING_2013)


def kind_of_place(divisions: Ints) -> Ints:
    """CAPITAL, CITY or TOWN of 12-digit codes, as GB/T 2260 builds them: 01 to 20 are the districts of a city (00 the
    city itself), above are counties and county towns."""
    province, city, county = divisions // 10**10, divisions // 10**8 % 100, divisions // 10**6 % 100
    urban = (county <= 20) & ~np.isin(city, PREFECTURES)
    capital = urban & (np.isin(province, MUNICIPALITIES) | (city == 1))
    return np.where(capital, CAPITAL, np.where(urban, CITY, TOWN))


def worth_there(lines: Lines, home: int) -> Lines:
    """The lines as they count for somebody of `home` (12-digit code): of the wage what living there costs more than at
    home is taken off, and board and lodging are worth what they cost there, whatever the order says."""
    kind, at_home = kind_of_place(lines.division), lines.division // 10**6 == home // 10**6
    rent = np.where(at_home, 0, HOUSING[kind])
    more = np.maximum(rent + BOARD[kind] - BOARD[kind_of_place(np.array([home]))[0]], 0)
    more = np.where(at_home | lines.abroad, 0, more)
    return replace(
        lines,
        wage_min=_left(lines.wage_min, more),
        wage_max=_left(lines.wage_max, more),
        board_value=np.where(lines.abroad, lines.board_value, BOARD[kind]),
        lodging_value=np.where(lines.abroad, lines.lodging_value, rent),
    )


def _left(wages: Array, more: Ints) -> Ints:
    """What is left of wages; a fen at least, since none at all would mean that no wage is known."""
    return np.where(wages > 0, np.maximum(wages - more, 1), 0)
