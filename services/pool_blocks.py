"""The base cut into blocks by what is in them, so that snapshots of lists share the blocks in which nobody changed.

A block ends where a county does, and after a person whose tie number says so, about every 8,192nd: whoever comes or
goes changes the block they are in and no other.
"""

import hashlib
from itertools import pairwise

import numpy as np

from matching.columns import Array, Ints
from matching.pool import Pool
from services.snapshot_store import pack

ABOUT = 8_192  # rows, a power of two
MOST = 4 * ABOUT
UNREAD = ("categories.", "predicted_stay")
"""Columns that no score reads: they are in no snapshot of a list."""


def ranked_columns(pool: Pool) -> dict[str, Array]:
    """What a list is computed of."""
    return {name: values for name, values in pool.columns().items() if not name.startswith(UNREAD)}


def cut(pool: Pool) -> Ints:
    """Where blocks begin, in rows, and the number of rows (int64[blocks + 1])."""
    county = pool.home // 10**6
    ends = np.flatnonzero((county[1:] != county[:-1]) | (pool.tie[:-1] % ABOUT == 0)) + 1
    edges = np.concatenate([[0], ends, [len(pool)]]).astype(np.int64)
    between = [np.arange(start, stop, MOST) for start, stop in pairwise(edges.tolist())]
    return np.unique(np.concatenate([edges, *between]))


def blocks_of(pool: Pool) -> dict[str, Array]:
    """The blocks of a base as arrays of its file: where each begins, and the SHA-256 of its contents."""
    edges = cut(pool)
    runs = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    hashes = [hashlib.sha256(pack(ranked_columns(pool.part(*run)))).digest() for run in runs]
    return {"blocks.start": edges, "blocks.hash": np.frombuffer(b"".join(hashes), np.uint8)}
