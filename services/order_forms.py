"""The order form of the pages: the same fields, readers and rules as the order sheet, with its errors at the field."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.employer import Employer
from services.access import Actor
from services.divisions import gazetteer
from services.errors import Refusal, Several
from services.intake.employers import known_firm
from services.intake.order_lines import line_of
from services.intake.orders import DEFAULT_SUB_KIND
from services.orders import LineDraft, OrderDraft
from services.sheets.fields.dates import read_day
from services.sheets.order_rows import read_order

T = TypeVar("T")

# Fields of the whole order; all others belong to a line.
ORDER_FIELDS = (
    "employer", "county", "kind", "sub_kind", "recruits_from", "deadline", "channel", "training_paid_by",
    "employer_brings", "agency_licence", "notes",
)  # fmt: skip


def read_order_form(
    session: Session, fields: Mapping[str, str], lines: Sequence[Mapping[str, str]], *, actor: Actor, at: datetime
) -> OrderDraft:
    """An order from the texts of a form: `fields` of the order and those of each line, named as in the order sheet.

    Raises Several with every refusal; those of a line have the field `lines.<number from 1>.<field>`.
    """
    errors: list[Refusal] = []
    employer = _try(errors, lambda: _employer(session, fields.get("employer", ""), actor))
    county = _try(errors, lambda: _county(session, fields.get("county", ""), actor))
    dates = {name: _try(errors, partial(_day, fields.get(name, ""), name)) for name in ("recruits_from", "deadline")}
    drafts = _lines(session, fields, lines, county, employer, errors)
    if not lines:
        errors.append(Refusal("order_has_no_lines", field="lines"))
    if errors or employer is None or county is None:
        raise Several(errors)
    kind = "training" if fields.get("kind") == "training" else "hiring"
    return OrderDraft(
        employer_id=employer.id,
        county_code=county,
        kind=kind,
        sub_kind=fields.get("sub_kind") or DEFAULT_SUB_KIND[kind],
        lines=drafts,
        recruits_from=dates["recruits_from"],
        deadline=dates["deadline"],
        channel=fields.get("channel", "")[:60],
        training_paid_by=fields.get("training_paid_by", "")[:60],
        employer_brings=fields.get("employer_brings", "")[:200],
        agency_licence=fields.get("agency_licence", "")[:60],
        remarks=fields.get("notes", ""),
    )


def _try(errors: list[Refusal], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Refusal as refusal:
        errors.append(refusal)
        return None


def _employer(session: Session, text: str, actor: Actor) -> Employer:
    """The actor's own firm, else the one named by public id or by any spelling."""
    if actor.employer_id is not None:
        return session.get_one(Employer, actor.employer_id)
    if not text.strip():
        raise Refusal("missing", field="employer")
    by_id = session.scalar(select(Employer).where(Employer.public_id == text.strip()))
    found = by_id or known_firm(session, text.strip(), None)
    if found is None:
        raise Refusal("employer_not_registered", field="employer", text=text)
    return found


def _county(session: Session, text: str, actor: Actor) -> int:
    """The county that approves: named, else the actor's own."""
    if text.strip():
        code = gazetteer(session).find(text, context=actor.division_code, field="county").code
    elif actor.division_code is not None:
        code = actor.division_code
    else:
        raise Refusal("missing", field="county")
    return code - code % 10**6


def _day(text: str, field: str) -> date | None:
    return read_day(text, field).value if text.strip() else None


def _lines(
    session: Session,
    fields: Mapping[str, str],
    lines: Sequence[Mapping[str, str]],
    county: int | None,
    employer: Employer | None,
    errors: list[Refusal],
) -> list[LineDraft]:
    drafts = []
    for number, line in enumerate(lines, start=1):
        cells = {name: text for name, text in line.items() if text.strip()}
        cells |= {"employer": employer.name if employer else "-", "kind": _kind_in_words(fields)}
        try:
            drafts.append(line_of(session, read_order(cells), county)[0])
        except Several as several:
            errors.extend(_of_line(number, refusal) for refusal in several.refusals)
        except Refusal as refusal:
            errors.append(_of_line(number, refusal))
    return drafts


def _kind_in_words(fields: Mapping[str, str]) -> str:
    """The kind as the order sheet words it; abroad, a place may be a country."""
    where = "境外" if fields.get("sub_kind") == "abroad" else ""
    return where + ("培训" if fields.get("kind") == "training" else "招工")


def _of_line(number: int, refusal: Refusal) -> Refusal:
    return Refusal(refusal.code, field=f"lines.{number}.{refusal.field}", **refusal.params)
