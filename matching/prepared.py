"""One line made ready for a search: cut out of its table, with the columns of the nearness tables that it asks for."""

from typing import NamedTuple, Self
from weakref import WeakKeyDictionary

import numpy as np

from matching.columns import Array, Ints
from matching.compiled import frozen
from matching.dates import latest_birth
from matching.fields import AGE_MAX, AGE_MIN, LICENCES_FROM, LICENCES_TO, OCCUPATION, SKILLS_FROM, SKILLS_TO, START
from matching.lines import Lines
from matching.pairs import Nearness
from matching.query import Days
from matching.records import Asked, Measures, asked_of, measures_of
from matching.weights import Weights

_ACROSS: WeakKeyDictionary[Nearness, tuple[Array, Array]] = WeakKeyDictionary()


class Prepared(NamedTuple):
    """A line alone, with its days, and with what `scan.scan` takes as terms."""

    line: Ints
    asked: Asked
    measures: Measures
    days: Days
    terms: tuple[int, int]

    @classmethod
    def of(cls, lines: Lines, nearness: Nearness, weights: Weights, row: int, at_day: int) -> Self:
        """Cut line `row` out; its skills and occupation become columns of the tables, so that these fit the caches."""
        asked, m = asked_of(lines), measures_of(nearness, weights)
        line = asked.rows[row].copy()
        needs = asked.needs[line[SKILLS_FROM] : line[SKILLS_TO]].copy()
        across = _across(nearness)
        skills, needs[:, 0] = _columns_of(across[0], needs[:, 0])
        occupations, line[OCCUPATION : OCCUPATION + 1] = _columns_of(across[1], line[OCCUPATION : OCCUPATION + 1])
        licences = asked.licences[line[LICENCES_FROM] : line[LICENCES_TO]]
        line[[SKILLS_FROM, SKILLS_TO, LICENCES_FROM, LICENCES_TO]] = 0, len(needs), 0, len(licences)
        cut = Asked(frozen(asked.rows[row : row + 1]), frozen(needs), frozen(licences))
        tie = int(lines.tie[row : row + 1].view(np.int64)[0])
        measures = m._replace(skills=skills, occupations=occupations)
        return cls(frozen(line), cut, measures, _days(line, weights, at_day), (at_day, tie))


def _across(nearness: Nearness) -> tuple[Array, Array]:
    """The tables with what is asked for as rows: a column of a large table is one miss of the caches for every row."""
    if nearness not in _ACROSS:
        _ACROSS[nearness] = nearness.skills.T.copy(), nearness.occupations.T.copy()
    return _ACROSS[nearness]


def _columns_of(across: Array, ids: Array) -> tuple[Array, Array]:
    rows = across[np.maximum(ids, 0)] if across.size else np.zeros((len(ids), len(across)), np.int32)
    return frozen(rows.T), np.where(ids >= 0, np.arange(len(ids)), -1)


def _days(line: Ints, weights: Weights, at_day: int) -> Days:
    day, age_min, age_max = max(int(line[START]), at_day), int(line[AGE_MIN]), int(line[AGE_MAX])
    old_enough = latest_birth(day, age_min) if age_min else None
    too_old = latest_birth(day, age_max + 1) if age_max else None
    return day, latest_birth(day, weights.age_floor), old_enough, too_old, day + weights.late_days
