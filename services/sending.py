"""Sending messages, in the shape of law 3: one short transaction claims the row for a while, the gateway gets the
letter with no transaction open, another one writes down what came of it.

A message is handed over once, unless its sender died between handing it over and writing that down: then the claim
runs out, and the next sender hands it over again with the same key, by which a gateway can drop the second copy.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from models.db import Database
from models.labourer import Labourer
from models.message import Message
from services.county_rules import rules_of
from services.gateways.seam import Gateway, Letter, NotSent
from services.message_texts import is_answered, letter_of
from services.messages import told_by_id
from services.quiet_hours import quiet_until

LEASE = timedelta(minutes=2)  # longer than any gateway is waited for
MOST_TRIES = 6
FIRST_PAUSE, PAUSE_GROWS = timedelta(minutes=1), 4  # 1, 4, 16, 64, 256 minutes
AT_A_TIME = timedelta(seconds=2)  # of one job: re-placement has its turn between two of them
GONE = ("deceased",)
# Why a message need not be sent any more.
PERSON_GONE, ANSWERED_BEFORE = "person_is_gone", "answered_before"
Now = Callable[[], datetime]
Changes = dict[str, Any]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """A message that is ours to send until `until`, which also tells our claim from a later one. Claiming counts as a
    try: a message that kills its senders is given up, too."""

    message_id: int
    until: datetime


def may_be_sent(at: datetime) -> ColumnElement[bool]:
    """Messages to send now: not held back, not taken back, not handled, in nobody's hands and not waiting to retry."""
    return (
        (Message.not_before <= at)
        & Message.handled_at.is_(None)
        & Message.sent_at.is_(None)
        & Message.cancelled_at.is_(None)
        & or_(Message.next_try_at.is_(None), Message.next_try_at <= at)
        & or_(Message.sending_until.is_(None), Message.sending_until <= at)
    )


def messages_due(session: Session, *, at: datetime) -> bool:
    """Whether any message is to be sent now."""
    return session.scalar(select(Message.id).where(may_be_sent(at)).limit(1)) is not None


def send_messages(database: Database, gateway: Gateway, *, now: Now) -> int:
    """Send what is due, the longest due first, for `AT_A_TIME` at most; how many rows were looked at. Any number may
    run at once."""
    end, seen = now() + AT_A_TIME, 0
    while now() < end and (claim := _claimed(database, now())):
        send_claimed(database, gateway, claim, now=now)
        seen += 1
    return seen


def _claimed(database: Database, at: datetime) -> Claim | None:
    with database.writing() as session:
        return claim_next(session, at=at)


def claim_next(session: Session, *, at: datetime) -> Claim | None:
    """Take the next message that is due into our hands; one that another sender is just taking is passed over."""
    due = select(Message.id).where(may_be_sent(at)).order_by(Message.not_before, Message.id).limit(1)
    message_id = session.scalar(due.with_for_update(skip_locked=True))
    if message_id is None:
        return None
    claim = Claim(message_id, at + LEASE)
    mine = {"sending_until": claim.until, "attempts": Message.attempts + 1}
    session.execute(update(Message).where(Message.id == message_id).values(mine))
    return claim


def send_claimed(database: Database, gateway: Gateway, claim: Claim, *, now: Now) -> None:
    """Hand a claimed message over and write down what came of it, whatever goes wrong."""
    try:
        changes = _try(database, gateway, claim, now)
    except NotSent as refused:
        changes = {"last_error": refused.code, "for_good": refused.for_good, "away": refused.away}
    except Exception as error:  # what is wrong with one message must not stop the others
        log.warning("message %s was not sent: %s", claim.message_id, type(error).__name__)
        changes = {"last_error": type(error).__name__, "for_good": False}
    with database.writing() as session:
        if changes.pop("away", False):
            _leave_alone(session, now())
        record(session, claim, changes, at=now())


def _leave_alone(session: Session, at: datetime) -> None:
    """A gateway that is away is not knocked at for every message that waits: all others wait for it, too, and it costs
    them no try."""
    waiting = select(Message.id).where(may_be_sent(at)).with_for_update(skip_locked=True)
    session.execute(update(Message).where(Message.id.in_(waiting)).values(next_try_at=at + FIRST_PAUSE))


def _try(database: Database, gateway: Gateway, claim: Claim, now: Now) -> Changes:
    """What is to be written down of the message: that it was sent, waits, or has no telephone to go to."""
    with database.reading() as session:
        changes = prepare(session, claim, at=now())
    letter = changes.pop("letter", None)
    if letter is None:
        return changes
    receipt = gateway.send(letter)
    at = now()
    sent = {"sent_at": at, "handled_at": at, "delivered_at": at if receipt.delivered else None, "last_error": None}
    return {**changes, **sent, "channel": gateway.channel, "gateway": gateway.name, "receipt": receipt.reference}


def prepare(session: Session, claim: Claim, *, at: datetime) -> Changes:
    """The letter to hand over, or why there is none: it was taken back since it was claimed, the person is gone or
    has answered before it could ask, it is night, or there is no telephone and the letter has to be printed."""
    message = session.get_one(Message, claim.message_id)
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
    text = letter_of(told, person.name)
    phone = person.phone or person.other_phone
    if not phone:
        return {"handled_at": at, "channel": "letter", "text": text}
    morning = quiet_until(rules_of(session, person.home_code), at)
    if morning is not None:
        return {"next_try_at": morning, "attempts": message.attempts - 1}
    return {"letter": Letter(message.public_id, phone, text), "text": text}


def record(session: Session, claim: Claim, changes: Changes, *, at: datetime) -> None:
    """Write down what came of a claimed message and let go of it. That it was sent is always written; anything else
    only while the claim is ours. A try that failed is repeated after a pause that grows, or given up."""
    row = select(Message).where(Message.id == claim.message_id, Message.sent_at.is_(None)).with_for_update()
    message = session.scalar(row)
    ours = message is not None and message.sending_until == claim.until
    if message is None or not (ours or "sent_at" in changes):
        return
    if "for_good" in changes:
        changes = {"last_error": changes["last_error"], **_after_failure(message, changes["for_good"], at)}
    for name, value in {**changes, "sending_until": None}.items():
        setattr(message, name, value)


def _after_failure(message: Message, for_good: bool, at: datetime) -> Changes:
    if for_good or message.attempts >= MOST_TRIES:
        return {"handled_at": at}
    return {"next_try_at": at + FIRST_PAUSE * PAUSE_GROWS ** (message.attempts - 1)}
