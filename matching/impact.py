"""What other weights would change: two rankings of the same people compared, and how often groups are selected.

Impact ratio = selection rate of a group ÷ that of the most selected group. Below four fifths it is a warning sign
(US Uniform Guidelines on Employee Selection Procedures, 1978, 29 CFR 1607.4(D)), no verdict: the same paragraph leaves
small numbers out, and so does this page below `LEAST`.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from matching.columns import Ints

K = TypeVar("K", bound=Hashable)
LEAST = 30
"""A group of fewer people considered has no ratio and sets none."""
FOUR, FIFTHS = 4, 5


@dataclass(frozen=True, eq=False)
class Shift:
    """How one list changes. People compared are those listed in either ranking (its first `top`) and ranked in both:
    `moved` of them have another place, by `mean` places on average and `most` at most, `tau` is Kendall's rank
    correlation of their places (1 same order, -1 reversed; None for fewer than two), `stay` the share of the people
    listed before who are listed after. `entered` and `left` are rows of the pool that have one of the seats only
    after, or only before."""

    compared: int
    moved: int
    mean: float
    most: int
    tau: float | None
    stay: float
    entered: Ints
    left: Ints


@dataclass(frozen=True)
class Selection:
    """Of a group: how many were considered, and how many of them selected."""

    considered: int
    selected: int

    @property
    def rate(self) -> float | None:
        """Selected of considered; None for nobody."""
        return self.selected / self.considered if self.considered else None


@dataclass(frozen=True)
class Impact:
    """A group against the most selected one: `ratio` of their rates, and whether it lies below four fifths. None and
    False where numbers are too small to say."""

    ratio: float | None
    low: bool


def shift(before: Ints, after: Ints, top: int, seats: int) -> Shift:
    """Compare two rankings, rows of one pool best first, each whole: everyone eligible once. `top` people are listed,
    the first `seats` of them have a seat."""
    places = [places_of(order, before, after) for order in (before, after)]
    listed = np.union1d(before[:top], after[:top])
    both = listed[(places[0][listed] >= 0) & (places[1][listed] >= 0)]
    was, will = places[0][both], places[1][both]
    steps = np.abs(will - was)
    return Shift(
        compared=len(both),
        moved=int(np.count_nonzero(steps)),
        mean=float(steps.mean()) if len(steps) else 0.0,
        most=int(steps.max(initial=0)),
        tau=kendall_tau(was, will),
        stay=len(np.intersect1d(before[:top], after[:top])) / max(len(before[:top]), 1),
        entered=_only(after[:seats], before[:seats]),
        left=_only(before[:seats], after[:seats]),
    )


def places_of(order: Ints, *others: Ints) -> Ints:
    """The place, from 0, of each row in a ranking, -1 for a row that is not in it; long enough for the rows of
    `others` too."""
    size = max((int(each.max()) + 1 for each in (order, *others) if len(each)), default=0)
    places = np.full(size, -1, np.int64)
    places[order] = np.arange(len(order))
    return places


def _only(rows: Ints, others: Ints) -> Ints:
    """The rows that are not among the others, in their order."""
    return rows[~np.isin(rows, others)]


def kendall_tau(first: Ints, second: Ints) -> float | None:
    """Kendall's tau of two places of the same people, without ties: 1 - 4 × inversions ÷ (n (n - 1))."""
    n = len(first)
    if n < 2:
        return None
    return 1 - 4 * inversions(second[np.argsort(first)]) / (n * (n - 1))


def inversions(values: Ints) -> int:
    """How many pairs of distinct values stand in the wrong order: merge sort from below, by searches in sorted runs
    (n log² n)."""
    count, width, values = 0, 1, values.copy()
    while width < len(values):
        for start in range(0, len(values) - width, 2 * width):
            left, right = values[start : start + width], values[start + width : start + 2 * width]
            count += len(left) * len(right) - int(np.searchsorted(left, right).sum())
            values[start : start + 2 * width] = np.sort(values[start : start + 2 * width])
        width *= 2
    return count


def impacts(groups: Mapping[K, Selection]) -> dict[K, Impact]:
    """The impact ratio of each group of one kind (sex, age …) against the most selected of those large enough."""
    large = [each for each in groups.values() if each.considered >= LEAST]
    best = max(large, key=lambda each: each.selected / each.considered, default=None)
    return {name: _impact(each, best if len(large) > 1 else None) for name, each in groups.items()}


def _impact(group: Selection, best: Selection | None) -> Impact:
    if best is None or not best.selected or group.considered < LEAST:
        return Impact(None, low=False)
    share, whole = group.selected * best.considered, best.selected * group.considered
    return Impact(share / whole, low=FIFTHS * share < FOUR * whole)
