"""Counts of few people are not told apart in public: whoever knows one of them would learn something of the others."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

K = TypeVar("K")
FEWEST = 5
"""Groups of fewer people than this are told together."""
Counts = tuple[int, ...]


def folded(groups: Mapping[K, Counts], fewest: int = FEWEST) -> tuple[dict[K, Counts], Counts | None]:
    """The groups that may be told, the largest first, and the sum of all others (None: there are none).

    A group with any count from 1 to `fewest` - 1 is told with the others; where their sum would still be as small, or
    be one group alone that the total gives away, the next smallest groups join them.
    """
    ranked = sorted(groups, key=lambda each: groups[each], reverse=True)
    shown = [each for each in ranked if not _small(groups[each], fewest)]
    rest = [each for each in ranked if _small(groups[each], fewest)]
    while rest and shown and (len(rest) == 1 or _small(_sum(groups[each] for each in rest), fewest)):
        rest.append(shown.pop())
    return {each: groups[each] for each in shown}, _sum(groups[each] for each in rest) if rest else None


def _small(counts: Counts, fewest: int) -> bool:
    return any(0 < count < fewest for count in counts)


def _sum(rows: Iterable[Counts]) -> Counts:
    return tuple(sum(column) for column in zip(*rows, strict=True))
