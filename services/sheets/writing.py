"""Sheets of rejected rows: the rows as the person wrote them, with the reason in the last column."""

import csv
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from services.sheets.cells import Cell
from services.sheets.headers import Heading
from services.sheets.reading import Sheet

REASON_HEADER = "退回原因"
MODE = 0o600  # rejected rows are personal data: for their owner only

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


class _Rows(Protocol):
    def append(self, cells: Sequence[Cell]) -> None: ...

    def close(self) -> None: ...


class RejectsWriter:
    """A context manager that writes `path` (new, mode 0600) in the format of the sheet that was read.

    `suffix_for(sheet)` is the suffix that `path` should have: an .xls comes back as .xlsx. The header is written as it
    stood, with `REASON_HEADER` behind it; a reason column from an earlier round is replaced, not repeated. Text that a
    spreadsheet would take for a formula stays text, in CSV behind an apostrophe, which reading takes off again.
    Raises `FileExistsError` if there is such a file.
    """

    def __init__(self, path: Path, sheet: Sheet, heading: Heading) -> None:
        self._width = max(len(row) for row in heading.written)
        self._reason_column = heading.reason_column
        self._file = _create(path)
        self._rows: _Rows = _CsvRows(self._file, sheet) if sheet.kind == "csv" else XlsxRows(self._file, REASON_HEADER)
        self.count = 0
        for row in heading.written[:-1]:
            self._append(row, "")
        self._append(heading.written[-1], REASON_HEADER)

    def write(self, cells: Sequence[Cell], reason: str) -> None:
        """Add one row as it was written, and why it was refused."""
        self._append(cells, reason)
        self.count += 1

    def _append(self, cells: Sequence[Cell], reason: str) -> None:
        kept = [cell for place, cell in enumerate(cells) if place != self._reason_column]
        width = self._width - (self._reason_column is not None)
        while len(kept) > width and kept[-1] in (None, ""):
            kept.pop()
        self._rows.append([*kept, *[None] * (width - len(kept)), reason])

    def close(self) -> None:
        self._rows.close()
        self._file.close()

    def __enter__(self) -> "RejectsWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def suffix_for(sheet: Sheet) -> str:
    """`.csv` for CSV, `.xlsx` for both kinds of Excel file."""
    return ".csv" if sheet.kind == "csv" else ".xlsx"


def _create(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, MODE), "w+b")


class _CsvRows:
    """CSV in the encoding and with the delimiter of the file that was read."""

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
        self._file = file
        self._encoding = sheet.encoding or "utf-8-sig"
        self._buffer = _Lines()
        self._csv = csv.writer(self._buffer, delimiter=sheet.delimiter or ",")
        self._first = True

    def append(self, cells: Sequence[Cell]) -> None:
        self._csv.writerow([guarded(cell) for cell in cells])
        encoding = self._encoding if self._first else self._encoding.removesuffix("-sig")
        if encoding == "utf-16":
            encoding = "utf-16" if self._first else "utf-16-le"
        self._file.write(self._buffer.taken().encode(encoding))
        self._first = False

    def close(self) -> None:
        self._file.flush()


class _Lines:
    """What the CSV writer writes to: keeps the line just written."""

    def __init__(self) -> None:
        self._line = ""

    def write(self, line: str) -> None:
        self._line += line

    def taken(self) -> str:
        line, self._line = self._line, ""
        return line


def guarded(cell: Cell) -> Cell:
    """A cell of CSV that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


class XlsxRows:
    """One sheet of an .xlsx file, spooled to disk while it is written; text stays text. `close` writes the file."""

    def __init__(self, file: IO[bytes], title: str) -> None:
        self._file = file
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet(title)

    def append(self, cells: Sequence[Cell]) -> None:
        self._sheet.append([self._cell(cell) for cell in cells])

    def close(self) -> None:
        self._book.save(self._file)

    def _cell(self, value: Cell) -> object:
        if not isinstance(value, str):
            return self._dated(value) if isinstance(value, date) else _exact(value)
        cell = WriteOnlyCell(self._sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
        cell.number_format = "@"
        return cell

    def _dated(self, value: date) -> object:
        cell = WriteOnlyCell(self._sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell


def _exact(value: Cell) -> Cell:
    """Integers longer than Excel's fifteen digits go out as text, or they would change once more."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15 else value
