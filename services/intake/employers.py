"""Rows of a sheet of employers become employers; a firm under another spelling is the same firm."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.employer import Employer
from services.calendar import county_day
from services.divisions import Gazetteer, gazetteer
from services.employers import KnownFirm, KnownFirms, add_alias, known_firms, record_arrears, record_employer
from services.errors import Refusal, RuleRefusal
from services.intake.batch import Intake, Outcome, SheetRow, flag, noted, read_each
from services.intake.changes import value_changes
from services.intake.flags import flags_after, plain_flags
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
    named: "NamedFirm"
    flags: list[Flag] = field(default_factory=list)


@dataclass(frozen=True)
class NamedFirm:
    """The firm a row names, whether by code, name or confirmed alias (`exact`), and what a person should look at."""

    firm: KnownFirm
    exact: bool
    flags: tuple[Flag, ...] = ()


def read_employers(session: Session, rows: Sequence[SheetRow], intake: Intake, outcome: Outcome) -> list[Firm]:
    """The rows that can be loaded; the others are rejected in `outcome`."""
    firms = known_firms(session)
    return read_each(rows, lambda row: _read(session, row, intake, firms), outcome)


def _read(session: Session, row: SheetRow, intake: Intake, firms: KnownFirms) -> Firm:
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
    named = name_firm(firms, draft.name, draft.credit_code, county)
    values = {name: value for name, value in said.items() if value}
    return Firm(row, draft, county, values, named, [*flags, *named.flags])


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
    """The county, or the city where no more is known, of a firm: by code or address, else by the place its name begins
    with, else the import's division."""
    code = _division_of_firm(gazetteer(session), written, name, intake)
    return code - code % 10**6


def _division_of_firm(places: Gazetteer, written: WrittenPlace, name: str, intake: Intake) -> int:
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


def name_firm(
    firms: KnownFirms, name: str, credit_code: str | None, county_code: int, field_name: str = "name"
) -> NamedFirm:
    """The firm a row names, entered among `firms` when it is new.

    Raises Refusal when a firm of that very name and county is registered under another credit code.
    """
    found = firms.find(name, credit_code, county_code)
    if found.firm is None:
        taken = firms.taken(name, county_code)
        if taken is not None:
            raise Refusal("employer_has_other_code", field="credit_code", name=name, known=taken.credit_code)
        flags = (flag("employer_alike", field_name, text=name, known="、".join(found.alike)),) if found.alike else ()
        return NamedFirm(firms.add(KnownFirm(name, credit_code, county_code)), exact=True, flags=flags)
    firms.learn(found.firm, name, credit_code, exact=found.exact)
    if found.firm.name == name:
        return NamedFirm(found.firm, exact=True)
    read_as = flag("employer_read_as", field_name, text=name, known=found.firm.name)
    return NamedFirm(found.firm, found.exact, (read_as,))


def refuse_like_debtor(firms: KnownFirms, name: str, credit_code: str | None, county_code: int) -> None:
    """Raise RuleRefusal for an order of a name that may be a debtor's, until a person has said that it is not."""
    debtor = firms.debtor_like(name, credit_code, county_code)
    if debtor is not None:
        raise RuleRefusal(
            "employer_like_debtor", field="employer", text=name, known=debtor.name, since=debtor.owes_since
        )


def settle(session: Session, firms: Iterable[KnownFirm]) -> None:
    """Bring the rows of a batch's firms into the session by one query; one that another import registered meanwhile
    under the very name or code is found, too."""
    wanted = list({id(firm): firm for firm in firms}.values())
    new = [firm for firm in wanted if firm.id is None]
    query = select(Employer).where(
        or_(
            Employer.id.in_([firm.id for firm in wanted if firm.id is not None]),
            Employer.name.in_([firm.name for firm in new]),
            Employer.credit_code.in_([firm.credit_code for firm in new if firm.credit_code]),
        )
    )
    rows = list(session.scalars(query))
    by_id = {row.id: row for row in rows}
    by_code = {row.credit_code: row for row in rows if row.credit_code}
    by_name = {(row.name, row.county_code): row for row in rows}
    for firm in wanted:
        meanwhile = by_code.get(firm.credit_code or "") or by_name.get((firm.name, firm.county_code))
        firm.employer = by_id[firm.id] if firm.id is not None else meanwhile


def write_employers(session: Session, firms: Sequence[Firm], intake: Intake, outcome: Outcome) -> None:
    """Create or update each firm; none is entered twice under two spellings."""
    settle(session, (firm.named.firm for firm in firms))
    for firm in firms:
        known = firm.named.firm.employer
        if known is None:
            outcome.note(firm.row, "created", tuple(firm.flags))
            create_employer(session, firm, intake)
        else:
            _update(session, known, firm, intake, outcome)


def known_firm(session: Session, name: str, credit_code: str | None) -> Employer | None:
    """The employer of that credit code, else the one the name surely means unless their codes differ."""
    named = (
        session.scalar(select(Employer).where(Employer.name == name).order_by(Employer.id).limit(1))
        if not credit_code
        else None
    )
    if named is not None:
        return named
    firm = known_firms(session).find(name, credit_code).firm
    return session.get_one(Employer, firm.id) if firm is not None else None


def create_employer(session: Session, firm: Firm, intake: Intake) -> None:
    """Register the firm of a row; in a dry run only for the rows after it to see."""
    firm.named.firm.employer = Employer(
        name=firm.draft.name,
        credit_code=firm.draft.credit_code,
        county_code=firm.county_code,
        registered_at=intake.at,
        flags=plain_flags(firm.flags),
        **firm.values,
    )
    if not intake.dry:
        session.add(firm.named.firm.employer)
        session.flush()
        _enter(session, firm.named.firm.employer, firm, intake)


def _update(session: Session, known: Employer, firm: Firm, intake: Intake, outcome: Outcome) -> None:
    changed = _changes(known, firm, intake) if firm.named.exact else {}
    outcome.note(firm.row, "updated" if changed else "unchanged", tuple(firm.flags))
    if intake.dry:
        outcome.changes[firm.row.number] = value_changes(known, changed)
        return
    for name, value in changed.items():
        if name != "wage_arrears_since":
            setattr(known, name, value)
    known.flags = flags_after(known.flags, firm.row, firm.flags)
    session.flush()
    if firm.named.exact:
        _enter(session, known, firm, intake)
    add_alias(session, known, firm.draft.name, by_likeness=not firm.named.exact)


def _enter(session: Session, known: Employer, firm: Firm, intake: Intake) -> None:
    """Record that a person entered the firm as an employer, once, and that it owes wages if its row says so."""
    if not firm.named.firm.entered:
        firm.named.firm.entered = True
        record_employer(session, known, "enter", actor=intake.actor, at=intake.at)
    if firm.draft.owes_wages and known.wage_arrears_since is None:
        record_arrears(session, known, county_day(intake.at), actor=intake.actor, at=intake.at)


def _changes(known: Employer, firm: Firm, intake: Intake) -> dict[str, Any]:
    """What a row says of its firm and is not yet so. A name that is only like the firm's changes nothing of it."""
    values = dict(firm.values)
    if firm.draft.credit_code and not known.credit_code:
        values["credit_code"] = firm.draft.credit_code
    changes = {name: value for name, value in values.items() if getattr(known, name) != value}
    if firm.draft.owes_wages and known.wage_arrears_since is None:
        changes["wage_arrears_since"] = county_day(intake.at)
    return changes
