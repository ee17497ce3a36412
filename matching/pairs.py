"""A view of aligned pairs, the one shape that rules and criteria take, and the nearness tables they look up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Ints, check_range
from matching.lines import Lines
from matching.pool import Pool


@dataclass(frozen=True, eq=False)
class Nearness:
    """How near one thing is to another in millionths, 1_000_000 to itself: `skills[had, asked]` int32[S, S] and
    `occupations[known, asked]` int32[O, O] over dense ids. An id of -1 is near nothing."""

    skills: NDArray[np.int32]
    occupations: NDArray[np.int32]

    def __post_init__(self) -> None:
        for name in ("skills", "occupations"):
            table = getattr(self, name)
            if table.ndim != 2 or table.shape[0] != table.shape[1] or table.dtype != np.int32:
                raise ValueError(f"Nearness.{name} must be a square int32 table")
            check_range("Nearness", name, table, 0, 1_000_000)

    def check(self, pool: Pool, lines: Lines) -> None:
        """Raise ValueError when the pool or the lines hold an id that the tables do not."""
        skills, occupations = len(self.skills) - 1, len(self.occupations) - 1
        check_range("Pool", "skills.skill", pool.skills.skill, -1, skills)
        check_range("Pool", "wishes.occupation", pool.wishes.occupation, -1, occupations)
        check_range("Pool", "experience.occupation", pool.experience.occupation, -1, occupations)
        self.check_lines(lines)

    def check_lines(self, lines: Lines) -> None:
        """Raise ValueError when the lines hold an id that the tables do not."""
        check_range("Lines", "skills.skill", lines.skills.skill, -1, len(self.skills) - 1)
        check_range("Lines", "occupation", lines.occupation, -1, len(self.occupations) - 1)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pair k is labourer row `i[k]` with line row `j[k]` (int64[p] each)."""

    pool: Pool
    lines: Lines
    i: Ints
    j: Ints

    def __post_init__(self) -> None:
        if self.i.shape != self.j.shape or self.i.ndim != 1:
            raise ValueError("i and j must be one-dimensional and equally long")

    def __len__(self) -> int:
        return len(self.i)

    def part(self, rows: slice | Bools | Ints) -> "Pairs":
        """Only some of the pairs."""
        return Pairs(self.pool, self.lines, self.i[rows], self.j[rows])


def pairs_of_line(pool: Pool, lines: Lines, line: int) -> Pairs:
    """Everyone of the pool with one line."""
    return Pairs(pool, lines, np.arange(len(pool)), np.full(len(pool), line))
