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
from matching.compiled import Number, kernel
from matching.fields import START
from matching.heaps import keep, tie_hash
from matching.index import BOARD_AT, EDUCATION_AT, FLOOR_AT, NEAR_HOME_AT, PLACE_AT, UNSTATED_AT
from matching.judging import licence_held, refusals
from matching.query import Query
from matching.records import Asked, Measures, Ruled, Scored
from matching.scoring import skill_points, total

BLOCK = 4096
CHUNK = 8 * BLOCK
"""Rows that a thread takes at a time: thread t of n takes chunks t, t + n ..."""
AT_ONCE = 2
"""Of a block at most so many times `top` are scored at once, those of the greatest bounds; the others are put off until
the bar is high."""
ALL_BUT_LICENCE = 2**16 - 1 - (1 << 11)
ABSENT = 2**16 - 1
"""The mask of one who is not in the part."""

Terms = tuple[int, int]
"""`at_day`, and the tie number of the line as a signed word."""


class Indexed(NamedTuple):
    """What the pass reads of an index, and of the pool for ties."""

    flags: Array
    county: Array
    birth: Array
    free: Array
    wants: Array
    odd: Array
    rows: Array
    values: Array
    waiting_since: Array
    tie: Array


class Span(NamedTuple):
    """Rows `start` to `stop` without those of `gone`, as thread `thread` of `threads`."""

    start: int
    stop: int
    gone: Array
    thread: int
    threads: int


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

    @classmethod
    def of(cls, rows: int, q: Query) -> Self:
        """For a pass over `rows` rows; what is put off takes memory only as it is written."""
        lists = max(len(each) for each in (q.skills, q.wishes, q.months, q.places))
        return cls(
            masks=np.empty(BLOCK, np.uint16),
            rows=np.empty((5, BLOCK), np.int32),
            at=np.empty((4, lists), np.int64),
            now=np.empty((BLOCK, 3), np.int32),
            later=np.empty((rows, 3), np.int32),
            who=np.empty(max(rows, BLOCK), np.int32),
            order=np.empty(max(rows, BLOCK), np.int32),
            counts=np.empty(129, np.int64),
            sizes=np.empty(1, np.int64),
        )


@kernel
def first_at(rows: Array, start: Number, stop: Number, row: Number) -> Number:
    """Where in the rising `rows[start:stop]` the rows from `row` on begin."""
    while start < stop:
        middle = (start + stop) // 2
        if rows[middle] < row:
            start = middle + 1
        else:
            stop = middle
    return start


@kernel
def go_to(rows: Array, lists: Array, low: Number, at: Ints) -> None:
    """Where in each list the rows from `low` on begin."""
    for n in range(len(lists)):
        at[n] = first_at(rows, lists[n, 0], lists[n, 1], low)


@kernel
def judge_flags(x: Indexed, low: Number, high: Number, limits: Array, masks: Array) -> None:
    """What the cheap rules say of rows `low` to `high`; see `query.Query.limits`."""
    flags, county, birth, free = x.flags[low:high], x.county[low:high], x.birth[low:high], x.free[low:high]
    anywhere, home, sex, any_sex, education = limits[0], limits[1], limits[2], limits[3], limits[4]
    of_age, old_enough, too_old, free_by, paper = limits[5], limits[6], limits[7], limits[8], limits[9]
    away = np.uint16(1 << NEAR_HOME_AT)
    for k in range(high - low):
        flag, born = flags[k], birth[k]
        mask = flag & anywhere | paper | (flag & away if county[k] != home else np.uint16(0))
        mask |= np.uint16(born > of_age) << 3
        mask |= np.uint16((born > old_enough) | (born < too_old)) << 4
        mask |= np.uint16(((flag | any_sex) & sex) == 0) << 5
        mask |= np.uint16((flag >> EDUCATION_AT) < education) << 6
        mask |= np.uint16(free[k] > free_by) << 8
        masks[k] = mask


@kernel
def ask_lists(
    p: Ruled, x: Indexed, q: Query, line: Ints, licences: Array, at_day: Number, low: Number, high: Number, masks: Array
) -> None:
    """Put right the masks of those of rows `low` to `high` who bar the employer and who hold the licence."""
    for n in range(len(q.barred)):
        k = first_at(x.rows, q.barred[n, 0], q.barred[n, 1], low)
        while k < q.barred[n, 1] and x.rows[k] < high:
            masks[x.rows[k] - low] |= 1 << 10
            k += 1
    day = max(line[START], at_day)
    for n in range(len(q.held)):
        k = first_at(x.rows, q.held[n, 0], q.held[n, 1], low)
        while k < q.held[n, 1] and x.rows[k] < high:
            i = np.int64(x.rows[k])
            first, last = p.certificates_at[i], p.certificates_at[i + 1]
            if x.values[k] >= q.valid and (
                not q.more_licences or licence_held(first, last, p.certificate, p.expires, line, licences, day)
            ):
                masks[i - low] &= ALL_BUT_LICENCE
            k += 1


@kernel
def judge_odd(
    p: Ruled, x: Indexed, line: Ints, licences: Array, w: Ints, at_day: Number, low: Number, high: Number, masks: Array
) -> None:
    """What all rules say, by their columns, of the odd ones of rows `low` to `high`."""
    k = first_at(x.odd, 0, len(x.odd), low)
    while k < len(x.odd) and x.odd[k] < high:
        masks[x.odd[k] - low] = refusals(p, x.odd[k], line, licences, w, at_day)
        k += 1


@kernel
def add_best(
    lists: Array, at: Ints, x: Indexed, q: Query, low: Number, high: Number, bounds: Array, group: Array
) -> None:
    """Add to the bounds of rows `low` to `high` the best gain of each group of lists, which go on from `at`."""
    current = -1
    for n in range(len(lists)):
        if lists[n, 2] != current:
            current = lists[n, 2]
            for who in range(high - low):
                group[who] = 0
        k, stop = at[n], lists[n, 1]
        if k == stop or x.rows[k] >= high:
            continue
        columns, gains = q.columns[lists[n, 3]], q.gains[lists[n, 4]]
        while k < stop and x.rows[k] < high:
            gain = gains[columns[x.values[k] & 8191]]
            who = x.rows[k] - low
            if gain > group[who]:
                bounds[who] += gain - group[who]
                group[who] = gain
            k += 1
        at[n] = k


@kernel
def add_months(lists: Array, at: Ints, x: Indexed, most: Number, low: Number, high: Number, months: Array) -> None:
    """Bounds of the points for experience."""
    for n in range(len(lists)):
        k, stop, rate = at[n], lists[n, 1], lists[n, 2]
        while k < stop and x.rows[k] < high:
            who = x.rows[k] - low
            months[who] = min(most, months[who] + (x.values[k] * rate >> 20) + 1)
            k += 1
        at[n] = k


@kernel
def add_places(lists: Array, at: Ints, x: Indexed, low: Number, high: Number, places: Array) -> None:
    """Bounds of the points for wanted places."""
    for n in range(len(lists)):
        k, stop, points = at[n], lists[n, 1], lists[n, 2]
        while k < stop and x.rows[k] < high:
            who = x.rows[k] - low
            places[who] = max(places[who], points)
            k += 1
        at[n] = k


@kernel
def count_masks(masks: Array, rows: Number, counts: Array) -> None:
    """Count the masks of a block; in four tables, so that a count seldom waits for the one before."""
    for k in range(rows):
        if masks[k] != ABSENT:
            counts[k & 3, masks[k]] += 1


@kernel
def choose(
    masks: Array, bounds: Array, wishes: Array, months: Array, rows: Number, least: Number, who: Array
) -> Number:
    """Put the eligible whose bound from the lists is at least `least` into `who`; how many they are."""
    chosen: Number = 0
    for k in range(rows):
        who[chosen] = k
        chosen += np.int64(masks[k] == 0) & np.int64(bounds[k] + wishes[k] + months[k] >= least)
    return chosen


@kernel
def refine(
    x: Indexed, q: Query, low: Number, chosen: Number, bounds: Array, wishes: Array, months: Array, places: Array,
    bar: Number,
    who: Array,
) -> Number:  # fmt: skip
    """Of those chosen keep in `who` whose whole bound reaches the bar, with that bound in `bounds`, and what of it is
    not for skill in `wishes`; how many they are."""
    kept = 0
    for n in range(chosen):
        k = who[n]
        wants = np.int64(x.wants[low + k])
        rest = wishes[k] + months[k] + q.pay[wants >> FLOOR_AT << 2 | wants >> BOARD_AT & 3]
        rest += q.seasons[wants & 0xFFF] + (wants >> UNSTATED_AT & 1) * q.unstated
        wishes[k] = rest + max(places[k], q.near[x.county[low + k], wants >> PLACE_AT & 7])
        bounds[k] += q.given + wishes[k]
        if bounds[k] >= bar:
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
        counts[128 - min(127, items[who[n], 1] >> 20)] += 1
    for c in range(1, len(counts)):
        counts[c] += counts[c - 1]
    for n in range(chosen):
        c = 127 - min(127, items[who[n], 1] >> 20)
        order[counts[c]] = who[n]
        counts[c] += 1


@kernel
def highest(bars: Ints) -> Number:
    """The highest of the bars."""
    most = bars[0]
    for n in range(1, len(bars)):
        most = max(most, bars[n])
    return most


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
def weigh(
    s: Scored, x: Indexed, line: Ints, needs: Array, m: Measures, tie: Number, items: Array, order: Array,
    count: Number,
    heap: Array, size: Number, bars: Ints, mine: Number,
) -> Number:  # fmt: skip
    """Score `items` (row, bound, what of it is not for skill) in an order, as far as their bounds still reach the bar,
    and let them into the heap; the number of entries there."""
    top, bar = len(heap) - 1, highest(bars)
    for n in range(count):
        i, bound, rest = np.int64(items[order[n], 0]), items[order[n], 1], items[order[n], 2]
        if bound < bar or skill_points(s, i, line, needs, m) + rest < bar:
            continue
        score = total(s, i, line, needs, m)
        if score < bar:
            continue
        heap[size, 0], heap[size, 1] = -score, x.waiting_since[i]
        heap[size, 2], heap[size, 3] = tie_hash(x.tie[i], tie), i
        size = keep(heap, size, top)
        if size == top:
            bars[mine] = max(bars[mine], -heap[0, 0])
            bar = highest(bars)
    return size


@kernel
def scan(
    p: Ruled, s: Scored, x: Indexed, q: Query, line: Ints, asked: Asked, m: Measures, within: Span,
    terms: Terms, bars: Ints, heap: Array, counts: Array, room: Room,
) -> Number:  # fmt: skip
    """Put the best of a part into `heap` int64[top + 1, 4] (- score, waiting since, tie hash, row), unordered, and add
    to `counts` int64[4, masks] how many each set of rules refuses; the number of entries.

    `bars` int64[threads] is shared: each thread writes there the least score that counts.
    """
    top, size, mine, tie = len(heap) - 1, 0, within.thread, np.uint64(terms[1])
    bounds, group, months, places = room.rows[0], room.rows[1], room.rows[2], room.rows[3]
    wishes, who, masks, put_off = room.rows[4], room.who, room.masks, 0
    skill_at, wish_at, month_at, place_at = room.at[0], room.at[1], room.at[2], room.at[3]
    for low in range(within.start, within.stop, BLOCK):
        chunk = (low - within.start) // CHUNK
        if chunk % within.threads != within.thread:
            continue
        if (low - within.start) % CHUNK == 0:
            go_to(x.rows, q.skills, low, skill_at)
            go_to(x.rows, q.wishes, low, wish_at)
            go_to(x.rows, q.months, low, month_at)
            go_to(x.rows, q.places, low, place_at)
        high = min(low + BLOCK, within.stop)
        judge_flags(x, low, high, q.limits, masks)
        ask_lists(p, x, q, line, asked.licences, terms[0], low, high, masks)
        judge_odd(p, x, line, asked.licences, m.w, terms[0], low, high, masks)
        k = first_at(within.gone, 0, len(within.gone), low)
        while k < len(within.gone) and within.gone[k] < high:
            masks[within.gone[k] - low] = ABSENT
            k += 1
        count_masks(masks, high - low, counts)
        for k in range(high - low):
            bounds[k], wishes[k], months[k], places[k] = 0, 0, 0, 0
        add_best(q.skills, skill_at, x, q, low, high, bounds, group)
        add_best(q.wishes, wish_at, x, q, low, high, wishes, group)
        add_months(q.months, month_at, x, q.most_experience, low, high, months)
        add_places(q.places, place_at, x, low, high, places)
        bar = highest(bars)
        chosen = choose(masks, bounds, wishes, months, high - low, bar - q.most_rest, who) if top > 0 else 0
        chosen = refine(x, q, low, chosen, bounds, wishes, months, places, bar, who)
        put_off = list_chosen(low, chosen, bounds, wishes, who, room, AT_ONCE * top, put_off)
        size = weigh(s, x, line, asked.needs, m, tie, room.now, room.order, room.sizes[0], heap, size, bars, mine)
    room.sizes[0] = recall(room, put_off, highest(bars))
    return weigh(s, x, line, asked.needs, m, tie, room.later, room.order, room.sizes[0], heap, size, bars, mine)
