"""One row of a sheet of employers as a typed draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from services.sheets.cells import Cell, words
from services.sheets.fields.choices import read_owes_wages
from services.sheets.fields.counts import read_count
from services.sheets.fields.credit_codes import read_credit_code
from services.sheets.fields.names import read_organisation_name, read_person_name
from services.sheets.fields.phones import Phones, read_phones
from services.sheets.fields.readings import Flag
from services.sheets.fields.texts import WrittenPlace
from services.sheets.fields.wages import Wage, read_wage
from services.sheets.rows import RowInHand

LENIENT = words("staff wage head contact head_phone other_phone")
NO_PHONES = Phones("", None)


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
    phones, other = company_phones(row, "phone"), company_phones(row, "other_phone")
    values = {
        "name": row.read("name", read_organisation_name, ""),
        "credit_code": row.read("credit_code", read_credit_code, None),
        "industry": row.text("industry"),
        "ownership": row.text("ownership"),
        "place": row.place(),
        "head": person(row, "head"),
        "head_phone": company_phones(row, "head_phone").first,
        "contact": person(row, "contact"),
        "phone": phones.first or other.first,
        "other_phone": phones.other or (other.first if phones.first else other.other) or "",
        "staff": row.read("staff", partial(read_count, field="staff", most=1_000_000), None),
        "occupations": row.list_of("occupations"),
        "wage": row.read_flagged("wage", read_wage, None),
        "owes_wages": row.read("owes_wages", read_owes_wages, None, marks=False),
        "notes": row.text("notes"),
    }
    return EmployerDraft(flags=row.finish(), **values)  # type: ignore[arg-type] # a wrong name raises TypeError


def company_phones(row: RowInHand, field: str) -> Phones:
    """The numbers of an employer or base: mobiles, landlines and 400 numbers."""
    return row.read_flagged(field, partial(read_phones, field=field, service_numbers=True), NO_PHONES)


def person(row: RowInHand, field: str) -> str:
    """The name of a person in charge, "" where blank or no name."""
    return row.read_flagged(field, partial(read_person_name, field=field), "")
