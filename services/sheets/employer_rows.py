"""One row of a sheet of employers as a typed draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from services.sheets.cells import Cell, words
from services.sheets.company_rows import read_company
from services.sheets.fields.choices import read_owes_wages
from services.sheets.fields.counts import read_count
from services.sheets.fields.readings import Flag
from services.sheets.fields.texts import WrittenPlace
from services.sheets.fields.wages import Wage, read_wage
from services.sheets.rows import RowInHand

LENIENT = words("staff wage head contact head_phone other_phone")


@dataclass(frozen=True, slots=True)
class EmployerDraft:
    """An employer as one row tells; occupations and the place are still words. "" or None: not said."""

    name: str
    credit_code: str | None
    industry: str
    ownership: str
    place: WrittenPlace
    head: str
    head_phone: str
    contact: str
    phone: str
    other_phone: str
    staff: int | None
    occupations: tuple[str, ...]
    wage: Wage | None
    owes_wages: bool | None
    notes: str
    flags: tuple[Flag, ...]


def read_employer(cells: Mapping[str, Cell]) -> EmployerDraft:
    """Read a row of `employers` cells (fields of `EMPLOYER_COLUMNS`).

    Raises `Several` with every refusal of the row: `missing` and those of the field readers.
    """
    row = RowInHand(cells, LENIENT)
    row.require("name")
    values = read_company(row) | {
        "industry": row.text("industry"),
        "ownership": row.text("ownership"),
        "staff": row.read("staff", partial(read_count, field="staff", most=1_000_000), None),
        "wage": row.read_flagged("wage", read_wage, None),
        "owes_wages": row.read("owes_wages", read_owes_wages, None, marks=False),
    }
    return EmployerDraft(flags=row.finish(), **values)  # type: ignore[arg-type] # a wrong name raises TypeError
