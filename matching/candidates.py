"""Whom a plan considers: short lists first, then longer ones for the lines whose prices say that they need them.

A list is long enough when nobody beyond its end could pay the price of a seat of the line: everybody there scores no
more than the last one listed. While the gap to the bound over all pairs is wide, or seats are empty, the lists that are
too short become four times as long.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.columns import Ints
from matching.lines import Lines
from matching.pairs import Nearness
from matching.parts import Part
from matching.plan import PLAIN, Plan, bound_beyond, plan
from matching.shortlists import Shortlists, shortlists
from matching.terms import Terms
from matching.weights import Weights

EVERYONE = 4_000_000
"""So many pairs of people and lines are all listed."""
LEAST, A_SEAT = 50, 6
"""The first list of a line: so many people a seat, and at least so many."""
LONGER, ROUNDS = 4, 5
"""How many times as long a list becomes that is too short, and how often at most."""
PAIRS = 8_000_000
"""No longer lists beyond so many pairs: they take about 100 bytes each."""
ENOUGH = 1 / 1_000
"""While all seats are filled, no longer lists once the gap to the bound over all pairs is so small."""


@dataclass(frozen=True, eq=False)
class Planned:
    """A plan with the lists it was made from, how often some became longer, and `bound` over every pair that passes the
    rules, listed or not; `people` were looked at."""

    lists: Shortlists
    plan: Plan
    rounds: int
    bound: int
    people: int

    @property
    def gap(self) -> float:
        """How far below the bound over all pairs the plan is, as a fraction of the bound."""
        return (self.bound - self.plan.value) / self.bound if self.bound > 0 else 0.0


@dataclass(frozen=True, eq=False)
class Market:
    """Everything that decides whom a line may have; `at_day` counts from 1970-01-01."""

    parts: tuple[Part, ...]
    lines: Lines
    nearness: Nearness
    weights: Weights
    at_day: int
    threads: int | None = None

    def rows(self) -> int:
        """Rows of the pools, through all parts."""
        return sum(len(part.pool) for part in self.parts)

    def people(self) -> int:
        """How many of them are in the parts."""
        return sum(len(part) for part in self.parts)

    def lists(self, rows: Ints, tops: Ints) -> Shortlists:
        """Short lists of some lines."""
        lines = self.lines.take(rows)
        return shortlists(self.parts, lines, self.nearness, self.weights, self.at_day, tops, self.threads)


def plan_market(
    market: Market, seats: Ints, terms: Terms = PLAIN, *, heard: Callable[[int], None] = lambda rounds: None
) -> Planned:
    """Plan `seats` (int64[m]) of all lines over everyone in the parts; `heard` is told of every round of longer lists.

    Rows of labourers count through the pools of the parts, as in `Shortlists`.
    """
    people, lines = market.people(), len(market.lines)
    tops = np.full(lines, people) if people * lines <= EVERYONE else np.maximum(A_SEAT * seats, LEAST)
    lists = market.lists(np.arange(lines), tops)
    found = _planned(market, lists, tops, seats, terms, 0)
    while found.rounds < ROUNDS and (short := lines_in_need(found, tops, seats, terms)).size:
        heard(found.rounds + 1)
        tops[short] = np.minimum(LONGER * tops[short], people)
        lists = replaced(lists, short, market.lists(short, tops[short]))
        found = _planned(market, lists, tops, seats, terms, found.rounds + 1)
    return found


def _planned(market: Market, lists: Shortlists, tops: Ints, seats: Ints, terms: Terms, rounds: int) -> Planned:
    made = plan(lists, seats, market.rows(), terms, ties=market.lines.tie)
    most = most_beyond(lists, tops, market.people(), terms)
    return Planned(lists, made, rounds, bound_beyond(lists, seats, made, terms, most), market.people())


def lines_in_need(found: Planned, tops: Ints, seats: Ints, terms: Terms) -> Ints:
    """Lines that people who are not listed could be of use to: those with an empty seat, and while the gap is wide all
    whose price is below the end of their list; the ones that could gain most first, as far as `PAIRS` go."""
    made, people = found.plan, found.people
    empty = np.bincount(made.line_of[made.line_of >= 0], minlength=len(seats)) < seats
    beyond = most_beyond(found.lists, tops, people, terms) - made.seat_price - made.charge
    gain = np.where(empty | (found.gap > ENOUGH), np.maximum(beyond, 0) * seats, 0)
    order = np.argsort(-gain, kind="stable")[: np.count_nonzero(gain)]
    longer = np.minimum(LONGER * tops[order], people) - tops[order]
    return order[len(found.lists.labourer) + np.cumsum(longer) <= PAIRS]


def most_beyond(lists: Shortlists, tops: Ints, people: int, terms: Terms) -> Ints:
    """What anybody who is not listed brings each line at most (int64[m])."""
    most = last_scores(lists, tops, people)
    return np.where(most > 0, most + most_bonus(terms), 0)


def most_bonus(terms: Terms) -> int:
    """What the stated bonuses add to a score at most."""
    priority = 0 if terms.priority is None else int(terms.priority.max(initial=0))
    return terms.fill + priority + (0 if terms.former is None else terms.stay)


def last_scores(lists: Shortlists, tops: Ints, people: int) -> Ints:
    """What anybody who is not listed scores at most (int64[m]): the last score of a list, 0 for one that holds all of
    the `people` who may be listed."""
    counts = np.diff(lists.offsets)
    ends = np.zeros(len(tops), np.int64)
    filled = (counts >= tops) & (counts > 0) & (counts < people)
    ends[filled] = lists.scores[lists.offsets[1:][filled] - 1]
    return ends


def replaced(lists: Shortlists, rows: Ints, by: Shortlists) -> Shortlists:
    """`lists` with those of some lines exchanged; list k of `by` is that of line `rows[k]`."""
    starts, counts = lists.offsets[:-1].copy(), np.diff(lists.offsets)
    starts[rows], counts[rows] = len(lists.labourer) + by.offsets[:-1], np.diff(by.offsets)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    at = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], counts)
    both = (np.concatenate(pair)[at] for pair in ((lists.labourer, by.labourer), (lists.scores, by.scores)))
    return Shortlists(offsets, *both)
