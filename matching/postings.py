"""What the posting lists of an index say of a block of rows, compiled: bounds of the points that skills, wishes,
experience and wanted places can give. Lists go on where they stopped in the block before."""

from typing import NamedTuple

from matching.columns import Array, Ints
from matching.compiled import Number, kernel
from matching.query import FIXED, Query

GAIN_BITS, TAGS, WISH_TAG, MONTHS_TAG, PLACE_TAG = 27, 12, 13, 14, 15
"""The best gain of a group of lists (under 2**27: no more than 100 points) stands with a tag of the group above it, so
that what an earlier group left need not be cleared; skills have tags 1 to 12, over and over."""


class Indexed(NamedTuple):
    """What a pass reads of an index, and of the pool for ties."""

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
def add_best(
    lists: Array, at: Ints, x: Indexed, q: Query, first: Number, low: Number, high: Number, bounds: Array, best: Array
) -> None:
    """Add to the bounds of rows `low` to `high` the best gain of each group of lists, which go on from `at`. `best`
    says the best so far with the tag of its group, from `first` on."""
    current, tag = -1, 0
    for n in range(len(lists)):
        if lists[n, 2] != current:
            current = lists[n, 2]
            tag = first + current % TAGS << GAIN_BITS
            for who in range(high - low if current and current % TAGS == 0 else 0):
                best[who] = 0
        k, stop = at[n], lists[n, 1]
        columns, gains = q.columns[lists[n, 3]], q.gains[lists[n, 4]]
        while k < stop and x.rows[k] < high:
            gain = gains[columns[x.values[k] & 8191]]
            who = x.rows[k] - low
            if tag + gain > best[who]:
                bounds[who] += gain - max(0, best[who] - tag)
                best[who] = tag + gain
            k += 1
        at[n] = k


@kernel
def add_months(
    lists: Array, at: Ints, x: Indexed, most: Number, low: Number, high: Number, bounds: Array, best: Array
) -> None:
    """Add bounds of the points for experience, which are `most` at most."""
    tag = MONTHS_TAG << GAIN_BITS
    for n in range(len(lists)):
        k, stop, rate = at[n], lists[n, 1], lists[n, 2]
        while k < stop and x.rows[k] < high:
            who = x.rows[k] - low
            before = max(0, best[who] - tag)
            now = min(most, before + (x.values[k] * rate >> FIXED) + 1)
            bounds[who] += now - before
            best[who] = tag + now
            k += 1
        at[n] = k


@kernel
def add_places(lists: Array, at: Ints, x: Indexed, low: Number, high: Number, best: Array) -> None:
    """Bounds of the points for wanted places, left in `best` with their tag."""
    for n in range(len(lists)):
        k, stop, tagged = at[n], lists[n, 1], (PLACE_TAG << GAIN_BITS) + lists[n, 2]
        while k < stop and x.rows[k] < high:
            who = x.rows[k] - low
            best[who] = max(best[who], tagged)
            k += 1
        at[n] = k
