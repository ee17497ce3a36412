"""The uploaded sheet of an import as a table, in batches of rows, and the division it is about."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import islice, takewhile
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.import_file import ImportFile, ImportMend
from services.divisions import gazetteer
from services.errors import RuleRefusal
from services.intake.batch import SheetRow
from services.intake.kinds import KINDS
from services.sheets.books import Book, read_book
from services.sheets.cells import text_of
from services.sheets.headers import Heading
from services.sheets.reading import Sheet, open_sheet


@contextmanager
def table_of(file: ImportFile) -> Iterator[tuple[Book, Sheet]]:
    """All tables of a received file as one, and the open file; raises Refusal when it cannot be read."""
    if not Path(file.path).exists():
        raise RuleRefusal("import_file_gone", field="import")
    with open_sheet(Path(file.path), name=file.file_name) as sheet:
        yield read_book(sheet, KINDS[file.kind].columns), sheet


def likely_rows(file: ImportFile) -> int:
    """The lines below the header of a CSV file, counted without reading them; 0 for workbooks, which do not tell."""
    if Path(file.file_name).suffix.lower() not in (".csv", ".txt", ".tsv") or not Path(file.path).exists():
        return 0
    with Path(file.path).open("rb") as lines:
        return max(sum(chunk.count(b"\n") for chunk in iter(partial(lines.read, 1 << 20), b"")) - 1, 0)


def mends_of(session: Session, import_id: int) -> dict[int, ImportMend]:
    """What was written in place of cells so far, by the number of the row, with who did it."""
    query = select(ImportMend).where(ImportMend.import_id == import_id).options(joinedload(ImportMend.mended_by))
    return {mend.row_number: mend for mend in session.scalars(query)}


def rows_of(table: Book, mends: Mapping[int, ImportMend]) -> Iterator[SheetRow]:
    """The rows of a file with what was written in place of their cells; the file itself stays as it came."""
    for row in table.rows():
        found = SheetRow(*row)
        mend = mends.get(found.number)
        yield found if mend is None else with_cells(found, json.loads(mend.cells), table.heading)


def with_cells(row: SheetRow, cells: Mapping[str, str], heading: Heading) -> SheetRow:
    """The row with other cells, by field; an empty one is taken out."""
    said = {field: cell for field, cell in {**row.cells, **cells}.items() if cell != ""}
    written = [*row.written, *[None] * (max(heading.fields.values(), default=0) + 1 - len(row.written))]
    for field, cell in cells.items():
        if field in heading.fields:
            written[heading.fields[field]] = cell
    return row._replace(cells=said, written=written)


def batches_of(rows: Iterator[SheetRow], size: int) -> Iterator[list[SheetRow]]:
    """Runs of at most `size` rows."""
    while chunk := list(islice(rows, size)):
        yield chunk


def context_of(session: Session, file: ImportFile, book: Book) -> int | None:
    """The division place names are first looked for in: the one given, else the one the sheet's title names."""
    if file.division_code is not None:
        return file.division_code
    above = takewhile(lambda row: row[0] < book.heading.row, book.sheet.rows(book.first.title))
    titles = [text_of(cell) for _, cells in above for cell in cells if cell]
    places = gazetteer(session)
    found = [place for title in titles if (place := places.title_place(title)) is not None]
    return found[0].code if found else None
