"""The best of an indexed part of a pool for one line, over several threads."""

from dataclasses import dataclass

import numpy as np

from matching.columns import Ints
from matching.engine import cores, in_threads
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import Part
from matching.rules import MASKS
from matching.weights import Weights


@dataclass(frozen=True, eq=False)
class Found:
    """The best rows of a part with their scores, unordered (at least the `top` best), and how many pairs each set of
    rules refuses: int64[MASKS]."""

    rows: Ints
    scores: Ints
    masks: Ints


def search(
    part: Part, lines: Lines, nearness: Nearness, weights: Weights, line: int, at_day: int, top: int,
    threads: int | None = None, bar: int = 0,
) -> Found | None:  # fmt: skip
    """The `top` best of a part that has an index, leaving out whoever scores less than `bar`; None when the index has
    no room for these weights or days."""
    from matching.compiled import frozen
    from matching.prepared import Prepared
    from matching.query import query_of, serves
    from matching.records import columns_of
    from matching.scan import CHUNK, Indexed, Room, Span, scan

    index = part.index
    ready = Prepared.of(lines, nearness, weights, line, at_day)
    if index is None or not serves(weights, ready.days):
        return None
    query = query_of(index, ready.asked, ready.line, ready.measures, weights, ready.days)
    arrays = [getattr(index, name, None) for name in Indexed._fields[:-2]]
    indexed = Indexed(*(frozen(each) for each in (*arrays, part.pool.waiting_since, part.pool.tie)))
    count = max(1, min(threads or cores(), len(part) // CHUNK))
    top = min(top, len(part))
    bars, counts = np.full(count, bar, np.int64), np.zeros((count, 4, MASKS), np.int64)
    heaps, sizes = np.empty((count, top + 1, 4), np.int64), [0] * count
    ruled, scored = columns_of(part.pool)
    gone = frozen(part.gone)

    def work(thread: int) -> None:
        within = Span(part.start, part.stop, gone, thread, count)
        sizes[thread] = scan(
            ruled, scored, indexed, query, ready.line, ready.asked, ready.measures, within,
            ready.terms, bars, heaps[thread], counts[thread], Room.of(len(part), query),
        )  # fmt: skip

    in_threads(work, count)
    found = np.concatenate([heaps[thread, : sizes[thread]] for thread in range(count)])
    return Found(found[:, 3].copy(), -found[:, 0], counts.sum(axis=(0, 1)))
