"""The pass over an indexed part of a pool, compiled: everyone is judged, few are scored.

Block by block of rows: (1) the rules, from the flags of the index; (2) by lists and columns those whom flags cannot
tell; (3) upper bounds of the score, from the posting lists; (4) the exact score of those eligible whose bound reaches
the least score on the list so far, the likely ones first. A heap holds the best; its worst sets the bar, which only
rises, so nobody who belongs on the list is passed over, in whatever order and by however many threads the blocks are
taken.
"""

from typing import NamedTuple, Self

import numpy as np

from matching.columns import Array, Ints
from matching.compiled import Number, inlined, kernel
from matching.criteria import season
from matching.fields import MONTHS, POINTS
from matching.gains import highest
from matching.geography import COUNTY
from matching.heaps import keep, tie_hash
from matching.held import Holders
from matching.index import BOARD_AT, FLOOR_AT, PLACE_AT, UNSTATED_AT
from matching.judging_rows import judge_everyone
from matching.postings import (
    GAIN_BITS,
    PLACE_TAG,
    WISH_TAG,
    Indexed,
    add_best,
    add_months,
    add_places,
    go_to,
)  # fmt: skip
from matching.query import Query, bound_by_home
from matching.records import Asked, Measures, Ruled, Scored
from matching.scoring import skill_points, total
from matching.weights import ONE

BLOCK = 2**15
"""Rows that a thread takes at a time: thread t of n takes blocks t, t + n ... A block's rows lie in the second cache;
the longer it is, the more postings a visit to a list finds."""
AHEAD = 64
"""So many labourers' skills are fetched before they are read, so that they come from memory together."""
AT_ONCE = 2
"""Of a block at most so many times `top` are scored at once, those of the greatest bounds; the others are put off until
the bar is high."""
FEW = 4
"""Where fewer than one in so many of a block may be listed, only their bounds are cleared."""
CLASS_BITS = 20
"""Bounds are sorted by classes of about a point."""
Terms = tuple[int, int]
"""`at_day`, and the tie number of the line as a signed word."""


class Span(NamedTuple):
    """Rows (or, in `holders.py`, holders) `start` to `stop` without the rows of `gone`, in blocks of `block`, as thread
    `thread` of `threads`."""

    start: int
    stop: int
    gone: Array
    thread: int
    threads: int
    block: int


class Room(NamedTuple):
    """Room for a thread to work in: kernels make no arrays of their own."""

    masks: Array
    rows: Array
    at: Array
    now: Array
    later: Array
    who: Array
    order: Array
    counts: Array
    sizes: Array
    ahead: Array
    near: Array

    @classmethod
    def of(cls, rows: int, block: int, lists: int, counties: int) -> Self:
        """For a pass over `rows` rows and `lists` lists of a family (in `holders.py`, skills asked for); what is put
        off takes memory only as it is written."""
        rows = max(rows, block)
        return cls(
            masks=np.empty(block, np.uint16),
            rows=np.empty((3, block), np.int32),
            at=np.empty((4, lists), np.int64),
            now=np.empty((block, 3), np.int32),
            later=np.empty((rows, 3), np.int32),
            who=np.empty(rows, np.int32),
            order=np.empty(rows, np.int32),
            counts=np.empty(129, np.int64),
            sizes=np.empty(1, np.int64),
            ahead=np.empty(AHEAD + 1, np.int64),
            near=np.empty((counties, 5), np.int32),
        )

    def serves(self, rows: int, block: int, lists: int, counties: int) -> bool:
        """Whether it is large enough for another pass."""
        enough = len(self.later) >= max(rows, block) and len(self.masks) >= block
        return enough and self.at.shape[1] >= lists and len(self.near) >= counties


def longest(q: Query) -> int:
    """How many lists the family with the most of them has."""
    return max(len(each) for each in (q.skills, q.wishes, q.months, q.places))


@kernel
def clear(arrays: Array, rows: Number, who: Array, some: Number) -> None:
    """Nothing is known yet of the rows of a block; of few, the first `some` of `who`, only those are cleared, and what
    stands for the others means nothing."""
    for n in range(len(arrays)):
        array = arrays[n]
        if some * FEW < rows:
            for k in range(some):
                array[who[k]] = 0
        else:
            for k in range(rows):
                array[k] = 0


@kernel
def bound_by_lists(x: Indexed, q: Query, low: Number, high: Number, eligible: Number, room: Room) -> None:
    """Bounds of the `eligible` of rows `low` to `high` from the lists: for skill into the room's first row, for wish
    and experience into its second, for wanted places into its third, with their tag."""
    skills, rests, best, at = room.rows[0], room.rows[1], room.rows[2], room.at
    go_to(x.rows, q.skills, low, at[0])
    go_to(x.rows, q.wishes, low, at[1])
    go_to(x.rows, q.months, low, at[2])
    go_to(x.rows, q.places, low, at[3])
    clear(room.rows, high - low, room.who, eligible)
    add_best(q.skills, at[0], x, q, 1, low, high, skills, best)
    add_best(q.wishes, at[1], x, q, WISH_TAG, low, high, rests, best)
    add_months(q.months, at[2], x, q.most_experience, low, high, rests, best)
    add_places(q.places, at[3], x, low, high, best)


@kernel
def choose(x: Indexed, q: Query, line: Ints, w: Ints, low: Number, eligible: Number, bar: Number, room: Room) -> Number:
    """Of those eligible keep in `room.who` whose bound reaches the bar, with that bound in the room's first row of
    bounds, and what of it is not for skill in the second; how many they are."""
    skills, rests, best, near, who = room.rows[0], room.rows[1], room.rows[2], room.near, room.who
    least = bar - q.most_rest
    likely: Number = 0
    kept = 0
    for n in range(eligible):
        k = who[n]
        who[likely] = k
        likely += np.int64(skills[k] + rests[k] >= least)
    for n in range(likely):
        k = who[n]
        wants = np.int64(x.wants[low + k])
        county = x.county[low + k]
        if near[county, 0] < 0:
            bound_by_home(q.counties[county] * COUNTY, q.boxes[county], q.faint, line, w, near[county])
        rests[k] += q.pay[wants >> FLOOR_AT << 2 | wants >> BOARD_AT & 3] + (wants >> UNSTATED_AT & 1) * q.unstated
        rests[k] += season(wants & 0xFFF, line[MONTHS], w) * w[POINTS + 5] // ONE
        rests[k] += max(best[k] - (PLACE_TAG << GAIN_BITS), near[county, wants >> PLACE_AT & 7])
        skills[k] += q.given + rests[k]
        if skills[k] >= bar:
            who[kept] = k
            kept += 1
    return kept


@kernel
def sort_by_bound(items: Array, who: Array, order: Array, chosen: Number, counts: Ints) -> None:
    """Order the items in `who` by their bounds, the greatest first, to about a point, so that the bar rises soon: a
    counting sort."""
    for c in range(len(counts)):
        counts[c] = 0
    for n in range(chosen):
        counts[128 - min(127, items[who[n], 1] >> CLASS_BITS)] += 1
    for c in range(1, len(counts)):
        counts[c] += counts[c - 1]
    for n in range(chosen):
        c = 127 - min(127, items[who[n], 1] >> CLASS_BITS)
        order[counts[c]] = who[n]
        counts[c] += 1


@kernel
def list_chosen(
    low: Number, chosen: Number, bounds: Array, rests: Array, who: Array, room: Room, most: Number, put_off: Number
) -> Number:
    """Put the `most` chosen with the greatest bounds into `room.now`, their number into `room.sizes`, and the others
    behind the `put_off` in `room.later`; the number there."""
    for n in range(chosen):
        k = who[n]
        room.now[n, 0], room.now[n, 1], room.now[n, 2] = low + k, bounds[k], rests[k]
        who[n] = n
    sort_by_bound(room.now, who, room.order, chosen, room.counts)
    for n in range(most, chosen):
        for c in range(3):
            room.later[put_off, c] = room.now[room.order[n], c]
        put_off += 1
    room.sizes[0] = min(most, chosen)
    return put_off


@kernel
def recall(room: Room, put_off: Number, bar: Number) -> Number:
    """Order those in `room.later` whose bound still reaches the bar; how many they are."""
    chosen: Number = 0
    for n in range(put_off):
        room.who[chosen] = n
        chosen += np.int64(room.later[n, 1] >= bar)
    sort_by_bound(room.later, room.who, room.order, chosen, room.counts)
    return chosen


@kernel
def fetch_skills(s: Scored, items: Array, order: Array, first: Number, stop: Number, ahead: Ints) -> None:
    """Touch the skills of some of `items`: reads that wait for nothing, so that the memory serves them together."""
    last, seen = len(s.skill) - 1, 0
    for n in range(first, stop):
        ahead[n - first] = min(s.skills_at[items[order[n], 0]], last)
    for n in range(stop - first if last >= 0 else 0):
        seen += s.skill[ahead[n]] + s.level[ahead[n]] + s.years_x10[ahead[n]]
    ahead[AHEAD] = seen


@inlined
def admit(
    s: Scored, x: Indexed | Holders, i: Number, line: Ints, needs: Array, m: Measures, tie: Number, bar: Number,
    heap: Array, size: Number, bars: Ints, mine: Number,
) -> Number:  # fmt: skip
    """Score labourer `i`, let whoever reaches the bar into the heap, and raise the thread's own bar once that is full;
    the number of entries there."""
    score, top = total(s, i, line, needs, m), len(heap) - 1
    if score < bar:
        return size
    heap[size, 0], heap[size, 1] = -score, x.waiting_since[i]
    heap[size, 2], heap[size, 3] = tie_hash(x.tie[i], tie), i
    size = keep(heap, size, top)
    if size == top:
        bars[mine] = max(bars[mine], -heap[0, 0])
    return size


@kernel
def weigh(
    s: Scored, x: Indexed, line: Ints, needs: Array, m: Measures, tie: Number, room: Room, items: Array,
    heap: Array, size: Number, bars: Ints, mine: Number,
) -> Number:  # fmt: skip
    """Score the first of `items` (row, bound, what of it is not for skill) in the order of the room, as far as their
    bounds still reach the bar, and let them into the heap; the number of entries there."""
    bar, order, count = highest(bars), room.order, room.sizes[0]
    for n in range(count):
        if n % AHEAD == 0:
            fetch_skills(s, items, order, n, min(count, n + AHEAD), room.ahead)
        i, bound, rest = np.int64(items[order[n], 0]), items[order[n], 1], items[order[n], 2]
        if bound < bar or skill_points(s, i, line, needs, m) + rest < bar:
            continue
        size = admit(s, x, i, line, needs, m, tie, bar, heap, size, bars, mine)
        bar = highest(bars)
    return size


@kernel
def scan(
    p: Ruled, s: Scored, x: Indexed, q: Query, line: Ints, asked: Asked, m: Measures, within: Span,
    terms: Terms, bars: Ints, heap: Array, counts: Array, room: Room,
) -> Number:  # fmt: skip
    """Put the best of a part into `heap` int64[top + 1, 4] (- score, waiting since, tie hash, row), unordered, and add
    to `counts` int64[4, MASKS + 1] how many each set of rules refuses (the last: absent); the number of entries.

    `bars` int64[threads] is shared: each thread writes there the least score that counts.
    """
    top, size, mine, tie = len(heap) - 1, 0, within.thread, np.uint64(terms[1])
    put_off = 0
    for c in range(len(q.counties)):
        room.near[c, 0] = -1
    for low in range(within.start + mine * within.block, within.stop, within.threads * within.block):
        high = min(low + within.block, within.stop)
        eligible = judge_everyone(
            p, x, q, line, asked, m.w, terms[0], within.gone, low, high, room.masks, room.who, counts
        )
        if top == 0:
            continue
        bound_by_lists(x, q, low, high, eligible, room)
        chosen = choose(x, q, line, m.w, low, eligible, highest(bars), room)
        at_once = 0 if eligible * FEW < high - low else AT_ONCE * top
        put_off = list_chosen(low, chosen, room.rows[0], room.rows[1], room.who, room, at_once, put_off)
        size = weigh(s, x, line, asked.needs, m, tie, room, room.now, heap, size, bars, mine)
    room.sizes[0] = recall(room, put_off, highest(bars))
    return weigh(s, x, line, asked.needs, m, tie, room, room.later, heap, size, bars, mine)
