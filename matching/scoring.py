"""The score of a pair, compiled: the one function that lists of both directions call."""

import numpy as np

from matching.columns import Array, Ints
from matching.compiled import Number, inlined, kernel
from matching.criteria import (
    best_occupation,
    best_skill,
    experience,
    lived,
    location,
    place_wanted,
    season,
    wage,
    wish,
    wish_branch,
    with_teaching,
)
from matching.fields import (
    INDUSTRY,
    KIND,
    MONTHS,
    OCCUPATION,
    POINTS,
    SKILLS_FROM,
    SKILLS_TO,
    WISH_AS_SKILL,
    WISH_UNSTATED,
)
from matching.records import Asked, Measures, Scored
from matching.weights import ONE


@inlined
def skill(p: Scored, i: Number, line: Ints, needs: Array, m: Measures) -> Number:
    """Weighted mean over the required skills of the best skill had; a line that names none goes by the nearest
    occupation worked in, or, for less, wished for."""
    start, stop, total, importance = p.skills_at[i], p.skills_at[i + 1], 0, 0
    for n in range(line[SKILLS_FROM], line[SKILLS_TO]):
        best = best_skill(start, stop, p.skill, p.level, p.years_x10,
                          needs[n, 0], needs[n, 1], m.skills, m.level_factors, m.w)  # fmt: skip
        total += best * needs[n, 2]
        importance += needs[n, 2]
    if importance:
        return with_teaching(total // importance, line[KIND], m.w)
    known = best_occupation(p.experience_at[i], p.experience_at[i + 1], p.worked, line[OCCUPATION], m.occupations)
    hoped = best_occupation(p.wishes_at[i], p.wishes_at[i + 1], p.wished, line[OCCUPATION], m.occupations)
    return with_teaching(max(known, hoped * m.w[WISH_AS_SKILL] // ONE), line[KIND], m.w)


@inlined
def skill_points(p: Scored, i: Number, line: Ints, needs: Array, m: Measures) -> Number:
    """Points of the first criterion."""
    return m.w[POINTS] * skill(p, i, line, needs, m) // ONE


@inlined
def practised(p: Scored, i: Number, line: Ints, m: Measures) -> Number:
    """The fraction for experience."""
    return experience(p.experience_at[i], p.experience_at[i + 1], p.worked, p.months, line[OCCUPATION],
                      m.occupations, m.w)  # fmt: skip


@inlined
def placed(p: Scored, i: Number, line: Ints, w: Ints) -> Number:
    """The fraction for location."""
    near_home = lived(p.home[i], p.lat[i], p.lng[i], line, w)
    wanted = place_wanted(p.wanted_at[i], p.wanted_at[i + 1], p.wanted, p.range[i], p.home[i], p.abroad[i], line, w)
    return location(near_home, wanted, p.range[i], w)


@inlined
def wished_for(p: Scored, i: Number, line: Ints, m: Measures) -> Number:
    """The fraction for the wish."""
    first, last, start, stop = p.wishes_at[i], p.wishes_at[i + 1], p.industries_at[i], p.industries_at[i + 1]
    if last == first and stop == start:
        return m.w[WISH_UNSTATED]
    by_choice = wish(first, last, p.wished, p.wish_rank, line[OCCUPATION], m.occupations, m.wish_ranks)
    return max(by_choice, wish_branch(start, stop, p.industry, line[INDUSTRY], m.w))


@inlined
def paid(p: Scored, i: Number, line: Ints, w: Ints) -> Number:
    """The fraction for the wage."""
    return wage(p.wage_floor[i], p.wants_board[i], p.wants_lodging[i], line, w)


@inlined
def free(p: Scored, i: Number, line: Ints, w: Ints) -> Number:
    """The fraction for the season."""
    return season(np.int64(p.busy_months[i]), line[MONTHS], w)


@inlined
def fractions(p: Scored, i: Number, line: Ints, needs: Array, m: Measures) -> tuple[Number, ...]:
    """The fraction of each criterion, in the order of `weights.CRITERIA`."""
    w = m.w
    return (
        skill(p, i, line, needs, m), practised(p, i, line, m), placed(p, i, line, w), wished_for(p, i, line, m),
        paid(p, i, line, w), free(p, i, line, w),
    )  # fmt: skip


@inlined
def total(p: Scored, i: Number, line: Ints, needs: Array, m: Measures) -> Number:
    """The score: the sum of weight × fraction, each rounded down, in millionths of a point."""
    each, score = fractions(p, i, line, needs, m), 0
    for c in range(len(each)):
        score += m.w[POINTS + c] * each[c] // ONE
    return score


@kernel
def fractions_of_pairs(p: Scored, q: Asked, m: Measures, i: Ints, j: Ints, start: Number, result: Array) -> None:
    """`fractions` of the pairs from `start` on into int64[..., criteria], and their score behind them."""
    for k in range(len(result)):
        each, score = fractions(p, i[start + k], q.rows[j[start + k]], q.needs, m), 0
        for c in range(len(each)):
            result[k, c] = each[c]
            score += m.w[POINTS + c] * each[c] // ONE
        result[k, len(each)] = score
