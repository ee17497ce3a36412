"""Rows of a sheet as pages show them: what each is about, what it would change, and its cells to be mended."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.errors import Refusal
from services.imports import ImportMend, Preview
from services.intake.batch import Change, SheetRow
from services.sheets.cells import Cell, text_of
from services.sheets.fields.readings import Flag
from services.sheets.headers import Heading
from services.sheets.tables import PLACE_FIELDS

_NAMING = ("name", "employer", "occupation")
Sayings = Sequence[Refusal | Flag]


class CellField(NamedTuple):
    """A cell to be mended: its field, its text, and what is wrong with it."""

    field: str
    text: str
    wrong: Sequence[Refusal] = ()


class PreviewRow(NamedTuple):
    """Where a row stands (7, or 板光村!7 in one of several sheets) and whom or what it is about, with what there is to
    say of it, what it would change, who mended it, and, of a bad one, its cells: those to mend first."""

    number: int
    place: int | str
    label: str
    sayings: Sayings = ()
    changes: Sequence[Change] = ()
    mend: ImportMend | None = None
    wrong: Sequence[CellField] = ()
    others: Sequence[CellField] = ()


def good_row(row: SheetRow, preview: Preview, flags: Mapping[int, Sayings]) -> PreviewRow:
    """A row that loads, with its remarks and changes."""
    changes = preview.outcome.changes.get(row.number, ())
    return _row(row, flags.get(row.number, ()))._replace(changes=changes, mend=preview.mends.get(row.number))


def bad_row(row: SheetRow, refusals: Sequence[Refusal], mend: ImportMend | None, columns: Sequence[str]) -> PreviewRow:
    """A row to be mended; `columns` are the fields that its sheet has."""
    named = {refusal.field for refusal in refusals if refusal.field}
    known = dict.fromkeys((*columns, *row.cells))
    places = PLACE_FIELDS & known.keys() if named & PLACE_FIELDS else frozenset()
    wanted = [*(field for field in known if field in named | places), *sorted(named - known.keys())]
    wrong = [CellField(field, _text(row, field), _at(refusals, field)) for field in wanted]
    others = [CellField(field, _text(row, field)) for field in known if field not in wanted and field != "sent_back"]
    unnamed = [refusal for refusal in refusals if not refusal.field]
    return _row(row, unnamed)._replace(mend=mend, wrong=wrong, others=others)


def _row(row: SheetRow, sayings: Sayings) -> PreviewRow:
    return PreviewRow(row.number, row.place, label_of(row), sayings)


def _at(refusals: Sequence[Refusal], field: str) -> list[Refusal]:
    return [refusal for refusal in refusals if refusal.field == field]


def _text(row: SheetRow, field: str) -> str:
    cell: Cell = row.cells.get(field)
    return text_of(cell)


def label_of(row: SheetRow) -> str:
    """Whom or what a row is about: the first naming cells it has."""
    return " ".join(text_of(row.cells[field]) for field in _NAMING if row.cells.get(field)) or "--"


def columns_of(heading: Heading) -> list[tuple[str, str | None]]:
    """Each header as written with the field it was read as, or None where it is not known."""
    fields = {column: field for field, column in heading.fields.items()}
    width = max((len(row) for row in heading.written), default=0)
    headers = [_header(heading, column) for column in range(width)]
    return [(text, fields.get(column)) for column, text in enumerate(headers) if text]


def _header(heading: Heading, column: int) -> str:
    parts = [text_of(row[column]) for row in heading.written if column < len(row) and row[column] is not None]
    return " ".join(dict.fromkeys(part for part in parts if part))
