"""Tables of numpy columns: flat ones with one value per row, and ragged ones with any number of values per row.

`Pool` and `Lines` are built on `Table`; their ragged parts (skills, wishes ...) on `Ragged`. Both check dtype and shape
when they are made, so that everything after may trust its arrays.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from functools import cache
from types import MappingProxyType
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


def later(fill: int = 0) -> Any:
    """A column that tables of earlier editions lack: every row then has `fill`, or no value in a ragged one."""
    return field(default=None, metadata={"fill": fill})


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
        return {name: getattr(self, name) for name in self.value_types()}

    @classmethod
    @cache
    def value_types(cls) -> Mapping[str, np.dtype[Any]]:
        """The dtypes of the value columns by name."""
        return MappingProxyType({f.name: dtype_of(f.type) for f in fields(cls) if f.name != "offsets"})

    @classmethod
    def trusted(cls, arrays: Mapping[str, Array]) -> Self:
        """Without looking at any value: for arrays that were checked when they were written."""
        made: Self = _unchecked(cls, arrays)
        return made

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

    def part(self, start: int, stop: int) -> Self:
        """The rows from `start` to `stop`; only the offsets are copied."""
        low, high = self.offsets[start], self.offsets[stop]
        values = {name: each[low:high] for name, each in self.values().items()}
        return self.trusted({"offsets": self.offsets[start : stop + 1] - low, **values})

    def kept(self, which: Bools) -> Self:
        """The rows for which bool[n] `which` holds; for most rows faster than `take`."""
        counts = np.diff(self.offsets)
        values = np.repeat(which, counts)
        offsets = np.concatenate([[0], np.cumsum(counts[which])]).astype(np.int64)
        return self.trusted({"offsets": offsets, **{name: each[values] for name, each in self.values().items()}})

    @classmethod
    def empty(cls, rows: int = 0) -> Self:
        """`rows` rows without a value."""
        values = {name: np.empty(0, dtype) for name, dtype in cls.value_types().items()}
        return cls(np.zeros(rows + 1, np.int64), **values)

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
        kinds = enumerate(cls.value_types().items())
        return cls(offsets, **{name: np.array([value[k] for value in flat], dtype) for k, (name, dtype) in kinds})


@dataclass(frozen=True, eq=False)
class Table:
    """A row per subject; every flat column has one value per row, every ragged one any number."""

    def __post_init__(self) -> None:
        owner = type(self).__name__
        _fill_in(self)
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
        return len(getattr(self, self._first()))

    @classmethod
    @cache
    def _first(cls) -> str:
        return fields(cls)[0].name

    @classmethod
    def flat_types(cls) -> dict[str, np.dtype[Any]]:
        """The dtypes of the flat columns by name."""
        return {f.name: dtype_of(f.type) for f in fields(cls) if not is_ragged(f.type)}

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
        """The inverse of `columns()`, of earlier editions too. Raises ValueError for a missing or wrong array."""
        try:
            return cls(**{f.name: _gather(f.name, f.type, arrays) for f in fields(cls) if not _is_lacking(f, arrays)})
        except KeyError as missing:
            raise ValueError(f"{cls.__name__} lacks the column {missing.args[0]}") from None

    @classmethod
    def trusted(cls, arrays: Mapping[str, Array]) -> Self:
        """`from_columns` without looking at any value: for arrays that were checked when they were written."""
        given = [f for f in fields(cls) if not _is_lacking(f, arrays)]
        try:
            made: Self = _unchecked(cls, {f.name: _gather(f.name, f.type, arrays, checked=False) for f in given})
        except KeyError as missing:
            raise ValueError(f"{cls.__name__} lacks the column {missing.args[0]}") from None
        return made

    def take(self, rows: Ints) -> Self:
        """The same table with only `rows`, in that order."""
        return type(self)(**{f.name: _rows_of(getattr(self, f.name), rows) for f in fields(self)})

    def part(self, start: int, stop: int) -> Self:
        """The rows from `start` to `stop`, without a copy of their values."""
        return self._each(lambda value: value.part(start, stop) if isinstance(value, Ragged) else value[start:stop])

    def kept(self, which: Bools) -> Self:
        """The rows for which bool[n] `which` holds."""
        return self._each(lambda value: value.kept(which) if isinstance(value, Ragged) else value[which])

    def _each(self, of: Callable[[Any], Any]) -> Self:
        made: Self = _unchecked(type(self), {f.name: of(getattr(self, f.name)) for f in fields(self)})
        return made

    @classmethod
    def empty(cls) -> Self:
        """A table without a row."""
        return cls(**{f.name: _empty(f.type) for f in fields(cls)})

    @classmethod
    def blank(cls) -> Self:
        """A table of one row: zeros, and no value in a ragged column."""
        return cls(**{f.name: _filled(f.type, 1, 0) for f in fields(cls)})

    @classmethod
    def concat(cls, parts: Sequence[Self]) -> Self:
        """The rows of all parts, one after the other."""
        if not parts:
            return cls.empty()
        return cls(**{f.name: _joined(f.type, [getattr(part, f.name) for part in parts]) for f in fields(cls)})


def is_ragged(kind: Any) -> bool:
    """Whether a field is declared as a ragged column."""
    return isinstance(kind, type) and issubclass(kind, Ragged)


def _unchecked(kind: Any, columns: Mapping[str, Any]) -> Any:
    made = object.__new__(kind)
    for name, values in columns.items():
        object.__setattr__(made, name, values)
    _fill_in(made)
    return made


def _fill_in(table: Any) -> None:
    """Give a table the columns that it was made without."""
    for f in fields(table):
        if "fill" in f.metadata and getattr(table, f.name) is None:
            object.__setattr__(table, f.name, _filled(f.type, len(table), f.metadata["fill"]))


def _filled(kind: Any, rows: int, fill: int) -> Any:
    return kind.empty(rows) if is_ragged(kind) else np.full(rows, fill, dtype_of(kind))


def _is_lacking(column: Field[Any], arrays: Mapping[str, Array]) -> bool:
    """Whether arrays of an earlier edition lack a column that came later."""
    name = f"{column.name}.offsets" if is_ragged(column.type) else column.name
    return "fill" in column.metadata and name not in arrays


def _empty(kind: Any) -> Any:
    return kind.empty() if is_ragged(kind) else np.empty(0, dtype_of(kind))


def _gather(name: str, kind: Any, arrays: Mapping[str, Array], *, checked: bool = True) -> Any:
    if not is_ragged(kind):
        return arrays[name]
    parts = {f.name: arrays[f"{name}.{f.name}"] for f in fields(kind)}
    return kind(**parts) if checked else kind.trusted(parts)


def _rows_of(value: Any, rows: Ints) -> Any:
    return value.take(rows) if isinstance(value, Ragged) else value[rows]


def _joined(kind: Any, values: Sequence[Any]) -> Any:
    return kind.concat(values) if is_ragged(kind) else np.concatenate(values)
