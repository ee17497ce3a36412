"""Rows with the ids they have in the database, and a large table seen together with what changed of it since."""

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Self, TypeVar

import numpy as np

from matching.columns import Bools, Flag, Int8, Int32, Int64, Ints, Table

T = TypeVar("T", bound=Table)
K = TypeVar("K", bound="Keys")


@dataclass(frozen=True, eq=False)
class Keys(Table):
    """The id of each row in the database and the division it is looked for by: home of a person, county of an order."""

    id: Int64
    region: Int64


@dataclass(frozen=True, eq=False)
class Posts(Keys):
    """What decides to whom an order line is open: `state` counts through `line_rows.STATES` (-1 any other),
    `recruits_from` is a day (0 at once), `taken` of its seats, `owing` when the employer owes wages."""

    state: Int8
    recruits_from: Int32
    taken: Int32
    owing: Flag


@dataclass(frozen=True, eq=False)
class Held(Generic[T, K]):
    """A table with the keys of its rows, which are in any order; `sorter`, the rows by id, where it is known."""

    table: T
    keys: K
    sorter: Ints | None = None

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def by_id(self) -> Ints:
        """The rows in the order of their ids."""
        return np.argsort(self.keys.id, kind="stable") if self.sorter is None else self.sorter

    def rows_of(self, ids: Ints) -> Ints:
        """The row of each id, -1 where there is none."""
        if not len(self):
            return np.full(len(ids), -1, np.int64)
        place = np.searchsorted(self.keys.id, ids, sorter=self.by_id)
        rows = self.by_id[np.minimum(place, len(self) - 1)]
        return np.where(self.keys.id[rows] == ids, rows, -1)

    def take(self, rows: Ints) -> Self:
        return type(self)(self.table.take(rows), self.keys.take(rows))

    def kept(self, which: Bools) -> Self:
        """The rows for which bool[n] `which` holds."""
        return type(self)(self.table.kept(which), self.keys.kept(which))

    def joined(self, *others: Self) -> Self:
        """The rows of all, one after the other."""
        tables, keys = [self.table, *(each.table for each in others)], [self.keys, *(each.keys for each in others)]
        return type(self)(type(self.table).concat(tables), type(self.keys).concat(keys))

    def sorted(self) -> Self:
        """The same rows in the order of (region, id)."""
        return self.take(np.lexsort((self.keys.id, self.keys.region)))


@dataclass(frozen=True, eq=False)
class View(Generic[T, K]):
    """A large table `base`, in the order of (region, id), without the rows `gone` (int64, rising), and with `fresh`."""

    base: Held[T, K]
    fresh: Held[T, K]
    gone: Ints

    def updated(self, subjects: Ints, now: Held[T, K]) -> Self:
        """The view in which `subjects` are as they are `now`; those who are not in it are gone."""
        rows = self.base.rows_of(subjects)
        gone = np.union1d(self.gone, rows[rows >= 0])
        left = self.fresh.kept(~np.isin(self.fresh.keys.id, subjects))
        return type(self)(self.base, left.joined(now), gone)

    def range(self, low: int, high: int) -> tuple[int, int]:
        """The rows of `base` whose region lies in low..high - 1: from the first to before the second."""
        start, stop = np.searchsorted(self.base.keys.region, (low, high))
        return int(start), int(stop)

    def fresh_in(self, low: int, high: int) -> Ints:
        """The rows of `fresh` whose region lies in low..high - 1."""
        region = self.fresh.keys.region
        return np.flatnonzero((region >= low) & (region < high))

    def some(self, ids: Ints) -> Held[T, K]:
        """The rows of those ids that are there."""
        rows, fresh = self.base.rows_of(ids), self.fresh.rows_of(ids)
        left = np.setdiff1d(rows[rows >= 0], self.gone)
        return self.base.take(left).joined(self.fresh.take(fresh[fresh >= 0]))

    @cached_property
    def everything(self) -> Held[T, K]:
        """All rows as one table: those left of the base, then the fresh ones."""
        left = np.ones(len(self.base), np.bool_)
        left[self.gone] = False
        return self.base.kept(left).joined(self.fresh)
