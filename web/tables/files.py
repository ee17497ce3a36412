"""Tables as files: CSV that spreadsheets open as it is meant, and Excel."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from services.sheets.writing import XlsxRows, guarded
from web.tables.table import Cell

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Lines = Iterable[Sequence[Cell]]


def written(form: str, title: str, lines: Lines) -> bytes:
    """The lines as a file of that form, the heading first."""
    return _csv(lines) if form == "csv" else _xlsx(title, lines)


def _csv(lines: Lines) -> bytes:
    """UTF-8 that says so; no cell is taken for a formula."""
    text = StringIO()
    csv.writer(text).writerows([guarded(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(title: str, lines: Lines) -> bytes:
    """Text stays text, numbers and days are such."""
    file = BytesIO()
    rows = XlsxRows(file, title[:31])
    for line in lines:
        rows.append(line)
    rows.close()
    return file.getvalue()
