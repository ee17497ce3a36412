"""Companions kept together where they wish it: moves after the assignment, each for the good of the whole."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from matching.assignment import edges_by_labourer
from matching.columns import Ints
from matching.greedy import Room
from matching.shortlists import Shortlists
from matching.terms import Terms


def together(line_of: Ints, terms: Terms) -> int:
    """How many twos of companions are on the same line (`line_of` int64[n], -1 free)."""
    twos = (pair for group in terms.companions for pair in combinations(group, 2))
    return sum(1 for a, b in twos if line_of[a] == line_of[b] >= 0)


@dataclass
class Movers:
    """A plan that is being changed: the edge each labourer holds, and who sits on each line."""

    lists: Shortlists
    value: Ints
    room: Room
    terms: Terms
    held: Ints
    on: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    group: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.starts, self.edges, self.line_of = edges_by_labourer(self.lists, len(self.held))
        for person in np.flatnonzero(self.held >= 0).tolist():
            self.on[self.line(person)].add(person)
        self.group = {person: group for group in self.terms.companions for person in group}

    def line(self, person: int) -> int:
        """Where somebody sits, -1 nowhere."""
        edge = int(self.held[person])
        return int(self.line_of[edge]) if edge >= 0 else -1

    def is_with_companions(self, person: int) -> bool:
        """Whether one of their companions sits on the same line."""
        line = self.line(person)
        return any(self.line(each) == line >= 0 for each in self.group.get(person, ()) if each != person)

    def options(self, person: int) -> dict[int, int]:
        """The edge of a labourer to every line that lists them."""
        edges = self.edges[self.starts[person] : self.starts[person + 1]].tolist()
        return {int(self.line_of[edge]): edge for edge in edges if self.value[edge] >= 0}

    def move(self, person: int, edge: int) -> None:
        """Seat somebody elsewhere, or nowhere (-1)."""
        self.on[self.line(person)].discard(person)
        self.held[person] = edge
        if edge >= 0:
            self.on[int(self.line_of[edge])].add(person)

    def worth(self, people: set[int]) -> int:
        """What these people bring where they sit."""
        return sum(int(self.value[self.held[each]]) for each in people if self.held[each] >= 0)

    def fits(self, lines: set[int]) -> bool:
        """Whether seats, shared places and budget hold after moves on these lines."""
        room = self.room
        if any(len(self.on[j]) > room.free[j] for j in lines):
            return False
        used = np.zeros(len(room.left), np.int64)
        if len(room.shares) or self.terms.budget is not None:
            for j, people in self.on.items():
                used[room.shares[room.shares_at[j] : room.shares_at[j + 1]]] += len(people)
                used[-1] += len(people) * int(room.cost[j])
        floors = (int((self.held[f.members] >= 0).sum()) + int(room.barred[f.members].sum()) >= f.least
                  for f in self.terms.floors)  # fmt: skip
        return bool((used <= room.left).all()) and all(floors)


def keep_together(lists: Shortlists, value: Ints, room: Room, terms: Terms, held: Ints) -> Ints:
    """`held` with companions moved to one line wherever the bonus for it outweighs what the moves cost."""
    movers = Movers(lists, value, room, terms, held.copy())
    for group in terms.companions:
        free = [each for each in group if not room.barred[each]]
        if len(free) > 1 and len({movers.line(each) for each in free} | {-1}) != 2:
            _gather(movers, free)
    return movers.held


def _gather(movers: Movers, group: list[int]) -> None:
    """Try every line that lists all of the group, the best in sum first; the first that gains is kept."""
    options = [movers.options(person) for person in group]
    common = set.intersection(*(set(each) for each in options)) if options else set()
    for line in sorted(common, key=lambda j: (-sum(int(movers.value[each[j]]) for each in options), j)):
        if _moved_to(movers, line, {person: each[line] for person, each in zip(group, options, strict=True)}):
            return


def _moved_to(movers: Movers, line: int, edges: dict[int, int]) -> bool:
    """Seat the group on a line, those it pushes out where it came from; undone unless the whole gains by it."""
    coming = [person for person in edges if person not in movers.on[line]]
    staying = [p for p in movers.on[line] if p not in edges and not movers.is_with_companions(p)]
    staying.sort(key=lambda p: (int(movers.value[movers.held[p]]), int(movers.held[p])))
    over = max(0, len(movers.on[line]) + len(coming) - int(movers.room.free[line]))
    if over > len(staying):
        return False
    touched = {*edges, *staying[:over]}
    before, was = (
        movers.worth(touched) + _bonus(movers, edges),
        {person: int(movers.held[person]) for person in touched},
    )
    left = {int(movers.line_of[edge]) for edge in was.values() if edge >= 0}
    for person in staying[:over]:
        movers.move(person, -1)
    for person, edge in edges.items():
        movers.move(person, edge)
    for person in staying[:over]:
        _reseat(movers, person, left)
    if movers.worth(touched) + _bonus(movers, edges) > before and movers.fits({line, *left}):
        return True
    for person in touched:
        movers.move(person, -1)
    for person, edge in was.items():
        movers.move(person, edge)
    return False


def _reseat(movers: Movers, person: int, lines: set[int]) -> None:
    """Give somebody the best of these lines that has a seat."""
    options = movers.options(person)
    open_ = [options[j] for j in sorted(lines & set(options)) if len(movers.on[j]) < movers.room.free[j]]
    if open_:
        movers.move(person, max(open_, key=lambda edge: int(movers.value[edge])))


def _bonus(movers: Movers, group: dict[int, int]) -> int:
    seated = [line for line in map(movers.line, group) if line >= 0]
    twos = sum(1 for a, b in combinations(seated, 2) if a == b)
    return twos * movers.terms.together
