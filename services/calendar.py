"""Instants are UTC; days, deadlines and months are those of the counties, Asia/Shanghai."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

COUNTY_TIME = ZoneInfo("Asia/Shanghai")
# Days off at the Spring Festival 春节, first and last. To 2026 as the State Council announced them each year; later
# ones, until it does, from New Year's Eve to the seventh day of the first month, by the dates of the lunar new year.
SPRING_FESTIVALS = (
    (date(2024, 2, 10), date(2024, 2, 17)),
    (date(2025, 1, 28), date(2025, 2, 4)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2027, 2, 5), date(2027, 2, 12)),
    (date(2028, 1, 25), date(2028, 2, 1)),
    (date(2029, 2, 12), date(2029, 2, 19)),
    (date(2030, 2, 2), date(2030, 2, 9)),
)


def county_day(at: datetime) -> date:
    """The calendar day of an instant in the counties."""
    return at.astimezone(COUNTY_TIME).date()


def age_on(birth: date, day: date) -> int:
    """Completed years on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def in_spring_festival(day: date) -> bool:
    return any(first <= day <= last for first, last in SPRING_FESTIVALS)


def days_after(day: date, days: int) -> date:
    """The day so many days later, the days of the Spring Festival not counted: nobody's time runs out over it."""
    while days or in_spring_festival(day):
        day += timedelta(1)
        days -= not in_spring_festival(day) and days > 0
    return day
