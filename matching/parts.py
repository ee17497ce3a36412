"""A pool in parts: a large file that never changes, and beside it the few people who changed since."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from matching.columns import Ints
from matching.index import PoolIndex
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.pool import Pool


def _nobody() -> Ints:
    return np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Part:
    """Rows `start:stop` of a pool, without the rows of `gone` (int64, rising): people who stand in another part now.

    Rows are named through all parts: a row of the second part counts from the length of the first part's pool.
    Raises ValueError for a range outside the pool and for rows that do not rise.
    """

    pool: Pool
    index: PoolIndex | None
    start: int
    stop: int
    gone: Ints = field(default_factory=_nobody)

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.stop <= len(self.pool):
            raise ValueError(f"there are no rows {self.start} to {self.stop} in a pool of {len(self.pool)}")
        if self.gone.dtype != np.int64 or self.gone.ndim != 1 or (np.diff(self.gone) <= 0).any():
            raise ValueError("Part.gone must be rising int64 rows")
        if len(self.gone) and (self.gone[0] < 0 or self.gone[-1] >= len(self.pool)):
            raise ValueError(f"Part.gone must lie within a pool of {len(self.pool)}")

    def __len__(self) -> int:
        first, last = np.searchsorted(self.gone, (self.start, self.stop))
        return int(self.stop - self.start - (last - first))

    def rows(self) -> Ints:
        """The rows that are left: int64[len(self)]."""
        rows = np.arange(self.start, self.stop)
        first, last = np.searchsorted(self.gone, (self.start, self.stop))
        return np.delete(rows, self.gone[first:last] - self.start)

    def pairs(self, lines: Lines, line: int) -> Pairs:
        """Everyone of the part with one line, by rows of the part's pool."""
        rows = self.rows()
        return Pairs(self.pool, lines, rows, np.full(len(rows), line))


def whole(pool: Pool, index: PoolIndex | None = None) -> Part:
    """All of a pool as one part."""
    return Part(pool, index, 0, len(pool))


def first_rows(parts: Sequence[Part]) -> Ints:
    """The row from which each part counts (int64[parts])."""
    return np.array([0, *accumulate(len(part.pool) for part in parts)][: len(parts)], np.int64)


def check_ids(parts: Sequence[Part], lines: Lines, nearness: Nearness) -> None:
    """Raise ValueError when a part or the lines hold an id that the nearness tables do not."""
    for part in parts:
        if part.index is None:
            nearness.check(part.pool, lines)
        else:
            part.index.check(nearness, lines)
