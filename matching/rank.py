"""Ranked lists in both directions: the people for a line, the lines for a person.

Order: higher score; then longer waiting (earlier `waiting_since`); then the smaller keyed hash of the pair. Never the
place in memory, never an id.
"""

from dataclasses import dataclass

import numpy as np

from matching.columns import Array, Bools, Ints
from matching.hashing import pair_hash
from matching.lines import Lines
from matching.pairs import Nearness, Pairs, pairs_of_labourer, pairs_of_line
from matching.pool import Pool
from matching.rules import Rejections, Terms, judge
from matching.score import points_of, rule_hash, totals_of
from matching.weights import Weights


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
    """All eligible pairs of a list, unordered, with their scores; from it come the best and the rank of anyone."""

    pairs: Pairs
    scores: Ints
    considered: int
    rejections: Rejections


def rank(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, line: int, at_day: int, top: int | None = None
) -> Ranking:
    """The `top` best labourers (all when None) for line row `line`, with rules as of `at_day` (days since 1970-01-01).

    Raises ValueError for a row that does not exist, a negative `top`, or ids the nearness tables do not hold.
    """
    return listed(standing_of_line(pool, lines, nearness, weights, line, at_day), nearness, weights, top, "i")


def openings(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, labourer: int, at_day: int, top: int | None = None
) -> Ranking:
    """The `top` best lines for labourer row `labourer`; every pair has the very points it has in `rank`."""
    _check_row("labourer", labourer, len(pool))
    pairs = pairs_of_labourer(pool, lines, labourer)
    return listed(standing(pairs, nearness, weights, at_day), nearness, weights, top, "j")


def standing_of_line(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, line: int, at_day: int
) -> Standing:
    """Everyone eligible for a line, with scores."""
    _check_row("line", line, len(lines))
    return standing(pairs_of_line(pool, lines, line), nearness, weights, at_day)


def standing(pairs: Pairs, nearness: Nearness, weights: Weights, at_day: int) -> Standing:
    """The eligible ones among `pairs`, with scores."""
    nearness.check(pairs.pool, pairs.lines)
    eligible, rejections = judge_all(pairs, weights, at_day)
    kept = pairs.part(np.flatnonzero(eligible))
    return Standing(kept, totals_of(kept, nearness, weights), len(pairs), rejections)


def judge_all(pairs: Pairs, weights: Weights, at_day: int) -> tuple[Bools, Rejections]:
    """`judge` in chunks."""
    terms = Terms.of(pairs.lines, weights, at_day)
    eligible, rejections = np.zeros(len(pairs), np.bool_), Rejections.none()
    for rows, chunk in pairs.chunks():
        eligible[rows], counts = judge(chunk, terms)
        rejections = rejections + counts
    return eligible, rejections


def listed(stand: Standing, nearness: Nearness, weights: Weights, top: int | None, side: str) -> Ranking:
    """The best of a standing with their points; `side` names the row column to list, "i" or "j"."""
    best = best_rows(stand.pairs, stand.scores, top)
    chosen = stand.pairs.part(best)
    return Ranking(
        order=chosen.i if side == "i" else chosen.j,
        scores=stand.scores[best],
        points=points_of(chosen, nearness, weights),
        considered=stand.considered,
        eligible=len(stand.pairs),
        rejections=stand.rejections,
        rule_version=weights.version,
        rule_hash=rule_hash(weights),
    )


def best_rows(pairs: Pairs, scores: Ints, top: int | None) -> Ints:
    """Indices of the `top` best pairs in order: a partition finds the last score that counts, then an exact
    sort."""
    if top is not None and top < 0:
        raise ValueError("top must not be negative")
    candidates = np.arange(len(scores))
    if top is not None and 0 < top < len(scores):
        least = np.partition(scores, len(scores) - top)[len(scores) - top]
        candidates = np.flatnonzero(scores >= least)
    order = np.lexsort(sort_keys(pairs.part(candidates), scores[candidates]))
    return candidates[order][:top]


def sort_keys(pairs: Pairs, scores: Ints) -> tuple[Array, ...]:
    """Keys for `numpy.lexsort`, the weightiest last."""
    labourers, lines = pairs.pool.tie[pairs.i], pairs.lines.tie[pairs.j]
    hashes = pair_hash(labourers, lines)
    return lines, labourers, hashes, pairs.pool.waiting_since[pairs.i], -scores


def place_in(stand: Standing, pair: Pairs, score: int) -> int:
    """The rank, from 1, that a single pair with `score` would have among the others of a standing."""
    others = stand.pairs.pool.tie[stand.pairs.i] != pair.pool.tie[pair.i]
    waited = stand.pairs.pool.waiting_since[stand.pairs.i]
    mine = pair.pool.waiting_since[pair.i[0]]
    level = others & (stand.scores == score)
    ahead = others & (stand.scores > score) | level & (waited < mine)
    doubtful = np.flatnonzero(level & (waited == mine))
    return 1 + int(np.count_nonzero(ahead)) + _ahead_by_hash(stand.pairs.part(doubtful), pair)


def _ahead_by_hash(others: Pairs, pair: Pairs) -> int:
    theirs = pair_hash(others.pool.tie[others.i], others.lines.tie[others.j])
    own = pair_hash(pair.pool.tie[pair.i], pair.lines.tie[pair.j])
    return int(np.count_nonzero(theirs < own))


def _check_row(name: str, row: int, rows: int) -> None:
    if not 0 <= row < rows:
        raise ValueError(f"there is no {name} in row {row}; the last one is {rows - 1}")
