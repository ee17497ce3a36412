"""What a line asks of those who hold its licence, and the bound of what each can reach, compiled.

Of them the index has facts, so that no posting list besides that of the licence is read: skill, experience, wish and a
place wanted are known from the facts as they are scored, wage and season from a word; where one lives is bounded.
"""

from typing import NamedTuple

import numpy as np

from matching.columns import Array, Ints
from matching.compiled import Number, frozen, inlined, kernel
from matching.criteria import height, near, place_fit, season, with_teaching
from matching.families import (
    BARRED,
    BRANCH,
    CERTIFICATE,
    DAY_ZERO,
    FAMILY,
    MOST_LISTS,
    MOST_YEARS,
    MOVED,
    VALUE_BITS,
    VALUES,
    WANTED,
    WISHED,
    WORKED,
    YEARS_BITS,
)
from matching.fields import (
    DIVISION,
    EMPLOYER,
    EXPERIENCE_FULL,
    EXPERIENCE_NEAR,
    INDUSTRY,
    KIND,
    MONTHS,
    OCCUPATION,
    POINTS,
    WISH_AS_SKILL,
    WISH_INDUSTRY,
    WISH_UNSTATED,
)
from matching.index import BOARD_AT, FLOOR_AT, FLOOR_CLASSES, UNSTATED_AT, PoolIndex
from matching.pool import Pool
from matching.query import Days, bound_by_wage, limits_of
from matching.records import Asked, Measures
from matching.weights import ONE


class Holders(NamedTuple):
    """What a pass reads of an index of those who hold certificates, in the order of their lists; and of the pool for
    ties."""

    rows: Array
    values: Array
    flags: Array
    county: Array
    birth: Array
    free: Array
    wants: Array
    facts_at: Array
    facts: Array
    odd: Array
    waiting_since: Array
    tie: Array

    @classmethod
    def of(cls, index: PoolIndex, pool: Pool) -> "Holders":
        """Of an index and its pool."""
        start, stop = index.holders
        lists = index.rows[start:stop], index.values[start:stop]
        arrays = (*lists, *index.held, index.held_wants, index.facts_at, index.facts)
        return cls(*(frozen(each) for each in (*arrays, index.odd, pool.waiting_since, pool.tie)))


class Held(NamedTuple):
    """What one line asks of the holders `start` to `stop` of one index: those of its licence that fewest hold.

    `barred` uint32 rows bar the employer; `limits`, `valid`, `more_licences`, `pay`, `counties` and `boxes` are
    those of `query.Query`. `worth` int32[lists] says what a list of that number counts (see `weigh_lists`), the
    families from the second on begin at list `worked`, `wished`, `branch`, `wanted`. `given` are the
    points of one without any skill.
    """

    start: int
    stop: int
    barred: Array
    limits: Array
    valid: int
    more_licences: bool
    worth: Array
    worked: int
    wished: int
    branch: int
    wanted: int
    pay: Array
    counties: Array
    boxes: Array
    given: int


def held_of(index: PoolIndex, asked: Asked, line: Ints, m: Measures, days: Days, within: tuple[int, int]) -> Held:
    """Of a line cut out by `prepared.Prepared` that asks for a licence; of rows `within` alone."""
    edges = [index.families[family][0] for family in (WORKED, WISHED, BRANCH, WANTED, CERTIFICATE)]
    worth, pay = np.empty(min(edges[-1], MOST_LISTS) + 1, np.int32), np.empty(4 * FLOOR_CLASSES, np.int32)
    weigh_lists(frozen(index.keys), tuple(edges), line, asked.needs, m, worth)
    bound_by_wage(line, m.w, pay)
    start, stop = _fewest(index, asked, within)
    return Held(
        start=start,
        stop=stop,
        barred=frozen(rows_of(index, BARRED, int(line[EMPLOYER]))),
        limits=limits_of(index, asked, line, days),
        valid=days[0] - DAY_ZERO,
        more_licences=len(asked.licences) > 1,
        worth=frozen(worth),
        worked=edges[0],
        wished=edges[1],
        branch=edges[2],
        wanted=edges[3],
        pay=frozen(pay),
        counties=frozen(index.counties),
        boxes=frozen(index.boxes),
        given=int(m.w[POINTS]) * int(with_teaching(0, line[KIND], m.w)) // ONE,
    )


def rows_of(index: PoolIndex, family: int, number: int) -> Array:
    """The rows of the one list of an id, which may be empty."""
    start, stop = index.span_of(family, number)
    return index.rows[start:stop]


def _fewest(index: PoolIndex, asked: Asked, within: tuple[int, int]) -> tuple[int, int]:
    """Of the licence asked for that fewest hold, from and to which holder they are within these rows."""
    first = index.holders[0]
    start, stop = min((index.span_of(CERTIFICATE, each) for each in asked.licences.tolist()), key=lambda s: s[1] - s[0])
    low, high = index.rows[start:stop].searchsorted(np.array(within, np.uint32))
    return start + int(low) - first, start + int(high) - first


@kernel
def weigh_lists(keys: Ints, edges: tuple[int, ...], line: Ints, needs: Array, m: Measures, worth: Array) -> None:
    """What the lists count: of a skill near to one asked for its id + 1, of an occupation its nearness, of an industry
    what the wish for it gives, of a place what it gives in millionths of a point; 0 nothing. The last one stands for
    all lists from there on and is never nothing."""
    for k in range(len(worth) - 1):
        number = (keys[k] & ((1 << FAMILY) - 1)) - MOVED
        worth[k] = 0
        if k < edges[0]:
            for n in range(len(needs)):
                if near(m.skills, number, needs[n, 0]) > 0:
                    worth[k] = number + 1
        elif k < edges[2]:
            worth[k] = near(m.occupations, number, line[OCCUPATION])
        elif k < edges[3]:
            if number == line[INDUSTRY] and number >= 0:
                worth[k] = m.w[WISH_INDUSTRY]
        else:
            worth[k] = place_fit(number, line[DIVISION], m.w) * m.w[POINTS + 2] // ONE
    worth[len(worth) - 1] = ONE


@kernel
def skill_had(best: Ints, needs: Array, skill: Number, value: Number, m: Measures) -> None:
    """Let a skill had count for each skill asked for that it is near to, as `criteria.best_skill` does."""
    high = height(value >> YEARS_BITS, value & MOST_YEARS, m.w)
    for n in range(len(needs)):
        nearness = near(m.skills, skill, needs[n, 0])
        if nearness > best[n]:
            best[n] = max(best[n], nearness * m.level_factors[high, needs[n, 1]] // ONE)


@kernel
def skill_reached(best: Ints, needs: Array) -> Number:
    """The weighted mean of the best for each skill asked for, of which there is one at least."""
    total, importance = 0, 0
    for n in range(len(needs)):
        total += best[n] * needs[n, 2]
        importance += needs[n, 2]
    return total // importance


@inlined
def points_known(
    x: Holders, h: Held, k: Number, line: Ints, needs: Array, m: Measures, best: Ints
) -> tuple[Number, Number]:
    """The points of holder `k` for skill, experience and wish, and those for the best place wanted: what
    `scoring.total` finds, or more where a fact has no room for the number of its list. Most facts of most people count
    nothing, so nothing is worked out before one does. `best` int64[needs or more] is room."""
    w, skilled = m.w, False
    known: Number = 0
    hoped: Number = 0
    months: Number = 0
    wishes: Number = 0
    wanted: Number = 0
    for at in range(np.int64(x.facts_at[k]), np.int64(x.facts_at[k + 1])):
        number = x.facts[at] >> VALUE_BITS
        worth = np.int64(h.worth[number])
        if worth == 0:
            continue
        value: Number = np.int64(x.facts[at] & VALUES)
        if number == MOST_LISTS:
            return w[POINTS] + w[POINTS + 1] + w[POINTS + 3], w[POINTS + 2]
        if number >= h.wanted:
            wanted = max(wanted, worth)
        elif number >= h.branch:
            wishes = max(wishes, worth)
        elif number >= h.wished:
            hoped = max(hoped, worth)
            wishes = max(wishes, worth * m.wish_ranks[min(value, len(m.wish_ranks)) - 1] // ONE)
        elif number >= h.worked:
            known = max(known, worth)
            months += worth * value if worth >= w[EXPERIENCE_NEAR] else 0
        else:
            for n in range(0 if skilled else len(needs)):
                best[n] = 0
            skilled = True
            skill_had(best, needs, worth - 1, value, m)
    if x.wants[k] >> UNSTATED_AT & 1:
        wishes = w[WISH_UNSTATED]
    skill: Number = 0
    points: Number = h.given + w[POINTS + 3] * wishes // ONE
    if months:
        points += w[POINTS + 1] * (min(months, w[EXPERIENCE_FULL] * ONE) // w[EXPERIENCE_FULL]) // ONE
    if skilled:
        skill = skill_reached(best, needs)
    elif len(needs) == 0:
        skill = max(known, hoped * w[WISH_AS_SKILL] // ONE)
    if skill:
        points += w[POINTS] * with_teaching(skill, line[KIND], w) // ONE - h.given
    return points, wanted


@inlined
def points_by_word(wants: Number, h: Held, line: Ints, w: Ints) -> Number:
    """At most the points for wage and season by the word of what one wants."""
    pay = h.pay[wants >> FLOOR_AT << 2 | wants >> BOARD_AT & 3]
    return pay + season(wants & 0xFFF, line[MONTHS], w) * w[POINTS + 5] // ONE
