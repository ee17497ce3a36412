"""A synthetic pool for the benchmark of ranking: nobody in it exists.

Skills, occupations, certificates and places are those of the dictionaries; how often each occurs is drawn: skills and
occupations by Zipf's law with exponent 0.9 (a few are common, most are rare), a person's further skills mostly near
the first, occupations mostly those of the skills. Rows are sorted by home, as the files of a pool are.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from matching.lines import Licences, Lines, Required
from matching.nearness import Known, nearness_of
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

AT_DAY = 20_780  # 2026-11-23
EMPLOYERS, CERTIFICATES, INDUSTRIES = 5_000, 40, 97
DATA = Path(__file__).parents[1] / "fixtures" / "data"
DESTINATIONS = [
    440300000000, 441900000000, 440100000000, 440000000000, 330000000000, 330100000000, 320500000000, 310000000000,
    350500000000, 110000000000, 320000000000, 330200000000, 440600000000, 442000000000, 350200000000, 441300000000,
]  # fmt: skip


def rows_of(name: str) -> list[dict[str, str]]:
    """A reference table."""
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def all_names(rows: list[dict[str, str]], kind: str) -> list[list[str]]:
    """Of each row its own name, then those people use."""
    names = {row["code"]: [row["name"]] for row in rows}
    for row in rows_of(f"{kind}_names.csv"):
        names[row[kind]].append(row["name"])
    return [names[row["code"]] for row in rows]


@cache
def dictionary() -> tuple[Nearness, np.ndarray, np.ndarray]:
    """Nearness tables as the registry computes them, and of each skill its family and its occupation."""
    skills = rows_of("skills.csv")
    place = {row["code"]: k for k, row in enumerate(skills)}
    parents = np.array([place.get(row["parent"], -1) for row in skills], np.int32)
    leaves = [row for row in rows_of("occupations_2022_names.csv") if row["level"] == "4"]
    codes = [row["code"] for row in leaves]
    known = {code: k for k, code in enumerate(codes)}
    occupation = np.array([known.get(row["occupation"], -1) for row in skills], np.int32)
    names = all_names(skills, "skill"), all_names(leaves, "occupation")
    near = nearness_of(Known(parents, names[0], occupation, codes, names[1]))
    return near, np.where(parents >= 0, parents, np.arange(len(parents))), occupation


@cache
def homes() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Townships in order of their codes, with the coordinates of their county's seat."""
    seats = {row["code"]: row for row in rows_of("admin_divisions_2026.csv") if row["level"] == "3"}
    rows = [row for row in rows_of("admin_townships_2026.csv") if row["county_code"] in seats]
    rows.sort(key=lambda row: row["code"])
    lat = [round(float(seats[row["county_code"]]["lat"] or 0) * 1e6) for row in rows]
    lng = [round(float(seats[row["county_code"]]["lng"] or 0) * 1e6) for row in rows]
    return np.array([int(row["code"]) for row in rows]), np.array(lat, np.int32), np.array(lng, np.int32)


class Draw:
    """Random columns of n people."""

    def __init__(self, n: int, seed: int) -> None:
        self.n, self.rng = n, np.random.default_rng(seed)

    def chance(self, share: float) -> np.ndarray:
        return self.rng.random(self.n, np.float32) < share

    def of(self, values: list[int], weights: list[float], size: int | None = None) -> np.ndarray:
        edges = np.cumsum(np.array(weights) / sum(weights))
        drawn = np.searchsorted(edges, self.rng.random(self.n if size is None else size), side="right")
        return np.array(values)[np.minimum(drawn, len(values) - 1)]

    def offsets(self, counts: np.ndarray) -> np.ndarray:
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def zipf(self, kinds: int, size: int, seed: int) -> np.ndarray:
        order = np.random.default_rng(seed).permutation(kinds)
        return order[self.of(list(range(kinds)), [(k + 1) ** -0.9 for k in range(kinds)], size)]


def draw_pool(n: int, seed: int = 1) -> Pool:
    """n synthetic labourers."""
    d, (near, family, occupation_of) = Draw(n, seed), dictionary()
    codes, lat, lng = homes()
    home = np.sort(d.rng.integers(0, len(codes), n))
    skills, main = _skills(d, family)
    experience = _experience(d, occupation_of, main, len(near.occupations))
    place = d.of([0, 1, 2], [0.55, 0.25, 0.20]).astype(np.int8)
    flat: dict[str, Any] = {
        "tie": d.rng.integers(0, 2**64, n, np.uint64),
        "waiting_since": d.rng.integers(AT_DAY - 500, AT_DAY, n, np.int32),
        "birth": (AT_DAY - 365 * (16 + 44 * d.rng.beta(1.6, 2.0, n)) - d.rng.integers(0, 365, n)).astype(np.int32),
        "sex": d.of([1, 2], [0.63, 0.37]).astype(np.int8),
        "education": d.of([0, 1, 2, 3, 4, 5, 6], [2, 2, 14, 52, 17, 9, 4]).astype(np.int8),
        "state": d.of([0, 1, 2, 3, 4, 5], [45, 25, 3, 22, 3, 2]).astype(np.int8),
        "consented": d.chance(0.85),
        "home": codes[home],
        "lat": lat[home],
        "lng": lng[home],
        "wage_floor": np.where(d.chance(0.2), 0, 10_000 * d.rng.integers(30, 81, n)),
        "wants_board": d.chance(0.4),
        "wants_lodging": d.chance(0.5),
        "range": place,
        "abroad": d.chance(0.03),
        "busy_months": d.of([0, 1 << 8 | 1 << 9, 1 << 4 | 1 << 5 | 1 << 8, 1 << 5, 0xF00], [50, 20, 15, 10, 5]).astype(
            np.uint16
        ),
        "available_from": np.where(d.chance(0.7), AT_DAY - 30, AT_DAY + d.rng.integers(0, 200, n)).astype(np.int32),
    }
    return Pool(**flat, skills=skills, experience=experience, **_wishes(d, experience, place, codes[home], near),
                certificates=_certificates(d, main), barred=_barred(d))  # fmt: skip


def _skills(d: Draw, family: np.ndarray) -> tuple[Skills, np.ndarray]:
    counts = np.clip(d.rng.poisson(2.5, d.n), 0, 12)
    owner = np.repeat(np.arange(d.n), counts)
    kinds = len(family)
    main = d.zipf(kinds, d.n, 7).astype(np.int32)
    order = np.argsort(family, kind="stable")
    starts, sizes = np.searchsorted(family[order], family), np.bincount(family, minlength=kinds)[family]
    relative = order[starts[main[owner]] + d.rng.integers(0, 2**31, len(owner)) % sizes[main[owner]]]
    skill = np.where(d.rng.random(len(owner)) < 0.6, relative, d.zipf(kinds, len(owner), 7)).astype(np.int32)
    first = d.offsets(counts)[:-1][counts > 0]
    skill[first] = main[counts > 0]
    size = len(owner)
    level = d.of([0, 5, 4, 3, 2, 1], [62, 18, 11, 6, 2, 1], size).astype(np.int8)
    years = np.minimum(d.rng.exponential(35, size), 300).astype(np.int16)
    return Skills(d.offsets(counts), skill, level, years), main


def _experience(d: Draw, occupation_of: np.ndarray, main: np.ndarray, kinds: int) -> Experience:
    counts = np.clip(d.rng.poisson(1.5, d.n), 0, 8)
    owner = np.repeat(np.arange(d.n), counts)
    own = occupation_of[main[owner]]
    by_skill = (d.rng.random(len(owner)) < 0.6) & (own >= 0)
    worked = np.where(by_skill, own, d.zipf(kinds, len(owner), 11)).astype(np.int32)
    months = np.clip(d.rng.exponential(26, len(owner)), 1, 360).astype(np.int16)
    return Experience(d.offsets(counts), worked, months)


def _wishes(d: Draw, experience: Experience, place: np.ndarray, home: np.ndarray, near: Nearness) -> dict[str, Any]:
    counts = np.clip(d.rng.poisson(1.5, d.n), 0, 5)
    owner, offsets = np.repeat(np.arange(d.n), counts), d.offsets(counts)
    rank = np.arange(len(owner)) - offsets[owner] + 1
    jobs = np.diff(experience.offsets)[owner]
    last = experience.occupation[np.minimum(experience.offsets[owner], max(0, len(experience.occupation) - 1))]
    same = (jobs > 0) & (d.rng.random(len(owner)) < 0.55)
    wished = np.where(same, last, d.zipf(len(near.occupations), len(owner), 11)).astype(np.int32)
    named = np.where(place == 1, d.chance(0.2), d.chance(0.65)) * np.where(d.chance(0.35), 2, 1)
    whose = np.repeat(np.arange(d.n), named)
    far = d.of(DESTINATIONS, [9, 7, 6, 8, 6, 4, 4, 4, 3, 3, 3, 3, 3, 3, 2, 2], len(whose))
    near_home = home[whose] // 10**8 * 10**8
    wanted = np.where((place[whose] == 1) | (d.rng.random(len(whose)) < 0.25), near_home, far)
    branches = np.where(d.chance(0.25), 1, 0)
    return {
        "wishes": Wishes(offsets, wished, rank.astype(np.int8)),
        "wanted": Divisions(d.offsets(named), wanted.astype(np.int64)),
        "industries": Industries(d.offsets(branches), d.zipf(INDUSTRIES, int(branches.sum()), 13).astype(np.int32)),
    }


def _certificates(d: Draw, main: np.ndarray) -> Certificates:
    held = d.chance(0.25)
    counts = np.where(held, 1 + d.chance(0.2), 0)
    owner = np.repeat(np.arange(d.n), counts)
    size = len(owner)
    number = np.where(d.rng.random(size) < 0.6, main[owner] % CERTIFICATES, d.zipf(CERTIFICATES, size, 17))
    expires = np.where(d.rng.random(size) < 0.4, NO_EXPIRY, AT_DAY + d.rng.integers(-400, 1500, size))
    return Certificates(d.offsets(counts), number.astype(np.int32), expires.astype(np.int32))


def _barred(d: Draw) -> Barred:
    counts = d.chance(0.01).astype(np.int64)
    return Barred(d.offsets(counts), d.rng.integers(0, EMPLOYERS, int(counts.sum()), np.int32))


def by_frequency(pool: Pool) -> np.ndarray:
    """Skills of a pool, the commonest first."""
    return np.argsort(-np.bincount(pool.skills.skill), kind="stable")


QUESTIONS = ("typical", "no_licence", "training", "common_skills")


def ask(pool: Pool) -> Lines:
    """The questions, one line each: a typical hiring line of three skills, a licence, a place, a season and a wage;
    the same without the licence; as training order; and one that asks for the three commonest skills."""
    ranked, (_, _, occupation_of) = by_frequency(pool), dictionary()
    usual, common = ranked[[40, 90, 160]].tolist(), ranked[:3].tolist()
    licence = int(np.bincount(pool.certificates.certificate).argmax())
    needs = [[(usual[0], 4, 3), (usual[1], 5, 2), (usual[2], 0, 1)]] * 3 + [[(skill, 5, 1) for skill in common]]
    occupations = [max(0, int(occupation_of[usual[0]]))] * 3 + [max(0, int(occupation_of[common[0]]))]
    count = len(QUESTIONS)

    def same(value: int, dtype: type) -> np.ndarray:
        return np.full(count, value, dtype)

    return Lines(
        tie=np.arange(11, 11 + count, dtype=np.uint64), employer=same(17, np.int32),
        occupation=np.array(occupations, np.int32), industry=same(26, np.int32),
        kind=np.array([0, 0, 1, 0], np.int8), seats=same(60, np.int32), division=same(440306000000, np.int64),
        lat=same(22_555_700, np.int32), lng=same(113_883_800, np.int32), abroad=same(0, np.bool_),
        wage_min=same(550_000, np.int64), wage_max=same(700_000, np.int64), board=same(1, np.bool_),
        lodging=same(1, np.bool_), board_value=same(60_000, np.int64), lodging_value=same(30_000, np.int64),
        start=same(AT_DAY + 40, np.int32), months=same(0xFFC, np.uint16), age_min=same(18, np.int16),
        age_max=same(0, np.int16), sex=same(0, np.int8), education_min=same(3, np.int8),
        class_gives_certificate=same(0, np.bool_), skills=Required.from_lists(needs),
        certificates=Licences.from_lists([[(licence,)], [], [], []]),
    )  # fmt: skip
