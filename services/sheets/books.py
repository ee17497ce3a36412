"""All sheets of a workbook that hold the same table, as one run of rows: one sheet a village is how registers come."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.sheets.cells import Cell, text_of
from services.sheets.columns import Kind
from services.sheets.headers import Heading
from services.sheets.reading import Sheet
from services.sheets.tables import Skipped, Table, TableRow, read_table


@dataclass
class Book:
    """The `first` table of a file and the other sheets with the same columns; `skipped` counts over all of them."""

    first: Table
    sheet: Sheet

    @property
    def heading(self) -> Heading:
        return self.first.heading

    @property
    def skipped(self) -> Skipped:
        return self.first.skipped

    def rows(self) -> Iterator[TableRow]:
        """Stream the rows of data of all sheets, once.

        The numbers of a later sheet go on after the last of the one before, so no two rows have the same; its rows
        say its title in their notes. A sheet with columns that the first one lacks is left out and counted in
        `other_sheets`.
        """
        last = 0
        for row in self.first.rows():
            last = row.number
            yield row
        for title in self.first.others:
            table = read_table(self.sheet, self.first.kind, title=title)
            if not table.heading.fields.keys() <= self.heading.fields.keys():
                self.skipped.other_sheets += 1
                continue
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
    """The tables of an open file; raises what `read_table` raises."""
    return Book(read_table(sheet, kind), sheet)


def _of_sheet(row: TableRow, title: str, number: int) -> TableRow:
    """The row under its number in the file, with the sheet it stands on in its notes."""
    said = [text_of(row.cells.get("notes")), f"工作表：{title}"]
    return TableRow(number, {**row.cells, "notes": "；".join(filter(None, said))}, row.written)
