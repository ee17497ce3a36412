"""The soft criteria: each a named function from pairs to a fraction in millionths (int64[p], 0 to 1_000_000).

Whole numbers only, so that a pair gets the same bits from whichever side and in whatever company it is scored.
`matching/reference.py` says the same in plain Python; `docs/matching.md` gives the reasons. No criterion reads sex,
age, category or origin.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Expansion, Ints, segment_max, segment_sum
from matching.lines import Kind
from matching.pairs import Nearness, Pairs, look_up
from matching.places import closeness, contains, same, square_metres_apart, whole_root
from matching.pool import Range
from matching.weights import ONE, Weights

LEVELS = 6


@dataclass(frozen=True, eq=False)
class SkillPairs:
    """Every required skill of every pair: the pair it belongs to, its row in the lines' skills, and its fraction."""

    asked: Expansion
    best: Ints


def skill(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    """Weighted mean over the required skills of the best skill had; lines that name none go by occupation; a training
    line gives a share to everyone."""
    matched = match_skills(pairs, nearness, weights)
    importance = pairs.lines.skills.weight[matched.asked.position].astype(np.int64)
    total = segment_sum(importance, matched.asked.counts)
    fraction = segment_sum(matched.best * importance, matched.asked.counts) // np.maximum(total, 1)
    unnamed = np.flatnonzero(total == 0)
    if len(unnamed):
        fraction[unnamed] = occupation_known(pairs.part(unnamed), nearness, weights)
    training = pairs.lines.kind[pairs.j] == Kind.TRAINING
    return np.where(training, weights.taught + (ONE - weights.taught) * fraction // ONE, fraction)


def match_skills(pairs: Pairs, nearness: Nearness, weights: Weights) -> SkillPairs:
    """For each required skill of each pair the best of nearness × level factor over the skills had."""
    required, skills = pairs.lines.skills, pairs.pool.skills
    asked = required.expand(pairs.j)
    had = skills.expand(pairs.i[asked.owner])
    need = asked.position[had.owner]
    near = look_up(nearness.skills, skills.skill[had.position], required.skill[need])
    own = skill_height(skills.level[had.position], skills.years_x10[had.position], weights)
    factor = level_factors(weights)[own, required.level[need]]
    return SkillPairs(asked, segment_max(near * factor // ONE, had.counts))


def skill_height(level: NDArray[np.int8], years_x10: NDArray[np.int16], weights: Weights) -> Ints:
    """Where a skill had stands: 6 × height on paper (0 no level, 1 level 5 ... 5 level 1) + height by years."""
    practised = np.searchsorted(np.array(weights.years_as_level), years_x10, side="right")
    return np.where(level > 0, LEVELS - level, 0) * LEVELS + practised


def level_factors(weights: Weights) -> Ints:
    """Factor by `skill_height` and level asked for (0 any, 5 to 1): int64[36, 6]. The better of the level on paper and
    of the years, which count less."""
    table = np.full((LEVELS * LEVELS, LEVELS), ONE, np.int64)
    for own in range(LEVELS * LEVELS):
        for level in range(1, LEVELS):
            paper, practised = (weights.level_short[max(0, LEVELS - level - h)] for h in divmod(own, LEVELS))
            table[own, level] = max(paper if own >= LEVELS else 0, practised * weights.unproven // ONE)
    return table


def occupation_known(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    """Nearness of the occupation best known by work, or, for less, wished for."""
    asked = pairs.lines.occupation[pairs.j]
    worked = pairs.pool.experience.expand(pairs.i)
    known = look_up(nearness.occupations, pairs.pool.experience.occupation[worked.position], asked[worked.owner])
    wished = pairs.pool.wishes.expand(pairs.i)
    hoped = look_up(nearness.occupations, pairs.pool.wishes.occupation[wished.position], asked[wished.owner])
    hope = segment_max(hoped, wished.counts) * weights.wish_as_skill // ONE
    return np.maximum(segment_max(known, worked.counts), hope)


def experience(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    """Months in the occupation and in near ones, each by its nearness, up to the months that count in full."""
    rows = pairs.pool.experience
    laid = rows.expand(pairs.i)
    asked = pairs.lines.occupation[pairs.j]
    near = look_up(nearness.occupations, rows.occupation[laid.position], asked[laid.owner])
    near[near < weights.experience_near] = 0
    months = segment_sum(near * rows.months[laid.position], laid.counts)
    return np.minimum(months, weights.experience_full * ONE) // weights.experience_full


def location(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    """The better of where one lives and where one wants to go, by how far one wants to go."""
    near_home, wanted = lived(pairs, weights), wanted_place(pairs, weights)
    away = pairs.pool.range[pairs.i] == Range.AWAY
    return np.maximum(np.where(away, near_home * weights.lived_when_away // ONE, near_home), wanted)


def lived(pairs: Pairs, weights: Weights) -> Ints:
    """The better of the smallest division shared with home and the distance from home."""
    pool, lines, i, j = pairs.pool, pairs.lines, pairs.i, pairs.j
    steps = closeness(pool.home[i], lines.division[j], weights.lived_steps)
    metres = whole_root(square_metres_apart(pool.lat[i], pool.lng[i], lines.lat[j], lines.lng[j]))
    by_distance = ONE * weights.half_distance // (weights.half_distance + metres)
    known = located(pool.lat[i], pool.lng[i]) & located(lines.lat[j], lines.lng[j])
    return np.where(lines.abroad[j], 0, np.maximum(steps, np.where(known, by_distance, 0)))


def located(lat: NDArray[np.int32], lng: NDArray[np.int32]) -> Bools:
    """Whether coordinates are known: 0, 0 lies in the sea."""
    return np.asarray((lat != 0) | (lng != 0))


def wanted_place(pairs: Pairs, weights: Weights) -> Ints:
    """Agreement with the wanted place that fits best; with none named, by how far one wants to go."""
    pool, lines, j = pairs.pool, pairs.lines, pairs.j
    laid = pool.wanted.expand(pairs.i)
    place, work = pool.wanted.division[laid.position], lines.division[j][laid.owner]
    fit = np.where(contains(place, work), ONE, closeness(place, work, weights.wanted_steps))
    named = segment_max(fit, laid.counts)
    fraction = np.where(laid.counts > 0, named, unnamed_place(pairs, weights))
    agreed = np.where(pool.abroad[pairs.i], weights.place_abroad, 0)
    return np.where(lines.abroad[j], np.maximum(agreed, named), fraction)


def unnamed_place(pairs: Pairs, weights: Weights) -> Ints:
    """What any place counts for one who names none."""
    pool, i = pairs.pool, pairs.i
    reach = pool.range[i]
    at_home = same(pool.home[i], pairs.lines.division[pairs.j], 1)
    away = np.where(at_home, 0, weights.place_away)
    return np.where(reach == Range.ANYWHERE, weights.place_anywhere, np.where(reach == Range.AWAY, away, 0))


def wish(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    """The wished occupation nearest to the line's, by rank of choice, or a wished industry; less when nothing is
    wished for."""
    pool, lines, j = pairs.pool, pairs.lines, pairs.j
    laid = pool.wishes.expand(pairs.i)
    near = look_up(nearness.occupations, pool.wishes.occupation[laid.position], lines.occupation[j][laid.owner])
    ranks = np.array(weights.wish_ranks)
    by_rank = ranks[np.minimum(pool.wishes.rank[laid.position], len(ranks)) - 1]
    best = segment_max(near * by_rank // ONE, laid.counts)
    branch = pool.industries.expand(pairs.i)
    asked = lines.industry[j][branch.owner]
    hit = (pool.industries.industry[branch.position] == asked) & (asked >= 0)
    industry = segment_max(np.where(hit, weights.wish_industry, 0), branch.counts)
    unstated = (laid.counts == 0) & (branch.counts == 0)
    return np.where(unstated, weights.wish_unstated, np.maximum(best, industry))


def wage(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    """The monthly offer with board and lodging against the floor, yielding below it by degrees; less when wanted board
    or lodging is not given."""
    pool, lines, i, j = pairs.pool, pairs.lines, pairs.i, pairs.j
    floor = pool.wage_floor[i]
    ratio = offers(pairs, weights) * ONE // np.maximum(floor, 1)
    fraction = np.where(floor > 0, wage_by_ratio(ratio, weights), weights.wage_no_floor)
    stated = (lines.wage_min[j] > 0) | (lines.wage_max[j] > 0)
    fraction = np.where(stated, fraction, weights.wage_unknown)
    no_board = pool.wants_board[i] & ~lines.board[j]
    no_lodging = pool.wants_lodging[i] & ~lines.lodging[j]
    missing = no_board * np.int64(weights.board_missing) + no_lodging * np.int64(weights.lodging_missing)
    return np.asarray(np.maximum(fraction - missing, 0))


def offers(pairs: Pairs, weights: Weights) -> Ints:
    """Fen per month one can count on: a share up the range of the wage, and the value of board and lodging given."""
    lines, j = pairs.lines, pairs.j
    least, most = lines.wage_min[j], lines.wage_max[j]
    reach = np.maximum(most - least, 0) * weights.wage_range_share // ONE
    money = np.where(least > 0, least + reach, most)
    return np.asarray(money + lines.board[j] * lines.board_value[j] + lines.lodging[j] * lines.lodging_value[j])


def wage_by_ratio(ratio: Ints, weights: Weights) -> Ints:
    """Two straight lines: from nothing at the zero ratio to the floor's value at 1, and on to full."""
    zero, at_floor, full = weights.wage_zero_ratio, weights.wage_at_floor, weights.wage_full_ratio
    below = np.maximum(ratio - zero, 0) * at_floor // (ONE - zero)
    above = at_floor + (ONE - at_floor) * np.minimum(ratio - ONE, full - ONE) // (full - ONE)
    return np.where(ratio < ONE, below, above)


def season(pairs: Pairs, nearness: Nearness, weights: Weights) -> Ints:
    """Each month worked in which the person is needed at home costs a share."""
    clash = np.bitwise_count(pairs.pool.busy_months[pairs.i] & pairs.lines.months[pairs.j]).astype(np.int64)
    return np.asarray(np.maximum(ONE - clash * weights.month_cost, 0))


Criterion = Callable[[Pairs, Nearness, Weights], Ints]
FRACTIONS: dict[str, Criterion] = {
    "skill": skill,
    "experience": experience,
    "location": location,
    "wish": wish,
    "wage": wage,
    "season": season,
}
"""The criteria by name, in the order of `weights.CRITERIA`."""
