"""The score: one function from pairs to points per criterion, for both directions."""

import hashlib
import json

import numpy as np

from matching.columns import Ints
from matching.criteria import FRACTIONS
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.pool import Pool
from matching.rules import RULE_NAMES
from matching.weights import CRITERIA, ONE, Weights

EDITION = 1
"""Raised whenever a rule or a formula changes, so that a stored list names the arithmetic it was made with."""


def score_pairs(pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, i: Ints, j: Ints) -> Ints:
    """Points of aligned pairs: int64[p, criteria] in millionths of a point, columns in the order of `CRITERIA`.

    `i` holds labourer rows and `j` line rows (int64[p] each). A criterion gives weight × fraction, rounded down to a
    whole millionth; the score of a pair is the sum of its row, 0 to 100 points. Raises ValueError for ids that the
    nearness tables do not hold. Rules are not asked: see `rules.judge`.
    """
    nearness.check(pool, lines)
    return points_of(Pairs(pool, lines, np.asarray(i, np.int64), np.asarray(j, np.int64)), nearness, weights)


def points_of(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    """`score_pairs` for pairs whose ids are known to be good."""
    points = np.empty((len(pairs), len(CRITERIA)), np.int64)
    for rows, chunk in pairs.chunks():
        points[rows] = _points_of_chunk(chunk, nearness, weights)
    return points


def totals_of(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    """Scores alone (int64[p]), without keeping the points of each criterion."""
    totals = np.empty(len(pairs), np.int64)
    for rows, chunk in pairs.chunks():
        totals[rows] = _points_of_chunk(chunk, nearness, weights).sum(axis=1)
    return totals


def _points_of_chunk(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    columns = [FRACTIONS[name](pairs, nearness, weights) * weights.points_of(name) // ONE for name in CRITERIA]
    return np.stack(columns, axis=1)


def rule_hash(weights: Weights) -> str:
    """SHA-256 of everything that decides a list besides its data: weights, rules, criteria and edition, as canonical
    JSON (sorted keys, no spaces)."""
    decided = {"criteria": CRITERIA, "edition": EDITION, "rules": RULE_NAMES, "weights": weights.to_dict()}
    return hashlib.sha256(json.dumps(decided, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
