"""李秀英 and the jewellery line of 深圳市爱德康: the worked example of the document, and the plain case of tests."""

from datetime import date
from typing import Any

import numpy as np

from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from tests.matching.strategies import table_of

JEWELLERY, POLISHING, SETTING = 0, 1, 2
JEWELLER, GEM_CUTTER, SEWER = 0, 1, 2
AIDEKANG = 7
WELDING_CARD, DRIVING_LICENCE = 11, 12
ALL_YEAR = 0xFFF


def day(year: int, month: int, of_month: int) -> int:
    """Days since 1970-01-01."""
    return (date(year, month, of_month) - date(1970, 1, 1)).days


AT_DAY = day(2026, 11, 22)

LI_XIUYING: dict[str, Any] = {
    "tie": 1, "waiting_since": day(2026, 9, 1), "birth": day(1992, 5, 6), "sex": 2, "education": 3, "state": 0,
    "consented": True, "home": 522732101000, "lat": 25_983_200, "lng": 107_869_750, "wage_floor": 500_000,
    "wants_board": True, "wants_lodging": True, "range": 0, "abroad": False,
    "busy_months": 1 << 8 | 1 << 9, "available_from": day(2027, 2, 20),
    "skills": [(JEWELLERY, 0, 25), (POLISHING, 5, 0)], "certificates": [],
    "wishes": [(SEWER, 1), (JEWELLER, 2)], "wanted": [(440300000000,)], "industries": [],
    "experience": [(JEWELLER, 14), (GEM_CUTTER, 10)], "barred": [],
}  # fmt: skip

JEWELLERY_LINE: dict[str, Any] = {
    "tie": 2, "employer": AIDEKANG, "occupation": JEWELLER, "industry": 3, "kind": 1, "seats": 96,
    "division": 440303000000, "lat": 22_548_390, "lng": 114_131_460, "abroad": False,
    "wage_min": 420_000, "wage_max": 500_000, "board": True, "lodging": True, "board_value": 60_000,
    "lodging_value": 30_000, "start": day(2027, 3, 1), "months": ALL_YEAR, "age_min": 0, "age_max": 0, "sex": 0,
    "education_min": 2, "class_gives_certificate": True,
    "skills": [(JEWELLERY, 5, 3), (POLISHING, 0, 1), (SETTING, 0, 2)], "certificates": [],
}  # fmt: skip

HOME_LINE: dict[str, Any] = {**JEWELLERY_LINE, "division": 522732101000, "lat": 25_983_200, "lng": 107_869_750}

NEARNESS = Nearness(
    np.array([[1_000_000, 300_000, 500_000], [300_000, 1_000_000, 200_000], [500_000, 200_000, 1_000_000]], np.int32),
    np.array([[1_000_000, 600_000, 0], [600_000, 1_000_000, 0], [0, 0, 1_000_000]], np.int32),
)


def pool_of(*changes: dict[str, Any]) -> Pool:
    """One labourer per mapping: 李秀英 with those changes, and ties 1, 2, 3 ..."""
    rows = [{**LI_XIUYING, "tie": k + 1, **change} for k, change in enumerate(changes)]
    pool: Pool = table_of(Pool, rows)
    return pool


def lines_of(*changes: dict[str, Any], like: dict[str, Any] = JEWELLERY_LINE) -> Lines:
    """One line per mapping: the jewellery line (or `like`) with those changes."""
    rows = [{**like, "tie": 100 + k, **change} for k, change in enumerate(changes)]
    lines: Lines = table_of(Lines, rows)
    return lines
