"""Rows as the driver gives them, turned into columns a column at a time: a tenth of the time that objects take."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matching.columns import Array, Bools, Ints, Ragged

Kind = TypeVar("Kind", bound=Ragged)
Column = InstrumentedAttribute[Any]
Owned = Callable[[InstrumentedAttribute[int]], ColumnElement[bool]]
"""Says of a column with ids of subjects which of them are meant."""
Read = Callable[[Sequence[Any]], Array]


class RawRows:
    """The rows of a query by the id of their subject, and what child tables hold of them."""

    def __init__(self, session: Session, owned: Owned, key: Column, query: Any, columns: Sequence[Column]) -> None:
        self.session, self.owned = session, owned
        self._columns = dict(zip(columns, raw_columns(session, query.order_by(key), len(columns)), strict=True))
        self.ids: Ints = self.column(key, np.int64)

    def values(self, column: Column) -> Sequence[Any]:
        return self._columns[column]

    def column(self, column: Column, dtype: Any) -> NDArray[Any]:
        return np.array(self._columns[column], dtype)

    def parts(
        self,
        kind: type[Kind],
        owner: Column,
        *columns: Column,
        read: Mapping[str, Read] | None = None,
        first: Column | None = None,
    ) -> Kind:
        """The values of a child table aligned with `ids`, by owner and then by `first` (else the first column)."""
        query = select(owner, *columns).where(self.owned(owner))
        order = (owner, columns[0] if first is None else first)
        owners, *values = raw_columns(self.session, query.order_by(*order), 1 + len(columns))
        place, kept = self._places(np.array(owners, np.int64))
        counts = np.bincount(place, minlength=len(self.ids))
        laid = {
            name: (read or {}).get(name, np.asarray)(column).astype(dtype)[kept]
            for (name, dtype), column in zip(kind.value_types().items(), values, strict=True)
        }
        return kind(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), **laid)

    def _places(self, owners: Ints) -> tuple[Ints, Bools]:
        """The row of each owner that has one, and which have."""
        if not len(self.ids):
            return np.empty(0, np.int64), np.zeros(len(owners), np.bool_)
        place = np.minimum(np.searchsorted(self.ids, owners), len(self.ids) - 1)
        kept = self.ids[place] == owners
        return place[kept], kept


def raw_columns(session: Session, query: Any, count: int) -> list[Sequence[Any]]:
    """The columns of a query as the driver gives them: on SQLite dates are texts and flags are numbers."""
    if session.autoflush:
        session.flush()
    result: Any = session.connection().execute(query)
    rows = result.cursor.fetchall()
    return list(zip(*rows, strict=True)) if rows else [()] * count


def days_of(values: Sequence[date | str | None], unknown: int = 0) -> NDArray[np.int32]:
    """Days since 1970-01-01 (int32[n])."""
    given = np.array(values, "datetime64[D]")
    return np.where(np.isnat(given), unknown, given.astype(np.int64)).astype(np.int32)
