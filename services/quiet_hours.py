"""Quiet hours: when a county lets nobody's telephone ring. They delay sending alone, never the row or its deadline."""

from datetime import datetime, time, timedelta

from models.county_rules import CountyRules
from services.calendar import COUNTY_TIME


def quiet_until(rules: CountyRules, at: datetime) -> datetime | None:
    """The end of the quiet hours that `at` lies in; None outside of them.

    From `quiet_from` o'clock on it is quiet, at `quiet_until` o'clock no more; the hours may reach over midnight, and
    equal ones are none.
    """
    local = at.astimezone(COUNTY_TIME)
    start, end = rules.quiet_from, rules.quiet_until
    over_midnight = start > end
    quiet = local.hour >= start or local.hour < end if over_midnight else start <= local.hour < end
    if not quiet:
        return None
    day = local.date() + timedelta(days=over_midnight and local.hour >= start)
    return datetime.combine(day, time(end), COUNTY_TIME)
