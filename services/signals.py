"""The watch list: people in work whose placement may fail soon, with the reasons, the likeliest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock

import numpy as np
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.placement import Placement
from services.access import Actor
from services.calendar import county_day
from services.leaving_rates import Compared, Rates
from services.placements import WHOLE
from services.sight import seen_by
from services.signal_model import Ranker, Sample, fit
from services.signal_rules import AHEAD, FEATURES, Seen, look
from services.stays import Events, Stay, load_stays

IN_WORK = ("delivered", "confirmed")
LOOKED_AT = tuple(timedelta(days) for days in (7, 30, 60, 90))
"""How long people had been at work on the days that the model learns from."""
MUCH = 2.0  # times the usual chance of leaving: on the list without a signal


@dataclass(frozen=True)
class Watched:
    """A placement on the list: its `signals`, or where there are none the `drivers` of the model's `chance`."""

    placement: Placement
    signals: tuple[str, ...]
    points: int
    compared: Compared
    chance: float | None = None
    drivers: tuple[str, ...] = ()


@dataclass(frozen=True)
class WatchList:
    """A page of the list: `total` on it out of `in_work`, and what ranks them."""

    rows: list[Watched]
    total: int
    in_work: int
    ranker: Ranker


@dataclass(frozen=True)
class Learnt:
    """What the history up to a day taught: counts of employers, and what ranks."""

    day: date
    rates: Rates
    ranker: Ranker


_LEARNT: dict[str, Learnt] = {}
_LEARNING = Lock()


def watch_list(session: Session, *, actor: Actor, at: datetime, limit: int = 50, offset: int = 0) -> WatchList:
    """People in work whom the actor may call: those with a signal and, when the model ranks, those whose chance of
    leaving within 30 days is twice the usual one. By chance, else by points; then by how far the employer is above
    its peers."""
    today = county_day(at)
    learnt = learn(session, today)
    stays = load_stays(session, seen_by(Placement, actor, "placements.call"), Placement.state.in_(IN_WORK))
    events = Events(session, stays, today)
    seen = [look(stay, today, events, learnt.rates) for stay in stays]
    chances, drivers = _foretold(learnt.ranker, seen)
    chosen = _chosen(learnt.ranker, seen, chances)
    chosen.sort(key=lambda row: (-chances[row], -seen[row].points, -seen[row].compared.excess, stays[row].id))
    shown = chosen[offset : offset + limit]
    placements = _placements(session, [stays[row].id for row in shown])
    by_model = learnt.ranker.by_model
    rows = [
        Watched(
            placements[stays[row].id], seen[row].signals, seen[row].points, seen[row].compared,
            float(chances[row]) if by_model else None, tuple(drivers[row]) if by_model else (),
        )
        for row in shown
    ]  # fmt: skip
    return WatchList(rows, len(chosen), len(stays), learnt.ranker)


def _foretold(ranker: Ranker, seen: Sequence[Seen]) -> tuple[np.ndarray, list[list[str]]]:
    """Chances and drivers by the model; the same chance for everybody where the rules rank."""
    if not ranker.by_model or not seen:
        return np.zeros(len(seen)), []
    inputs = np.array([each.features for each in seen])
    return ranker.chances(inputs), ranker.drivers(inputs)


def _chosen(ranker: Ranker, seen: Sequence[Seen], chances: np.ndarray) -> list[int]:
    least = MUCH * ranker.judged.usual if ranker.by_model and ranker.judged else np.inf
    return [row for row, each in enumerate(seen) if each.signals or chances[row] >= least]


def _placements(session: Session, ids: list[int]) -> dict[int, Placement]:
    found = session.scalars(select(Placement).where(Placement.id.in_(ids)).options(*WHOLE))
    return {each.id: each for each in found}


def learn(session: Session, today: date) -> Learnt:
    """What the history of the whole database up to `today` teaches; kept by this process for the day."""
    bind = session.get_bind()
    name = str((bind if isinstance(bind, Engine) else bind.engine).url)
    with _LEARNING:
        known = _LEARNT.get(name)
        if known is None or known.day != today:
            stays = load_stays(session)
            rates = Rates(stays)
            known = _LEARNT[name] = Learnt(today, rates, fit(sample(session, stays, rates, today)))
        return known


def sample(session: Session, stays: Sequence[Stay], rates: Rates, today: date) -> Sample:
    """Rows to learn from: each stay as it was known 7, 30, 60 and 90 days in, and whether the person left in the 30
    days after. Only where those days are over, and nothing but leaving ended the stay in them."""
    events = Events(session, stays, today)
    rows = [
        (stay, day, look(stay, day, events, rates))
        for stay in stays
        for day in (stay.begun_on + ago for ago in LOOKED_AT)
        if day + AHEAD < today and _tells(stay, day)
    ]
    return Sample(
        inputs=np.array([seen.features for _, _, seen in rows], float).reshape(len(rows), len(FEATURES)),
        points=np.array([seen.points for _, _, seen in rows], np.int64),
        left=np.array([_left_within(stay, day) for stay, day, _ in rows], bool),
        day=np.array([day.toordinal() for _, day, _ in rows], np.int64),
        stay=np.array([stay.id for stay, _, _ in rows], np.int64),
    )


def _tells(stay: Stay, day: date) -> bool:
    """Whether the person was still there on the day, and what followed says stayed or left."""
    if stay.ended_on is None or stay.ended_on > day + AHEAD:
        return True
    return stay.ended_on > day and stay.left


def _left_within(stay: Stay, day: date) -> bool:
    return stay.left and stay.ended_on is not None and stay.ended_on <= day + AHEAD
