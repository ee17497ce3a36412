"""The hard rules, compiled: each a function from what it reads of a pair to true (may be proposed) or false.

`rules.RULES` says their order and reasons, `matching/reference.py` says them once more in plain Python.
"""

from matching.columns import Array, Ints
from matching.compiled import Number, inlined, kernel
from matching.dates import old_enough
from matching.fields import (
    ABROAD,
    AGE_FLOOR,
    AGE_MAX,
    AGE_MIN,
    CLASS_GIVES_CERTIFICATE,
    DIVISION,
    EDUCATION_MIN,
    EMPLOYER,
    KIND,
    LATE_DAYS,
    LICENCES_FROM,
    LICENCES_TO,
    SEX,
    START,
)
from matching.lines import Kind
from matching.places import same_county
from matching.pool import Range, State
from matching.records import Asked, Ruled

DECEASED, MOVED_AWAY, PLACED = int(State.DECEASED), int(State.MOVED_AWAY), int(State.PLACED)
NEAR_HOME, TRAINING = int(Range.NEAR_HOME), int(Kind.TRAINING)


@kernel
def alive_and_here(state: Number) -> Number:
    """Neither deceased nor moved away."""
    return state not in (DECEASED, MOVED_AWAY)


@kernel
def within_age_limit(birth: Number, day: Number, age_min: Number, age_max: Number) -> Number:
    """Within the line's own lawful limits, where it has any, on the first day of work."""
    young = age_min > 0 and not old_enough(birth, day, age_min)
    return not young and (age_max == 0 or not old_enough(birth, day, age_max + 1))


@kernel
def lawful_sex_limit(sex: Number, limit: Number) -> Number:
    """Of the sex the line may lawfully ask for, where it does."""
    return limit == 0 or sex == limit


@kernel
def near_home_only(reach: Number, home: Number, division: Number, abroad: Number) -> Number:
    """Within the home county, for those who want to work near home only."""
    return reach != NEAR_HOME or (same_county(home, division) and not abroad)


@kernel
def employer_not_barred(start: Number, stop: Number, barred: Array, employer: Number) -> Number:
    """Neither side has ruled the other out."""
    for row in range(start, stop):  # noqa: SIM110 (a kernel has no generators)
        if barred[row] == employer:
            return False
    return True


@kernel
def holds(start: Number, stop: Number, certificate: Array, expires: Array, asked: Number, day: Number) -> Number:
    """Whether a certificate is held and valid on a day."""
    for row in range(start, stop):  # noqa: SIM110
        if certificate[row] == asked and expires[row] >= day:
            return True
    return False


@kernel
def licence_asked(line: Ints) -> Number:
    """Whether a line asks for a licence that its class does not give."""
    given = line[KIND] == TRAINING and line[CLASS_GIVES_CERTIFICATE]
    return line[LICENCES_TO] > line[LICENCES_FROM] and not given


@kernel
def licence_held(
    start: Number, stop: Number, certificate: Array, expires: Array, line: Ints, licences: Array, day: Number
) -> Number:
    """Every licence the work needs is held and valid on the first day of work, or the class gives it."""
    if licence_asked(line):
        for row in range(line[LICENCES_FROM], line[LICENCES_TO]):
            if not holds(start, stop, certificate, expires, licences[row], day):
                return False
    return True


@inlined
def refusals(p: Ruled, i: Number, line: Ints, licences: Array, w: Ints, at_day: Number) -> Number:
    """Which rules refuse a pair: bit r is that of `rules.RULES[r]`. The first day of work is the start of the line, or
    `at_day` when that is later."""
    day, birth, state = max(line[START], at_day), p.birth[i], p.state[i]
    refused = 0 if alive_and_here(state) else 1
    refused |= 0 if state != PLACED else 1 << 1
    refused |= 0 if p.consented[i] else 1 << 2
    refused |= 0 if old_enough(birth, day, w[AGE_FLOOR]) else 1 << 3
    refused |= 0 if within_age_limit(birth, day, line[AGE_MIN], line[AGE_MAX]) else 1 << 4
    refused |= 0 if lawful_sex_limit(p.sex[i], line[SEX]) else 1 << 5
    refused |= 0 if p.education[i] >= line[EDUCATION_MIN] else 1 << 6
    refused |= 0 if p.abroad[i] or not line[ABROAD] else 1 << 7
    refused |= 0 if p.available_from[i] <= day + w[LATE_DAYS] else 1 << 8
    refused |= 0 if near_home_only(p.range[i], p.home[i], line[DIVISION], line[ABROAD]) else 1 << 9
    refused |= 0 if employer_not_barred(p.barred_at[i], p.barred_at[i + 1], p.barred, line[EMPLOYER]) else 1 << 10
    first, last = p.certificates_at[i], p.certificates_at[i + 1]
    refused |= 0 if licence_held(first, last, p.certificate, p.expires, line, licences, day) else 1 << 11
    return refused


@kernel
def judge_pairs(p: Ruled, q: Asked, w: Ints, i: Ints, j: Ints, at_day: Number, start: Number, masks: Array) -> None:
    """`refusals` of the pairs from `start` on into `masks` (uint16)."""
    for k in range(len(masks)):
        masks[k] = refusals(p, i[start + k], q.rows[j[start + k]], q.licences, w, at_day)
