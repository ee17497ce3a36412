"""A keyed 64-bit hash of a pair: the last word between two people whom nothing else tells apart.

The mixer is SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA
2014): every input bit reaches every output bit, and it is a bijection, so distinct people of one line never collide.
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

KEY = 0x73756E6D61746368
GOLDEN = 0x9E3779B97F4A7C15
FIRST = 0xBF58476D1CE4E5B9
SECOND = 0x94D049BB133111EB


def mix(words: Words) -> Words:
    """SplitMix64's output function over uint64 arrays of any shape; arithmetic modulo 2**64."""
    z = words + np.uint64(GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(FIRST)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(SECOND)
    return z ^ (z >> np.uint64(31))


def pair_hash(labourers: Words, lines: Words) -> Words:
    """Hash of aligned pairs of tie numbers (uint64[p] each) under the fixed key; the smaller hash goes first."""
    return mix(mix(labourers ^ np.uint64(KEY)) ^ lines)
