"""The soft criteria, compiled: each a function from one pair to a fraction in millionths (0 to 1_000_000).

Whole numbers only, so that a pair gets the same bits from whichever side and in whatever company it is scored.
`matching/reference.py` says the same in plain Python; `docs/matching.md` gives the reasons. No criterion reads sex,
age, category or origin. Every division rounds down, and no product passes 2**63. `start` and `stop` bound the values
that one labourer has in a ragged column.
"""

from matching.columns import Array, Ints
from matching.compiled import Number, kernel
from matching.fields import (
    ABROAD,
    BOARD,
    BOARD_MISSING,
    BOARD_VALUE,
    DIVISION,
    EXPERIENCE_FULL,
    EXPERIENCE_NEAR,
    HALF_DISTANCE,
    LAT,
    LIVED_STEPS,
    LIVED_WHEN_AWAY,
    LNG,
    LODGING,
    LODGING_MISSING,
    LODGING_VALUE,
    MONTH_COST,
    PLACE_ABROAD,
    PLACE_ANYWHERE,
    PLACE_AWAY,
    TAUGHT,
    WAGE_AT_FLOOR,
    WAGE_FULL_RATIO,
    WAGE_MAX,
    WAGE_MIN,
    WAGE_NO_FLOOR,
    WAGE_RANGE_SHARE,
    WAGE_UNKNOWN,
    WAGE_ZERO_RATIO,
    WANTED_STEPS,
    WISH_INDUSTRY,
    YEARS_AS_LEVEL,
    YEARS_END,
)
from matching.lines import Kind
from matching.places import closeness, contains, metres_apart, same_county
from matching.pool import Range
from matching.records import LEVELS
from matching.weights import ONE

TRAINING = int(Kind.TRAINING)
ANYWHERE, AWAY = int(Range.ANYWHERE), int(Range.AWAY)


@kernel
def near(table: Array, had: Number, asked: Number) -> Number:
    """Nearness of two ids; one that is not in the dictionary (-1) is near nothing."""
    return int(table[had, asked]) if had >= 0 and asked >= 0 else 0


@kernel
def height(level: Number, years_x10: Number, w: Ints) -> Number:
    """Where a skill had stands: 6 × height on paper (0 no level, 1 level 5 ... 5 level 1) + height by years."""
    practised = 0
    for n in range(YEARS_AS_LEVEL, YEARS_END):
        practised += years_x10 >= w[n]
    return (LEVELS - level if level > 0 else 0) * LEVELS + practised


@kernel
def best_skill(
    start: Number, stop: Number, skill: Array, level: Array, years_x10: Array,
    asked: Number, asked_level: Number, table: Array, level_factors: Array, w: Ints,
) -> Number:  # fmt: skip
    """The best of nearness × level factor over the skills had, for one skill asked for."""
    best = 0
    for had in range(start, stop):
        nearness = near(table, skill[had], asked)
        if nearness > best:
            factor = level_factors[height(level[had], years_x10[had], w), asked_level]
            best = max(best, nearness * factor // ONE)
    return best


@kernel
def best_occupation(start: Number, stop: Number, occupations: Array, asked: Number, table: Array) -> Number:
    """Nearness of the nearest of several occupations."""
    best = 0
    for row in range(start, stop):
        best = max(best, near(table, occupations[row], asked))
    return best


@kernel
def with_teaching(fraction: Number, kind: Number, w: Ints) -> Number:
    """A training line gives a share of the skill criterion to everyone, because the class teaches it."""
    return w[TAUGHT] + (ONE - w[TAUGHT]) * fraction // ONE if kind == TRAINING else fraction


@kernel
def experience(
    start: Number, stop: Number, worked: Array, months: Array, asked: Number, table: Array, w: Ints
) -> Number:
    """Months in the occupation and in near ones, each by its nearness, up to the months that count in full."""
    counted = 0
    for row in range(start, stop):
        nearness = near(table, worked[row], asked)
        if nearness >= w[EXPERIENCE_NEAR]:
            counted += nearness * months[row]
    return min(counted, w[EXPERIENCE_FULL] * ONE) // w[EXPERIENCE_FULL]


@kernel
def lived(home: Number, lat: Number, lng: Number, line: Ints, w: Ints) -> Number:
    """The better of the smallest division shared with home and the distance from home."""
    return max(lived_in(home, line, w), lived_off(lat, lng, line, w))


@kernel
def lived_in(home: Number, line: Ints, w: Ints) -> Number:
    """By the smallest division shared with home."""
    return 0 if line[ABROAD] else closeness(home, line[DIVISION], w, LIVED_STEPS)


@kernel
def lived_off(lat: Number, lng: Number, line: Ints, w: Ints) -> Number:
    """By the distance from home; 0, 0 lies in the sea."""
    if line[ABROAD] or (lat == 0 and lng == 0) or (line[LAT] == 0 and line[LNG] == 0):
        return 0
    return ONE * w[HALF_DISTANCE] // (w[HALF_DISTANCE] + metres_apart(lat, lng, line[LAT], line[LNG]))


@kernel
def place_fit(place: Number, division: Number, w: Ints) -> Number:
    """Full inside a wanted place, else by the smallest division shared."""
    return ONE if contains(place, division) else closeness(place, division, w, WANTED_STEPS)


@kernel
def unnamed_place(reach: Number, home: Number, line: Ints, w: Ints) -> Number:
    """What any place counts for one who names none."""
    if reach == ANYWHERE:
        return w[PLACE_ANYWHERE]
    return w[PLACE_AWAY] if reach == AWAY and not same_county(home, line[DIVISION]) else 0


@kernel
def place_wanted(
    start: Number, stop: Number, wanted: Array, reach: Number, home: Number, agreed: Number, line: Ints, w: Ints
) -> Number:
    """Agreement with the wanted place that fits best; with none named, by how far one wants to go."""
    named = 0
    for row in range(start, stop):
        named = max(named, place_fit(wanted[row], line[DIVISION], w))
    if line[ABROAD]:
        return max(named, w[PLACE_ABROAD] if agreed else 0)
    return named if stop > start else unnamed_place(reach, home, line, w)


@kernel
def location(near_home: Number, wanted: Number, reach: Number, w: Ints) -> Number:
    """The better of where one lives and where one wants to go, by how far one wants to go."""
    return max(near_home * w[LIVED_WHEN_AWAY] // ONE if reach == AWAY else near_home, wanted)


@kernel
def wish(
    start: Number, stop: Number, wished: Array, ranks: Array, asked: Number, table: Array, wish_ranks: Array
) -> Number:
    """The wished occupation nearest to the line's, by rank of choice."""
    best = 0
    for row in range(start, stop):
        nearness = near(table, wished[row], asked)
        if nearness > best:
            best = max(best, nearness * wish_ranks[min(int(ranks[row]), len(wish_ranks)) - 1] // ONE)
    return best


@kernel
def wish_branch(start: Number, stop: Number, industry: Array, asked: Number, w: Ints) -> Number:
    """What a wished industry counts when the line is of it."""
    for row in range(start, stop):
        if asked >= 0 and industry[row] == asked:
            return w[WISH_INDUSTRY]
    return 0


@kernel
def offer(line: Ints, w: Ints) -> Number:
    """Fen per month one can count on: a share up the range of the wage, and the value of board and lodging given."""
    money = line[WAGE_MAX]
    if line[WAGE_MIN] > 0:
        money = line[WAGE_MIN] + max(0, line[WAGE_MAX] - line[WAGE_MIN]) * w[WAGE_RANGE_SHARE] // ONE
    return money + line[BOARD] * line[BOARD_VALUE] + line[LODGING] * line[LODGING_VALUE]


@kernel
def wage_by_ratio(ratio: Number, w: Ints) -> Number:
    """Two straight lines: from nothing at the zero ratio to the floor's value at 1, and on to full."""
    if ratio < ONE:
        return max(0, ratio - w[WAGE_ZERO_RATIO]) * w[WAGE_AT_FLOOR] // (ONE - w[WAGE_ZERO_RATIO])
    above = min(ratio, w[WAGE_FULL_RATIO]) - ONE
    return w[WAGE_AT_FLOOR] + (ONE - w[WAGE_AT_FLOOR]) * above // (w[WAGE_FULL_RATIO] - ONE)


@kernel
def paid_for(floor: Number, line: Ints, w: Ints) -> Number:
    """The monthly offer with board and lodging against the floor, yielding below it by degrees."""
    if line[WAGE_MIN] == 0 and line[WAGE_MAX] == 0:
        return w[WAGE_UNKNOWN]
    return wage_by_ratio(offer(line, w) * ONE // floor, w) if floor else w[WAGE_NO_FLOOR]


@kernel
def lacking(wants_board: Number, wants_lodging: Number, line: Ints, w: Ints) -> Number:
    """What it costs that wanted board or lodging is not given."""
    board = w[BOARD_MISSING] if wants_board and not line[BOARD] else 0
    return board + (w[LODGING_MISSING] if wants_lodging and not line[LODGING] else 0)


@kernel
def wage(floor: Number, wants_board: Number, wants_lodging: Number, line: Ints, w: Ints) -> Number:
    """The offer against the floor, less when wanted board or lodging is not given."""
    return max(0, paid_for(floor, line, w) - lacking(wants_board, wants_lodging, line, w))


@kernel
def season(busy: Number, months: Number, w: Ints) -> Number:
    """Each month worked in which the person is needed at home costs a share; both are masks of months."""
    clash = busy & months
    clash -= clash >> 1 & 0x555
    clash = (clash & 0x333) + (clash >> 2 & 0x333)
    return max(0, ONE - ((clash & 0xF) + (clash >> 4 & 0xF) + (clash >> 8)) * w[MONTH_COST])
