"""Days and birthdays in whole numbers, compiled: days count from 1970-01-01.

The civil calendar by H. Hinnant's algorithms "chrono-compatible low-level date algorithms": years that begin on
1 March, in eras of 400 years.
"""

from matching.compiled import Number, kernel

ERA = 146_097
"""Days of 400 years."""
EPOCH = 719_468
"""Days from 0000-03-01 to 1970-01-01."""


@kernel
def year_and_day(day: int) -> tuple[int, int]:
    """Year (from 1 March) and day of that year (from 0)."""
    day += EPOCH
    of_era = day % ERA
    of_400 = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    return day // ERA * 400 + of_400, of_era - (365 * of_400 + of_400 // 4 - of_400 // 100)


@kernel
def first_of_march(year: int) -> int:
    """The day number of 1 March."""
    of_400 = year % 400
    return year // 400 * ERA + of_400 * 365 + of_400 // 4 - of_400 // 100 - EPOCH


@kernel
def latest_birth(day: int, years: int) -> int:
    """The last birth day with which one is `years` old on `day`: the same date that many years before, or 28 February
    where that year has no 29th. Counted from March, only 29 February can fall on the next year's 1 March."""
    year, of_year = year_and_day(day)
    born = first_of_march(year - years)
    return min(born + of_year, first_of_march(year - years + 1) - 1)


@kernel
def old_enough(birth: Number, day: Number, years: Number) -> Number:
    """Whether one is `years` old on `day`; the calendar is asked only where 365 or 366 days a year leave it open."""
    if birth <= day - 366 * years:
        return True
    return birth <= day - 365 * years and birth <= latest_birth(day, years)
