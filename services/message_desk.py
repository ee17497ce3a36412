"""Messages as an office looks after them: what waits, went out, failed or is to be printed; and what to do then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, joinedload

from models.labourer import Labourer
from models.message import Message
from models.user import User
from services.access import Actor, require
from services.errors import NotFound, RuleRefusal
from services.message_texts import AWAITED, letter_of
from services.messages import Told, told_by_id
from services.sending import ANSWERED_BEFORE, PERSON_GONE
from services.sight import seen_by

# The states a message is looked for in; `going` also holds those that wait for the next try.
HELD, WAITING, GOING, SENT = "held", "waiting", "going", "sent"
FAILED, TAKEN_BACK, TO_PRINT, NOT_NEEDED = "failed", "taken_back", "to_print", "not_needed"
STATES = (FAILED, TO_PRINT, HELD, WAITING, GOING, SENT, NOT_NEEDED, TAKEN_BACK)
UNDOABLE = (HELD, WAITING, GOING, TO_PRINT)
OFFICE = "office"  # the gateway of a letter: somebody printed it


@dataclass(frozen=True)
class Posted:
    """One message: its row, the person with their division, what it tells of, its state now, and the name of who took
    it back, printed it or had it sent again. `text` is what was sent; until then what would be, had nobody
    answered, with the `phone` of the office."""

    message: Message
    person: Labourer
    told: Told
    state: str
    by: str
    phone: str = ""

    @property
    def text(self) -> str:
        asked = replace(self.told, state=AWAITED.get(self.told.code, self.told.state))
        return self.message.text or letter_of(asked, self.person.name, phone=self.phone)


def state_at(at: datetime) -> ColumnElement[str]:
    """The state of a message at an instant; nothing stores it."""
    is_letter = Message.channel == "letter"
    return case(
        (Message.sent_at.is_not(None), SENT),
        (Message.cancelled_at.is_not(None), TAKEN_BACK),
        (Message.handled_at.is_not(None) & is_letter, TO_PRINT),
        (Message.handled_at.is_not(None) & Message.last_error.in_((PERSON_GONE, ANSWERED_BEFORE)), NOT_NEEDED),
        (Message.handled_at.is_not(None), FAILED),
        (Message.not_before > at, HELD),
        ((Message.attempts == 0) & (Message.next_try_at > at), WAITING),
        else_=GOING,
    )


def list_messages(
    session: Session,
    *,
    actor: Actor,
    at: datetime,
    state: str = "",
    limit: int = 50,
    offset: int = 0,
    phone: str = "",
) -> list[Posted]:
    """Messages to the people that the actor may read about, all or those in a state, the newest first."""
    query = _visible(actor, select(Message, Labourer, state_at(at), User.name)).options(joinedload(Labourer.home))
    query = query.outerjoin(User, User.id == Message.handled_by_id)
    if state:
        query = query.where(state_at(at) == state)
    rows = session.execute(query.order_by(Message.id.desc()).limit(limit).offset(offset)).all()
    told = told_by_id(session, [row[0].id for row in rows])
    return [Posted(message, person, told[message.id], now, by or "", phone) for message, person, now, by in rows]


def count_messages(session: Session, *, actor: Actor, at: datetime) -> dict[str, int]:
    """How many there are in each state."""
    state = state_at(at)
    counted = session.execute(_visible(actor, select(state, func.count())).group_by(state))
    found = {row[0]: row[1] for row in counted}
    return {each: found.get(each, 0) for each in STATES}


def _visible(actor: Actor, query: Any) -> Any:
    """The query, of messages or of their counts, for those whose people the actor may read about."""
    seen = seen_by(Labourer, actor, "messages.read")
    return query.select_from(Message).join(Labourer, Labourer.id == Message.labourer_id).where(seen)


def take_back(session: Session, public_id: str, *, actor: Actor, at: datetime) -> Message:
    """Undo a message that was not sent yet: it never will be. One that is just being handed over is out of reach.

    Raises RuleRefusal `message_is_out`, NotFound, NotAllowed.
    """
    message = _locked(session, public_id, actor)
    in_hand = message.sending_until is not None and message.sending_until > at
    if in_hand or _state(session, message, at) not in UNDOABLE:
        raise RuleRefusal("message_is_out", field="message")
    message.cancelled_at, message.handled_by_id = at, actor.user_id
    return message


def mark_printed(session: Session, public_ids: Sequence[str], *, actor: Actor, at: datetime) -> int:
    """Letters were printed and go to the people by hand; how many. One printed before stays as it was."""
    letters = [_locked(session, each, actor) for each in public_ids]
    waiting = [each for each in letters if _state(session, each, at) == TO_PRINT]
    for letter in waiting:
        letter.sent_at, letter.gateway, letter.handled_by_id = at, OFFICE, actor.user_id
    return len(waiting)


def send_again(session: Session, public_id: str, *, actor: Actor, at: datetime) -> Message:
    """Try a message anew that was given up. Raises RuleRefusal `message_not_failed`, NotFound, NotAllowed."""
    message = _failed(session, public_id, actor, at)
    message.handled_at, message.attempts, message.next_try_at = None, 0, at
    message.handled_by_id = actor.user_id
    return message


def print_instead(session: Session, public_id: str, *, actor: Actor, at: datetime) -> Message:
    """Let a message that was given up go as a letter. Raises RuleRefusal `message_not_failed`, NotFound, NotAllowed."""
    message = _failed(session, public_id, actor, at)
    name = session.get_one(Labourer, message.labourer_id).name
    told = told_by_id(session, [message.id])[message.id]
    message.channel, message.text = "letter", letter_of(told, name, most=None)
    message.handled_by_id = actor.user_id
    return message


def _failed(session: Session, public_id: str, actor: Actor, at: datetime) -> Message:
    message = _locked(session, public_id, actor)
    if _state(session, message, at) != FAILED:
        raise RuleRefusal("message_not_failed", field="message")
    return message


def _locked(session: Session, public_id: str, actor: Actor) -> Message:
    """The row as it is now, which no sender changes until the transaction ends."""
    query = select(Message).where(Message.public_id == public_id).with_for_update()
    message = session.scalar(query.execution_options(populate_existing=True))
    if message is None:
        raise NotFound("message_unknown", field="message", id=public_id)
    require(actor, "messages.work", division=session.get_one(Labourer, message.labourer_id).home_code)
    return message


def _state(session: Session, message: Message, at: datetime) -> str:
    session.flush()
    return session.scalars(select(state_at(at)).where(Message.id == message.id)).one()
