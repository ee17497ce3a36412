"""The pass over the lines for one labourer, compiled: what an earlier line of the skill, occupation or place asked is
remembered, and wage, season and place come last, only where they can still bring a line onto the list."""

from typing import NamedTuple, Self

import numpy as np

from matching.columns import Array, Ints
from matching.compiled import Number, inlined, kernel
from matching.criteria import (
    best_skill,
    lived_in,
    lived_off,
    location,
    place_wanted,
    wish,
    wish_branch,
    with_teaching,
)
from matching.fields import (
    ABROAD,
    DIVISION,
    INDUSTRY,
    KIND,
    OCCUPATION,
    POINTS,
    SKILLS_FROM,
    SKILLS_TO,
    WISH_UNSTATED,
)
from matching.heaps import keep, tie_hash
from matching.judging import refusals
from matching.pool import Pool
from matching.records import LEVELS, Asked, Measures, Ruled, Scored
from matching.scoring import free, paid, practised, skill
from matching.weights import ONE

PLACES = 251
"""A prime: divisions, whose numbers end in zeros, spread over so many rows."""


class Reader(NamedTuple):
    """One labourer: row, tie number, since when waiting; and what earlier lines asked. `known` int32[skills, 6] is the
    best that the labourer brings to a skill asked for at a level, `work` int32[occupations, 2] what months in and
    wishes for an occupation count, -1 where nobody asked yet; `places` int64[PLACES, 3] holds divisions (twice, and 1
    when abroad), with what living there and wanting it counts."""

    labourer: int
    tie: Number
    waiting_since: int
    known: Array
    work: Array
    places: Array

    @classmethod
    def of(cls, pool: Pool, labourer: int, skills: int, occupations: int) -> Self:
        """Whom nobody asked anything yet; `skills` and `occupations` are how many the dictionary has."""
        known, work = np.full((skills, LEVELS), -1, np.int32), np.full((occupations, 2), -1, np.int32)
        places = np.full((PLACES, 3), -1, np.int64)
        return cls(labourer, pool.tie[labourer], int(pool.waiting_since[labourer]), known, work, places)


@inlined
def skill_asked(p: Scored, who: Reader, line: Ints, needs: Array, m: Measures) -> Number:
    """`scoring.skill`, with what was found out for an earlier line."""
    i, reached, importance = who.labourer, 0, 0
    for n in range(line[SKILLS_FROM], line[SKILLS_TO]):
        asked, level = needs[n, 0], needs[n, 1]
        importance += needs[n, 2]
        if asked < 0:
            continue
        if who.known[asked, level] < 0:
            start, stop = p.skills_at[i], p.skills_at[i + 1]
            who.known[asked, level] = best_skill(start, stop, p.skill, p.level, p.years_x10,
                                                 asked, level, m.skills, m.level_factors, m.w)  # fmt: skip
        reached += who.known[asked, level] * needs[n, 2]
    return with_teaching(reached // importance, line[KIND], m.w) if importance else skill(p, i, line, needs, m)


@inlined
def wished(p: Scored, i: Number, line: Ints, m: Measures) -> Number:
    """What the wishes for occupations alone count."""
    return wish(
        p.wishes_at[i], p.wishes_at[i + 1], p.wished, p.wish_rank, line[OCCUPATION], m.occupations, m.wish_ranks
    )


@inlined
def work_asked(p: Scored, who: Reader, line: Ints, m: Measures) -> Number:
    """The points for experience and wish (`scoring.practised` and `scoring.wished_for`), with what was found out for an
    earlier line."""
    i, asked = who.labourer, line[OCCUPATION]
    if asked < 0:
        months, by_choice = practised(p, i, line, m), wished(p, i, line, m)
    else:
        work = who.work[asked]
        if work[0] < 0:
            work[0], work[1] = practised(p, i, line, m), wished(p, i, line, m)
        months, by_choice = work[0], work[1]
    start, stop = p.industries_at[i], p.industries_at[i + 1]
    wants = max(by_choice, wish_branch(start, stop, p.industry, line[INDUSTRY], m.w))
    if p.wishes_at[i + 1] == p.wishes_at[i] and stop == start:
        wants = m.w[WISH_UNSTATED]
    return m.w[POINTS + 1] * months // ONE + m.w[POINTS + 3] * wants // ONE


@inlined
def place_asked(p: Scored, who: Reader, line: Ints, w: Ints) -> Number:
    """`scoring.placed`, with what was found out for an earlier line."""
    i, key = who.labourer, 2 * line[DIVISION] + line[ABROAD]
    place = who.places[key % PLACES]
    if place[0] != key:
        place[0], place[1] = key, lived_in(p.home[i], line, w)
        place[2] = place_wanted(
            p.wanted_at[i], p.wanted_at[i + 1], p.wanted, p.range[i], p.home[i], p.abroad[i], line, w
        )
    return location(max(place[1], lived_off(p.lat[i], p.lng[i], line, w)), place[2], p.range[i], w)


@kernel
def look_out(
    r: Ruled, p: Scored, q: Asked, ties: Array, m: Measures, who: Reader, at_day: Number,
    start: Number, stop: Number, heap: Array, counts: Ints,
) -> Number:  # fmt: skip
    """Put the best of the lines from `start` to `stop` into `heap` int64[top + 1, 4] (- score, waiting since, tie hash,
    row), unordered, and add to `counts` int64[MASKS] how many each set of rules refuses; the number of entries."""
    top, size, bar, w, i = len(heap) - 1, 0, 0, m.w, who.labourer
    for j in range(start, stop):
        line = q.rows[j]
        mask = refusals(r, i, line, q.licences, w, at_day)
        counts[mask] += 1
        if mask or not top:
            continue
        score = w[POINTS] * skill_asked(p, who, line, q.needs, m) // ONE + work_asked(p, who, line, m)
        if score + w[POINTS + 2] + w[POINTS + 4] + w[POINTS + 5] < bar:
            continue
        score += w[POINTS + 4] * paid(p, i, line, w) // ONE + w[POINTS + 5] * free(p, i, line, w) // ONE
        if score + w[POINTS + 2] < bar:
            continue
        heap[size, 0] = -(score + w[POINTS + 2] * place_asked(p, who, line, w) // ONE)
        heap[size, 1], heap[size, 2], heap[size, 3] = who.waiting_since, tie_hash(who.tie, ties[j]), j
        size = keep(heap, size, top)
        bar = -heap[0, 0] if size == top else 0
    return size
