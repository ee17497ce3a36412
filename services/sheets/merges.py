"""Cells merged down a column, like the name of a village beside all its people: the file keeps only the top one."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from services.sheets.cells import Cell


class Merge(NamedTuple):
    """Cells of a column (index from 0) that are one, from row `top` to row `bottom` as the person counts."""

    column: int
    top: int
    bottom: int


Merges = Callable[[], Iterable[Merge]]
Spans = tuple[Sequence[int], Sequence[int]]  # first and last rows, sorted


class FillDown:
    """Gives rows the values of the merged cells they are part of, in `columns` only.

    The merges stand at the end of a file, so they are read only when a row first lacks a value that one above it has.
    """

    def __init__(self, columns: Iterable[int], merges: Merges) -> None:
        self._columns = tuple(columns)
        self._merges = merges
        self._above: dict[int, tuple[int, Cell]] = {}
        self._spans: dict[int, Spans] | None = None

    def notice(self, number: int, row: Sequence[Cell]) -> None:
        """Remember what row `number` says; call for every row, from the top down."""
        for column in self._columns:
            if column < len(row) and not _is_empty(row[column]):
                self._above[column] = number, row[column]

    def values(self, number: int) -> dict[int, Cell]:
        """{column: value} that row `number` shows because of a cell merged from above."""
        lacking = {column: above for column, above in self._above.items() if above[0] < number}
        return {column: value for column, (top, value) in lacking.items() if number <= self._bottom(column, top)}

    def _bottom(self, column: int, top: int) -> int:
        """The last row of the merge that begins at `top`, 0 if none does."""
        if self._spans is None:
            self._spans = _by_column(self._merges(), frozenset(self._columns))
        tops, bottoms = self._spans.get(column, ((), ()))
        place = bisect_right(tops, top) - 1
        return bottoms[place] if place >= 0 and tops[place] == top else 0


def _by_column(merges: Iterable[Merge], columns: frozenset[int]) -> dict[int, Spans]:
    """{column: first rows, last rows}, sorted; eight bytes a number, however many merges a file has."""
    spans: dict[int, array[int]] = {column: array("Q") for column in columns}
    for column, top, bottom in merges:
        if column in columns and top < bottom:
            spans[column].append(top << 32 | bottom)
    ordered = {column: sorted(packed) for column, packed in spans.items() if packed}
    return {
        column: (array("L", (each >> 32 for each in packed)), array("L", (each & 0xFFFFFFFF for each in packed)))
        for column, packed in ordered.items()
    }


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
