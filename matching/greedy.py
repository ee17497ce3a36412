"""Taking pairs one after the other: what a plan is compared with, and how one is mended when limits are shared."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from matching.columns import Bools, Ints
from matching.compiled import kernel
from matching.shortlists import Shortlists
from matching.terms import Terms


@kernel
def take_in_turn(
    order: Ints, most: int, labourer: Ints, line_of: Ints, value: Ints, held: Ints, barred: Bools, free: Ints,
    shares_at: Ints, shares: Ints, left: Ints, cost: Ints,
) -> int:  # fmt: skip
    """Take the edges of `order` as long as labourer, seat, shared places and budget are to be had, at most `most`.

    `left` int64[shares + 1] are the places left and, last, the budget; `held` and `free` are changed. Returns how many
    were taken.
    """
    count = 0
    for edge in order:
        if count == most:
            break
        person, j = labourer[edge], line_of[edge]
        fits = held[person] < 0 and not barred[person] and free[j] > 0 and value[edge] >= 0 and cost[j] <= left[-1]
        for at in range(shares_at[j], shares_at[j + 1]):
            fits = fits and left[shares[at]] > 0
        if fits:
            held[person] = edge
            free[j] -= 1
            left[-1] -= cost[j]
            for at in range(shares_at[j], shares_at[j + 1]):
                left[shares[at]] -= 1
            count += 1
    return count


@dataclass(frozen=True, eq=False)
class Room:
    """What is left to be taken: seats of every line, places of every share, the budget (last of `left`), people."""

    free: Ints
    left: Ints
    cost: Ints
    shares_at: Ints
    shares: Ints
    barred: Bools

    @classmethod
    def of(cls, seats: Ints, labourers: int, terms: Terms) -> Self:
        """All there is without those who agreed. Raises ValueError when more agreed than a line has seats."""
        lines = len(seats)
        fixed = np.full(labourers, -1) if terms.fixed is None else terms.fixed
        agreed = np.bincount(fixed[fixed >= 0], minlength=lines)
        if (agreed > seats).any():
            raise ValueError("more people have agreed than a line has seats")
        cost = np.zeros(lines, np.int64) if terms.cost is None else terms.cost
        budget = np.iinfo(np.int64).max if terms.budget is None else terms.budget - int((agreed * cost).sum())
        places = [each.places - int(agreed[each.lines].sum()) for each in terms.shares]
        owner = np.repeat(np.arange(len(terms.shares)), [len(each.lines) for each in terms.shares])
        member = np.concatenate([each.lines for each in terms.shares] or [np.empty(0, np.int64)])
        shares_at = np.concatenate([[0], np.cumsum(np.bincount(member, minlength=lines))]).astype(np.int64)
        shares = owner[np.argsort(member, kind="stable")].astype(np.int64)
        left = np.array([*(max(0, each) for each in places), max(0, budget)], np.int64)
        return cls(seats - agreed, left, cost.astype(np.int64), shares_at, shares, fixed >= 0)

    def copy(self) -> "Room":
        """The same room, to be taken from apart."""
        return Room(self.free.copy(), self.left.copy(), self.cost, self.shares_at, self.shares, self.barred)

    def take(self, lists: Shortlists, value: Ints, order: Ints, held: Ints, most: int | None = None) -> int:
        """Take edges in order into `held` (int64[n]); how many."""
        line_of = np.repeat(np.arange(len(self.free)), np.diff(lists.offsets))
        limit = len(order) if most is None else most
        return take_in_turn(
            order, limit, lists.labourer, line_of, value, held, self.barred, self.free, self.shares_at, self.shares,
            self.left, self.cost,
        )  # fmt: skip


def greedy_value(lists: Shortlists, value: Ints, room: Room) -> int:
    """What taking the best pair of all, then the best of the rest, and so on comes to."""
    return _taken(lists, value, room, np.argsort(-value, kind="stable"))


def row_by_row_value(lists: Shortlists, value: Ints, room: Room) -> int:
    """What comes of it when every line in turn takes its best people who are left."""
    line = np.repeat(np.arange(len(room.free)), np.diff(lists.offsets))
    return _taken(lists, value, room, np.lexsort((-value, line)))


def _taken(lists: Shortlists, value: Ints, room: Room, order: Ints) -> int:
    held = np.full(len(room.barred), -1)
    room.copy().take(lists, value, order, held)
    return int(value[held[held >= 0]].sum())
