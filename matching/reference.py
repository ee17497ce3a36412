"""The slow readable twin: rules and criteria for one pair at a time, in plain Python integers and dates.

It reads as `docs/matching.md` does and shares no arithmetic with the arrays; property tests hold the two equal.
"""

import math
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from matching.columns import Ragged, Table
from matching.geography import COSINES, METRES_PER_MILLION
from matching.hashing import FIRST, GOLDEN, KEY, SECOND
from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from matching.weights import CRITERIA, ONE, Weights

Subject = Any
"""One row of a table as plain values: numbers, and lists of plain values for ragged columns."""
WORD = 2**64 - 1


def row_of(table: Table, row: int) -> Subject:
    """One labourer or line as plain values."""
    values = {f.name: getattr(table, f.name) for f in fields(table)}
    return SimpleNamespace(**{name: _plain(value, row) for name, value in values.items()})


def _plain(value: Any, row: int) -> Any:
    if not isinstance(value, Ragged):
        return value[row].item()
    start, stop = value.offsets[row].item(), value.offsets[row + 1].item()
    names = list(value.values())
    columns = [value.values()[name][start:stop].tolist() for name in names]
    return [SimpleNamespace(**dict(zip(names, values, strict=True))) for values in zip(*columns, strict=True)]


def day_of(number: int) -> date:
    """The date of a day number."""
    return date(1970, 1, 1) + timedelta(days=number)


def age_on(birth: int, day: int) -> int:
    """Whole years of age: someone born on 29 February grows older on 1 March in a common year."""
    born, then = day_of(birth), day_of(day)
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))


def split(code: int) -> list[str]:
    """Province, city, county and township of a code, as far as it names them."""
    digits = f"{code:012d}"
    parts = [digits[:2], digits[:4], digits[:6], digits[:9]]
    ends = [digits[:2], digits[2:4], digits[4:6], digits[6:9]]
    return [part if int(end) else "" for part, end in zip(parts, ends, strict=True)]


def shared(a: int, b: int, level: int) -> bool:
    """Whether two codes name the same province (0), city (1), county (2) or township (3)."""
    return split(a)[level] != "" and split(a)[level] == split(b)[level]


def refusals(person: Subject, line: Subject, weights: Weights, at_day: int) -> list[str]:
    """Names of the rules that refuse a pair, in the order of `rules.RULES`."""
    day = max(line.start, at_day)
    age = age_on(person.birth, day)
    held = {c.certificate for c in person.certificates if c.expires >= day}
    gives = line.kind == 1 and line.class_gives_certificate
    verdicts = {
        "alive_and_here": person.state not in (4, 5),
        "not_placed": person.state != 3,
        "consent_given": person.consented,
        "of_working_age": age >= weights.age_floor,
        "within_age_limit": age >= line.age_min and (line.age_max == 0 or age <= line.age_max),
        "lawful_sex_limit": line.sex in (0, person.sex),
        "education_enough": person.education >= line.education_min,
        "abroad_agreed": person.abroad or not line.abroad,
        "free_to_start": person.available_from <= day + weights.late_days,
        "near_home_only": person.range != 1 or (shared(person.home, line.division, 2) and not line.abroad),
        "employer_not_barred": line.employer not in {b.employer for b in person.barred},
        "licence_held": gives or {c.certificate for c in line.certificates} <= held,
    }
    return [name for name, passed in verdicts.items() if not passed]


def near(table: Any, had: int, asked: int) -> int:
    """Nearness of two ids; an unknown one is near nothing."""
    return int(table[had, asked]) if had >= 0 and asked >= 0 else 0


def level_factor(skill: Subject, asked: int, weights: Weights) -> int:
    """What a skill counts for the level asked for (0 any)."""
    if asked == 0:
        return ONE
    shown = 6 - sum(int(skill.years_x10 >= years) for years in weights.years_as_level)
    by_years = weights.level_short[max(0, shown - asked)] * weights.unproven // ONE
    if skill.level == 0:
        return by_years
    return max(weights.level_short[int(max(0, skill.level - asked))], by_years)


def skill_fraction(person: Subject, line: Subject, nearness: Nearness, weights: Weights) -> int:
    """Weighted mean of the best skill for each one required."""
    if not line.skills:
        fraction = known_occupation(person, line, nearness, weights)
    else:
        total = sum(need.weight * best_skill(person, need, nearness, weights) for need in line.skills)
        fraction = total // sum(need.weight for need in line.skills)
    return weights.taught + (ONE - weights.taught) * fraction // ONE if line.kind == 1 else fraction


def best_skill(person: Subject, need: Subject, nearness: Nearness, weights: Weights) -> int:
    """The best of nearness × level factor."""
    values = (
        near(nearness.skills, have.skill, need.skill) * level_factor(have, need.level, weights) // ONE
        for have in person.skills
    )
    return max(values, default=0)


def known_occupation(person: Subject, line: Subject, nearness: Nearness, weights: Weights) -> int:
    """For lines that name no skill."""
    worked = [near(nearness.occupations, e.occupation, line.occupation) for e in person.experience]
    wished = [near(nearness.occupations, w.occupation, line.occupation) for w in person.wishes]
    return max(max(worked, default=0), max(wished, default=0) * weights.wish_as_skill // ONE)


def experience_fraction(person: Subject, line: Subject, nearness: Nearness, weights: Weights) -> int:
    """Months by nearness, up to the full ones."""
    months = 0
    for job in person.experience:
        nearby = near(nearness.occupations, job.occupation, line.occupation)
        months += nearby * job.months if nearby >= weights.experience_near else 0
    return min(months, weights.experience_full * ONE) // weights.experience_full


def location_fraction(person: Subject, line: Subject, nearness: Nearness, weights: Weights) -> int:
    """The better of lived and wanted."""
    lived = lived_fraction(person, line, weights)
    if person.range == 2:
        lived = lived * weights.lived_when_away // ONE
    return max(lived, wanted_fraction(person, line, weights))


def step(a: int, b: int, steps: tuple[int, ...]) -> int:
    """The step of the smallest shared division; `steps` go from township to province."""
    return next((steps[3 - level] for level in (3, 2, 1, 0) if shared(a, b, level)), 0)


def lived_fraction(person: Subject, line: Subject, weights: Weights) -> int:
    """The better of shared division and distance."""
    if line.abroad:
        return 0
    by_step = step(person.home, line.division, weights.lived_steps)
    if (person.lat, person.lng) == (0, 0) or (line.lat, line.lng) == (0, 0):
        return by_step
    metres = metres_apart(person, line)
    return max(by_step, ONE * weights.half_distance // (weights.half_distance + metres))


def metres_apart(a: Subject, b: Subject) -> int:
    """Whole metres between two rows with coordinates."""
    middle = (abs(a.lat + b.lat) + ONE) // (2 * ONE)
    across = min(abs(a.lng - b.lng), 360 * ONE - abs(a.lng - b.lng))
    x = across * int(COSINES[middle]) // ONE * METRES_PER_MILLION // ONE
    y = abs(a.lat - b.lat) * METRES_PER_MILLION // ONE
    return math.isqrt(x * x + y * y)


def wanted_fraction(person: Subject, line: Subject, weights: Weights) -> int:
    """Agreement with the wanted places, or what is taken for granted when none is named."""
    named = max((place_fit(w.division, line.division, weights) for w in person.wanted), default=0)
    if line.abroad:
        return max(named, weights.place_abroad if person.abroad else 0)
    return named if person.wanted else unnamed_fraction(person, line, weights)


def unnamed_fraction(person: Subject, line: Subject, weights: Weights) -> int:
    """What any place counts for one who names none."""
    if person.range == 0:
        return weights.place_anywhere
    return weights.place_away if person.range == 2 and not shared(person.home, line.division, 2) else 0


def place_fit(wanted: int, work: int, weights: Weights) -> int:
    """Full inside the wanted place, else the step they share."""
    if wanted and work and within(work, wanted):
        return ONE
    return step(wanted, work, weights.wanted_steps)


def within(work: int, wanted: int) -> bool:
    """Whether `work` begins with the digits that `wanted` names."""
    width = next((w for w in (2, 4, 6, 9) if wanted % 10 ** (12 - w) == 0), 12)
    return f"{work:012d}"[:width] == f"{wanted:012d}"[:width]


def wish_fraction(person: Subject, line: Subject, nearness: Nearness, weights: Weights) -> int:
    """The best wished occupation by rank, or a wished industry."""
    if not person.wishes and not person.industries:
        return weights.wish_unstated
    last = len(weights.wish_ranks)
    fits = [
        near(nearness.occupations, w.occupation, line.occupation) * weights.wish_ranks[min(w.rank, last) - 1] // ONE
        for w in person.wishes
    ]
    if line.industry >= 0 and line.industry in {b.industry for b in person.industries}:
        fits.append(weights.wish_industry)
    return max(fits, default=0)


def offer_of(line: Subject, weights: Weights) -> int:
    """Fen per month one can count on, with board and lodging."""
    money = line.wage_max
    if line.wage_min:
        money = line.wage_min + max(0, line.wage_max - line.wage_min) * weights.wage_range_share // ONE
    return int(money + line.board * line.board_value + line.lodging * line.lodging_value)


def wage_fraction(person: Subject, line: Subject, nearness: Nearness, weights: Weights) -> int:
    """The offer against the floor, less what is wanted and missing."""
    if not line.wage_min and not line.wage_max:
        fraction = weights.wage_unknown
    elif not person.wage_floor:
        fraction = weights.wage_no_floor
    else:
        fraction = wage_curve(offer_of(line, weights) * ONE // person.wage_floor, weights)
    if person.wants_board and not line.board:
        fraction -= weights.board_missing
    if person.wants_lodging and not line.lodging:
        fraction -= weights.lodging_missing
    return max(0, fraction)


def wage_curve(ratio: int, weights: Weights) -> int:
    """Two straight lines that meet at the floor."""
    if ratio <= weights.wage_zero_ratio:
        return 0
    if ratio < ONE:
        return (ratio - weights.wage_zero_ratio) * weights.wage_at_floor // (ONE - weights.wage_zero_ratio)
    above = min(ratio, weights.wage_full_ratio) - ONE
    return weights.wage_at_floor + (ONE - weights.wage_at_floor) * above // (weights.wage_full_ratio - ONE)


def season_fraction(person: Subject, line: Subject, nearness: Nearness, weights: Weights) -> int:
    """Each clashing month costs a share."""
    clashes = sum(1 for month in range(12) if person.busy_months >> month & 1 and line.months >> month & 1)
    return max(0, ONE - clashes * weights.month_cost)


TWINS = {
    "skill": skill_fraction,
    "experience": experience_fraction,
    "location": location_fraction,
    "wish": wish_fraction,
    "wage": wage_fraction,
    "season": season_fraction,
}


def points_of_pair(person: Subject, line: Subject, nearness: Nearness, weights: Weights) -> list[int]:
    """Points of one pair, in the order of `CRITERIA`."""
    return [TWINS[name](person, line, nearness, weights) * weights.points_of(name) // ONE for name in CRITERIA]


def hash_of_pair(labourer: int, line: int) -> int:
    """The tie hash of one pair, in Python's own integers."""
    return mixed(mixed(labourer ^ KEY) ^ line)


def mixed(word: int) -> int:
    """SplitMix64 of one word."""
    z = (word + GOLDEN) & WORD
    z = (z ^ (z >> 30)) * FIRST & WORD
    z = (z ^ (z >> 27)) * SECOND & WORD
    return z ^ (z >> 31)


def ranked(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, line: int, at_day: int
) -> Iterator[tuple[int, int]]:
    """(row, score) of everyone eligible for a line, best first."""
    pairs = [(row, row_of(pool, row), row_of(lines, line)) for row in range(len(pool))]
    return _in_order(pairs, nearness, weights, at_day)


def ranked_lines(
    pool: Pool, lines: Lines, nearness: Nearness, weights: Weights, labourer: int, at_day: int
) -> Iterator[tuple[int, int]]:
    """(row, score) of every line that a labourer is eligible for, best first."""
    pairs = [(row, row_of(pool, labourer), row_of(lines, row)) for row in range(len(lines))]
    return _in_order(pairs, nearness, weights, at_day)


def _in_order(
    pairs: list[tuple[int, Subject, Subject]], nearness: Nearness, weights: Weights, at_day: int
) -> Iterator[tuple[int, int]]:
    keyed = []
    for row, person, asked in pairs:
        if not refusals(person, asked, weights, at_day):
            score = sum(points_of_pair(person, asked, nearness, weights))
            keyed.append((-score, person.waiting_since, hash_of_pair(person.tie, asked.tie), row))
    yield from ((row, -negative) for negative, _, _, row in sorted(keyed))
