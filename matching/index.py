"""What is worked out of a pool once, so that a list need not look at most people.

- Four numbers of 16 bits a labourer hold what the cheap rules read; 32 more bits what bounds wage, season and place.
- Posting lists name the labourers who have a skill, worked in or wish for an occupation, want a place or an industry,
  hold a certificate, bar an employer; with each the little that the score needs of it.
- Of each home county, the box that holds its people's coordinates.
- Who holds a certificate stands once more in the order of the lists of certificates, with the same numbers and with
  what a score asks of them (`families.facts_of`): a search among the holders of a licence reads on, not to and fro.

People with a value that has no room there are `odd`: they are judged by their columns. All is independent of
weights and lines, and can lie in files beside the pool.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching.columns import Array, Ints, check_range
from matching.families import (
    BARRED,
    CERTIFICATE,
    FAMILY,
    MOVED,
    SKILL,
    WISHED,
    WORKED,
    days_of,
    facts_of,
    listed_of,
    postings_of,
)
from matching.geography import COUNTY
from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool, Range, State

SEX_AT, NOT_ABROAD_AT, NEAR_HOME_AT, EDUCATION_AT = 3, 7, 9, 12
"""Of the flags of a labourer, bit r refuses by rule r (of `rules.RULES`) where rule r reads nothing else: gone, placed,
no consent; 7 and 9 where the work is abroad or outside the home county. In the gaps: 3 a man, 4 a woman; 12 to 15
education."""
MOST_EDUCATION, MOST_COUNTIES = 15, 2**16 - 1

BOARD_AT, UNSTATED_AT, PLACE_AT, FLOOR_AT = 12, 14, 15, 18
"""Of a wants word: busy months (12), wants board, wants lodging, wishes nothing, kind of place (3), class of floor."""
FLOOR_STEP, FLOOR_CLASSES = 10_000, 256
"""Classes of the wage floor: 0 none stated, else 1 + floor // FLOOR_STEP, the last one open."""


@dataclass(frozen=True, eq=False)
class PoolIndex:
    """The index of a pool of n labourers; made by `build_index`.

    `flags`, `county`, `birth` and `free` uint16[n], `wants` uint32[n], `odd` uint32 rows; `counties` int64[c]
    (home // 10**6, rising) with `boxes` int64[c, 4] of least and greatest latitude and longitude (least above greatest:
    nobody located); list k of `keys` int64 (rising) is `rows[offsets[k]:offsets[k + 1]]` uint32, rising, with `values`
    uint16.

    For the h postings of the lists of certificates, in their order: `held` uint16[4, h] repeats `flags`, `county`,
    `birth` and `free`, `held_wants` uint32[h] repeats `wants`; `facts[facts_at[k]:facts_at[k + 1]]` are their facts.
    """

    flags: NDArray[np.uint16]
    county: NDArray[np.uint16]
    birth: NDArray[np.uint16]
    free: NDArray[np.uint16]
    wants: NDArray[np.uint32]
    odd: NDArray[np.uint32]
    counties: Ints
    boxes: Ints
    keys: Ints
    offsets: Ints
    rows: NDArray[np.uint32]
    values: NDArray[np.uint16]
    held: NDArray[np.uint16]
    held_wants: NDArray[np.uint32]
    facts_at: NDArray[np.uint32]
    facts: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.flags)

    def columns(self) -> dict[str, Array]:
        """Every array by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_columns(cls, arrays: Mapping[str, Array]) -> Self:
        """The inverse of `columns()`. Raises ValueError for a missing array."""
        missing = [f.name for f in fields(cls) if f.name not in arrays]
        if missing:
            raise ValueError(f"PoolIndex lacks {', '.join(missing)}")
        return cls(**{f.name: arrays[f.name] for f in fields(cls)})

    @cached_property
    def families(self) -> list[tuple[int, Ints]]:
        """Of each family its first list, and the ids of its lists."""
        edges = np.searchsorted(self.keys, np.arange(BARRED + 2) << FAMILY)
        ids = [(self.keys[a:b] & ((1 << FAMILY) - 1)) - MOVED for a, b in pairwise(edges)]
        return list(zip(edges[:-1].tolist(), ids, strict=True))

    def lists(self, family: int, which: Array) -> Ints:
        """Where the lists of a family for which bool[ids] `which` holds start and stop: int64[lists, 2]."""
        numbers = self.families[family][0] + np.flatnonzero(which)
        return np.stack([self.offsets[numbers], self.offsets[numbers + 1]], axis=1)

    def span_of(self, family: int, number: int) -> tuple[int, int]:
        """Where the one list of an id starts and stops; at the same place when nobody has it."""
        key = (family << FAMILY) + number + MOVED
        k = int(self.keys.searchsorted(key))
        known = k < len(self.keys) and self.keys[k] == key
        return (int(self.offsets[k]), int(self.offsets[k + 1])) if known else (0, 0)

    def list_of(self, family: int, number: int) -> Ints:
        """`span_of` as a table: int64[1, 2], or int64[0, 2] when nobody has it."""
        start, stop = self.span_of(family, number)
        return np.array([(start, stop)] if start < stop else [], np.int64).reshape(-1, 2)

    @cached_property
    def holders(self) -> tuple[int, int]:
        """Where the lists of certificates start and stop."""
        first, ids = self.families[CERTIFICATE]
        return int(self.offsets[first]), int(self.offsets[first + len(ids)])

    def check(self, nearness: Nearness, lines: Lines) -> None:
        """`Nearness.check` without looking at the pool."""
        nearness.check_lines(lines)
        for family, table in ((SKILL, "skills"), (WORKED, "occupations"), (WISHED, "occupations")):
            check_range("Pool", table, self.families[family][1], -1, len(getattr(nearness, table)) - 1)


def build_index(pool: Pool) -> PoolIndex:
    """Work out the index of a pool: a few seconds for a million people."""
    counties, county = np.unique(pool.home // COUNTY, return_inverse=True)
    odd = (pool.education < 0) | (pool.education > MOST_EDUCATION) | (county >= MOST_COUNTIES)
    flags, wants, born, free = _flags(pool), _wants(pool), days_of(pool.birth), days_of(pool.available_from)
    near = np.minimum(county, MOST_COUNTIES).astype(np.uint16)
    listed = listed_of(pool)
    keys, offsets, rows, values = postings_of(listed)
    first, stop = offsets[np.searchsorted(keys, [CERTIFICATE << FAMILY, BARRED << FAMILY])]
    holders = rows[first:stop].astype(np.int64)
    facts_at, facts = facts_of(listed, keys, holders)
    return PoolIndex(
        flags=flags,
        county=near,
        birth=born,
        free=free,
        wants=wants,
        odd=np.flatnonzero(odd).astype(np.uint32),
        counties=counties,
        boxes=_boxes(pool, county, len(counties)),
        keys=keys,
        offsets=offsets,
        rows=rows,
        values=values,
        held=np.stack([each[holders] for each in (flags, near, born, free)]),
        held_wants=wants[holders],
        facts_at=facts_at,
        facts=facts,
    )


def _flags(pool: Pool) -> NDArray[np.uint16]:
    state = np.zeros(len(State), np.uint16)
    state[[State.MOVED_AWAY, State.DECEASED]], state[State.PLACED] = 1, 2
    flags = state[pool.state]
    for at, values in (
        (2, ~pool.consented), (SEX_AT, pool.sex == 1), (SEX_AT + 1, pool.sex == 2), (NOT_ABROAD_AT, ~pool.abroad),
        (NEAR_HOME_AT, pool.range == Range.NEAR_HOME), (EDUCATION_AT, np.clip(pool.education, 0, MOST_EDUCATION)),
    ):  # fmt: skip
        flags |= values.astype(np.uint16) << np.uint16(at)
    return flags


def _wants(pool: Pool) -> NDArray[np.uint32]:
    unstated = (np.diff(pool.wishes.offsets) == 0) & (np.diff(pool.industries.offsets) == 0)
    named = np.diff(pool.wanted.offsets) > 0
    place = np.where(named, np.where(pool.range == Range.AWAY, 4, 3), pool.range)
    floors = np.where(pool.wage_floor > 0, np.minimum(1 + pool.wage_floor // FLOOR_STEP, FLOOR_CLASSES - 1), 0)
    wants = pool.busy_months.astype(np.uint32)
    for at, values in (
        (BOARD_AT, pool.wants_board), (BOARD_AT + 1, pool.wants_lodging), (UNSTATED_AT, unstated),
        (PLACE_AT, place), (FLOOR_AT, floors),
    ):  # fmt: skip
        wants |= values.astype(np.uint32) << np.uint32(at)
    return wants


def _boxes(pool: Pool, county: Ints, counties: int) -> Ints:
    far = 10**9
    boxes = np.tile(np.array([far, -far, far, -far]), (counties, 1))
    located = np.flatnonzero((pool.lat != 0) | (pool.lng != 0))
    for column, values in ((0, pool.lat), (2, pool.lng)):
        np.minimum.at(boxes[:, column], county[located], values[located])
        np.maximum.at(boxes[:, column + 1], county[located], values[located])
    return boxes
