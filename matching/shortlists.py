"""Short lists for many lines at once: for every line its best labourers, for the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from matching.columns import Ints
from matching.engine import cores, in_threads
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import Part
from matching.rank import best_rows, standing_of_parts
from matching.weights import Weights


@dataclass(frozen=True, eq=False)
class Shortlists:
    """The list of line j is `labourer[offsets[j]:offsets[j + 1]]`, best first, rows counted through the parts' pools,
    with `scores` in millionths of a point."""

    offsets: Ints
    labourer: Ints
    scores: Ints


def shortlists(
    parts: Sequence[Part],
    lines: Lines,
    nearness: Nearness,
    weights: Weights,
    at_day: int,
    tops: Ints,
    threads: int | None = None,
) -> Shortlists:
    """For every line j its `tops[j]` best eligible labourers (fewer where there are no more), in the order of `rank`.

    `tops` int64[m], not negative; `threads` None takes every core: each works on lines of its own, and the lists do not
    depend on their number. Raises ValueError for other `tops`, and where `rank` does.
    """
    if tops.shape != (len(lines),) or (tops < 0).any():
        raise ValueError("tops must hold one number for each line, none negative")
    found: list[tuple[Ints, Ints]] = [(_NONE, _NONE)] * len(lines)
    turns, wanted = count(), tops.tolist()

    def work(_: int) -> None:
        while (line := next(turns)) < len(lines):
            stand = standing_of_parts(parts, lines, nearness, weights, line, at_day, wanted[line], 1, False)
            best = best_rows(stand, wanted[line])
            found[line] = stand.rows[best], stand.scores[best]

    in_threads(work, min(threads or cores(), max(1, len(lines))))
    offsets = np.cumsum([0, *(len(labourers) for labourers, _ in found)]).astype(np.int64)
    labourers, scores = (np.concatenate([_NONE, *each]) for each in zip(*found or [(_NONE, _NONE)], strict=True))
    return Shortlists(offsets, labourers, scores)


_NONE = np.empty(0, np.int64)
