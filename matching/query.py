"""What a line asks of an index: the posting lists that bear on its score, and upper bounds of what each can give.

A bound is in millionths of a point and never below the points; rounding is always up.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from matching.best_lists import best_lists
from matching.columns import Array, Ints
from matching.compiled import Number, frozen, kernel
from matching.criteria import height, lacking, lived_in, paid_for, place_fit, unnamed_place
from matching.families import BARRED, CERTIFICATE, DAY_ZERO, DAYS, MOST_YEARS, WANTED, WORKED, YEARS_BITS
from matching.fields import (
    ABROAD,
    DIVISION,
    EDUCATION_MIN,
    EMPLOYER,
    EXPERIENCE_FULL,
    EXPERIENCE_NEAR,
    HALF_DISTANCE,
    LAT,
    LIVED_STEPS,
    LIVED_WHEN_AWAY,
    LNG,
    PLACE_ABROAD,
    POINTS,
    SEX,
    WISH_UNSTATED,
)
from matching.gains import HEIGHT, RANK
from matching.geography import COSINES, COUNTY, METRES_PER_MILLION
from matching.index import (
    FLOOR_CLASSES,
    FLOOR_STEP,
    MOST_COUNTIES,
    MOST_EDUCATION,
    NOT_ABROAD_AT,
    SEX_AT,
    PoolIndex,
)
from matching.judging import licence_asked
from matching.records import Asked, Measures, weights_row
from matching.weights import CRITERIA, ONE, Weights

FIXED = 20
"""Bits after the point of the points that a month of experience gives."""


class Query(NamedTuple):
    """What one line asks of one index.

    `skills` and `wishes` int64[l, 5]: posting lists of which a labourer's best counts: start, stop, group (rising; the
    best of each is added), kind of value, row of `gains` int32[g, columns]; `columns` uint8[3, 8192] is the column of
    each posting's value. `months` int64[w, 3]: lists of experience: start, stop, points a month; `places` int64[d, 3]:
    lists of wanted places: start, stop, points. `barred` and `held` int64[1 or 0, 2]: who bars the employer, and who
    holds the licence asked for that fewest hold, with the first day of work as `valid` of a value; `more_licences` says
    that it is not the only one.
    `limits` uint16[10] is what `scan.judge_flags` compares with: flags that refuse anywhere, the dense home county
    (MOST_COUNTIES for none), the flag of the sex asked for and a flag that stands for it where none is, education,
    birth no later than twice and no earlier than, free no later than, and what refuses all who hold no licence.
    `pay` int32[1024] by floor class and wants. `counties` and `boxes` are those of the index, `faint` is the most that
    wanted places without a list can give.
    """

    skills: Array
    wishes: Array
    months: Array
    places: Array
    barred: Array
    held: Array
    gains: Array
    columns: Array
    pay: Array
    counties: Array
    boxes: Array
    limits: Array
    valid: int
    more_licences: bool
    given: int
    faint: int
    unstated: int
    most_experience: int
    most_rest: int


Days = tuple[int, int, int | None, int | None, int]
"""The first day of work; the latest birth days that make one old enough for the law, old enough for a line and too old
for it (None: it has no such limit); and the day by which one must be free."""


def serves(weights: Weights, days: Days) -> bool:
    """Whether an index has room for what these weights and days ask; else everyone must be looked at."""
    years = all(0 < each <= MOST_YEARS for each in weights.years_as_level)
    return years and all(day is None or DAY_ZERO <= day < DAY_ZERO + DAYS - 1 for day in days)


def query_of(index: PoolIndex, asked: Asked, line: Ints, m: Measures, weights: Weights, days: Days) -> Query:
    """The query of a line cut out by `prepared.Prepared`."""
    w = m.w
    points = dict(zip(CRITERIA, w[POINTS : POINTS + len(CRITERIA)].tolist(), strict=True))
    skills, wishes, gains, given = best_lists(index, asked, line, m, points["skill"], points["wish"])
    places, faint = _place_lists(index, line, w, points["location"])
    unstated, pay = int(w[WISH_UNSTATED]) * points["wish"] // ONE, np.empty(4 * FLOOR_CLASSES, np.int32)
    bound_by_wage(line, w, pay)
    return Query(
        skills=frozen(skills),
        wishes=frozen(wishes),
        months=frozen(_month_lists(index, line, m, points["experience"])),
        places=frozen(places),
        barred=frozen(index.list_of(BARRED, int(line[EMPLOYER]))),
        held=frozen(_holders(index, asked, line)),
        gains=frozen(gains),
        columns=_columns(weights),
        pay=frozen(pay),
        counties=frozen(index.counties),
        boxes=frozen(index.boxes),
        faint=faint,
        limits=limits_of(index, asked, line, days),
        valid=days[0] - DAY_ZERO,
        more_licences=len(asked.licences) > 1,
        given=given,
        unstated=unstated,
        most_experience=points["experience"],
        most_rest=given + unstated + int(pay.max()) + points["location"] + points["season"],
    )


def _nearness(column: Array, ids: Ints) -> Ints:
    """Nearness of dictionary ids to what a column of a table is about; -1 is near nothing."""
    if not len(column):
        return np.zeros(len(ids), np.int64)
    return np.where(ids >= 0, column[np.maximum(ids, 0)], 0).astype(np.int64)


def _month_lists(index: PoolIndex, line: Ints, m: Measures, most: int) -> Ints:
    near = _nearness(m.occupations[:, 0], index.families[WORKED][1])
    counts = (near > 0) & (near >= m.w[EXPERIENCE_NEAR])
    full = int(m.w[EXPERIENCE_FULL]) * ONE
    rates = [-(-(each * most << FIXED) // full) for each in near[counts].tolist()]
    return np.column_stack([index.lists(WORKED, counts), np.array(rates, np.int64)])


def _place_lists(index: PoolIndex, line: Ints, w: Ints, most: int) -> tuple[Ints, int]:
    """Lists of wanted places that fit well, and the most that the others can give."""
    ids = index.families[WANTED][1]
    points = np.empty(len(ids), np.int64)
    bound_by_place(frozen(ids), line, w, most, points)
    good = points > most // 3
    faint = int(points[~good].max(initial=0))
    return np.column_stack([index.lists(WANTED, good), points[good]]), faint


def _holders(index: PoolIndex, asked: Asked, line: Ints) -> Ints:
    """The list of the licence asked for that fewest hold."""
    if not licence_asked(line):
        return np.empty((0, 2), np.int64)
    lists = [index.list_of(CERTIFICATE, each) for each in asked.licences.tolist()]
    return min(lists, key=lambda each: int((each[:, 1] - each[:, 0]).sum()))


def limits_of(index: PoolIndex, asked: Asked, line: Ints, days: Days) -> Array:
    """`Query.limits`."""
    _, of_age, old_enough, too_old, free_by = days
    home = int(line[DIVISION]) // COUNTY
    at_home = np.flatnonzero(index.counties == home) if home % 100 and not int(line[ABROAD]) else np.empty(0, np.int64)
    sex = 1 << SEX_AT + max(0, int(line[SEX]) - 1)
    limits = (
        0b111 | (1 << NOT_ABROAD_AT if int(line[ABROAD]) else 0),
        min([*at_home.tolist(), MOST_COUNTIES]),
        sex,
        0 if int(line[SEX]) else sex,
        min(max(0, int(line[EDUCATION_MIN])), MOST_EDUCATION + 1),
        of_age - DAY_ZERO,
        DAYS - 1 if old_enough is None else old_enough - DAY_ZERO,
        0 if too_old is None else too_old - DAY_ZERO + 1,
        free_by - DAY_ZERO,
        1 << 11 if licence_asked(line) else 0,
    )
    row: Array = frozen(np.array(limits, np.uint16))
    return row


@lru_cache(maxsize=16)
def _columns(weights: Weights) -> Array:
    columns = np.zeros((3, 2 ** (YEARS_BITS + 3)), np.uint8)
    column_of_values(weights_row(weights), len(weights.wish_ranks), columns)
    kept: Array = frozen(columns)
    return kept


@kernel
def column_of_values(w: Ints, ranks: Number, columns: Array) -> None:
    """Fill uint8[3, 8192]: the height of each level and years of practice, and the place of each rank of choice."""
    for value in range(columns.shape[1]):
        columns[HEIGHT, value] = height(min(5, value >> YEARS_BITS), value & MOST_YEARS, w)
        columns[RANK, value] = min(max(value, 1), ranks) - 1


@kernel
def bound_by_wage(line: Ints, w: Ints, pay: Array) -> None:
    """The most points for the wage by class of floor and what is wanted with it."""
    for c in range(len(pay) // 4):
        fraction = paid_for(max(1, (c - 1) * FLOOR_STEP) if c else 0, line, w)
        for k in range(4):
            pay[4 * c + k] = max(0, fraction - lacking(k & 1 != 0, k & 2 != 0, line, w)) * w[POINTS + 4] // ONE


@kernel
def bound_by_place(places: Array, line: Ints, w: Ints, most: Number, points: Array) -> None:
    """The points of one who wants a place, for each of `places`."""
    for k in range(len(places)):
        points[k] = place_fit(places[k], line[DIVISION], w) * most // ONE


@kernel
def metres_off(box: Array, line: Ints) -> Number:
    """At most the metres between the line and anyone in a box, by the formula of `places.metres_apart` at its least."""
    north = max(0, max(box[0] - line[LAT], line[LAT] - box[1]))
    across = 0
    if line[LNG] < box[2] or line[LNG] > box[3]:
        east, west = abs(line[LNG] - box[2]), abs(line[LNG] - box[3])
        across = min(min(east, 360 * ONE - east), min(west, 360 * ONE - west))
    middle = (max(abs(box[0] + line[LAT]), abs(box[1] + line[LAT])) + ONE) // (2 * ONE)
    x = across * COSINES[middle] // ONE * METRES_PER_MILLION // ONE
    y = north * METRES_PER_MILLION // ONE
    return int(np.sqrt(float(x * x + y * y)))


@kernel
def bound_by_home(home: Number, box: Array, faint: Number, line: Ints, w: Ints, near: Array) -> None:
    """The most points for location of those at home in a county (its code with zeros behind, and its box), into `near`
    int32[5] by kind of place: open to anywhere, near home only and away where none is named, named, named and away.
    Wanted places that fit well are counted apart, the others give `faint` at most."""
    most, lives = w[POINTS + 2], 0
    if not line[ABROAD]:
        if home // COUNTY == line[DIVISION] // COUNTY:
            for n in range(LIVED_STEPS, LIVED_STEPS + 4):
                lives = max(lives, w[n])
        else:
            lives = lived_in(home, line, w)
        if box[0] <= box[1] and (line[LAT] != 0 or line[LNG] != 0):
            lives = max(lives, ONE * w[HALF_DISTANCE] // (w[HALF_DISTANCE] + metres_off(box, line)))
    far = lives * w[LIVED_WHEN_AWAY] // ONE
    for kind in range(5):
        given = unnamed_place(kind, home, line, w) if kind < 3 else 0
        if line[ABROAD]:
            given = w[PLACE_ABROAD]
        near[kind] = max(far if kind in (2, 4) else lives, given) * most // ONE
        if kind > 2:
            near[kind] = max(near[kind], faint)
