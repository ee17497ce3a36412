"""What a go of picks would do, before it is done: all of it is tried in one transaction that is taken back, so that
what is said is what would happen, words and refusals alike."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import Database
from models.enrolment import Enrolment
from models.labourer import Consent, Labourer
from models.message import Message
from models.placement import Placement
from services.errors import Refusal, RuleRefusal
from services.message_texts import SHORT, letter_of
from services.messages import told_by_id

Made = Placement | Enrolment
Act = Callable[[Session, str], Made]
MOBILE = 11
"""Digits of a mobile number, which begins with 1; no other number takes a text."""


@dataclass(frozen=True)
class Checked:
    """One person, by public id: the `text` that would go out by `way` ("text", "landline" where the number takes none,
    "letter" without a number), to be answered by an instant; or the `refusal`."""

    person: str
    name: str
    way: str = ""
    text: str = ""
    answer_by: datetime | None = None
    refusal: Refusal | None = None


class _TakenBack(Exception):
    pass


def check_picks(database: Database, people: Sequence[str], act: Act, *, phone: str = "") -> list[Checked]:
    """Each of the people, in order, as `act` would find them; nothing of it stays, and nothing is sent. `phone` is the
    office's."""
    found: list[Checked] = []
    with suppress(_TakenBack), database.writing() as session:
        sharing = _sharing(session, people)
        found = [_check(session, each, act, each.public_id in sharing, phone) for each in _in_order(session, people)]
        raise _TakenBack
    return found


def _in_order(session: Session, people: Sequence[str]) -> list[Labourer]:
    known = {each.public_id: each for each in session.scalars(select(Labourer).where(Labourer.public_id.in_(people)))}
    return [known[each] for each in people if each in known]


def _sharing(session: Session, people: Collection[str]) -> set[str]:
    """Those who agree that firms and schools are told of them."""
    query = select(Labourer.public_id).join(Consent, Consent.labourer_id == Labourer.id)
    holding = (Consent.purpose == "share") & Consent.withdrawn_at.is_(None)
    return set(session.scalars(query.where(holding, Labourer.public_id.in_(people))))


def _check(session: Session, labourer: Labourer, act: Act, shares: bool, phone: str) -> Checked:
    person, name = labourer.public_id, labourer.name
    if not shares:
        return Checked(person, name, refusal=RuleRefusal("does_not_share", field="labourer", name=name))
    way = _way(labourer.phone or labourer.other_phone or "")
    try:
        with session.begin_nested():
            made = act(session, person)
            session.flush()
            return Checked(person, name, way, _words(session, made, name, phone, way), made.answer_by)
    except Refusal as refusal:
        return Checked(person, name, refusal=refusal)


def _way(phone: str) -> str:
    if not phone:
        return "letter"
    return "text" if len(phone) == MOBILE and phone.startswith("1") else "landline"


def _words(session: Session, made: Made, name: str, phone: str, way: str) -> str:
    about = Message.placement_id if isinstance(made, Placement) else Message.enrolment_id
    telling = (about == made.id) & Message.code.in_(("offer", "invitation"))
    message = session.scalars(select(Message.id).where(telling).order_by(Message.id.desc()).limit(1)).one()
    most = None if way == "letter" else SHORT
    return letter_of(told_by_id(session, [message])[message], name, phone=phone, most=most)
