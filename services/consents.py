"""Consent per purpose: given to a text of a version, withdrawn at any time; the rows stay as the proof of both.

Who has not agreed to share is on no list: the matching reads the consent that holds (`services/people_rows.py`)."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models.labourer import Consent
from services.access import Actor
from services.audit import audit
from services.errors import Refusal, RuleRefusal
from services.families import own_person

PURPOSES = ("store", "share")
TEXT_VERSION = "own-1"
"""Of the texts of `web/own_consents.py`: whoever changes a word of them counts this on."""


def consents_of(session: Session, *, actor: Actor) -> list[Consent]:
    """All that the actor ever agreed to, the latest first."""
    mine = Consent.labourer_id == own_person(session, actor=actor).id
    return list(session.scalars(select(Consent).where(mine).order_by(Consent.given_at.desc(), Consent.id.desc())))


def give_consent(session: Session, purpose: str, *, actor: Actor, at: datetime) -> None:
    """Agree to the text of today; who agreed to an older one agrees anew, who agreed to this one already has."""
    person = own_person(session, actor=actor)
    _known(purpose)
    record_consent(session, person.id, purpose, at=at)
    audit(session, "consent.give", actor=actor, at=at, subject=person, detail=purpose)


def record_consent(session: Session, labourer_id: int, purpose: str, *, at: datetime) -> None:
    """Write down that somebody agreed to the text of today."""
    held = session.scalar(select(Consent).where(_holding(labourer_id, purpose)).with_for_update())
    if held is not None and held.text_version == TEXT_VERSION:
        return
    if held is not None:
        held.withdrawn_at = at
        session.flush()
    session.add(Consent(labourer_id=labourer_id, purpose=purpose, text_version=TEXT_VERSION, given_at=at))
    session.flush()


def withdraw_consent(session: Session, purpose: str, *, actor: Actor, at: datetime) -> None:
    """Take a consent back. Raises RuleRefusal for `store`: without it the file has to go, which is asked for apart."""
    person = own_person(session, actor=actor)
    _known(purpose)
    if purpose == "store":
        raise RuleRefusal("erase_instead", field="purpose")
    session.execute(update(Consent).where(_holding(person.id, purpose)).values(withdrawn_at=at))
    audit(session, "consent.withdraw", actor=actor, at=at, subject=person, detail=purpose)


def _holding(labourer_id: int, purpose: str) -> ColumnElement[bool]:
    of_person = (Consent.labourer_id == labourer_id) & (Consent.purpose == purpose)
    return of_person & Consent.withdrawn_at.is_(None)


def _known(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise Refusal("not_in_list", field="purpose", text=purpose)
