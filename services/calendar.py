"""Instants are UTC; days, deadlines and months are those of the counties, Asia/Shanghai."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

COUNTY_TIME = ZoneInfo("Asia/Shanghai")


def county_day(at: datetime) -> date:
    """The calendar day of an instant in the counties."""
    return at.astimezone(COUNTY_TIME).date()


def age_on(birth: date, day: date) -> int:
    """Completed years on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
