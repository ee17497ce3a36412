"""The best of an indexed part of a pool for one line, and of lines for one labourer, over several threads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    from matching.held import Holders
    from matching.postings import Indexed
    from matching.prepared import Prepared
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
    from matching.judging import licence_asked
    from matching.prepared import Prepared
    from matching.query import serves

    ready = Prepared.of(lines, nearness, weights, line, at_day)
    if part.index is None or not serves(weights, ready.days):
        return None
    among = _all_of if everyone or not licence_asked(ready.line) else _holders_of
    blocks, scan = among(part, part.index, ready, weights)
    count = max(1, min(threads or cores(), blocks))
    top = min(top, len(part))
    bars, counts = np.full(count, bar, np.int64), np.zeros((count, 4, MASKS + 1), np.int64)
    heaps, sizes = np.empty((count, top + 1, 4), np.int64), [0] * count

    def work(thread: int) -> None:
        sizes[thread] = scan(thread, count, bars, heaps[thread], counts[thread])

    in_threads(work, count)
    return Found.of(heaps, sizes, counts.sum(axis=(0, 1))[:MASKS])


Scan = Callable[[int, int, Ints, Ints, Ints], int]
"""What thread `thread` of `threads` does: it fills bars, heap and counts as `scan.scan` does, and gives the number."""


def _all_of(part: Part, index: PoolIndex, ready: "Prepared", weights: Weights) -> tuple[int, Scan]:
    """For a search among everyone: how many blocks there are for threads, and what each does."""
    from matching.compiled import frozen
    from matching.query import query_of
    from matching.records import columns_of
    from matching.scan import BLOCK, Span, longest, scan

    query = query_of(index, ready.asked, ready.line, ready.measures, weights, ready.days)
    about = (*columns_of(part.pool), _indexed(index, part.pool)[0], query, ready.line, ready.asked, ready.measures)
    gone, need = frozen(part.gone), (part.stop - part.start, BLOCK, longest(query), len(query.counties))

    def work(thread: int, threads: int, bars: Ints, heap: Ints, counts: Ints) -> int:
        within = Span(part.start, part.stop, gone, thread, threads, BLOCK)
        with _room(*need) as room:
            return int(scan(*about, within, ready.terms, bars, heap, counts, room))

    return len(part) // BLOCK, work


def _holders_of(part: Part, index: PoolIndex, ready: "Prepared", weights: Weights) -> tuple[int, Scan]:
    """`_all_of` for a search among those who hold a licence."""
    from matching.compiled import frozen
    from matching.held import held_of
    from matching.holders import scan_holders
    from matching.records import columns_of
    from matching.scan import BLOCK, Span

    held = held_of(index, ready.asked, ready.line, ready.measures, ready.days, (part.start, part.stop))
    about = (*columns_of(part.pool), _indexed(index, part.pool)[1], held, ready.line, ready.asked, ready.measures)
    gone, need = frozen(part.gone), (held.stop - held.start, BLOCK, len(ready.asked.needs), len(held.counties))

    def work(thread: int, threads: int, bars: Ints, heap: Ints, counts: Ints) -> int:
        within = Span(held.start, held.stop, gone, thread, threads, BLOCK)
        with _room(*need) as room:
            return int(scan_holders(*about, within, ready.terms, bars, heap, counts, room))

    return (held.stop - held.start) // BLOCK, work


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
_INDEXED: WeakKeyDictionary[PoolIndex, tuple["Indexed", "Holders"]] = WeakKeyDictionary()


@contextmanager
def _room(rows: int, block: int, lists: int, counties: int) -> Iterator["Room"]:
    """A room that serves; it is free again afterwards."""
    from matching.scan import Room

    need = rows, block, lists, counties
    try:
        room = _ROOMS.pop()
    except IndexError:
        room = Room.of(*need)
    room = room if room.serves(*need) else Room.of(*need)
    yield room
    _ROOMS.append(room)


def _indexed(index: PoolIndex, pool: Pool) -> tuple["Indexed", "Holders"]:
    from matching.compiled import frozen
    from matching.held import Holders
    from matching.postings import Indexed

    if index not in _INDEXED:
        arrays = [getattr(index, name) for name in Indexed._fields[:-2]]
        indexed = Indexed(*(frozen(each) for each in (*arrays, pool.waiting_since, pool.tie)))
        _INDEXED[index] = indexed, Holders.of(index, pool)
    return _INDEXED[index]
