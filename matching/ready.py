"""Compiles every kernel ahead, so that no list waits for one: `python -m matching.ready`, a part of the set-up."""

from dataclasses import replace

import numpy as np

from matching.index import build_index
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import whole
from matching.plan import plan
from matching.pool import Pool
from matching.rank import openings, rank, rank_parts
from matching.shortlists import shortlists
from matching.weights import DEFAULT

DAY = 20_000


def compile_kernels() -> None:
    """Rank, shortlist and plan one person and one line of whom nothing is known: only the kinds of arrays count."""
    pool, lines = replace(Pool.blank(), consented=np.array([True])), Lines.blank()
    nearness = Nearness(np.ones((1, 1), np.int32), np.ones((1, 1), np.int32))
    parts, one = [whole(pool, build_index(pool))], np.ones(1, np.int64)
    rank(pool, lines, nearness, DEFAULT, 0, DAY, 1)
    rank_parts(parts, lines, nearness, DEFAULT, 0, DAY, 1)
    openings(pool, lines, nearness, DEFAULT, 0, DAY, 1)
    plan(shortlists(parts, lines, nearness, DEFAULT, DAY, one), one, 1)


if __name__ == "__main__":
    compile_kernels()
