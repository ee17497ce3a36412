"""The clocks and histories of placements: how long ago, until when, and what was noted."""

from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import gettext, ngettext

from services.calendar import county_day
from web.formats import MISSING, deadline, last_day, now
from web.placement_words import note_in_words

HOUR, DAY = 3600, 86400  # seconds


def elapsed(since: datetime | None, until: datetime | None = None) -> str:
    """How long it has been: 3天4小时 / 3 d 4 h; below an hour in minutes. `until` is now when empty."""
    if since is None:
        return MISSING
    seconds = max(int(((until or now()) - since).total_seconds()), 0)
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // 60
    if days:
        return gettext("%(days)s d %(hours)s h", days=days, hours=hours)
    if hours:
        return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return gettext("%(minutes)s min", minutes=minutes)


def without_job(person: Any) -> str:
    """How long a displaced person has had no job, or had none: in whole days since the day of the loss, unless it was
    reported on that day."""
    if person.happened_on >= county_day(person.reported_at):
        return elapsed(person.reported_at, person.resolved_at)
    days = (county_day(person.resolved_at or now()) - person.happened_on).days
    return ngettext("%(count)s day", "%(count)s days", days, count=days)


def time_left(value: date | datetime | None) -> str:
    """The deadline of a day, or of an instant that ends one."""
    return last_day(value) if isinstance(value, datetime) else deadline(value)


def use_elapsed(app: Flask) -> None:
    app.jinja_env.filters.update(elapsed=elapsed, time_left=time_left, without_job=without_job)
    app.jinja_env.globals.update(note_in_words=note_in_words)
