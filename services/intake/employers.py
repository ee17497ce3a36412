"""Rows of a sheet of employers become employers; a firm under another spelling is the same firm."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.employer import Employer
from services.calendar import county_day
from services.divisions import gazetteer
from services.employers import add_alias, employers_named
from services.errors import Refusal
from services.intake.batch import Intake, Outcome, SheetRow, flag, noted, read_each
from services.sheets.employer_rows import EmployerDraft, read_employer
from services.sheets.fields.readings import Flag
from services.sheets.fields.texts import WrittenPlace
from services.words import vocabulary


@dataclass
class Firm:
    """A row ready to be written."""

    row: SheetRow
    draft: EmployerDraft
    county_code: int
    values: dict[str, Any]
    flags: list[Flag] = field(default_factory=list)


def read_employers(session: Session, rows: Sequence[SheetRow], intake: Intake, outcome: Outcome) -> list[Firm]:
    """The rows that can be loaded; the others are rejected in `outcome`."""
    return read_each(rows, lambda row: _read(session, row, intake), outcome)


def _read(session: Session, row: SheetRow, intake: Intake) -> Firm:
    draft = read_employer(row.cells)
    flags = list(draft.flags)
    industry = vocabulary(session).industries.get(draft.industry) if draft.industry else None
    if draft.industry and industry is None:
        flags.append(flag("industry_unknown", "industry", text=draft.industry))
    said = {
        "address": draft.place.address[:200],
        "industry_id": industry.id if industry else None,
        "contact": draft.contact or draft.head,
        "phone": draft.phone or draft.head_phone or None,
        "office_phone": draft.other_phone or (draft.head_phone if draft.phone else None),
        "remarks": _remarks(draft)[:500],
    }
    county = place_of_firm(session, draft.place, draft.name, intake)
    return Firm(row, draft, county, {name: value for name, value in said.items() if value}, flags)


def _remarks(draft: EmployerDraft) -> str:
    head = draft.head if draft.contact else ""
    return noted(
        draft.notes,
        负责人=head,
        单位性质=draft.ownership,
        员工人数=draft.staff,
        用工工种=draft.occupations,
    )


def place_of_firm(session: Session, written: WrittenPlace, name: str, intake: Intake) -> int:
    """Where a firm is: by code or address, else by the place its name begins with, else the import's division."""
    places = gazetteer(session)
    if written.code:
        return places.find(written.code, field="division_code").code
    text = "".join(written[1:5]) + written.address
    if text:
        return places.find(text, context=intake.context, field="address").code
    named = places.locate(name, None)
    if named is not None:
        return named.code
    if intake.context is None:
        raise Refusal("missing", field="address")
    return intake.context


def write_employers(session: Session, firms: Sequence[Firm], intake: Intake, outcome: Outcome) -> None:
    """Create or update each firm; none is entered twice under two spellings."""
    for firm in firms:
        known = known_firm(session, firm.draft.name, firm.draft.credit_code)
        if known is None:
            outcome.note(firm.row, "created", tuple(firm.flags))
            if not intake.dry:
                create_employer(session, firm, intake)
        else:
            _update(session, known, firm, intake, outcome)


def known_firm(session: Session, name: str, credit_code: str | None) -> Employer | None:
    """The employer of that credit code, else the one the name surely means unless their codes differ."""
    if credit_code:
        by_code = session.scalar(select(Employer).where(Employer.credit_code == credit_code))
        if by_code is not None:
            return by_code
    alike = employers_named(session, name)
    return next((each for each in alike if not (credit_code and each.credit_code)), None)


def create_employer(session: Session, firm: Firm, intake: Intake) -> Employer:
    employer = Employer(
        name=firm.draft.name,
        credit_code=firm.draft.credit_code,
        county_code=firm.county_code,
        wage_arrears_since=county_day(intake.at) if firm.draft.owes_wages else None,
        registered_at=intake.at,
        **firm.values,
    )
    session.add(employer)
    session.flush()
    return employer


def _update(session: Session, known: Employer, firm: Firm, intake: Intake, outcome: Outcome) -> None:
    values = dict(firm.values)
    if firm.draft.credit_code and not known.credit_code:
        values["credit_code"] = firm.draft.credit_code
    if firm.draft.owes_wages and known.wage_arrears_since is None:
        values["wage_arrears_since"] = county_day(intake.at)
    changed = {name: value for name, value in values.items() if getattr(known, name) != value}
    flags = list(firm.flags)
    if firm.draft.name != known.name:
        flags.append(flag("employer_read_as", "name", text=firm.draft.name, known=known.name))
    outcome.note(firm.row, "updated" if changed else "unchanged", tuple(flags))
    if intake.dry:
        return
    for name, value in changed.items():
        setattr(known, name, value)
    session.flush()
    add_alias(session, known, firm.draft.name)
