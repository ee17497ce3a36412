"""The watch list: people in work whose placement may fail soon, with the reasons, the likeliest first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock

import numpy as np
from sqlalchemy import Engine, select, true
from sqlalchemy.orm import Session

from models.employer import Employer
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
OF_A_FIRM = 5  # so many people of one firm stand under it; the others on a page of the firm
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
class Group:
    """People of one firm who have a signal in common, or one person: the first `rows` of so many `people`; `shared` are
    the signals that all of several have."""

    rows: list[Watched]
    people: int
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class WatchList:
    """A page of the list: of its `entries`, people or firms, some `groups`; `total` people on it out of `in_work`, and
    what ranks them. `employer` is the name of the firm asked for."""

    groups: list[Group]
    entries: int
    total: int
    in_work: int
    ranker: Ranker
    employer: str = ""

    @property
    def rows(self) -> list[Watched]:
        return [row for group in self.groups for row in group.rows]


@dataclass(frozen=True)
class Learnt:
    """What the history up to a day taught: counts of employers, and what ranks."""

    day: date
    rates: Rates
    ranker: Ranker


_LEARNT: dict[str, Learnt] = {}
_LEARNING = Lock()


def watch_list(
    session: Session, *, actor: Actor, at: datetime, employer: str = "", limit: int = 50, offset: int = 0
) -> WatchList:
    """People in work whom the actor may watch: those with a signal and, when the model ranks, those whose chance of
    leaving within 30 days is twice the usual one. By chance, else by points; then by how far the employer is above
    its peers. Several of one firm with the same signal are one entry, at the place of the most pressing; with
    `employer` (public id) the people of that firm, one by one."""
    today = county_day(at)
    learnt = learn(session, today)
    theirs = (
        Placement.employer_id.in_(select(Employer.id).where(Employer.public_id == employer)) if employer else true()
    )
    stays = load_stays(session, seen_by(Placement, actor, "watch.read"), Placement.state.in_(IN_WORK), theirs)
    events = Events(session, stays, today)
    seen = [look(stay, today, events, learnt.rates) for stay in stays]
    chances, drivers = _foretold(learnt.ranker, seen)
    chosen = _chosen(learnt.ranker, seen, chances)
    chosen.sort(key=lambda row: (-chances[row], -seen[row].points, -seen[row].compared.excess, stays[row].id))
    groups = [[row] for row in chosen] if employer else _grouped(chosen, stays, seen)
    shown = groups[offset : offset + limit]
    placements = _placements(session, [stays[row].id for group in shown for row in group[:OF_A_FIRM]])
    by_model = learnt.ranker.by_model

    def watched(row: int) -> Watched:
        return Watched(
            placements[stays[row].id], seen[row].signals, seen[row].points, seen[row].compared,
            float(chances[row]) if by_model else None, tuple(drivers[row]) if by_model else (),
        )  # fmt: skip

    return WatchList(
        [Group([watched(row) for row in group[:OF_A_FIRM]], len(group), _shared(group, seen)) for group in shown],
        len(groups), len(chosen), len(stays), learnt.ranker, _name(session, employer) if stays and employer else "",
    )  # fmt: skip


def _grouped(chosen: Sequence[int], stays: Sequence[Stay], seen: Sequence[Seen]) -> list[list[int]]:
    """The rows in their order, those of one firm who share a signal with somebody else of it together."""
    have = Counter((stays[row].employer_id, signal) for row in chosen for signal in seen[row].signals)
    groups: dict[tuple[int | None, int | None], list[int]] = {}
    for row in chosen:
        firm = stays[row].employer_id
        together = firm is not None and any(have[firm, signal] > 1 for signal in seen[row].signals)
        groups.setdefault((firm, None) if together else (None, row), []).append(row)
    return list(groups.values())


def _shared(group: Sequence[int], seen: Sequence[Seen]) -> tuple[str, ...]:
    """The signals that everybody of several has; that people leave faster only where all have the same peers."""
    if len(group) == 1:
        return ()
    first = seen[group[0]]
    one_trade = all(seen[row].compared == first.compared for row in group)
    return tuple(
        signal
        for signal in first.signals
        if all(signal in seen[row].signals for row in group) and (one_trade or signal != "above_peers")
    )


def _name(session: Session, employer: str) -> str:
    return session.scalar(select(Employer.name).where(Employer.public_id == employer)) or ""


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
