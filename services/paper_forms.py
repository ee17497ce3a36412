"""The form by which a licence issued elsewhere is recorded after a class: texts to a draft, each fault at its field."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.certificate import Certificate
from models.enrolment import Enrolment
from models.training_class import TrainingClass
from services.errors import Refusal, Several, tried
from services.papers import LicenceDraft
from services.sheets.fields.dates import read_day

T = TypeVar("T")
LONGEST_NUMBER, LONGEST_ISSUER = 60, 100


def licences_after(session: Session, enrolment: Enrolment) -> list[Certificate]:
    """The licences that somebody of this class may bring: the one that it leads to, else every one."""
    wanted = session.get_one(TrainingClass, enrolment.class_id).certificate_id
    query = select(Certificate).order_by(Certificate.id)
    which = Certificate.kind == "licence" if wanted is None else Certificate.id == wanted
    return list(session.scalars(query.where(which)))


def read_licence(session: Session, enrolment: Enrolment, fields: Mapping[str, str]) -> LicenceDraft:
    """The licence that a form says. Raises Several with every refusal: `certificates`, `certificate_number`, `issuer`,
    `issued_on`, `expires_on`."""
    errors: list[Refusal] = []
    codes = {each.code: each.id for each in licences_after(session, enrolment)}
    number = tried(errors, lambda: _text(fields, "certificate_number", LONGEST_NUMBER))
    issuer = tried(errors, lambda: _text(fields, "issuer", LONGEST_ISSUER))
    certificate = tried(errors, lambda: codes[_text(fields, "certificates", LONGEST_NUMBER, codes)])
    issued_on = tried(errors, lambda: read_day(_text(fields, "issued_on", LONGEST_NUMBER), "issued_on").value)
    expires_on = tried(errors, lambda: _day(fields.get("expires_on", "")))
    if errors or certificate is None or issued_on is None:
        raise Several(errors)
    return LicenceDraft(certificate, number or "", issuer or "", issued_on, expires_on, enrolment.public_id)


def _text(fields: Mapping[str, str], field: str, most: int, known: Mapping[str, int] | None = None) -> str:
    text = fields.get(field, "").strip()
    if not text or (known is not None and text not in known):
        raise Refusal("missing", field=field)
    if len(text) > most:
        raise Refusal("text_too_long", field=field, length=len(text), most=most)
    return text


def _day(text: str) -> date | None:
    return read_day(text, "expires_on").value if text.strip() else None
