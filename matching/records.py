"""What kernels read: the columns of a pool, of lines and of weights, bare of their classes.

A kernel takes long the longer to compile the more arrays it is given, so lines come as one table of whole numbers, and
of a pool each kernel takes what it reads.
"""

from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from matching.columns import Array, Ints
from matching.compiled import frozen
from matching.fields import LINE, WEIGHTS
from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from matching.weights import CRITERIA, ONE, Weights

LEVELS = 6
"""Heights on paper and by years: none, and levels 5 to 1."""
NEVER = 2**31
"""More tenths of a year than anyone has practised."""


class Ruled(NamedTuple):
    """What rules read of a pool; `..._at` are the offsets of a ragged column."""

    state: Array
    consented: Array
    birth: Array
    sex: Array
    education: Array
    abroad: Array
    available_from: Array
    range: Array
    home: Array
    barred_at: Array
    barred: Array
    certificates_at: Array
    certificate: Array
    expires: Array


class Scored(NamedTuple):
    """What criteria read of a pool."""

    skills_at: Array
    skill: Array
    level: Array
    years_x10: Array
    experience_at: Array
    worked: Array
    months: Array
    home: Array
    lat: Array
    lng: Array
    range: Array
    abroad: Array
    wanted_at: Array
    wanted: Array
    wishes_at: Array
    wished: Array
    wish_rank: Array
    industries_at: Array
    industry: Array
    wage_floor: Array
    wants_board: Array
    wants_lodging: Array
    busy_months: Array


class Asked(NamedTuple):
    """Lines: `rows` int64[m, fields.LINE], `needs` int64[r, 3] (skill, level, importance), `licences` int64[l]."""

    rows: Array
    needs: Array
    licences: Array


class Measures(NamedTuple):
    """What a score is made of besides the pair: nearness tables, factors by height and level, factors by rank of
    choice, and the row of weights (int64, see `fields`)."""

    skills: Array
    occupations: Array
    level_factors: Array
    wish_ranks: Array
    w: Array


_POOLS: WeakKeyDictionary[Pool, tuple[Ruled, Scored]] = WeakKeyDictionary()
_LINES: WeakKeyDictionary[Lines, Asked] = WeakKeyDictionary()
_RENAMED = {
    "skills.offsets": "skills_at", "skills.skill": "skill", "skills.level": "level", "skills.years_x10": "years_x10",
    "certificates.offsets": "certificates_at", "certificates.certificate": "certificate",
    "certificates.expires": "expires", "wishes.offsets": "wishes_at", "wishes.occupation": "wished",
    "wishes.rank": "wish_rank", "wanted.offsets": "wanted_at", "wanted.division": "wanted",
    "industries.offsets": "industries_at", "industries.industry": "industry", "experience.offsets": "experience_at",
    "experience.occupation": "worked", "experience.months": "months", "barred.offsets": "barred_at",
    "barred.employer": "barred",
}  # fmt: skip


def columns_of(pool: Pool) -> tuple[Ruled, Scored]:
    """The columns of a pool; remembered as long as it lives."""
    if pool not in _POOLS:
        arrays = {_RENAMED.get(name, name): values for name, values in pool.columns().items()}
        ruled, scored = ([frozen(arrays[name]) for name in kind._fields] for kind in (Ruled, Scored))
        _POOLS[pool] = Ruled(*ruled), Scored(*scored)
    return _POOLS[pool]


def asked_of(lines: Lines) -> Asked:
    """Lines as tables of whole numbers; remembered as long as they live."""
    if lines not in _LINES:
        needs, licences = lines.skills, lines.certificates
        edges = {"skills_from": needs.offsets[:-1], "skills_to": needs.offsets[1:],
                 "licences_from": licences.offsets[:-1], "licences_to": licences.offsets[1:]}  # fmt: skip
        rows = np.empty((len(lines), len(LINE)), np.int64)
        for column, name in enumerate(LINE):
            rows[:, column] = edges[name] if name in edges else getattr(lines, name)
        skills = np.stack([needs.skill, needs.level, needs.weight], axis=1).astype(np.int64)
        _LINES[lines] = Asked(frozen(rows), frozen(skills), frozen(licences.certificate.astype(np.int64)))
    return _LINES[lines]


def measures_of(nearness: Nearness, weights: Weights) -> Measures:
    """What a score is made of, besides the pair. Raises ValueError for a weight that is no whole number."""
    return Measures(frozen(nearness.skills), frozen(nearness.occupations), *_numbers(weights))


def weights_row(weights: Weights) -> Ints:
    """The row of weights alone."""
    return _numbers(weights)[2]


@lru_cache(maxsize=16)
def _numbers(weights: Weights) -> tuple[Ints, Ints, Ints]:
    years = (*weights.years_as_level, *[NEVER] * LEVELS)[: LEVELS - 1]
    points = [weights.points_of(name) for name in CRITERIA]
    row = [*(getattr(weights, name) for name in WEIGHTS), *points, *weights.lived_steps, *weights.wanted_steps, *years]
    if not all(isinstance(each, int) for each in row):
        raise ValueError(f"weights must be whole numbers, unlike {[each for each in row if not isinstance(each, int)]}")
    ranks = np.array(weights.wish_ranks, np.int64)
    return frozen(level_factors(weights)), frozen(ranks), frozen(np.array(row, np.int64))


def level_factors(weights: Weights) -> Ints:
    """Factor by height (6 × height on paper, 0 no level, 1 level 5 ... 5 level 1, + height by years) and level asked
    for (0 any, 5 to 1): int64[36, 6]. The better of the level on paper and of the years, which count less."""
    table = np.full((LEVELS * LEVELS, LEVELS), ONE, np.int64)
    for own in range(LEVELS * LEVELS):
        for level in range(1, LEVELS):
            paper, practised = (weights.level_short[max(0, LEVELS - level - h)] for h in divmod(own, LEVELS))
            table[own, level] = max(paper if own >= LEVELS else 0, practised * weights.unproven // ONE)
    return table
