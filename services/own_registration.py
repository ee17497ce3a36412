"""Somebody registers themselves: read and checked like a row of a village register, with the remark that it is.

The telephone was proved (`services/phone_codes.py`). Nothing that is registered already is changed from here: who has
an entry under another number is led to the office, and is told no more than that.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.file_request import FileRequest
from models.labourer import Consent, Labourer
from models.phone_code import PhoneCode
from services.access import Actor
from services.consents import TEXT_VERSION
from services.errors import Refusal, RuleRefusal, Several, tried
from services.file_requests import ask
from services.intake.batch import Intake, Outcome, SheetRow, flag
from services.intake.labourer_writes import may_be_one, write_labourers
from services.intake.labourers import Person, read_labourers
from services.phone_codes import use_up
from services.sheets.cells import is_blank
from services.sheets.fields.wages import read_wage

REMARK = "own_registration"
NEEDED = ("address", "education")
LONGEST = 200  # characters of a field
_THEMSELVES = Actor(role="labourer")


def read_registration(session: Session, cells: Mapping[str, str], *, phone: str, share: bool, at: datetime) -> Person:
    """What somebody wrote of themselves, by the fields of a register (`services/sheets/labourer_columns.py`). Raises
    Several with all that is to be mended."""
    written = {name: text.strip()[:LONGEST] for name, text in cells.items()}
    errors = [Refusal("missing", field=name) for name in NEEDED if not written.get(name)]
    row = SheetRow(1, {**written, "phone": phone, "consent": "是" if share else "否"}, ())
    read = Outcome()
    if not is_blank(written.get("wage", "")):
        tried(errors, lambda: read_wage(written["wage"]))
    people = read_labourers(session, [row], Intake(_THEMSELVES, at), read)
    refused = [each for reject in read.rejects for each in reject.refusals]
    errors += [each for each in refused if each.field not in {error.field for error in errors}]
    if errors:
        raise Several(errors)
    person = people[0]
    person.flags.append(flag(REMARK, "name"))
    return person


def register(session: Session, code: PhoneCode, person: Person, *, at: datetime) -> Labourer:
    """Enter somebody who read and agreed to the texts of today. Raises RuleRefusal `registered_already`; when it may be
    the same person, the office is asked to enter the number (see `remember_number`)."""
    if session.scalar(select(Labourer.id).where(Labourer.id_lookup.in_(person.lookups))) is not None:
        raise RuleRefusal("registered_already", field="id_number")
    write_labourers(session, [person], Intake(_THEMSELVES, at), Outcome())
    entered = session.scalars(select(Labourer).where(Labourer.id_lookup == person.lookup)).one()
    _agreed_here(session, entered.id, share=bool(person.parts.consent))
    use_up(code, at)
    return entered


def _agreed_here(session: Session, labourer_id: int, *, share: bool) -> None:
    """Nobody signed a register: what was agreed to is the text of today, and only what was."""
    theirs = Consent.labourer_id == labourer_id
    if not share:
        session.execute(delete(Consent).where(theirs, Consent.purpose == "share"))
    session.execute(update(Consent).where(theirs).values(text_version=TEXT_VERSION))


def remember_number(session: Session, code: PhoneCode, person: Person, *, at: datetime) -> FileRequest | None:
    """Ask the office to enter the proved number of somebody who is registered already, if the names may be one's."""
    known = session.scalar(select(Labourer).where(Labourer.id_lookup.in_(person.lookups)))
    if known is None or known.merged_into_id is not None or not may_be_one(known.name, person.values["name"]):
        return None
    return ask(session, known, "phone", code.phone, at=at)
