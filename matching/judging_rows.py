"""What the rules say of the rows of a block, compiled: of everyone, by the flags of the index, and by lists and columns
where flags cannot tell.
"""

import numpy as np

from matching.columns import Array, Ints
from matching.compiled import Number, kernel
from matching.fields import START
from matching.held import Holders
from matching.index import EDUCATION_AT, NEAR_HOME_AT
from matching.judging import licence_held, refusals
from matching.postings import Indexed, first_at
from matching.query import Query
from matching.records import Asked, Ruled
from matching.rules import MASKS

ALL_BUT_LICENCE = 2**16 - 1 - (1 << 11)
ABSENT = MASKS
"""Stands for the mask of one who is not in the part."""


@kernel
def by_flags(flag: Number, county: Number, born: Number, free: Number, limits: Array) -> Number:
    """What the cheap rules say of one labourer; see `query.Query.limits`."""
    anywhere, home, sex, any_sex, education = limits[0], limits[1], limits[2], limits[3], limits[4]
    of_age, old_enough, too_old, free_by, paper = limits[5], limits[6], limits[7], limits[8], limits[9]
    mask = flag & anywhere | paper | (flag & np.uint16(1 << NEAR_HOME_AT) if county != home else np.uint16(0))
    mask |= np.uint16(born > of_age) << 3
    mask |= np.uint16((born > old_enough) | (born < too_old)) << 4
    mask |= np.uint16(((flag | any_sex) & sex) == 0) << 5
    mask |= np.uint16((flag >> EDUCATION_AT) < education) << 6
    return mask | np.uint16(free > free_by) << 8


@kernel
def judge_flags(x: Indexed | Holders, low: Number, high: Number, limits: Array, masks: Array) -> None:
    """What the cheap rules say of rows `low` to `high`."""
    flags, county, birth, free = x.flags[low:high], x.county[low:high], x.birth[low:high], x.free[low:high]
    for k in range(high - low):
        masks[k] = by_flags(flags[k], county[k], birth[k], free[k], limits)


@kernel
def ask_lists(
    p: Ruled, x: Indexed, q: Query, line: Ints, licences: Array, at_day: Number, low: Number, high: Number, masks: Array
) -> None:
    """Put right the masks of those of rows `low` to `high` who bar the employer and who hold the licence."""
    for n in range(len(q.barred)):
        k = first_at(x.rows, q.barred[n, 0], q.barred[n, 1], low)
        while k < q.barred[n, 1] and x.rows[k] < high:
            masks[x.rows[k] - low] |= 1 << 10
            k += 1
    day = max(line[START], at_day)
    for n in range(len(q.held)):
        k = first_at(x.rows, q.held[n, 0], q.held[n, 1], low)
        while k < q.held[n, 1] and x.rows[k] < high:
            i = np.int64(x.rows[k])
            first, last = p.certificates_at[i], p.certificates_at[i + 1]
            if x.values[k] >= q.valid and (
                not q.more_licences or licence_held(first, last, p.certificate, p.expires, line, licences, day)
            ):
                masks[i - low] &= ALL_BUT_LICENCE
            k += 1


@kernel
def judge_odd(
    p: Ruled, x: Indexed, line: Ints, licences: Array, w: Ints, at_day: Number, low: Number, high: Number, masks: Array
) -> None:
    """What all rules say, by their columns, of the odd ones of rows `low` to `high`."""
    k = first_at(x.odd, 0, len(x.odd), low)
    while k < len(x.odd) and x.odd[k] < high:
        masks[x.odd[k] - low] = refusals(p, x.odd[k], line, licences, w, at_day)
        k += 1


@kernel
def count_masks(masks: Array, rows: Number, counts: Array, who: Array) -> Number:
    """Count the masks of a block, in four tables, so that a count seldom waits for the one before; and put the eligible
    into `who`: how many they are."""
    eligible = np.uint64(0)
    for k in range(0, rows - 3, 4):
        for n in range(4):
            mask = masks[k + n]
            counts[n, mask] += 1
            who[eligible] = k + n
            eligible += np.uint64(mask == 0)
    for k in range(rows - rows % 4, rows):
        counts[0, masks[k]] += 1
        who[eligible] = k
        eligible += np.uint64(masks[k] == 0)
    return np.int64(eligible)


@kernel
def mend_masks(
    p: Ruled, x: Indexed, q: Query, line: Ints, asked: Asked, w: Ints, at_day: Number, gone: Array,
    low: Number, high: Number, masks: Array,
) -> None:  # fmt: skip
    """Put right what the flags alone say of rows `low` to `high`; nobody of `gone` is there."""
    ask_lists(p, x, q, line, asked.licences, at_day, low, high, masks)
    judge_odd(p, x, line, asked.licences, w, at_day, low, high, masks)
    k = first_at(gone, 0, len(gone), low)
    while k < len(gone) and gone[k] < high:
        masks[gone[k] - low] = ABSENT
        k += 1


@kernel
def judge_everyone(
    p: Ruled, x: Indexed, q: Query, line: Ints, asked: Asked, w: Ints, at_day: Number, gone: Array,
    low: Number, high: Number, masks: Array, who: Array, counts: Array,
) -> Number:  # fmt: skip
    """Judge rows `low` to `high` without those of `gone`: their masks are counted in `counts`, the eligible ones put
    into `who`, counted from `low`; how many they are."""
    judge_flags(x, low, high, q.limits, masks)
    mend_masks(p, x, q, line, asked, w, at_day, gone, low, high, masks)
    return count_masks(masks, high - low, counts, who)
