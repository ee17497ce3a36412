"""The posting lists that bear on a line's skills and wishes, and bounds of what each can give, compiled.

Row k of `lists` int64[l, 5] is a list: start, stop, group (a labourer's best of each group counts), how the value of a
posting becomes a column, and its row of `gains` int32[l, columns], in millionths of a point and rounded up.
"""

from matching.columns import Array, Ints
from matching.compiled import Number, kernel
from matching.criteria import near
from matching.weights import ONE

HEIGHT, RANK, PLAIN = 0, 1, 2
"""How the value of a posting becomes a column: by height of the skill, by rank of choice, not at all."""
FAINT = 55
"""Lists whose greatest gain is at most so many hundredths of the group's greatest are left out."""


@kernel
def highest(values: Array) -> Number:
    """The highest of some numbers, of which there is one at least."""
    most = values[0]
    for n in range(1, len(values)):
        most = max(most, values[n])
    return most


@kernel
def add_lists(
    ids: Ints, edges: Ints, table: Array, asked: Number, scales: Ints, group_of: tuple[int, int],
    lists: Array, gains: Array, at: Number,
) -> Number:  # fmt: skip
    """Add, from row `at` on, the lists of those `ids` (list k from `edges[k]` to `edges[k + 1]`) that are near column
    `asked` of a table; `scales` are the points of nearness 1 by column, `group_of` group and kind of value. The row
    behind them."""
    for k in range(len(ids)):
        nearness = near(table, ids[k], asked)
        if nearness > 0:
            lists[at, 0], lists[at, 1], lists[at, 4] = edges[k], edges[k + 1], at
            lists[at, 2], lists[at, 3] = group_of
            for c in range(len(scales)):
                gains[at, c] = nearness * scales[c] // ONE + 1
            at += 1
    return at


@kernel
def drop_faint(lists: Array, gains: Array, start: Number, stop: Number) -> tuple[Number, Number]:
    """Leave out the lists of faint gains from `start` to `stop`: there are many of them and they are long, so everyone
    is given what they could bring, and the others only what is above that. The row behind those kept, and the gift."""
    most, given, kept = 0, 0, start
    for n in range(start, stop):
        lists[n, 4] = highest(gains[n])
        most = max(most, lists[n, 4])
    for n in range(start, stop):
        if lists[n, 4] > most * FAINT // 100:
            for c in range(gains.shape[1]):
                gains[kept, c] = gains[n, c]
            for c in range(4):
                lists[kept, c] = lists[n, c]
            kept += 1
        else:
            given = max(given, lists[n, 4])
    for n in range(start, kept):
        lists[n, 4] = n
        for c in range(gains.shape[1]):
            gains[n, c] = max(0, gains[n, c] - given)
    return kept, given
