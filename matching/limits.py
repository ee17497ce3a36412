"""Limits that lines share, met by prices: Lagrange multipliers found by bisection, then a plan mended to fit.

Shared places and the budget put a charge on lines, floors a gift on people (M. L. Fisher, "The Lagrangian relaxation
method for solving integer programming problems", Management Science 27, 1981): whatever these prices, the assignment
at the charged values, plus price × limit of each, is a bound that no plan within the limits exceeds.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from matching.assignment import Assignment, assign
from matching.columns import Ints
from matching.greedy import Room
from matching.shortlists import Shortlists
from matching.terms import Floor, Terms

ROUNDS = 16
PER = 1_000
"""The price of money is a charge for so many fen."""


@dataclass(frozen=True, eq=False)
class Limited:
    """A plan within the limits (`held`, `value`), the assignment of the lowest bound with its charges int64[m] on
    lines and gifts int64[n] to people, and the prices of shares, budget (for `PER` fen) and floors, in that order."""

    held: Ints
    value: int
    bound: int
    priced: Assignment
    charge: Ints
    gift: Ints
    prices: Ints


@dataclass(frozen=True, eq=False)
class Limits:
    """The limits of a plan as one vector: shares, the budget when there is one, floors."""

    room: Room
    terms: Terms
    limit: Ints

    @classmethod
    def of(cls, room: Room, terms: Terms) -> Self:
        """The limits of `terms`; those who agreed have taken theirs from `room` already."""
        agreed = [int(room.barred[floor.members].sum()) for floor in terms.floors]
        floors = [max(0, floor.least - had) for floor, had in zip(terms.floors, agreed, strict=True)]
        places = room.left[: len(terms.shares) + (terms.budget is not None)].tolist()
        return cls(room, terms, np.array([*places, *floors], np.int64))

    def floors(self) -> list[tuple[Floor, int]]:
        """Each floor with how many it still asks for."""
        asked = self.limit[len(self.limit) - len(self.terms.floors) :].tolist()
        return list(zip(self.terms.floors, asked, strict=True))

    def charges(self, prices: Ints) -> tuple[Ints, Ints]:
        """Charge of every line and gift to every labourer at these prices."""
        charge, gift = np.zeros(len(self.room.free), np.int64), np.zeros(len(self.room.barred), np.int64)
        for share, price in zip(self.terms.shares, prices, strict=False):
            charge[share.lines] += price
        if self.terms.budget is not None:
            charge += prices[len(self.terms.shares)] * self.room.cost // PER
        for floor, price in zip(reversed(self.terms.floors), prices[::-1], strict=False):
            gift[floor.members] += price
        return charge, gift

    def worth(self, prices: Ints) -> int:
        """Price × limit, summed: what the limits add to the bound."""
        money, floors = len(self.terms.shares), len(self.limit) - len(self.terms.floors)
        per = np.where((np.arange(len(prices)) == money) & (money < floors), PER, 1)
        sign = np.where(np.arange(len(prices)) < floors, 1, -1)
        return int((sign * (prices * self.limit // per)).sum())

    def used(self, lists: Shortlists, line_of: Ints, held: Ints) -> Ints:
        """How much of each limit a plan uses."""
        edges = held[held >= 0]
        count = np.bincount(line_of[edges], minlength=len(self.room.free))
        places = [int(count[share.lines].sum()) for share in self.terms.shares]
        money = [] if self.terms.budget is None else [int((count * self.room.cost).sum())]
        return np.array([*places, *money, *(int((held[f.members] >= 0).sum()) for f in self.terms.floors)], np.int64)

    def broken(self, used: Ints) -> Ints:
        """Which limits are broken (bool)."""
        is_floor = np.arange(len(used)) >= len(used) - len(self.terms.floors)
        return np.where(is_floor, used < self.limit, used > self.limit)

    def highest(self, value: Ints) -> Ints:
        """Prices beyond which nothing changes."""
        top = int(value.max(initial=0)) + 1
        dear = self.room.cost[self.room.cost > 0]
        money = [] if self.terms.budget is None else [top * PER // int(dear.min(initial=top)) + 1]
        return np.array([top] * len(self.terms.shares) + money + [2 * top] * len(self.terms.floors), np.int64)


def assign_within(lists: Shortlists, value: Ints, room: Room, terms: Terms, turns: Ints) -> Limited:
    """Assign within all limits of `terms`: prices by bisection, each plan on the way mended, the best one kept."""
    limits = Limits.of(room, terms)
    line_of, people = np.repeat(np.arange(len(room.free)), np.diff(lists.offsets)), len(room.barred)
    prices, low, top = (
        np.zeros(len(limits.limit), np.int64),
        np.zeros(len(limits.limit), np.int64),
        limits.highest(value),
    )
    high, best, free = top.copy(), None, None
    for _ in range(ROUNDS):
        charge, gift = limits.charges(prices)
        charged = np.where(value < 0, -1, value - charge[line_of] + gift[lists.labourer])
        found = assign(lists, charged, room.free, people, turns)
        broken = limits.broken(limits.used(lists, line_of, found.held))
        held = mended(lists, value, charged, limits, found.held) if broken.any() or prices.any() else found.held
        bound = found.bound + limits.worth(prices)
        now = Limited(held, int(value[held[held >= 0]].sum()), bound, found, charge, gift, prices)
        best, free = (now, now) if best is None else (_better(best, now, limits, lists, line_of), free)
        if not broken.any() and not prices.any():
            break
        low, high = np.where(broken, prices, low), np.where(broken | (prices == 0), high, prices)
        high = np.where(high <= low + 1, np.where(broken, top, high), high)
        prices = np.where(~broken & (prices == 0), 0, (low + high) // 2)
    assert best is not None and free is not None
    return replace(free, held=best.held, value=best.value) if _missed(best, limits, lists, line_of) else best


def _missed(plan: Limited, limits: Limits, lists: Shortlists, line_of: Ints) -> int:
    """How many limits are broken: after mending only floors that cannot be met, and these prove no bound."""
    return int(limits.broken(limits.used(lists, line_of, plan.held)).sum())


def _better(a: Limited, b: Limited, limits: Limits, lists: Shortlists, line_of: Ints) -> Limited:
    """The better plan of both with the lower bound of both; a plan that meets more floors is better."""
    missed = [_missed(each, limits, lists, line_of) for each in (a, b)]
    plan = a if (missed[0], -a.value) <= (missed[1], -b.value) else b
    dual = a if a.bound <= b.bound else b
    return replace(dual, held=plan.held, value=plan.value)


def mended(lists: Shortlists, value: Ints, charged: Ints, limits: Limits, held: Ints) -> Ints:
    """A plan within the limits near `held`: its pairs taken again in the order of charged value, those of people whom
    a floor asks for first, then whatever else fits."""
    kept = np.sort(held[held >= 0])
    kept = kept[np.argsort(-charged[kept], kind="stable")]
    others = np.argsort(-charged, kind="stable")
    room, plan = limits.room.copy(), np.full(len(held), -1)
    for floor, least in limits.floors():
        for order in (kept, others):
            member = np.isin(lists.labourer[order], floor.members)
            had = int((plan[floor.members] >= 0).sum())
            room.take(lists, value, order[member], plan, max(0, least - had))
    for order in (kept, others):
        room.take(lists, value, order, plan)
    return plan
