"""The uploaded sheet of an import as a table, in batches of rows, and the division it is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice, takewhile
from pathlib import Path

from sqlalchemy.orm import Session

from models.import_file import ImportFile
from services.divisions import gazetteer
from services.errors import RuleRefusal
from services.intake.batch import SheetRow
from services.intake.kinds import KINDS
from services.sheets.books import Book, read_book
from services.sheets.cells import text_of
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
