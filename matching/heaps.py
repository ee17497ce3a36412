"""The best of a list while it is searched, compiled: a heap whose top is the last of the list.

An entry is int64[4]: - score, waiting since, tie hash, row; the smaller stands before the greater, number by number.
"""

import numpy as np

from matching.columns import Array
from matching.compiled import Number, kernel
from matching.hashing import FIRST, GOLDEN, KEY, SECOND


@kernel
def mixed(z: Number) -> Number:
    """SplitMix64 of one word, as `hashing.mix`."""
    z = z + np.uint64(GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(FIRST)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(SECOND)
    return z ^ (z >> np.uint64(31))


@kernel
def tie_hash(labourer: Number, line: Number) -> Number:
    """`hashing.pair_hash` of one pair, as a signed word in the same order."""
    return np.int64(mixed(mixed(labourer ^ np.uint64(KEY)) ^ line) ^ np.uint64(2**63))


@kernel
def goes_before(heap: Array, a: Number, b: Number) -> Number:
    """Whether entry `a` of a heap stands before entry `b` in the list."""
    for c in range(4):
        if heap[a, c] != heap[b, c]:
            return heap[a, c] < heap[b, c]
    return False


@kernel
def swap(heap: Array, a: Number, b: Number) -> None:
    """Exchange two entries."""
    for c in range(4):
        heap[a, c], heap[b, c] = heap[b, c], heap[a, c]


@kernel
def sink(heap: Array, size: Number) -> None:
    """Let the entry at the top sink to its place: the last of the list stands at the top."""
    at = 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and goes_before(heap, child, child + 1):
            child += 1
        if not goes_before(heap, at, child):
            break
        swap(heap, at, child)
        at = child


@kernel
def rise(heap: Array, at: Number) -> None:
    """Let a new entry at the end rise to its place."""
    while at > 0 and goes_before(heap, (at - 1) // 2, at):
        swap(heap, at, (at - 1) // 2)
        at = (at - 1) // 2


@kernel
def keep(heap: Array, size: Number, top: Number) -> Number:
    """Take in the entry that stands behind the `size` others, and let the last of the list go when there are more than
    `top`; the number that is left."""
    if size < top:
        rise(heap, size)
        return size + 1
    if goes_before(heap, top, 0):
        swap(heap, top, 0)
        sink(heap, top)
    return size
