"""Of an index, the posting lists of which a labourer's best counts for a line: skills asked for (or, where none is,
occupations known), and wishes."""

from typing import NamedTuple

import numpy as np

from matching.columns import Array, Ints
from matching.compiled import frozen
from matching.families import BRANCH, SKILL, WISHED, WORKED
from matching.fields import INDUSTRY, KIND, OCCUPATION, TAUGHT, WISH_AS_SKILL, WISH_INDUSTRY
from matching.gains import HEIGHT, PLAIN, RANK, add_lists, drop_faint
from matching.index import PoolIndex
from matching.records import Asked, Measures
from matching.weights import ONE

MOST_NEEDS = 32
"""Of a line that asks for more skills, everyone's are taken for full: the lists would cost more than they save."""


class BestLists(NamedTuple):
    """`skills` and `wishes` int64[l, 5] with `gains` int32[g, columns], as `gains` says; and the points of the skill
    criterion that everyone is `given`."""

    skills: Ints
    wishes: Ints
    gains: Array
    given: int


class _Collected:
    """Lists as they are found."""

    def __init__(self, index: PoolIndex, room: int, width: int) -> None:
        self.index, self.given, self.end = index, 0, 0
        self.lists, self.gains = np.empty((room, 5), np.int64), np.empty((room, width), np.int32)

    def add(self, family: int, table: Array, asked: int, scales: Ints, group: int, kind: int) -> None:
        """Those of a family near column `asked` of a table, which give `scales` at most."""
        first, ids = self.index.families[family]
        edges, group_of = frozen(self.index.offsets[first : first + len(ids) + 1]), (group, kind)
        where = (self.lists, self.gains, self.end)
        self.end = int(add_lists(frozen(ids), edges, table, asked, frozen(scales), group_of, *where))

    def drop_faint(self, first: int) -> None:
        """Give everyone what the faint ones from `first` on could bring."""
        self.end, given = drop_faint(self.lists, self.gains, first, self.end)
        self.given += given


def best_lists(index: PoolIndex, asked: Asked, line: Ints, m: Measures, skill: int, wish: int) -> BestLists:
    """The lists of a line, where skill and wish carry so many points (in millionths)."""
    few, training = len(asked.needs) <= MOST_NEEDS, bool(line[KIND])
    found = _Collected(index, _room(index, len(asked.needs) if few else 0), len(m.level_factors))
    taught = int(m.w[TAUGHT]) if training else 0
    learnt, found.given = skill * (ONE - taught) // ONE + 1, skill * taught // ONE + 1 if training else 0
    if not few:
        found.given = skill
    elif len(asked.needs):
        _add_needs(found, asked.needs, m, learnt)
    else:
        _add_known(found, int(line[OCCUPATION]), m, learnt)
    first = found.end
    _add_wishes(found, line, m, wish)
    return BestLists(found.lists[:first], found.lists[first : found.end], found.gains[: found.end], found.given)


def _room(index: PoolIndex, needs: int) -> int:
    """As many lists as there can be."""
    skills, known, wished = (len(index.families[family][1]) for family in (SKILL, WORKED, WISHED))
    return needs * skills + known + 2 * wished + 1


def _add_needs(found: _Collected, needs: Ints, m: Measures, most: int) -> None:
    total = int(needs[:, 2].sum()) * ONE
    for group, (skill, level, importance) in enumerate(needs.tolist()):
        first = found.end
        scales = -(-m.level_factors[:, level] * most * importance // total)
        found.add(SKILL, m.skills, skill, scales, group, HEIGHT)
        found.drop_faint(first)


def _add_known(found: _Collected, occupation: int, m: Measures, most: int) -> None:
    for family, counts in ((WORKED, ONE), (WISHED, int(m.w[WISH_AS_SKILL]))):
        scales = np.full(len(m.level_factors), -(-counts * most // ONE))
        found.add(family, m.occupations, occupation, scales, 0, PLAIN)
    found.drop_faint(0)


def _add_wishes(found: _Collected, line: Ints, m: Measures, most: int) -> None:
    found.add(WISHED, m.occupations, int(line[OCCUPATION]), -(-m.wish_ranks * most // ONE), 0, RANK)
    if int(line[INDUSTRY]) >= 0:
        for start, stop in found.index.list_of(BRANCH, int(line[INDUSTRY])).tolist():
            found.lists[found.end] = start, stop, 0, PLAIN, found.end
            found.gains[found.end] = int(m.w[WISH_INDUSTRY]) * most // ONE
            found.end += 1
