"""Sending messages (`services/outgoing.py`): a gateway gets the letter under the key of its message, by which it can
drop a second copy.
"""

import logging
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from models.db import Database
from models.labourer import Labourer
from models.message import Message
from services.county_rules import rules_of
from services.gateways.seam import Gateway, Letter, NotSent
from services.message_texts import SHORT, is_answered, letter_of
from services.messages import told_by_id
from services.outgoing import (
    FIRST_PAUSE,
    MOST_TRIES,
    Changes,
    Claim,
    Now,
    claim_first,
    hand_over_due,
    untaken,
    write_down,
)
from services.quiet_hours import quiet_until

GONE = ("deceased",)
# Why a message need not be sent any more.
PERSON_GONE, ANSWERED_BEFORE = "person_is_gone", "answered_before"
log = logging.getLogger(__name__)


def may_be_sent(at: datetime) -> ColumnElement[bool]:
    """Messages to send now: not held back, not taken back, not handled, in nobody's hands and not waiting to retry."""
    return (
        (Message.not_before <= at)
        & Message.handled_at.is_(None)
        & Message.sent_at.is_(None)
        & Message.cancelled_at.is_(None)
        & or_(Message.next_try_at.is_(None), Message.next_try_at <= at)
        & untaken(Message, at)
    )


def messages_due(session: Session, *, at: datetime) -> bool:
    """Whether any message is to be sent now."""
    return session.scalar(select(Message.id).where(may_be_sent(at)).limit(1)) is not None


def send_messages(database: Database, gateway: Gateway, *, now: Now, phone: str = "") -> int:
    """Send what is due, the longest due first, for a while; how many rows were looked at. `phone` is the office's, ""
    where none is known. Any number may run at once."""
    hand_over = partial(send_claimed, database, gateway, now=now, phone=phone)
    return hand_over_due(database, claim_next, hand_over, now=now)


def claim_next(session: Session, *, at: datetime) -> Claim | None:
    """Take the next message that is due into our hands; one that another sender is just taking is passed over."""
    due = select(Message.id).where(may_be_sent(at)).order_by(Message.not_before, Message.id)
    return claim_first(session, Message, due, at=at)


def send_claimed(database: Database, gateway: Gateway, claim: Claim, *, now: Now, phone: str = "") -> None:
    """Hand a claimed message over and write down what came of it, whatever goes wrong."""
    try:
        changes = _try(database, gateway, claim, now, phone)
    except NotSent as refused:
        changes = {"last_error": refused.code, "for_good": refused.for_good, "away": refused.away}
    except Exception as error:  # what is wrong with one message must not stop the others
        log.warning("message %s was not sent: %s", claim.row_id, type(error).__name__)
        changes = {"last_error": type(error).__name__, "for_good": False}
    with database.writing() as session:
        if changes.pop("away", False):
            _leave_alone(session, now())
        write_down(session, Message, claim, changes, at=now())


def _leave_alone(session: Session, at: datetime) -> None:
    """A gateway that is away is not knocked at for every message that waits: all others wait for it, too, and it costs
    them no try."""
    waiting = select(Message.id).where(may_be_sent(at)).with_for_update(skip_locked=True)
    session.execute(update(Message).where(Message.id.in_(waiting)).values(next_try_at=at + FIRST_PAUSE))


def _try(database: Database, gateway: Gateway, claim: Claim, now: Now, phone: str) -> Changes:
    """What is to be written down of the message: that it was sent, waits, or has no telephone to go to."""
    with database.reading() as session:
        changes = prepare(session, claim, at=now(), phone=phone)
    letter = changes.pop("letter", None)
    if letter is None:
        return changes
    receipt = gateway.send(letter)
    at = now()
    sent = {"sent_at": at, "handled_at": at, "delivered_at": at if receipt.delivered else None, "last_error": None}
    return {**changes, **sent, "channel": gateway.channel, "gateway": gateway.name, "receipt": receipt.reference}


def prepare(session: Session, claim: Claim, *, at: datetime, phone: str = "") -> Changes:
    """The letter to hand over, or why there is none: it was taken back since it was claimed, the person is gone or
    has answered before it could ask, it is night, or there is no telephone and the letter has to be printed."""
    message = session.get_one(Message, claim.row_id)
    person = session.get_one(Labourer, message.labourer_id)
    if message.cancelled_at is not None:
        return {}
    if message.attempts > MOST_TRIES:
        return {"handled_at": at, "last_error": "sender_died"}
    if person.situation in GONE:
        return {"handled_at": at, "last_error": PERSON_GONE}
    told = told_by_id(session, [message.id])[message.id]
    if is_answered(told):
        return {"handled_at": at, "last_error": ANSWERED_BEFORE}
    number = person.phone or person.other_phone
    text = letter_of(told, person.name, phone=phone, most=SHORT if number else None)
    if not number:
        return {"handled_at": at, "channel": "letter", "text": text}
    morning = quiet_until(rules_of(session, person.home_code), at)
    if morning is not None:
        return {"next_try_at": morning, "attempts": message.attempts - 1}
    return {"letter": Letter(message.public_id, number, text), "text": text}
