"""A sheet that was looked at, as the preview page shows it."""

from collections.abc import Sequence
from typing import NamedTuple

from services.errors import Refusal
from services.intake.batch import SheetRow
from services.sheets.cells import text_of
from services.sheets.fields.readings import Flag
from services.sheets.headers import Heading

_NAMING = ("name", "employer", "occupation")


class PreviewRow(NamedTuple):
    """Where a row stands (7, or 板光村!7 in one of several sheets) and whom or what it is about, with what there is to
    say."""

    place: int | str
    label: str
    sayings: Sequence[Refusal | Flag]


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
