"""What a row says of an employer and of a training base alike: who it is, where, and how it is reached."""

from functools import partial

from services.sheets.fields.credit_codes import read_credit_code
from services.sheets.fields.names import read_organisation_name, read_person_name
from services.sheets.fields.phones import Phones, read_phones
from services.sheets.rows import RowInHand

_NO_PHONES = Phones("", None)


def read_company(row: RowInHand) -> dict[str, object]:
    """Name, credit code, place, people in charge with their numbers, occupations and notes, by field."""
    phones, other = company_phones(row, "phone"), company_phones(row, "other_phone")
    return {
        "name": row.read("name", read_organisation_name, ""),
        "credit_code": row.read("credit_code", read_credit_code, None),
        "place": row.place(),
        "head": person(row, "head"),
        "head_phone": company_phones(row, "head_phone").first,
        "contact": person(row, "contact"),
        "phone": phones.first or other.first,
        "other_phone": phones.other or (other.first if phones.first else other.other) or "",
        "occupations": row.list_of("occupations"),
        "notes": row.text("notes"),
    }


def company_phones(row: RowInHand, field: str) -> Phones:
    """Mobiles, landlines and 400 numbers."""
    return row.read_flagged(field, partial(read_phones, field=field, service_numbers=True), _NO_PHONES)


def person(row: RowInHand, field: str) -> str:
    """The name of a person in charge, "" where blank or no name."""
    return row.read_flagged(field, partial(read_person_name, field=field), "")
