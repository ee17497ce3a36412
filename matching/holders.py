"""The pass over those who hold the licence that a line asks for, compiled: only they are judged, few are scored.

The holders of a licence stand one behind the other in the index, with all that rules and bounds read. Block by block of
them: (1) the rules; (2) bounds of the score, from their facts; (3) the exact score of those eligible whose bound
reaches the least score on the list so far, the likely ones first, as in `scan.py`.
"""

import numpy as np

from matching.columns import Array, Ints
from matching.compiled import Number, kernel
from matching.fields import POINTS, START
from matching.gains import highest
from matching.geography import COUNTY
from matching.held import Held, Holders, points_by_word, points_known
from matching.index import PLACE_AT
from matching.judging import licence_held, refusals
from matching.judging_rows import ABSENT, count_masks, judge_flags
from matching.postings import first_at
from matching.query import bound_by_home
from matching.records import Asked, Measures, Ruled, Scored
from matching.scan import AT_ONCE, CLASS_BITS, Room, Span, Terms, admit, recall, sort_by_bound


@kernel
def go_on(rows: Array, start: Number, stop: Number, row: Number) -> Number:
    """Where in the rising `rows[start:stop]` the rows from `row` on begin; quick when that is near the start."""
    step = 1
    while start + step < stop and rows[start + step] < row:
        start += step
        step *= 2
    return first_at(rows, start, min(start + step + 1, stop), row)


@kernel
def mark(rows: Array, low: Number, high: Number, marked: Array, kept: Number, mask: Number, masks: Array) -> None:
    """Of the masks of `rows[low:high]`, keep of those of the rising rows `marked` the bits `kept`, and add `mask`."""
    k = low
    for n in range(first_at(marked, 0, len(marked), rows[low]), len(marked)):
        k = go_on(rows, k, high, marked[n])
        if k == high:
            break
        if rows[k] == marked[n]:
            masks[k - low] = masks[k - low] & kept | mask


@kernel
def judge_licence(
    p: Ruled, x: Holders, h: Held, line: Ints, licences: Array, at_day: Number, low: Number, high: Number, masks: Array
) -> None:
    """What the rule on licences says of holders `low` to `high`, who hold the one that is asked for, or held it."""
    day = max(line[START], at_day)
    for k in range(high - low):
        masks[k] ^= np.uint16(x.values[low + k] >= h.valid) << 11
    for k in range(high - low if h.more_licences else 0):
        i = np.int64(x.rows[low + k])
        first, last = p.certificates_at[i], p.certificates_at[i + 1]
        if not licence_held(first, last, p.certificate, p.expires, line, licences, day):
            masks[k] |= 1 << 11


@kernel
def mend_masks(
    p: Ruled, x: Holders, h: Held, line: Ints, licences: Array, w: Ints, at_day: Number, gone: Array,
    low: Number, high: Number, masks: Array,
) -> None:  # fmt: skip
    """Put right what flags cannot tell of holders `low` to `high`: who bars the employer, who is odd, who is gone."""
    mark(x.rows, low, high, h.barred, 0xFFFF, 1 << 10, masks)
    k = low
    for n in range(first_at(x.odd, 0, len(x.odd), x.rows[low]), len(x.odd)):
        k = go_on(x.rows, k, high, x.odd[n])
        if k == high:
            break
        if x.rows[k] == x.odd[n]:
            masks[k - low] = refusals(p, x.odd[n], line, licences, w, at_day)
    mark(x.rows, low, high, gone, 0, ABSENT, masks)


@kernel
def judge_holders(
    p: Ruled, x: Holders, h: Held, line: Ints, asked: Asked, w: Ints, at_day: Number, gone: Array,
    low: Number, high: Number, masks: Array, who: Array, counts: Array,
) -> Number:  # fmt: skip
    """Judge holders `low` to `high` without those of `gone`: their masks are counted in `counts`, the eligible ones put
    into `who`, counted from `low`; how many they are."""
    judge_flags(x, low, high, h.limits, masks)
    judge_licence(p, x, h, line, asked.licences, at_day, low, high, masks)
    mend_masks(p, x, h, line, asked.licences, w, at_day, gone, low, high, masks)
    return count_masks(masks, high - low, counts, who)


@kernel
def bound_holders(
    x: Holders, h: Held, line: Ints, needs: Array, m: Measures, low: Number, eligible: Number, bar: Number, room: Room
) -> Number:
    """Put those eligible whose bound reaches the bar into `room.now`: holder, bound, what of it a wanted place gives;
    how many they are. For living near anyone is given all."""
    items = room.now
    chosen: Number = 0
    for n in range(eligible):
        k = low + room.who[n]
        known, wanted = points_known(x, h, k, line, needs, m, room.at[0])
        bound = known + m.w[POINTS + 2] + points_by_word(np.int64(x.wants[k]), h, line, m.w)
        items[chosen, 0], items[chosen, 1], items[chosen, 2] = k, bound, wanted
        chosen += np.int64(bound >= bar)
    return chosen


@kernel
def put_first(room: Room, chosen: Number, most: Number) -> Number:
    """Order those of `room.now` with the highest bounds, at least `most` of them where there are so many, their number
    into `room.sizes`; the bound from which on they are among them."""
    items, counts, cut = room.now, room.counts, len(room.counts)
    first: Number = 0
    for c in range(len(counts)):
        counts[c] = 0
    for n in range(chosen):
        counts[min(127, items[n, 1] >> CLASS_BITS)] += 1
    while cut > 0 and first < most:
        cut -= 1
        first += counts[cut]
    first = 0
    for n in range(chosen):
        room.who[first] = n
        first += np.int64(items[n, 1] >= cut << CLASS_BITS)
    sort_by_bound(items, room.who, room.order, first, counts)
    room.sizes[0] = first
    return cut << CLASS_BITS


@kernel
def put_off_others(room: Room, chosen: Number, bar: Number, cut: Number, put_off: Number) -> Number:
    """Put those of `room.now` whose bounds reach the bar but not the cut behind the `put_off` in `room.later`; the
    number there."""
    for n in range(chosen):
        if bar <= room.now[n, 1] < cut:
            for c in range(3):
                room.later[put_off, c] = room.now[n, c]
            put_off += 1
    return put_off


@kernel
def weigh_holders(
    s: Scored, x: Holders, h: Held, line: Ints, needs: Array, m: Measures, tie: Number, room: Room, items: Array,
    heap: Array, size: Number, bars: Ints, mine: Number,
) -> Number:  # fmt: skip
    """Score the first of `items` (holder, bound, what of it a wanted place gives) in the order of the room, as far as
    their bounds, now by where they live, still reach the bar, and let them into the heap; the number of entries."""
    bar, place, near = highest(bars), m.w[POINTS + 2], room.near
    for n in range(room.sizes[0]):
        k, bound, wanted = np.int64(items[room.order[n], 0]), items[room.order[n], 1], items[room.order[n], 2]
        if bound < bar:
            continue
        county, kind = x.county[k], np.int64(x.wants[k] >> PLACE_AT & 7)
        if near[county, 0] < 0:
            bound_by_home(h.counties[county] * COUNTY, h.boxes[county], 0, line, m.w, near[county])
        if bound - place + max(wanted, near[county, kind]) < bar:
            continue
        i = np.int64(x.rows[k])
        size = admit(s, x, i, line, needs, m, tie, bar, heap, size, bars, mine)
        bar = highest(bars)
    return size


@kernel
def scan_holders(
    p: Ruled, s: Scored, x: Holders, h: Held, line: Ints, asked: Asked, m: Measures, within: Span,
    terms: Terms, bars: Ints, heap: Array, counts: Array, room: Room,
) -> Number:  # fmt: skip
    """As `scan.scan`, among holders `within` alone."""
    top, size, mine, tie, put_off = len(heap) - 1, 0, within.thread, np.uint64(terms[1]), 0
    for c in range(len(h.counties)):
        room.near[c, 0] = -1
    for low in range(within.start + mine * within.block, within.stop, within.threads * within.block):
        high = min(low + within.block, within.stop)
        eligible = judge_holders(
            p, x, h, line, asked, m.w, terms[0], within.gone, low, high, room.masks, room.who, counts
        )
        if top == 0:
            continue
        chosen = bound_holders(x, h, line, asked.needs, m, low, eligible, highest(bars), room)
        cut = put_first(room, chosen, AT_ONCE * top)
        size = weigh_holders(s, x, h, line, asked.needs, m, tie, room, room.now, heap, size, bars, mine)
        put_off = put_off_others(room, chosen, highest(bars), cut, put_off)
    room.sizes[0] = recall(room, put_off, highest(bars))
    return weigh_holders(s, x, h, line, asked.needs, m, tie, room, room.later, heap, size, bars, mine)
