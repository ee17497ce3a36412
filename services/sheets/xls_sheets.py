"""Old Excel files (.xls), at most 65,536 rows a sheet by their format."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from services.errors import Refusal
from services.sheets.cells import Cell
from services.sheets.merges import Merge


def open_xls(path: Path) -> CalamineWorkbook:
    """Open an .xls file; raises `Refusal` file_encrypted, file_corrupt."""
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise Refusal("file_encrypted") from error
    except (CalamineError, OSError, ValueError) as error:
        raise Refusal("file_corrupt", detail=type(error).__name__) from error


def visible_titles(workbook: CalamineWorkbook) -> tuple[str, ...]:
    """The titles of its visible sheets of cells."""
    return tuple(
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    )


def read_xls(workbook: CalamineWorkbook, title: str) -> Iterator[tuple[int, list[Cell]]]:
    """Yield (row number, cells) for each row with any cell."""
    try:
        rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except (CalamineError, WorksheetNotFound, ValueError) as error:
        raise Refusal("file_corrupt", detail=type(error).__name__) from error
    for number, row in enumerate(rows, start=1):
        cells = [_cell(value) for value in row]
        if any(cell is not None for cell in cells):
            yield number, cells


def read_xls_merges(workbook: CalamineWorkbook, title: str) -> Iterator[Merge]:
    """Yield the merges of a sheet, of each its left column."""
    for (top, column), (bottom, _) in workbook.get_sheet_by_name(title).merged_cell_ranges or ():
        yield Merge(column, top + 1, bottom + 1)


def _cell(value: object) -> Cell:
    if value == "" or value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, str | int | float | date | bool):
        return value
    return str(value)
