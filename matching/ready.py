"""Compiles every kernel ahead, so that no list waits for one: `python -m matching.ready`, a part of the set-up."""

from dataclasses import replace

import numpy as np

from matching.index import build_index
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import whole
from matching.pool import Pool
from matching.rank import openings, rank, rank_parts
from matching.shortlists import shortlists
from matching.weights import DEFAULT

DAY = 20_000


def search_once(nearness: Nearness) -> None:
    """Search in both directions, with an index and without, for one person and one line of whom nothing is known:
    only the kinds of arrays count."""
    pool, lines = _one_of_each()
    rank(pool, lines, nearness, DEFAULT, 0, DAY, 1)
    rank_parts([whole(pool, build_index(pool))], lines, nearness, DEFAULT, 0, DAY, 1)
    openings(pool, lines, nearness, DEFAULT, 0, DAY, 1)


def compile_kernels() -> None:
    """Search, shortlist and plan once."""
    from matching.plan import plan

    pool, lines = _one_of_each()
    nearness, one = Nearness(np.ones((1, 1), np.int32), np.ones((1, 1), np.int32)), np.ones(1, np.int64)
    search_once(nearness)
    plan(shortlists([whole(pool, build_index(pool))], lines, nearness, DEFAULT, DAY, one), one, 1)


def _one_of_each() -> tuple[Pool, Lines]:
    return replace(Pool.blank(), consented=np.array([True])), Lines.blank()


if __name__ == "__main__":
    compile_kernels()
