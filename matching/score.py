"""The score: one function from pairs to points per criterion, for both directions."""

import hashlib
import json
from functools import lru_cache

import numpy as np

from matching.columns import Ints, check_range
from matching.engine import fractions_of
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
    whole millionth; the score of a pair is the sum of its row, 0 to 100 points. Raises ValueError for rows that do not
    exist and ids that the nearness tables do not hold. Rules are not asked: see `rank.judge_all`.
    """
    i, j = np.asarray(i, np.int64), np.asarray(j, np.int64)
    check_range("pairs", "i", i, 0, len(pool) - 1)
    check_range("pairs", "j", j, 0, len(lines) - 1)
    nearness.check(pool, lines)
    return points_of(Pairs(pool, lines, i, j), nearness, weights)


def points_of(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    """`score_pairs` for pairs whose ids are known to be good."""
    full = np.array([weights.points_of(name) for name in CRITERIA], np.int64)
    return fractions_of(pairs, nearness, weights)[:, :-1] * full // ONE


def rule_hash(weights: Weights) -> str:
    """SHA-256 of everything that decides a list besides its data: weights, rules, criteria and edition, as canonical
    JSON (sorted keys, no spaces)."""
    return _hash(weights, EDITION)


@lru_cache(maxsize=16)
def _hash(weights: Weights, edition: int) -> str:
    decided = {"criteria": CRITERIA, "edition": edition, "rules": RULE_NAMES, "weights": weights.to_dict()}
    return hashlib.sha256(json.dumps(decided, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
