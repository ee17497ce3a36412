"""Sums of what waits, for monitoring: how many are in each state, what is due for the workers, who hears nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.displacement import Displacement, Vacancy
from services.access import Actor
from services.work_items import Reading, read_due

EVERYWHERE = Actor(role="administrator", name="monitoring")
HALVES: dict[str, type[Displacement] | type[Vacancy]] = {"displacement": Displacement, "vacancy": Vacancy}


@dataclass(frozen=True)
class Gauges:
    """By half: rows in each state (`states`), rows due for a worker now (`due`), and for how many seconds the oldest
    of them has been (`oldest`). `late` is items of the work queue past their limit, `silent` displaced people to whom
    nobody has spoken for too long."""

    states: dict[str, dict[str, int]]
    due: dict[str, int]
    oldest: dict[str, float]
    late: int
    silent: int


def gauges(session: Session, *, at: datetime) -> Gauges:
    """The sums over the whole database at an instant; a handful of queries."""
    work = read_due(Reading(session, EVERYWHERE, at))
    states, due, oldest = {}, {}, {}
    for name, half in HALVES.items():
        counts = session.execute(select(half.state, func.count()).group_by(half.state).order_by(half.state))
        states[name] = {row[0]: row[1] for row in counts}
        waits = half.handled_at.is_(None) & (half.next_try_at <= at)
        number, since = session.execute(select(func.count(), func.min(half.next_try_at)).where(waits)).one()
        due[name], oldest[name] = number, (at - since).total_seconds() if since else 0.0
    late, silent = sum(each.due < at for each in work), sum(each.silent_days > 0 for each in work)
    return Gauges(states, due, oldest, late, silent)
