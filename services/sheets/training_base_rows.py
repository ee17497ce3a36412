"""One row of a sheet of training bases as a typed draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from services.sheets.cells import Cell, words
from services.sheets.company_rows import read_company
from services.sheets.fields.counts import read_count
from services.sheets.fields.dates import WrittenDate, read_written_dates
from services.sheets.fields.order_terms import read_ownership
from services.sheets.fields.readings import Flag
from services.sheets.fields.texts import WrittenPlace
from services.sheets.rows import RowInHand

LENIENT = words("ownership head contact head_phone other_phone teachers accredited_on")


@dataclass(frozen=True, slots=True)
class TrainingBaseDraft:
    """A training base as one row tells; occupations, offices and the place are still words. "" or None: not said."""

    name: str
    credit_code: str | None
    ownership: str | None
    place: WrittenPlace
    head: str
    head_phone: str
    contact: str
    phone: str
    other_phone: str
    occupations: tuple[str, ...]
    capacity: int | None
    target: int | None
    teachers: int | None
    offices: tuple[str, ...]
    partners: tuple[str, ...]
    accredited_on: date | None
    notes: str
    flags: tuple[Flag, ...]


def read_training_base(cells: Mapping[str, Cell]) -> TrainingBaseDraft:
    """Read a row of `bases` cells (fields of `TRAINING_BASE_COLUMNS`).

    Raises `Several` with every refusal of the row: `missing` and those of the field readers.
    """
    row = RowInHand(cells, LENIENT)
    row.require("name", "occupations")
    values = read_company(row) | {
        "ownership": row.read("ownership", read_ownership, None),
        "capacity": row.read("capacity", partial(read_count, field="capacity"), None),
        "target": row.read("target", partial(read_count, field="target"), None),
        "teachers": row.read("teachers", partial(read_count, field="teachers"), None),
        "offices": row.list_of("offices"),
        "partners": row.list_of("partner"),
        "accredited_on": row.read("accredited_on", _first_day, None),
    }
    return TrainingBaseDraft(flags=row.finish(), **values)  # type: ignore[arg-type] # a wrong name raises TypeError


def _first_day(cell: Cell) -> date:
    """The day, or the first of the month or year that was written."""
    written: WrittenDate = read_written_dates(cell, "accredited_on")[-1]
    return date(written.year, written.month or 1, written.day or 1)
