"""What a plan is asked to heed besides scores: openly stated bonuses, limits that lines share, people who agreed."""

from dataclasses import dataclass

import numpy as np

from matching.columns import Ints
from matching.shortlists import Shortlists
from matching.weights import POINT


@dataclass(frozen=True, eq=False)
class Share:
    """Lines (rows, int64) that share `places`: the classes a training base holds at one time."""

    lines: Ints
    places: int


@dataclass(frozen=True, eq=False)
class Floor:
    """At least `least` of the people in `members` (rows of labourers, int64) get a seat."""

    name: str
    members: Ints
    least: int


@dataclass(frozen=True, eq=False)
class Terms:
    """Bonuses are millionths of a point, added to the score of a pair in the plan alone; rows are -1 for none.

    Raises ValueError for bonuses, costs, limits or companions that make no sense.
    """

    fill: int = 0
    """For every seat that is filled: how much score one gives up to fill one seat more."""
    stay: int = POINT // 2
    """For keeping somebody on the line of the former plan, so that a new one moves nobody for next to nothing."""
    together: int = 2 * POINT
    """For every two companions on the same line."""
    priority: Ints | None = None
    """Bonus of every labourer (int64[n]): that of their priority group."""
    former: Ints | None = None
    """The line each labourer had in the former plan (int64[n])."""
    fixed: Ints | None = None
    """The line each labourer has agreed to (int64[n]): they keep its seat."""
    shares: tuple[Share, ...] = ()
    cost: Ints | None = None
    """What a person on each line costs in subsidies (int64[m], fen)."""
    budget: int | None = None
    """The most that all of them may cost (fen)."""
    floors: tuple[Floor, ...] = ()
    companions: tuple[tuple[int, ...], ...] = ()
    """Groups of labourers who wish to go together; nobody is in two."""

    def __post_init__(self) -> None:
        if min(self.fill, self.stay, self.together) < 0 or (self.priority is not None and (self.priority < 0).any()):
            raise ValueError("bonuses must not be negative")
        if (self.cost is None) != (self.budget is None):
            raise ValueError("a budget needs the costs, and costs need a budget")
        if self.cost is not None and ((self.cost < 0).any() or (self.budget or 0) < 0):
            raise ValueError("costs and budget must not be negative")
        if any(each.places < 0 for each in self.shares) or any(each.least < 0 for each in self.floors):
            raise ValueError("places and floors must not be negative")
        travelling = [row for group in self.companions for row in group]
        if len(travelling) != len(set(travelling)):
            raise ValueError("nobody is in two groups of companions, or twice in one")

    @property
    def limited(self) -> bool:
        """Whether anything besides seats limits the plan, so that its gap is printed and not promised."""
        return bool(self.shares or self.floors or self.companions) or self.budget is not None


def values_of(lists: Shortlists, terms: Terms) -> Ints:
    """What every edge is worth in the plan (int64[e]): its score and the stated bonuses."""
    value = lists.scores + terms.fill
    if terms.priority is not None:
        value = value + terms.priority[lists.labourer]
    if terms.former is not None:
        line = np.repeat(np.arange(len(lists.offsets) - 1), np.diff(lists.offsets))
        value = value + terms.stay * (terms.former[lists.labourer] == line)
    return np.asarray(value)


def pairs_wished(terms: Terms) -> int:
    """How many twos of companions there are."""
    return sum(len(group) * (len(group) - 1) // 2 for group in terms.companions)
