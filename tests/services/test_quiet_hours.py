"""When a county lets nobody's telephone ring, at its borders."""

from datetime import datetime

import pytest

from models.county_rules import CountyRules
from services.calendar import COUNTY_TIME
from services.quiet_hours import quiet_until
from tests.office import SANDU


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2027, 3, day, hour, minute, second, tzinfo=COUNTY_TIME)


@pytest.mark.parametrize(
    ("start", "end", "at", "until"),
    [
        (21, 8, local(1, 20, 59, 59), None),
        (21, 8, local(1, 21), local(2, 8)),
        (21, 8, local(1, 23, 59, 59), local(2, 8)),
        (21, 8, local(2, 0), local(2, 8)),
        (21, 8, local(2, 7, 59, 59), local(2, 8)),
        (21, 8, local(2, 8), None),
        (12, 14, local(1, 11, 59), None),
        (12, 14, local(1, 12), local(1, 14)),
        (12, 14, local(1, 14), None),
        (0, 7, local(1, 0), local(1, 7)),
        (0, 7, local(1, 23, 59), None),
        (22, 0, local(1, 22), local(2, 0)),
        (22, 0, local(2, 0), None),
        (8, 8, local(1, 8), None),
        (0, 0, local(1, 3), None),
    ],
)
def test_quiet_hours_begin_with_their_first_hour_and_end_as_the_last_one_strikes(
    start: int, end: int, at: datetime, until: datetime | None
) -> None:
    assert quiet_until(CountyRules(county_code=SANDU, quiet_from=start, quiet_until=end), at) == until
