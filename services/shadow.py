"""The shadow: a proposed version of the weights run on last season's lists, beside the weights in force.

The row is the queue (law 3): the lists are ranked from their snapshots with no transaction that writes, then one short
one claims the row and keeps the figures. Groups of people are read here to be counted, never to score.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session, joinedload

from matching.columns import Array, Ints
from matching.impact import Shift, shift
from matching.rank import best_rows, standing_of_line
from matching.score import rule_hash
from matching.weights import Weights
from models.db import Database
from models.labourer import Labourer, LabourerCategory
from models.order import Order
from models.ranked_list import RankedList
from models.weights_version import WeightsShadow, WeightsVersion
from services.access import CLOCK, subtree
from services.calendar import county_day
from services.list_snapshots import read_snapshot
from services.queued import Now, count_error, handle
from services.snapshot import days
from services.steps import take_step
from services.weights_in_force import weights_of

SEASON = timedelta(days=365)
MOST_LISTS = 50
"""The newest list of each post, at most so many posts; how many more there are is told."""
HEAD = 1000
"""Places are compared among at most so many people of a list."""
NAMED = 10
"""People of each list of whom is kept that they would gain or lose a seat; all are counted."""
AGE_BANDS = (16, 25, 35, 45, 55)
UNKNOWN = 0
TRIABLE = ("proposed", "shadowed")

Counts = dict[str, dict[int, list[int]]]
"""By kind of group and group: considered and selected by the weights in force, considered and selected by the new."""


@dataclass(frozen=True)
class Belonging:
    """Who has which category of people with priority: aligned tie numbers, rising, and category ids."""

    ties: Array
    categories: Ints

    def groups(self, ties: Array) -> dict[int, Array]:
        """The categories of a pool: bool[n] each; those of none under `UNKNOWN`."""
        codes = np.unique(self.categories).tolist()
        found = {code: np.isin(ties, self.ties[self.categories == code]) for code in codes}
        return {UNKNOWN: ~np.isin(ties, self.ties), **{code: has for code, has in found.items() if has.any()}}


def shadows_due(session: Session, *, at: datetime, limit: int | None = None) -> list[int]:
    """Ids of the runs to make now, the longest due first."""
    due = WeightsShadow.handled_at.is_(None) & (WeightsShadow.next_try_at <= at)
    query = select(WeightsShadow.id).where(due).order_by(WeightsShadow.next_try_at, WeightsShadow.id)
    return list(session.scalars(query.limit(limit)))


def run_shadow(database: Database, shadow_id: int, *, now: Now) -> None:
    """Make a run that was asked for. Does nothing to a row that was handled; an error is kept and tried again."""
    handle(database, WeightsShadow, shadow_id, compare, _keep, count_error, now=now)


def compare(session: Session, shadow_id: int, *, at: datetime) -> dict[str, Any] | None:
    """The columns of a finished run; None when there is nothing to do. Reads only."""
    shadow = session.get(WeightsShadow, shadow_id)
    if shadow is None or shadow.handled_at is not None:
        return None
    version = session.get_one(WeightsVersion, shadow.version_id)
    old, new = weights_of(session, version.county_code), Weights.from_dict(version.weights)
    since = county_day(at) - SEASON
    lists, more = _lists_of(session, version.county_code, since)
    counts: Counts = {}
    belonging = _belonging(session, version.county_code)
    rows = [_list_figures(session, kept, old, new, belonging, counts) for kept in lists]
    _name_people(session, version.county_code, rows)
    figures = {"lists": rows, "more_lists": more, "groups": _as_json(counts)}
    return {
        "figures": figures, "lists_since": since, "against": old.version, "against_hash": rule_hash(old),
        "rule_hash": rule_hash(new),
    }  # fmt: skip


def _lists_of(session: Session, county: int, since: date) -> tuple[list[RankedList], int]:
    """The newest list of each post of a county made since a day, the newest first; and how many were left out."""
    here = select(Order.id).where(Order.county_code == county)
    season = RankedList.order_id.in_(here) & RankedList.line_id.is_not(None) & (RankedList.as_of >= since)
    newest = select(func.max(RankedList.id)).where(season).group_by(RankedList.line_id)
    ids = sorted(session.scalars(newest), reverse=True)
    query = select(RankedList).where(RankedList.id.in_(ids[:MOST_LISTS])).order_by(RankedList.id.desc())
    options = (joinedload(RankedList.order), joinedload(RankedList.line))
    return list(session.scalars(query.options(*options))), len(ids[MOST_LISTS:])


def _belonging(session: Session, county: int) -> Belonging:
    low, high = subtree(county)
    here = (Labourer.home_code >= low) & (Labourer.home_code < high)
    query = select(Labourer.tie, LabourerCategory.category_id).join(LabourerCategory).where(here)
    rows = np.array(session.execute(query.order_by(Labourer.tie)).all(), np.int64).reshape(-1, 2)
    return Belonging(rows[:, 0].astype(np.uint64), rows[:, 1])


def _list_figures(
    session: Session, kept: RankedList, old: Weights, new: Weights, belonging: Belonging, counts: Counts
) -> dict[str, Any]:
    """What changes in one list; its people are added to `counts`."""
    pool, lines, nearness = read_snapshot(session, kept.snapshot)
    orders = []
    for weights in (old, new):
        stand = standing_of_line(pool, lines, nearness, weights, 0, days(kept.as_of))
        orders.append(stand.rows[best_rows(stand, None)])
    seats = int(lines.seats[0])
    moved = shift(orders[0], orders[1], top=min(kept.top, HEAD), seats=seats)
    for kind, groups in groups_of(pool.sex, pool.birth, pool.home, days(kept.as_of)).items():
        _count(counts.setdefault(kind, {}), groups, orders, seats)
    _count(counts.setdefault("category", {}), belonging.groups(pool.tie), orders, seats)
    assert kept.line is not None
    about = {"list": kept.public_id, "order": kept.order.public_id, "line": kept.line.public_id}
    eligible = [len(each) for each in orders]
    return {**about, "as_of": kept.as_of.isoformat(), "seats": seats, "eligible": eligible, **_told(moved, pool.tie)}


def _told(moved: Shift, ties: Array) -> dict[str, Any]:
    return {
        "compared": moved.compared,
        "moved": moved.moved,
        "mean": round(moved.mean, 2),
        "most": moved.most,
        "tau": None if moved.tau is None else round(moved.tau, 4),
        "stay": round(moved.stay, 4),
        "gained": len(moved.entered),
        "lost": len(moved.left),
        "entered": ties[moved.entered[:NAMED]].tolist(),
        "left": ties[moved.left[:NAMED]].tolist(),
    }


def groups_of(sex: Array, birth: Array, home: Array, day: int) -> dict[str, dict[int, Array]]:
    """Kinds of groups, each a partition of the people: sex, age band (its first year) and township, bool[n] by code;
    `UNKNOWN` where nothing is stated."""
    bands = np.array([UNKNOWN, *AGE_BANDS])
    ages = np.where(birth == 0, UNKNOWN, ages_on(birth, day))
    townships = np.where(home % 10**6 == 0, UNKNOWN, home - home % 10**3)
    kinds = {"sex": sex, "age": bands[np.searchsorted(AGE_BANDS, ages, side="right")], "township": townships}
    return {kind: {code: codes == code for code in np.unique(codes).tolist()} for kind, codes in kinds.items()}


def ages_on(birth: Array, day: int) -> Ints:
    """Whole years of age on a day; both in days since 1970-01-01. One born on 29 February grows older on 1 March in a
    common year."""
    born, today = birth.astype("datetime64[D]"), np.int64(day).astype("datetime64[D]")
    born_month, this_month = born.astype("datetime64[M]"), today.astype("datetime64[M]")
    early = (today - this_month).astype(np.int64) < (born - born_month).astype(np.int64)
    months: Ints = (this_month - born_month).astype(np.int64) - early
    return months // 12


def _count(counts: dict[int, list[int]], groups: dict[int, Array], orders: list[Ints], seats: int) -> None:
    """Add the people of one list: considered and selected, before and after."""
    for code, has in groups.items():
        row = counts.setdefault(code, [0, 0, 0, 0])
        for place, order in enumerate(orders):
            row[2 * place] += int(has[order].sum())
            row[2 * place + 1] += int(has[order[:seats]].sum())


def _name_people(session: Session, county: int, rows: list[dict[str, Any]]) -> None:
    """Ids of people in place of tie numbers; whoever is no longer registered here is left out."""
    low, high = subtree(county)
    ties = sorted({tie for row in rows for name in ("entered", "left") for tie in row[name]})
    here = (Labourer.home_code >= low) & (Labourer.home_code < high) & Labourer.tie.in_(ties)
    ids = {row.tie: row.id for row in session.execute(select(Labourer.tie, Labourer.id).where(here))} if ties else {}
    for row in rows:
        for name in ("entered", "left"):
            row[name] = [ids[tie] for tie in row[name] if tie in ids]


def _as_json(counts: Counts) -> dict[str, dict[str, list[int]]]:
    return {
        kind: {str(code): row for code, row in sorted(groups.items()) if any(row)} for kind, groups in counts.items()
    }


def _keep(session: Session, shadow_id: int, found: dict[str, Any], *, at: datetime) -> None:
    """Claim the row with its figures; the version has then been run in the shadow, if it still waits for that."""
    claimed = session.execute(
        update(WeightsShadow)
        .where(WeightsShadow.id == shadow_id, WeightsShadow.handled_at.is_(None))
        .values(handled_at=at, last_error=None, **found)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(claimed, CursorResult)
    if claimed.rowcount == 1:
        version = session.get_one(WeightsVersion, _version_of(session, shadow_id), with_for_update=True)
        if version.state in TRIABLE:
            take_step(session, version, "shadow", actor=CLOCK, at=at)


def _version_of(session: Session, shadow_id: int) -> int:
    return session.scalars(select(WeightsShadow.version_id).where(WeightsShadow.id == shadow_id)).one()
