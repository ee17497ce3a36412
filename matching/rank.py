"""Ranked lists in both directions: the people for a line, the lines for a person.

Order: higher score; then longer waiting (earlier `waiting_since`); then the smaller keyed hash of the pair. Never the
place in memory, never an id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from matching.columns import Array, Bools, Ints
from matching.engine import fractions_of, masks_of
from matching.hashing import Words, pair_hash
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.parts import Part, check_ids, first_rows, whole
from matching.pool import Pool
from matching.rules import MASKS, Rejections
from matching.score import points_of, rule_hash
from matching.search import search, search_lines
from matching.weights import CRITERIA, Weights


@dataclass(frozen=True, eq=False)
class Ranking:
    """The best of a list, and what a stored list needs to be shown and replayed.

    `order` int64[k] are rows of the pool (`rank`) or of the lines (`openings`), best first; `scores` int64[k] and
    `points` int64[k, criteria] are millionths of a point; `considered` were looked at, `eligible` passed every rule.
    """

    order: Ints
    scores: Ints
    points: Ints
    considered: int
    eligible: int
    rejections: Rejections
    rule_version: str
    rule_hash: str


@dataclass(frozen=True, eq=False)
class Standing:
    """The eligible ones of a list, or at least its best, unordered; from it come the list and the rank of anyone.

    `rows` int64[e] of the listed side, their `scores`, and for ties since when each labourer waits and the tie numbers
    of labourer and line; `considered` were looked at, `eligible` of them passed every rule.
    """

    rows: Ints
    scores: Ints
    waiting_since: Array
    labourers: Words
    lines: Words
    considered: int
    eligible: int
    rejections: Rejections

    @classmethod
    def of(cls, pairs: Pairs, rows: Ints, scores: Ints, eligible: int, considered: int, rejections: Rejections) -> Self:
        """Of eligible pairs with their scores; `rows` are their names in the list."""
        pool, lines = pairs.pool, pairs.lines
        ties = (pool.waiting_since[pairs.i], pool.tie[pairs.i], lines.tie[pairs.j])
        return cls(rows, scores, *ties, considered, eligible, rejections)

    @classmethod
    def joined(cls, stands: Sequence[Self]) -> Self:
        """Several parts of one list, one at least, as one."""
        if len(stands) == 1:
            return stands[0]
        names = ("rows", "scores", "waiting_since", "labourers", "lines")
        arrays = {name: np.concatenate([getattr(each, name) for each in stands]) for name in names}
        return cls(
            **arrays,
            considered=sum(each.considered for each in stands),
            eligible=sum(each.eligible for each in stands),
            rejections=sum((each.rejections for each in stands[1:]), stands[0].rejections),
        )


def rank(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, line: int, at_day: int, top: int | None = None
) -> Ranking:
    """The `top` best labourers (all when None) for line row `line`, with rules as of `at_day` (days since 1970-01-01).

    Raises ValueError for a row that does not exist, a negative `top`, or ids the nearness tables do not hold.
    """
    return rank_parts([whole(pool)], lines, nearness, weights, line, at_day, top)


def rank_parts(
    parts: Sequence[Part],
    lines: Lines,
    nearness: Nearness,
    weights: Weights,
    line: int,
    at_day: int,
    top: int | None = None,
    threads: int | None = None,
    everyone: bool = True,
) -> Ranking:
    """`rank` over the parts of a pool, with the list of one pool that has just their rows; an index is used where a
    part has one. `order` counts through the pools of the parts. `threads` None takes every core; none changes the
    list. Nor does `everyone`: without it those are looked at alone, and counted by rule, who hold the licence that a
    line asks for, where an index names them."""
    stand = standing_of_parts(parts, lines, nearness, weights, line, at_day, top, threads, everyone)
    best = best_rows(stand, top)
    points = _points_of_rows(parts, lines, nearness, weights, line, stand.rows[best])
    return _ranking(stand, best, points, weights)


def openings(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, labourer: int, at_day: int, top: int | None = None
) -> Ranking:
    """The `top` best lines for labourer row `labourer`; every pair has the very points it has in `rank`."""
    _check_row("labourer", labourer, len(pool))
    nearness.check(pool, lines)
    top = len(lines) if top is None else top
    if top < 0:
        raise ValueError("top must not be negative")
    found = search_lines(pool, lines, nearness, weights, labourer, at_day, top)
    pairs = Pairs(pool, lines, np.full(len(found.rows), labourer), found.rows)
    stand = Standing.of(
        pairs, found.rows, found.scores, int(found.masks[0]), len(lines), Rejections.counted(found.masks)
    )
    best = best_rows(stand, top)
    return _ranking(stand, best, points_of(pairs.part(best), nearness, weights), weights)


def standing_of_line(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, line: int, at_day: int
) -> Standing:
    """Everyone eligible for a line, with scores."""
    return standing_of_parts([whole(pool)], lines, nearness, weights, line, at_day)


def standing_of_parts(
    parts: Sequence[Part],
    lines: Lines,
    nearness: Nearness,
    weights: Weights,
    line: int,
    at_day: int,
    top: int | None = None,
    threads: int | None = None,
    everyone: bool = True,
) -> Standing:
    """Everyone eligible for a line among the parts of a pool; with `top` perhaps only so many of the best. `everyone`
    as in `rank_parts`."""
    _check_row("line", line, len(lines))
    if top is not None and top < 0:
        raise ValueError("top must not be negative")
    parts = parts or [whole(Pool.empty())]
    check_ids(parts, lines, nearness)
    starts = first_rows(parts).tolist()
    return Standing.joined(
        [
            _standing_of_part(part, first, lines, nearness, weights, line, at_day, top, threads, everyone)
            for part, first in zip(parts, starts, strict=True)
        ]
    )


def _standing_of_part(
    part: Part, first: int, lines: Lines, nearness: Nearness, weights: Weights, line: int, at_day: int,
    top: int | None, threads: int | None, everyone: bool,
) -> Standing:  # fmt: skip
    if part.index is not None and top is not None:
        found = search(part, lines, nearness, weights, line, at_day, top, threads, everyone=everyone)
        if found is not None:
            pairs = Pairs(part.pool, lines, found.rows, np.full(len(found.rows), line))
            counts = (int(found.masks[0]), int(found.masks.sum()), Rejections.counted(found.masks))
            return Standing.of(pairs, found.rows + first, found.scores, *counts)
    pairs = part.pairs(lines, line)
    return _standing(pairs, pairs.i + first, nearness, weights, at_day, threads)[1]


def _standing(
    pairs: Pairs, rows: Ints, nearness: Nearness, weights: Weights, at_day: int, threads: int | None
) -> tuple[Pairs, Standing]:
    eligible, rejections = judge_all(pairs, weights, at_day, threads)
    passed = np.flatnonzero(eligible)
    kept = pairs.part(passed)
    scores = fractions_of(kept, nearness, weights, threads)[:, -1]
    return kept, Standing.of(kept, rows[passed], scores, len(kept), len(pairs), rejections)


def judge_all(pairs: Pairs, weights: Weights, at_day: int, threads: int | None = None) -> tuple[Bools, Rejections]:
    """Which pairs pass every rule (bool[p]) as of `at_day`, and what each rule turned away."""
    masks = masks_of(pairs, weights, at_day, threads)
    return masks == 0, Rejections.counted(np.bincount(masks, minlength=MASKS))


def best_rows(stand: Standing, top: int | None) -> Ints:
    """Indices of the `top` best of a standing in order: a partition finds the last score that counts, then an exact
    sort."""
    if top is not None and top < 0:
        raise ValueError("top must not be negative")
    scores, candidates = stand.scores, np.arange(len(stand.scores))
    if top is not None and 0 < top < len(scores):
        candidates = np.flatnonzero(scores >= np.partition(scores, len(scores) - top)[len(scores) - top])
    hashes = pair_hash(stand.labourers[candidates], stand.lines[candidates])
    order = np.lexsort((hashes, stand.waiting_since[candidates], -scores[candidates]))
    return candidates[order][:top]


def place_in(stand: Standing, pair: Pairs, score: int) -> int:
    """The rank, from 1, that a single pair with `score` would have among the others of a whole standing."""
    waiting, labourer, line = pair.pool.waiting_since[pair.i[0]], pair.pool.tie[pair.i], pair.lines.tie[pair.j]
    others = stand.labourers != labourer
    level = others & (stand.scores == score)
    ahead = others & (stand.scores > score) | level & (stand.waiting_since < waiting)
    doubtful = np.flatnonzero(level & (stand.waiting_since == waiting))
    theirs = pair_hash(stand.labourers[doubtful], stand.lines[doubtful])
    return 1 + int(np.count_nonzero(ahead)) + int(np.count_nonzero(theirs < pair_hash(labourer, line)))


def _points_of_rows(
    parts: Sequence[Part], lines: Lines, nearness: Nearness, weights: Weights, line: int, rows: Ints
) -> Ints:
    points, starts = np.empty((len(rows), len(CRITERIA)), np.int64), first_rows(parts)
    owner = np.searchsorted(starts, rows, side="right") - 1
    for number, part in enumerate(parts):
        mine = np.flatnonzero(owner == number)
        pairs = Pairs(part.pool, lines, rows[mine] - starts[number], np.full(len(mine), line))
        points[mine] = points_of(pairs, nearness, weights)
    return points


def _ranking(stand: Standing, best: Ints, points: Ints, weights: Weights) -> Ranking:
    return Ranking(
        order=stand.rows[best],
        scores=stand.scores[best],
        points=points,
        considered=stand.considered,
        eligible=stand.eligible,
        rejections=stand.rejections,
        rule_version=weights.version,
        rule_hash=rule_hash(weights),
    )


def _check_row(name: str, row: int, rows: int) -> None:
    if not 0 <= row < rows:
        raise ValueError(f"there is no {name} in row {row}; the last one is {rows - 1}")
