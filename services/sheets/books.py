"""All sheets of a workbook that hold the same table, as one run of rows: one sheet a village is how registers come."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from services.errors import Refusal
from services.sheets.cells import Cell, text_of
from services.sheets.columns import Kind
from services.sheets.headers import Heading, headers_of
from services.sheets.reading import Sheet
from services.sheets.tables import Skipped, Table, TableRow, is_tabular, read_table


class LeftOut(NamedTuple):
    """A sheet of which no row is read, and why."""

    title: str
    refusal: Refusal


@dataclass
class Book:
    """The `first` table of a file, the titles of the `later` ones with no other columns, and the sheets `left_out`;
    `skipped` counts over all of them."""

    first: Table
    sheet: Sheet
    later: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def heading(self) -> Heading:
        return self.first.heading

    @property
    def skipped(self) -> Skipped:
        return self.first.skipped

    def rows(self) -> Iterator[TableRow]:
        """Stream the rows of data of all sheets, once.

        The numbers of a later sheet go on after the last of the one before, so no two rows have the same; the rows of
        several sheets know their sheet and line, those of a later one say its title in their notes.
        """
        last = 0
        for row in self.first.rows():
            last = row.number
            yield row._replace(sheet=self.first.title, line=row.number) if self.later else row
        for title in self.later:
            table = read_table(self.sheet, self.first.kind, title)
            before, table.skipped = last, self.skipped
            for row in table.rows():
                last = before + row.number
                yield _of_sheet(self._laid_out(row, table.heading), title, last)

    def _laid_out(self, row: TableRow, heading: Heading) -> TableRow:
        """The row with its cells where the first sheet has these fields: it can be sent back under that header."""
        if heading.fields == self.heading.fields:
            return row
        written: list[Cell] = [None] * max(len(line) for line in self.heading.written)
        for field, place in heading.fields.items():
            written[self.heading.fields[field]] = row.written[place] if place < len(row.written) else None
        return row._replace(written=written)


def read_book(sheet: Sheet, kind: Kind) -> Book:
    """The tables of an open file. A sheet that looks like one but lacks a header or columns, or has some that the first
    one lacks, is left out.

    Raises `Refusal` when there is no table at all: no_header_row, columns_missing, file_empty, and what reading raises.
    """
    first: Table | None = None
    later: list[str] = []
    left_out: list[LeftOut] = []
    for title in sheet.titles:
        try:
            table = read_table(sheet, kind, title)
        except Refusal as refusal:
            left_out.append(LeftOut(title, refusal))
            continue
        if first is None:
            first = table
        elif more := table.heading.fields.keys() - first.heading.fields.keys():
            columns = [name for field, name in headers_of(kind).items() if field in more]
            left_out.append(LeftOut(title, Refusal("sheet_has_other_columns", columns=columns)))
        else:
            later.append(title)
    if first is None:
        raise _why_none(left_out)
    return Book(first, sheet, tuple(later), tuple(each for each in left_out if _is_missed(sheet, each)))


def _why_none(left_out: list[LeftOut]) -> Refusal:
    refusals = [each.refusal for each in left_out if each.refusal.code != "file_empty"]
    return refusals[0] if refusals else Refusal("file_empty")


def _is_missed(sheet: Sheet, left_out: LeftOut) -> bool:
    """Whether a person would expect the rows of the sheet: an empty one and a page of explanations nobody misses."""
    if left_out.refusal.code == "no_header_row":
        return is_tabular(sheet, left_out.title)
    return left_out.refusal.code != "file_empty"


def _of_sheet(row: TableRow, title: str, number: int) -> TableRow:
    """The row under its number in the file, with the sheet it stands on in its notes."""
    said = [text_of(row.cells.get("notes")), f"工作表：{title}"]
    cells = {**row.cells, "notes": "；".join(filter(None, said))}
    return TableRow(number, cells, row.written, title, row.number)
