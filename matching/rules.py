"""The hard rules: each a named function from pairs to true (may be proposed) or false, with the code of its reason.

`RULES` lists them cheap ones first. `judge` applies all and counts what each one turns away, so that a page can say
which requirement empties a list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Ints, segment_max, segment_sum
from matching.lines import Kind, Lines
from matching.pairs import Pairs
from matching.places import same
from matching.pool import Range, State
from matching.weights import Weights


@dataclass(frozen=True, eq=False)
class Terms:
    """What rules need of each line (int64[m] each), worked out once: the first day of work, and the latest birth days
    that make one old enough for the law, old enough for the line, and too old for the line."""

    day: Ints
    of_age: Ints
    old_enough: Ints
    too_old: Ints
    late_days: int

    @classmethod
    def of(cls, lines: Lines, weights: Weights, at_day: int) -> Self:
        """The first day of work is the start of the line, or `at_day` (days since 1970-01-01) when that is later."""
        day = np.maximum(lines.start.astype(np.int64), at_day)
        return cls(
            day,
            latest_birth(day, np.full(len(lines), weights.age_floor)),
            latest_birth(day, lines.age_min.astype(np.int64)),
            latest_birth(day, lines.age_max.astype(np.int64) + 1),
            weights.late_days,
        )


def latest_birth(day: Ints, years: Ints) -> Ints:
    """The last birth day with which one is `years` old on `day`: the same date that many years before, or 28 February
    where that year has no 29th."""
    date = day.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    of_month = (date - month).astype(np.int64)
    then = (month.astype(np.int64) - 12 * years).astype("datetime64[M]")
    first, after = then.astype("datetime64[D]").astype(np.int64), (then + 1).astype("datetime64[D]").astype(np.int64)
    return np.asarray(first + np.minimum(of_month, after - first - 1))


def alive_and_here(pairs: Pairs, terms: Terms) -> Bools:
    """Neither deceased nor moved away."""
    state = pairs.pool.state[pairs.i]
    return np.asarray((state != State.DECEASED) & (state != State.MOVED_AWAY))


def not_placed(pairs: Pairs, terms: Terms) -> Bools:
    """Not in a job already."""
    return np.asarray(pairs.pool.state[pairs.i] != State.PLACED)


def of_working_age(pairs: Pairs, terms: Terms) -> Bools:
    """Old enough for the law on the first day of work."""
    return np.asarray(pairs.pool.birth[pairs.i] <= terms.of_age[pairs.j])


def within_age_limit(pairs: Pairs, terms: Terms) -> Bools:
    """Within the line's own lawful limits, where it has any, on the first day of work."""
    birth, lines, j = pairs.pool.birth[pairs.i], pairs.lines, pairs.j
    young = (lines.age_min[j] > 0) & (birth > terms.old_enough[j])
    old = (lines.age_max[j] > 0) & (birth <= terms.too_old[j])
    return np.asarray(~young & ~old)


def lawful_sex_limit(pairs: Pairs, terms: Terms) -> Bools:
    """Of the sex the line may lawfully ask for, where it does."""
    limit = pairs.lines.sex[pairs.j]
    return np.asarray((limit == 0) | (pairs.pool.sex[pairs.i] == limit))


def education_enough(pairs: Pairs, terms: Terms) -> Bools:
    """At least the education asked for; an unknown one is not enough."""
    return np.asarray(pairs.pool.education[pairs.i] >= pairs.lines.education_min[pairs.j])


def consent_given(pairs: Pairs, terms: Terms) -> Bools:
    """Agreed that employers may see the file."""
    return pairs.pool.consented[pairs.i]


def abroad_agreed(pairs: Pairs, terms: Terms) -> Bools:
    """Agreed to go abroad, where the work is abroad."""
    return np.asarray(pairs.pool.abroad[pairs.i] | ~pairs.lines.abroad[pairs.j])


def free_to_start(pairs: Pairs, terms: Terms) -> Bools:
    """Free at the first day of work or within the days a start may slip."""
    return np.asarray(pairs.pool.available_from[pairs.i] <= terms.day[pairs.j] + terms.late_days)


def near_home_only(pairs: Pairs, terms: Terms) -> Bools:
    """Within the home county, for those who want to work near home only."""
    pool, lines, i, j = pairs.pool, pairs.lines, pairs.i, pairs.j
    at_home = same(pool.home[i], lines.division[j], 1) & ~lines.abroad[j]
    return np.asarray((pool.range[i] != Range.NEAR_HOME) | at_home)


def employer_not_barred(pairs: Pairs, terms: Terms) -> Bools:
    """Neither side has ruled the other out."""
    laid = pairs.pool.barred.expand(pairs.i)
    hit = pairs.pool.barred.employer[laid.position] == pairs.lines.employer[pairs.j][laid.owner]
    return np.asarray(segment_max(hit.astype(np.int64), laid.counts) == 0)


def licence_held(pairs: Pairs, terms: Terms) -> Bools:
    """Every licence the work needs is held and valid on the first day of work, or the class gives it."""
    gives = (pairs.lines.kind == Kind.TRAINING) & pairs.lines.class_gives_certificate
    held, asked = licences_held(pairs, terms)
    return np.asarray(gives[pairs.j] | (segment_sum(1 - held, asked) == 0))


def licences_held(pairs: Pairs, terms: Terms) -> tuple[Ints, Ints]:
    """For every licence asked for of every pair 1 when it is held and valid, else 0; and how many each pair has."""
    licences, papers = pairs.lines.certificates, pairs.pool.certificates
    asked = licences.expand(pairs.j)
    had = papers.expand(pairs.i[asked.owner])
    need = licences.certificate[asked.position][had.owner]
    day = terms.day[pairs.j][asked.owner][had.owner]
    valid = (papers.certificate[had.position] == need) & (papers.expires[had.position] >= day)
    return segment_max(valid.astype(np.int64), had.counts), asked.counts


@dataclass(frozen=True)
class Rule:
    """A hard rule: its test, and the code of the reason given when it turns someone away."""

    test: Callable[[Pairs, Terms], Bools]
    reason: str

    @property
    def name(self) -> str:
        """The name of the rule is the name of its function."""
        return self.test.__name__


RULES = (
    Rule(alive_and_here, "labourer_gone"),
    Rule(not_placed, "already_placed"),
    Rule(consent_given, "no_consent_to_share"),
    Rule(of_working_age, "under_working_age"),
    Rule(within_age_limit, "outside_age_limit"),
    Rule(lawful_sex_limit, "outside_sex_limit"),
    Rule(education_enough, "education_too_low"),
    Rule(abroad_agreed, "abroad_not_agreed"),
    Rule(free_to_start, "not_free_in_time"),
    Rule(near_home_only, "outside_home_county"),
    Rule(employer_not_barred, "employer_barred"),
    Rule(licence_held, "licence_missing"),
)
RULE_NAMES = tuple(rule.name for rule in RULES)


@dataclass(frozen=True, eq=False)
class Rejections:
    """What each rule of `RULES` turned away (int64[rules] each).

    `rejected` counts the pairs it refuses, whatever the other rules say; `first` those it is the first to refuse, so
    that they sum to everyone refused; `only` those it alone refuses: the people that lifting it would bring back.
    """

    rejected: NDArray[np.int64]
    first: NDArray[np.int64]
    only: NDArray[np.int64]

    def __add__(self, other: "Rejections") -> "Rejections":
        return Rejections(self.rejected + other.rejected, self.first + other.first, self.only + other.only)

    @classmethod
    def none(cls) -> Self:
        """Nobody turned away."""
        zeros = np.zeros(len(RULES), np.int64)
        return cls(zeros, zeros, zeros)

    def by_rule(self) -> dict[str, dict[str, int]]:
        """The counts by name of the rule, as plain numbers."""
        rows = zip(RULE_NAMES, self.rejected.tolist(), self.first.tolist(), self.only.tolist(), strict=True)
        return {name: {"rejected": a, "first": b, "only": c} for name, a, b, c in rows}


def judge(pairs: Pairs, terms: Terms) -> tuple[Bools, Rejections]:
    """Which pairs pass every rule (bool[p]), and what each rule turned away."""
    failures, first = np.zeros(len(pairs), np.uint8), np.zeros(len(pairs), np.uint8)
    rejected = np.zeros(len(RULES), np.int64)
    for number, rule in enumerate(RULES):
        bad = ~rule.test(pairs, terms)
        rejected[number] = np.count_nonzero(bad)
        first[bad & (failures == 0)] = number
        failures += bad
    by_first = np.bincount(first[failures > 0], minlength=len(RULES))
    alone = np.bincount(first[failures == 1], minlength=len(RULES))
    return failures == 0, Rejections(rejected, by_first, alone)
