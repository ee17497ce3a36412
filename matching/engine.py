"""Pairs judged and scored by the compiled kernels, over several threads.

Kernels are imported when first needed: commands that rank nothing do not pay for the compiler. A thread works on a run
of pairs of its own, so what comes out does not depend on their number.
"""

import os
from collections.abc import Callable
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.columns import Ints
from matching.pairs import Nearness, Pairs
from matching.weights import CRITERIA, Weights

ALONE = 20_000
"""So many pairs are worth a second thread."""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_threads(task: Callable[[int], None], count: int) -> None:
    """Run `task(0)` ... `task(count - 1)` at the same time, the last one here; raises what one of them raised.

    Threads live as long as the call: processes that fork (work-horses) would inherit a standing crew as dead.
    """
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            task(number)
        except BaseException as failure:
            failures.append(failure)

    crew = [Thread(target=run, args=(number,), daemon=True) for number in range(count - 1)]
    for thread in crew:
        thread.start()
    run(count - 1)
    for thread in crew:
        thread.join()
    if failures:
        raise failures[0]


def over_runs(work: Callable[[int, Any], None], result: NDArray[Any], threads: int | None) -> None:
    """Call `work(start, result[start:stop])` for as many runs as there are threads (None: one a core)."""
    count = 1 if len(result) < ALONE else threads or cores()
    edges = [len(result) * number // count for number in range(count + 1)]
    in_threads(lambda number: work(edges[number], result[edges[number] : edges[number + 1]]), count)


def masks_of(pairs: Pairs, weights: Weights, at_day: int, threads: int | None = None) -> NDArray[np.uint16]:
    """Which rules refuse each pair (uint16[p], bit r for `rules.RULES[r]`), as of `at_day`."""
    from matching.compiled import frozen
    from matching.judging import judge_pairs
    from matching.records import asked_of, columns_of, weights_row

    ruled, asked, i, j = columns_of(pairs.pool)[0], asked_of(pairs.lines), frozen(pairs.i), frozen(pairs.j)
    w, masks = weights_row(weights), np.empty(len(pairs), np.uint16)
    over_runs(lambda start, run: judge_pairs(ruled, asked, w, i, j, at_day, start, run), masks, threads)
    return masks


def fractions_of(pairs: Pairs, nearness: Nearness, weights: Weights, threads: int | None = None) -> Ints:
    """The fraction each pair reaches of each criterion in millionths, and last its score in millionths of a point:
    int64[p, criteria + 1]."""
    from matching.compiled import frozen
    from matching.records import asked_of, columns_of, measures_of
    from matching.scoring import fractions_of_pairs

    scored, asked, i, j = columns_of(pairs.pool)[1], asked_of(pairs.lines), frozen(pairs.i), frozen(pairs.j)
    m, result = measures_of(nearness, weights), np.empty((len(pairs), len(CRITERIA) + 1), np.int64)
    over_runs(lambda start, run: fractions_of_pairs(scored, asked, m, i, j, start, run), result, threads)
    return result


def first_day(start: int, weights: Weights, at_day: int) -> tuple[int, int]:
    """The first day of work of a line that starts on day `start`, and the latest birth day of one old enough for the
    law on it."""
    from matching.dates import latest_birth

    day = max(start, at_day)
    return day, latest_birth(day, weights.age_floor)
