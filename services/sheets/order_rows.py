"""One row of an order sheet as a typed draft: one line of an order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from services.errors import Refusal
from services.sheets.cells import Cell, text_of, words
from services.sheets.company_rows import company_phones, person
from services.sheets.fields.counts import Ages, Span, read_ages, read_count, read_hours, read_span
from services.sheets.fields.credit_codes import read_credit_code
from services.sheets.fields.dates import read_day
from services.sheets.fields.education import read_education, read_level
from services.sheets.fields.lists import WrittenSkill, read_skills
from services.sheets.fields.names import read_organisation_name
from services.sheets.fields.order_terms import (
    HIRING,
    read_brings,
    read_channel,
    read_order_kind,
    read_pay_method,
    read_payer,
    read_wanted_sex,
)
from services.sheets.fields.readings import Flag, Reading
from services.sheets.fields.texts import WrittenPlace
from services.sheets.fields.wages import Wage, pay_method_told, read_wage
from services.sheets.rows import RowInHand

REQUIRED = ("employer", "occupation", "seats")
LENIENT = words("channel contact employer_brings")

_NO_LEVEL = words("不限 无要求 不要求 均可 any")


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order line as one row tells; rows of one employer and `order_number` belong together.

    `kind` is training or hiring (hiring where the sheet does not say), hours are per day; skills and place are words.
    It recruits from `recruits_from` to `deadline`, both included; `class_gives_certificate`: its class leads to one.
    """

    employer: str
    credit_code: str | None
    order_number: str
    kind: str
    sub_kind: str | None
    occupation: str
    seats: int
    skills: tuple[WrittenSkill, ...]
    level: int | None
    certificates: tuple[str, ...]
    education: str | None
    place: WrittenPlace
    wage: Wage | None
    pay_method: str | None
    board: bool | None
    lodging: bool | None
    hours: float | None
    starts_on: date | None
    duration: Span | None
    probation: Span | None
    ages: Ages
    age_reason: str
    sex: str | None
    sex_reason: str
    training_paid_by: str | None
    employer_brings: tuple[str, ...]
    channel: str | None
    contact: str
    phone: str
    notes: str
    flags: tuple[Flag, ...]
    recruits_from: date | None = None
    deadline: date | None = None
    agency_licence: str = ""
    class_gives_certificate: bool | None = None


def read_order(cells: Mapping[str, Cell]) -> OrderDraft:
    """Read a row of `orders` cells (fields of `ORDER_COLUMNS`).

    Raises `Several` with every refusal of the row: `missing`, `limit_without_reason` and those of the field readers.
    """
    row = RowInHand(cells, LENIENT)
    row.require(*REQUIRED)
    values = _what(row) | _terms(row) | _limits(row) | _around(row)
    return OrderDraft(flags=row.finish(), **values)  # type: ignore[arg-type] # a wrong name raises TypeError


def _what(row: RowInHand) -> dict[str, object]:
    kind, sub_kind = row.read("kind", read_order_kind, (HIRING, None))
    return {
        "employer": row.read("employer", partial(read_organisation_name, field="employer"), ""),
        "credit_code": row.read("credit_code", read_credit_code, None),
        "order_number": row.text("order_number"),
        "kind": kind,
        "sub_kind": sub_kind,
        "occupation": row.text("occupation"),
        "seats": row.read("seats", partial(read_count, field="seats", most=10_000), 0),
        "skills": row.read("skills", read_skills, ()),
        "level": row.read("level", _level, None),
        "certificates": row.list_of("certificates"),
        "education": row.read("education", _education, None),
        "place": row.place(),
    }


def _terms(row: RowInHand) -> dict[str, object]:
    pay_method = row.read("pay_method", read_pay_method, None) or pay_method_told(row.given("wage"))
    board = row.board_and_lodging()
    return {
        "wage": _wage(row, pay_method),
        "pay_method": pay_method,
        "board": board.board,
        "lodging": board.lodging,
        "hours": row.read("hours", read_hours, None),
        "starts_on": row.read_flagged("starts_on", partial(read_day, field="starts_on"), None),
        "duration": row.read("duration", partial(read_span, field="duration"), None),
        "probation": row.read("probation", partial(read_span, field="probation"), None),
    }


def _limits(row: RowInHand) -> dict[str, object]:
    """Limits of age and sex: each needs a reason, which a reviewer will weigh."""
    ages: Ages = row.read("ages", read_ages, Ages())
    sex = row.read("sex", read_wanted_sex, None)
    values: dict[str, object] = {"ages": ages, "sex": sex}
    for limited, reason, field in ((ages != Ages(), "age_reason", "ages"), (sex is not None, "sex_reason", "sex")):
        values[reason] = row.text(reason)
        if limited and not values[reason]:
            row.refuse(Refusal("limit_without_reason", field=reason, text=text_of(row.cells[field])), reason)
    return values


def _around(row: RowInHand) -> dict[str, object]:
    return {
        "training_paid_by": row.read("training_paid_by", read_payer, None),
        "employer_brings": row.read("employer_brings", read_brings, ()),
        "recruits_from": row.read_flagged("recruits_from", partial(read_day, field="recruits_from"), None),
        "deadline": row.read_flagged("deadline", partial(read_day, field="deadline"), None),
        "agency_licence": row.text("agency_licence"),
        "class_gives_certificate": row.yes_no("class_gives_certificate"),
        "channel": row.read("channel", read_channel, None),
        "contact": person(row, "contact"),
        "phone": company_phones(row, "phone").first,
        "notes": row.text("notes"),
    }


def _wage(row: RowInHand, pay_method: str | None) -> Wage | None:
    """The wage of one column, or the least and most of two."""
    least = row.read_flagged("wage_minimum", partial(read_wage, field="wage_minimum"), None)
    most = row.read_flagged("wage_maximum", partial(read_wage, field="wage_maximum"), None)
    if least is None and most is None:
        return row.read_flagged("wage", partial(_wage_paid_by, pay_method=pay_method), None)
    unit = (least or most or Wage(None, None, "month")).unit
    return Wage(least.minimum if least else None, most.maximum if most else None, unit)


def _wage_paid_by(cell: Cell, pay_method: str | None) -> Reading[Wage | None]:
    """Read as a month's wage, or, where that is absurd, by the unit of the pay method: 200 with 日结 is a day's."""
    try:
        return read_wage(cell)
    except Refusal:
        if pay_method in (None, "month", "mixed"):
            raise
        return read_wage(cell, unit=pay_method)


def _level(cell: Cell) -> int | None:
    return None if text_of(cell) in _NO_LEVEL else read_level(cell)


def _education(cell: Cell) -> str | None:
    return None if text_of(cell) in _NO_LEVEL else read_education(cell)
