"""The best of an indexed part of a pool for one line, and of lines for one labourer, over several threads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from weakref import WeakKeyDictionary

import numpy as np

from matching.columns import Ints
from matching.engine import cores, in_threads
from matching.index import PoolIndex
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import Part
from matching.pool import Pool
from matching.rules import MASKS
from matching.weights import Weights

LINES_ALONE = 4_000
"""So many lines are worth a second thread."""

if TYPE_CHECKING:
    from matching.postings import Indexed
    from matching.query import Query
    from matching.scan import Room


@dataclass(frozen=True, eq=False)
class Found:
    """The best rows with their scores, unordered (at least the `top` best), and how many pairs each set of rules
    refuses: int64[MASKS]."""

    rows: Ints
    scores: Ints
    masks: Ints

    @classmethod
    def of(cls, heaps: Ints, sizes: list[int], masks: Ints) -> Self:
        """What the threads found: int64[threads, top + 1, 4] as in `heaps`."""
        found = np.concatenate([heap[:size] for heap, size in zip(heaps, sizes, strict=True)])
        return cls(found[:, 3].copy(), -found[:, 0], masks)


def search(
    part: Part, lines: Lines, nearness: Nearness, weights: Weights, line: int, at_day: int, top: int,
    threads: int | None = None, bar: int = 0, everyone: bool = True,
) -> Found | None:  # fmt: skip
    """The `top` best of a part that has an index, leaving out whoever scores less than `bar`; None when the index has
    no room for these weights or days. Without `everyone` only those are judged who may be eligible."""
    from matching.compiled import frozen
    from matching.prepared import Prepared
    from matching.query import query_of, serves
    from matching.records import columns_of
    from matching.scan import BLOCK, Span, scan

    ready = Prepared.of(lines, nearness, weights, line, at_day)
    if part.index is None or not serves(weights, ready.days):
        return None
    query = query_of(part.index, ready.asked, ready.line, ready.measures, weights, ready.days)
    indexed, (ruled, scored) = _indexed(part.index, part.pool), columns_of(part.pool)
    count = max(1, min(threads or cores(), len(part) // BLOCK))
    top = min(top, len(part))
    bars, counts = np.full(count, bar, np.int64), np.zeros((count, 4, MASKS + 1), np.int64)
    heaps, sizes = np.empty((count, top + 1, 4), np.int64), [0] * count
    gone = frozen(part.gone)

    def work(thread: int) -> None:
        room = _room(part.stop - part.start, BLOCK, query)
        within = Span(part.start, part.stop, gone, thread, count, BLOCK, everyone)
        sizes[thread] = scan(
            ruled, scored, indexed, query, ready.line, ready.asked, ready.measures, within,
            ready.terms, bars, heaps[thread], counts[thread], room,
        )  # fmt: skip
        _ROOMS.append(room)

    in_threads(work, count)
    return Found.of(heaps, sizes, counts.sum(axis=(0, 1))[:MASKS])


def search_lines(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, labourer: int, at_day: int, top: int,
    threads: int | None = None,
) -> Found:  # fmt: skip
    """The `top` best lines for a labourer."""
    from matching.compiled import frozen
    from matching.outlook import Reader, look_out
    from matching.records import asked_of, columns_of, measures_of

    (ruled, scored), asked, m, ties = (
        columns_of(pool),
        asked_of(lines),
        measures_of(nearness, weights),
        frozen(lines.tie),
    )
    count = max(1, min(threads or cores(), len(lines) // LINES_ALONE))
    edges, sizes = [len(lines) * number // count for number in range(count + 1)], [0] * count
    top = min(top, len(lines))
    heaps, counts = np.empty((count, top + 1, 4), np.int64), np.zeros((count, MASKS), np.int64)

    def work(thread: int) -> None:
        reader = Reader.of(pool, labourer, len(nearness.skills), len(nearness.occupations))
        run = (edges[thread], edges[thread + 1], heaps[thread], counts[thread])
        sizes[thread] = look_out(ruled, scored, asked, ties, m, reader, at_day, *run)

    in_threads(work, count)
    return Found.of(heaps, sizes, counts.sum(axis=0))


_ROOMS: list["Room"] = []
"""Rooms to work in that are free now: fresh memory costs as much as a tenth of a search."""
_INDEXED: WeakKeyDictionary[PoolIndex, "Indexed"] = WeakKeyDictionary()


def _room(rows: int, block: int, query: "Query") -> "Room":
    from matching.scan import Room

    try:
        room = _ROOMS.pop()
    except IndexError:
        return Room.of(rows, block, query)
    return room if room.serves(rows, block, query) else Room.of(rows, block, query)


def _indexed(index: PoolIndex, pool: Pool) -> "Indexed":
    from matching.compiled import frozen
    from matching.postings import Indexed

    if index not in _INDEXED:
        arrays = [getattr(index, name) for name in Indexed._fields[:-2]]
        _INDEXED[index] = Indexed(*(frozen(each) for each in (*arrays, pool.waiting_since, pool.tie)))
    return _INDEXED[index]
