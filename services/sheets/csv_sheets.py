"""CSV files: their encoding, their delimiter and their rows."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from services.errors import Refusal
from services.sheets.cells import Cell

CHUNK = 1 << 20
DELIMITERS = ",;\t"
MOST_LINES_A_CELL = 50  # more in one row means a quotation mark that is never closed

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def find_encoding(path: Path) -> str:
    """`utf-8-sig`, `utf-8`, `gb18030` or `utf-16`, the first that fits the whole file.

    Raises `Refusal` encoding_unknown, with the line that no encoding fits.
    """
    with path.open("rb") as file:
        start = file.read(4_096)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        return "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
    line = 0
    for encoding in ("utf-8", "gb18030"):
        line = _misfit(path, encoding)
        if not line:
            return encoding
    raise Refusal("encoding_unknown", line=line)


def _misfit(path: Path, encoding: str) -> int:
    """The first line that cannot be decoded, 0 if all can."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                lines += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                return lines + chunk[: error.start].count(b"\n")
            if not chunk:
                return 0


def find_delimiter(path: Path, encoding: str) -> str:
    """Comma, semicolon or tab: the one that makes most cells of the first rows."""
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        sample = "".join(islice(file, 40))
    return max(DELIMITERS, key=lambda delimiter: _cells_of(sample, delimiter))


def _cells_of(sample: str, delimiter: str) -> int:
    try:
        return sum(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter))
    except csv.Error:
        return 0


def read_csv(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    """Yield (row number as a spreadsheet counts, cells); quoted cells may hold line breaks.

    Raises `Refusal` quote_not_closed, with the row and the line it begins on.
    """
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        line, number = 0, 0
        try:
            for number, row in enumerate(rows, start=1):
                if rows.line_num - line > MOST_LINES_A_CELL:
                    raise Refusal("quote_not_closed", row=number, line=line + 1)
                line = rows.line_num
                if row:
                    yield number, list(row)
        except csv.Error as error:
            raise Refusal("quote_not_closed", row=number + 1, line=line + 1) from error
