"""Tables of numpy columns: flat ones with one value per row, and ragged ones with any number of values per row.

`Pool` and `Lines` are built on `Table`; their ragged parts (skills, wishes ...) on `Ragged`. Both check dtype and shape
when they are made, so that everything after may trust its arrays.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# The types of columns: what the type checker sees, and the exact dtype that is demanded of an array.
Flag = Annotated[Bools, np.dtype(np.bool_)]
Int8 = Annotated[NDArray[np.int8], np.dtype(np.int8)]
Int16 = Annotated[NDArray[np.int16], np.dtype(np.int16)]
Int32 = Annotated[NDArray[np.int32], np.dtype(np.int32)]
Int64 = Annotated[Ints, np.dtype(np.int64)]
UInt16 = Annotated[NDArray[np.uint16], np.dtype(np.uint16)]
UInt64 = Annotated[NDArray[np.uint64], np.dtype(np.uint64)]


def dtype_of(kind: Any) -> np.dtype[Any]:
    """The dtype that a column type such as `Int8` demands."""
    dtype: np.dtype[Any] = kind.__metadata__[0]
    return dtype


def check_column(owner: str, name: str, values: Any, dtype: np.dtype[Any]) -> None:
    """Raise ValueError unless `values` is a one-dimensional array of `dtype`."""
    if not isinstance(values, np.ndarray) or values.ndim != 1:
        raise ValueError(f"{owner}.{name} must be a one-dimensional array")
    if values.dtype != dtype:
        raise ValueError(f"{owner}.{name} must be {dtype}, not {values.dtype}")


def check_range(owner: str, name: str, values: Array, low: int, high: int) -> None:
    """Raise ValueError unless all values lie within low..high."""
    if values.size and (values.min() < low or values.max() > high):
        raise ValueError(f"{owner}.{name} must lie within {low}..{high}; it has {values.min()}..{values.max()}")


@dataclass(frozen=True, eq=False)
class Expansion:
    """Rows of a ragged column laid end to end: for every value its position and the index of the row asked for."""

    owner: Ints
    position: Ints
    counts: Ints


@dataclass(frozen=True, eq=False)
class Ragged:
    """Row r owns the values `offsets[r]:offsets[r + 1]` of every value column."""

    offsets: Int64

    def __post_init__(self) -> None:
        owner = type(self).__name__
        for f in fields(self):
            check_column(owner, f.name, getattr(self, f.name), dtype_of(f.type))
        if not len(self.offsets) or self.offsets[0] != 0 or (np.diff(self.offsets) < 0).any():
            raise ValueError(f"{owner}.offsets must start at 0 and never fall")
        for name, values in self.values().items():
            if len(values) != self.offsets[-1]:
                raise ValueError(f"{owner}.{name} has {len(values)} values; offsets promise {self.offsets[-1]}")
        self.check()

    def check(self) -> None:
        """Further conditions of a kind of ragged column; raises ValueError."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def values(self) -> dict[str, Array]:
        """The value columns by name, without the offsets."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "offsets"}

    def expand(self, rows: Ints) -> Expansion:
        """Lay the values of `rows` (int64[p], repeats allowed) end to end."""
        starts = self.offsets[rows]
        counts = self.offsets[rows + 1] - starts
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        owner = np.repeat(np.arange(len(rows)), counts)
        position = np.arange(total) + np.repeat(starts - ends + counts, counts)
        return Expansion(owner, position, counts)

    def take(self, rows: Ints) -> Self:
        """The same kind with only `rows`, in that order."""
        laid = self.expand(np.asarray(rows, np.int64))
        offsets = np.concatenate([[0], np.cumsum(laid.counts)]).astype(np.int64)
        return type(self)(offsets, **{name: values[laid.position] for name, values in self.values().items()})

    @classmethod
    def empty(cls, rows: int = 0) -> Self:
        """`rows` rows without a value."""
        value_fields = [f for f in fields(cls) if f.name != "offsets"]
        return cls(np.zeros(rows + 1, np.int64), **{f.name: np.empty(0, dtype_of(f.type)) for f in value_fields})

    @classmethod
    def concat(cls, parts: Sequence[Self]) -> Self:
        """The rows of all parts, one after the other."""
        if not parts:
            return cls.empty()
        counts = np.concatenate([np.diff(part.offsets) for part in parts])
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        names = parts[0].values()
        return cls(offsets, **{name: np.concatenate([part.values()[name] for part in parts]) for name in names})

    @classmethod
    def from_lists(cls, rows: Iterable[Sequence[Sequence[int]]]) -> Self:
        """From one list of tuples per row, each tuple in the order of the value columns: `[[(3, 5, 20)], []]`."""
        lists = list(rows)
        offsets = np.cumsum([0, *(len(row) for row in lists)]).astype(np.int64)
        flat = [value for row in lists for value in row]
        kinds = [f for f in fields(cls) if f.name != "offsets"]
        columns = {f.name: np.array([v[k] for v in flat], dtype_of(f.type)) for k, f in enumerate(kinds)}
        return cls(offsets, **columns)


@dataclass(frozen=True, eq=False)
class Table:
    """A row per subject; every flat column has one value per row, every ragged one any number."""

    def __post_init__(self) -> None:
        owner = type(self).__name__
        for f in fields(self):
            self._check_field(owner, f.name, f.type)
        if len({len(getattr(self, f.name)) for f in fields(self)}) > 1:
            lengths = {f.name: len(getattr(self, f.name)) for f in fields(self)}
            raise ValueError(f"{owner} columns must be equally long: {lengths}")
        self.check()

    def _check_field(self, owner: str, name: str, kind: Any) -> None:
        value = getattr(self, name)
        if not is_ragged(kind):
            check_column(owner, name, value, dtype_of(kind))
        elif not isinstance(value, kind):
            raise ValueError(f"{owner}.{name} must be {kind.__name__}")

    def check(self) -> None:
        """Further conditions of a table; raises ValueError."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def columns(self) -> dict[str, Array]:
        """Every array by name; those of ragged columns as `skills.offsets`, `skills.level` ..."""
        return dict(self._named_arrays())

    def _named_arrays(self) -> Iterator[tuple[str, Array]]:
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, Ragged):
                yield from ((f"{f.name}.{part.name}", getattr(value, part.name)) for part in fields(value))
            else:
                yield f.name, value

    @classmethod
    def from_columns(cls, arrays: Mapping[str, Array]) -> Self:
        """The inverse of `columns()`. Raises ValueError for a missing or wrong array."""
        try:
            return cls(**{f.name: _gather(f.name, f.type, arrays) for f in fields(cls)})
        except KeyError as missing:
            raise ValueError(f"{cls.__name__} lacks the column {missing.args[0]}") from None

    def take(self, rows: Ints) -> Self:
        """The same table with only `rows`, in that order."""
        return type(self)(**{f.name: _rows_of(getattr(self, f.name), rows) for f in fields(self)})

    @classmethod
    def empty(cls) -> Self:
        """A table without a row."""
        return cls(**{f.name: _empty(f.type) for f in fields(cls)})

    @classmethod
    def concat(cls, parts: Sequence[Self]) -> Self:
        """The rows of all parts, one after the other."""
        if not parts:
            return cls.empty()
        return cls(**{f.name: _joined(f.type, [getattr(part, f.name) for part in parts]) for f in fields(cls)})


def is_ragged(kind: Any) -> bool:
    """Whether a field is declared as a ragged column."""
    return isinstance(kind, type) and issubclass(kind, Ragged)


def _empty(kind: Any) -> Any:
    return kind.empty() if is_ragged(kind) else np.empty(0, dtype_of(kind))


def _gather(name: str, kind: Any, arrays: Mapping[str, Array]) -> Any:
    if not is_ragged(kind):
        return arrays[name]
    return kind(**{f.name: arrays[f"{name}.{f.name}"] for f in fields(kind)})


def _rows_of(value: Any, rows: Ints) -> Any:
    return value.take(rows) if isinstance(value, Ragged) else value[rows]


def _joined(kind: Any, values: Sequence[Any]) -> Any:
    return kind.concat(values) if is_ragged(kind) else np.concatenate(values)


def segment_max(values: Ints, counts: Ints) -> Ints:
    """Largest value of each run of `counts` consecutive values (int64[runs]); 0 for an empty run."""
    return _reduced(np.maximum, values, counts)


def segment_sum(values: Ints, counts: Ints) -> Ints:
    """Sum of each run of `counts` consecutive values (int64[runs]); 0 for an empty run."""
    return _reduced(np.add, values, counts)


def _reduced(ufunc: np.ufunc, values: Ints, counts: Ints) -> Ints:
    result = np.zeros(len(counts), np.int64)
    filled = counts > 0
    if values.size:
        result[filled] = ufunc.reduceat(values, (np.cumsum(counts) - counts)[filled])
    return result
