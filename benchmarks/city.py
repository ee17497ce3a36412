"""An invented city for the benchmark of the plan: people and open lines as columns, nobody real.

Homes are the townships of one city's counties; two thirds of the work lies in destination cities. Occupations come in
trades; one knows the skills of the own trade. What is common is common: most lines of a trade in one place want the
same people, which is what makes a plan hard.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import Ragged, dtype_of
from matching.lines import Licences, Lines, Required
from matching.pairs import Nearness
from matching.pool import (
    NO_EXPIRY,
    Barred,
    Certificates,
    Divisions,
    Experience,
    Industries,
    Pool,
    Skills,
    Wishes,
)

DATA = Path(__file__).parents[1] / "fixtures" / "data"
HOME_CITY = "5227"
DESTINATIONS = ("440300", "441900", "440100", "330100", "330200", "320500", "350200", "310000", "520100", "522700")
TRADES, OF_TRADE = 40, 5  # occupations and skills of a trade
TODAY = 20_779
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class City:
    """People, lines and nearness of one invented city."""

    pool: Pool
    lines: Lines
    nearness: Nearness


def invent(labourers: int, orders: int, seats: int, seed: int = 2) -> City:
    """A city of that size; the same numbers give the same city."""
    rng = np.random.default_rng(seed)
    return City(_people(rng, labourers), _lines(rng, orders, seats), _nearness())


def _divisions() -> dict[str, tuple[int, int]]:
    """Latitude and longitude of every county in millionths of a degree."""
    with (DATA / "admin_divisions_2026.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "3" and row["lat"]]
    return {row["code"]: (round(float(row["lat"]) * 1e6), round(float(row["lng"]) * 1e6)) for row in rows}


def _townships(city: str) -> Codes:
    with (DATA / "admin_townships_2026.csv").open(encoding="utf-8") as file:
        return np.array([int(row["code"]) for row in csv.DictReader(file) if row["code"].startswith(city)], np.int64)


def _coordinates(codes: Codes) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    known = _divisions()
    points = {code: known.get(f"{code:012d}"[:6], (0, 0)) for code in np.unique(codes).tolist()}
    pairs = np.array([points[code] for code in codes.tolist()], np.int32).reshape(-1, 2)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def _ragged(kind: type[Any], counts: NDArray[Any], **values: NDArray[Any]) -> Any:
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    columns = {f.name: f for f in kind.__dataclass_fields__.values() if f.name in values}
    return kind(offsets, **{name: values[name].astype(dtype_of(columns[name].type)) for name in values})


def _trade(rng: np.random.Generator, count: int) -> NDArray[Any]:
    """A trade each: few trades have most of the people."""
    return np.minimum(rng.geometric(0.09, count) - 1, TRADES - 1)


def _within(rng: np.random.Generator, trades: NDArray[Any]) -> NDArray[Any]:
    """An occupation or skill of the trade."""
    return trades * OF_TRADE + np.minimum(rng.geometric(0.4, len(trades)) - 1, OF_TRADE - 1)


def _people(rng: np.random.Generator, n: int) -> Pool:
    trade, home = _trade(rng, n), rng.choice(_townships(HOME_CITY), n)
    lat, lng = _coordinates(home)
    skills, jobs, wishes, places = (rng.poisson(mean, n) for mean in (2.2, 1.3, 1.4, 0.9))
    cities = np.array([int(f"{code}000000") for code in DESTINATIONS])
    owner = {name: np.repeat(trade, count) for name, count in (("s", skills), ("j", jobs), ("w", wishes))}
    rank = np.arange(wishes.sum()) - np.repeat(np.cumsum(wishes) - wishes, wishes) + 1
    held = (rng.random(n) < 0.06).astype(np.int64)
    return Pool(
        tie=rng.integers(0, 2**63, n, dtype=np.uint64),
        waiting_since=(TODAY - rng.integers(0, 900, n)).astype(np.int32),
        birth=(TODAY - rng.integers(16 * 365, 55 * 365, n)).astype(np.int32),
        sex=rng.integers(1, 3, n).astype(np.int8),
        education=rng.choice([1, 2, 3, 3, 3, 4, 4, 6], n).astype(np.int8),
        state=rng.choice([0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 4], n).astype(np.int8),
        consented=rng.random(n) < 0.9,
        home=home,
        lat=lat,
        lng=lng,
        wage_floor=(rng.choice([0, 0, 3000, 3500, 4000, 4500, 5000, 6000], n) * 100).astype(np.int64),
        wants_board=rng.random(n) < 0.4,
        wants_lodging=rng.random(n) < 0.4,
        range=rng.choice([0, 0, 1, 1, 2, 2, 2], n).astype(np.int8),
        abroad=rng.random(n) < 0.03,
        busy_months=rng.choice([0, 0, 0, 0x300, 0x200, 0x030], n).astype(np.uint16),
        available_from=(TODAY + rng.integers(-200, 60, n)).astype(np.int32),
        skills=_ragged(
            Skills, skills, skill=_within(rng, owner["s"]), level=rng.choice([0, 0, 0, 5, 4, 3], skills.sum()),
            years_x10=rng.integers(0, 120, skills.sum()),
        ),
        certificates=_ragged(
            Certificates, held, certificate=rng.integers(0, 6, held.sum()), expires=np.full(held.sum(), NO_EXPIRY)
        ),
        wishes=_ragged(Wishes, wishes, occupation=_within(rng, owner["w"]), rank=np.minimum(rank, 9)),
        wanted=_ragged(Divisions, places, division=rng.choice(cities, places.sum())),
        industries=_empty(Industries, n),
        experience=_ragged(
            Experience, jobs, occupation=_within(rng, owner["j"]), months=rng.integers(1, 90, jobs.sum())
        ),
        barred=_empty(Barred, n),
    )  # fmt: skip


def _empty(kind: type[Ragged], rows: int) -> Any:
    return kind.empty(rows)


def _seats(rng: np.random.Generator, lines: int, seats: int) -> NDArray[np.int64]:
    """Seats a line: most are small, some large, together `seats`."""
    share = rng.lognormal(0, 1, lines)
    spread: NDArray[np.int64] = 1 + rng.multinomial(max(0, seats - lines), share / share.sum())
    return spread


def _workplaces(rng: np.random.Generator, m: int) -> Codes:
    """A third at home, the rest in districts of the destination cities."""
    counties = sorted(_divisions())
    home = [int(f"{code}000000") for code in counties if code.startswith(HOME_CITY)]
    away = [int(f"{code}000000") for code in counties if any(code.startswith(city[:4]) for city in DESTINATIONS)]
    return np.where(rng.random(m) < 1 / 3, rng.choice(home, m), rng.choice(away, m)).astype(np.int64)


def _lines(rng: np.random.Generator, m: int, seats: int) -> Lines:
    trade, division = _trade(rng, m), _workplaces(rng, m)
    lat, lng = _coordinates(division)
    wage, asked = rng.integers(28, 60, m) * 10_000, rng.integers(0, 4, m)
    needs = (rng.random(m) < 0.08).astype(np.int64)
    skill = _within(rng, np.repeat(trade, asked))
    return Lines(
        tie=rng.integers(0, 2**63, m, dtype=np.uint64),
        employer=rng.integers(0, max(1, m // 2), m).astype(np.int32),
        occupation=_within(rng, trade).astype(np.int32),
        industry=rng.integers(0, 20, m).astype(np.int32),
        kind=(rng.random(m) < 0.3).astype(np.int8),
        seats=_seats(rng, m, seats).astype(np.int32),
        division=division,
        lat=lat,
        lng=lng,
        abroad=np.zeros(m, np.bool_),
        wage_min=wage.astype(np.int64),
        wage_max=(wage + rng.integers(0, 15, m) * 10_000).astype(np.int64),
        board=rng.random(m) < 0.6,
        lodging=rng.random(m) < 0.7,
        board_value=np.full(m, 60_000, np.int64),
        lodging_value=np.full(m, 30_000, np.int64),
        start=(TODAY + rng.integers(0, 90, m)).astype(np.int32),
        months=rng.choice([0xFFF, 0xFFF, 0xFFF, 0x700, 0x03F], m).astype(np.uint16),
        age_min=np.zeros(m, np.int16),
        age_max=np.zeros(m, np.int16),
        sex=np.zeros(m, np.int8),
        education_min=rng.choice([0, 0, 0, 2, 3], m).astype(np.int8),
        class_gives_certificate=rng.random(m) < 0.5,
        skills=_ragged(
            Required, asked, skill=skill, level=rng.choice([0, 0, 5, 4], asked.sum()),
            weight=rng.integers(1, 4, asked.sum()),
        ),
        certificates=_ragged(Licences, needs, certificate=rng.integers(0, 6, needs.sum())),
    )  # fmt: skip


def _nearness() -> Nearness:
    """Within a trade 0.55, to the next trades 0.2."""
    trade = np.arange(TRADES * OF_TRADE) // OF_TRADE
    far = np.abs(trade[:, None] - trade[None, :])
    table = np.where(far == 0, 550_000, np.where(far <= 1, 200_000, 0)).astype(np.int32)
    np.fill_diagonal(table, 1_000_000)
    return Nearness(table, table.copy())
