"""Why a pair stands where it stands: every rule, every criterion, and its rank."""

from dataclasses import dataclass

import numpy as np

from matching.details import CRITERION_VALUES, RULE_VALUES, Pair, Terms, Values
from matching.engine import fractions_of, masks_of
from matching.lines import Lines
from matching.pairs import Nearness, Pairs
from matching.pool import Pool
from matching.reference import row_of
from matching.rules import RULES
from matching.weights import CRITERIA, ONE, Weights


@dataclass(frozen=True)
class RuleResult:
    """One rule: whether the pair passes, the code of the reason if not, and the values compared."""

    name: str
    ok: bool
    reason: str
    params: Values


@dataclass(frozen=True)
class CriterionResult:
    """One criterion: what the line requires, what the labourer has, the weight, the fraction reached (millionths) and
    the points; weight and points in millionths of a point."""

    name: str
    required: Values
    actual: Values
    weight: int
    fraction: int
    points: int


@dataclass(frozen=True)
class Explanation:
    """A pair explained; `score` is the sum of the points, in millionths of a point, also when a rule refuses."""

    eligible: bool
    rules: tuple[RuleResult, ...]
    criteria: tuple[CriterionResult, ...]
    score: int


def explain(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, labourer: int, line: int, at_day: int
) -> Explanation:
    """Explain labourer row `labourer` with line row `line`, rules as of `at_day` (days since 1970-01-01).

    Raises ValueError for rows that do not exist or ids the nearness tables do not hold.
    """
    pairs = single(pool, lines, labourer, line)
    nearness.check(pairs.pool, pairs.lines)
    rules = explain_rules(pairs, weights, at_day)
    criteria = explain_criteria(pairs, nearness, weights)
    return Explanation(all(r.ok for r in rules), rules, criteria, sum(c.points for c in criteria))


def single(pool: Pool, lines: Lines, labourer: int, line: int) -> Pairs:
    """One pair alone, in tables of one row each. Raises ValueError for rows that do not exist."""
    if not (0 <= labourer < len(pool) and 0 <= line < len(lines)):
        raise ValueError(f"there is no pair of labourer row {labourer} and line row {line}")
    zero = np.zeros(1, np.int64)
    return Pairs(pool.take(np.array([labourer])), lines.take(np.array([line])), zero, zero)


def explain_rules(pairs: Pairs, weights: Weights, at_day: int) -> tuple[RuleResult, ...]:
    """Every rule for a single pair, in the order of `RULES`; the reason is empty when it passes."""
    refused = int(masks_of(pairs, weights, at_day)[0])
    pair = Pair(pairs, Terms.of(pairs.lines, weights, at_day))
    return tuple(
        RuleResult(rule.name, ok, "" if ok else rule.reason, RULE_VALUES[rule.name](pair))
        for rule, ok in ((rule, not refused >> number & 1) for number, rule in enumerate(RULES))
    )


def explain_criteria(pairs: Pairs, nearness: Nearness, weights: Weights) -> tuple[CriterionResult, ...]:
    """Every criterion for a single pair, in the order of `CRITERIA`."""
    return explain_each(pairs.part(slice(1)), nearness, weights)[0]


def explain_each(pairs: Pairs, nearness: Nearness, weights: Weights) -> list[tuple[CriterionResult, ...]]:
    """`explain_criteria` of every pair."""
    fractions = fractions_of(pairs, nearness, weights)[:, :-1].tolist()
    people = {row: row_of(pairs.pool, row) for row in np.unique(pairs.i).tolist()}
    lines = {row: row_of(pairs.lines, row) for row in np.unique(pairs.j).tolist()}
    described = (
        Pair(pairs.part(slice(k, k + 1)), person=people[i], line=lines[j])
        for k, (i, j) in enumerate(zip(pairs.i.tolist(), pairs.j.tolist(), strict=True))
    )
    return [
        tuple(
            _explain_criterion(name, fraction, pair, nearness, weights)
            for name, fraction in zip(CRITERIA, reached, strict=True)
        )
        for pair, reached in zip(described, fractions, strict=True)
    ]


def _explain_criterion(name: str, fraction: int, pair: Pair, nearness: Nearness, weights: Weights) -> CriterionResult:
    required, actual = CRITERION_VALUES[name](pair, nearness, weights)
    weight = weights.points_of(name)
    return CriterionResult(name, required, actual, weight, fraction, fraction * weight // ONE)
