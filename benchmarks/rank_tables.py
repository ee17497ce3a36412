"""A question as the peers of the benchmark of ranking are asked it: numbers, and look-up tables made beforehand."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching import reference
from matching.columns import Array, Ragged
from matching.dates import latest_birth
from matching.hashing import pair_hash
from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from matching.records import LEVELS, level_factors
from matching.weights import CRITERIA, DEFAULT, ONE

Answer = list[tuple[int, int]]
"""Tie numbers and scores, best first."""
SPARE = 400
"""So many are asked of a peer, so that ties at the end are broken by the hash afterwards."""
Table = dict[str, Array]


@dataclass(frozen=True)
class Question:
    """A line in numbers and look-up tables: `gain` (need, weight, skill, height, value), `occupation` (occupation,
    near), `place` (division, fit), `home` (home, lat, lng, lived, away)."""

    line: Any
    numbers: dict[str, int]
    licences: list[int]
    tables: dict[str, Table]


def heights(pool: Pool) -> Array:
    """Where each skill had stands, a column that all peers keep ready: see `criteria.height`."""
    practised = np.searchsorted(np.array(DEFAULT.years_as_level), pool.skills.years_x10, side="right")
    level = pool.skills.level.astype(np.int64)
    return (np.where(level > 0, LEVELS - level, 0) * LEVELS + practised).astype(np.int16)


def question_of(pool: Pool, lines: Lines, near: Nearness, row: int, at_day: int) -> Question:
    """Line `row` as a question; the tables hold what is not 0."""
    line, w = reference.row_of(lines, row), DEFAULT
    day = max(line.start, at_day)
    points = {f"points_{name}": w.points_of(name) for name in CRITERIA}
    numbers = {
        **points, "day": day, "free_by": day + w.late_days, "of_age": latest_birth(day, w.age_floor),
        "old_enough": latest_birth(day, line.age_min), "county": line.division // 10**6,
        "offer": reference.offer_of(line, w), "weight": sum(need.weight for need in line.skills),
        "given": w.taught if line.kind else 0,
    }  # fmt: skip
    tables = {
        "gain": _gains(line, near),
        "occupation": _filled(occupation=np.arange(len(near.occupations)), near=near.occupations[:, line.occupation]),
        "place": _places(pool, line),
        "home": _homes(pool, line),
    }
    return Question(line, numbers, [each.certificate for each in line.certificates], tables)


def _filled(**columns: Array) -> Table:
    *_, value = columns.values()
    return {name: np.asarray(each)[np.asarray(value) > 0].astype(np.int64) for name, each in columns.items()}


def _gains(line: Any, near: Nearness) -> Table:
    factors, rows = level_factors(DEFAULT), []
    for need, asked in enumerate(line.skills):
        value = near.skills[:, asked.skill, None].astype(np.int64) * factors[None, :, asked.level] // ONE
        skill, height = np.nonzero(value)
        rows.append(np.stack([np.full(len(skill), need), np.full(len(skill), asked.weight), skill, height,
                              value[skill, height]]))  # fmt: skip
    return dict(zip(("need", "weight", "skill", "height", "value"), np.concatenate(rows, axis=1), strict=True))


def _places(pool: Pool, line: Any) -> Table:
    named = np.unique(pool.wanted.division)
    return _filled(division=named, fit=np.array([reference.place_fit(int(d), line.division, DEFAULT) for d in named]))


def _homes(pool: Pool, line: Any) -> Table:
    """What living in each home counts, by the slow twin."""
    whole = np.stack([pool.home, pool.lat.astype(np.int64), pool.lng.astype(np.int64)], axis=1)
    _, first = np.unique(pool.home, return_index=True)
    homes = whole[first]
    kind = type("Home", (), {})
    lived = []
    for home, lat, lng in homes.tolist():
        person = kind()
        person.home, person.lat, person.lng = home, lat, lng
        lived.append(reference.lived_fraction(person, line, DEFAULT))
    return {"home": homes[:, 0], "lived": np.array(lived, np.int64)}


def flat_columns(pool: Pool) -> Table:
    """The flat columns of a pool with a row number, and whether anything is wished for and any place named."""
    columns = {name: each for name, each in pool.columns().items() if "." not in name and name != "predicted_stay"}
    columns["tie"] = pool.tie.view(np.int64)
    columns["busy_months"] = pool.busy_months.astype(np.int32)
    stated = (np.diff(pool.wishes.offsets) > 0) | (np.diff(pool.industries.offsets) > 0)
    row = np.arange(len(pool), dtype=np.int32)
    return {"id": row, **columns, "wishes_stated": stated, "place_named": np.diff(pool.wanted.offsets) > 0}


def child_columns(pool: Pool) -> dict[str, Table]:
    """The ragged columns as tables of their own, with the row they belong to."""
    children = {name: getattr(pool, name) for name in (
        "skills", "certificates", "wishes", "wanted", "industries", "experience", "barred")}  # fmt: skip
    tables = {name: {"id": owners(each), **each.values()} for name, each in children.items()}
    tables["skills"] = {"id": tables["skills"]["id"], "skill": pool.skills.skill, "height": heights(pool)}
    return tables


def owners(column: Ragged) -> Array:
    """The row that each value of a ragged column belongs to."""
    return np.repeat(np.arange(len(column), dtype=np.int32), np.diff(column.offsets))


def with_ties_broken(rows: list[tuple[int, int]], pool: Pool, question: Question, top: int) -> Answer:
    """The `top` best of more (row, score) than that: equal scores and days of waiting by the hash of the pair."""
    order = np.array([row for row, _ in rows], np.int64)
    scores = np.array([score for _, score in rows], np.int64)
    hashes = pair_hash(pool.tie[order], np.full(len(order), question.line.tie, np.uint64))
    best = np.lexsort((hashes, pool.waiting_since[order], -scores))[:top]
    return list(zip(pool.tie[order[best]].tolist(), scores[best].tolist(), strict=True))
