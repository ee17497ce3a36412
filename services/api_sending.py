"""Sending what systems are told, in the shape of law 3 and as messages are sent: one short transaction claims the row,
the receiver gets it with none open, another one writes down what came of it.

A step is told once, unless its sender died between sending and writing that down: it is then told again with the same
id. A webhook that does not answer delays its own steps alone.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from models.api import WebhookDelivery
from models.db import Database
from services.api_posts import NotTaken, Post

LEASE = timedelta(minutes=2)  # longer than any receiver is waited for
MOST_TRIES = 6
FIRST_PAUSE, PAUSE_GROWS = timedelta(minutes=1), 4  # 1, 4, 16, 64, 256 minutes
AT_A_TIME = timedelta(seconds=2)  # of one job
KEPT_FOR = timedelta(days=30)  # what was sent or given up
Now = Callable[[], datetime]
Send = Callable[[Post], None]
Changes = dict[str, Any]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """A delivery that is ours until `until`, which also tells our claim from a later one. Claiming counts as a try."""

    delivery_id: int
    until: datetime


def may_be_sent(at: datetime) -> ColumnElement[bool]:
    """Deliveries to send now: not handled, in nobody's hands and not waiting to be tried again."""
    return (
        WebhookDelivery.handled_at.is_(None)
        & (WebhookDelivery.next_try_at <= at)
        & or_(WebhookDelivery.sending_until.is_(None), WebhookDelivery.sending_until <= at)
    )


def webhooks_due(session: Session, *, at: datetime) -> bool:
    """Whether any system is to be told something now."""
    return session.scalar(select(WebhookDelivery.id).where(may_be_sent(at)).limit(1)) is not None


def send_webhooks(database: Database, send: Send, *, now: Now) -> int:
    """Send what is due, the longest due first, for `AT_A_TIME` at most; how many rows were looked at. Any number may
    run at once."""
    end, seen = now() + AT_A_TIME, 0
    while now() < end and (claim := _claimed(database, now())):
        send_claimed(database, send, claim, now=now)
        seen += 1
    return seen


def _claimed(database: Database, at: datetime) -> Claim | None:
    with database.writing() as session:
        return claim_next(session, at=at)


def claim_next(session: Session, *, at: datetime) -> Claim | None:
    """Take the next delivery that is due into our hands; one that another sender is just taking is passed over."""
    due = select(WebhookDelivery.id).where(may_be_sent(at))
    due = due.order_by(WebhookDelivery.next_try_at, WebhookDelivery.id).limit(1)
    delivery_id = session.scalar(due.with_for_update(skip_locked=True))
    if delivery_id is None:
        return None
    claim = Claim(delivery_id, at + LEASE)
    mine = {"sending_until": claim.until, "attempts": WebhookDelivery.attempts + 1}
    session.execute(update(WebhookDelivery).where(WebhookDelivery.id == delivery_id).values(mine))
    return claim


def send_claimed(database: Database, send: Send, claim: Claim, *, now: Now) -> None:
    """Send a claimed delivery and write down what came of it, whatever goes wrong."""
    try:
        changes = _try(database, send, claim, now)
    except NotTaken as refused:
        changes = {"last_error": refused.code, "for_good": refused.for_good}
    except Exception as error:  # what is wrong with one delivery must not stop the others
        log.warning("webhook delivery %s was not sent: %s", claim.delivery_id, type(error).__name__)
        changes = {"last_error": type(error).__name__, "for_good": False}
    with database.writing() as session:
        record(session, claim, changes, at=now())


def _try(database: Database, send: Send, claim: Claim, now: Now) -> Changes:
    at = now()
    with database.reading() as session:
        delivery = session.get_one(WebhookDelivery, claim.delivery_id, options=[joinedload(WebhookDelivery.webhook)])
        webhook = delivery.webhook
        if webhook.stopped_at is not None:
            return {"handled_at": at, "last_error": "webhook_stopped"}
        if delivery.attempts > MOST_TRIES:
            return {"handled_at": at, "last_error": "sender_died"}
        post = Post(webhook.url, webhook.secret, delivery.public_id, {"id": delivery.public_id, **delivery.body}, at)
    send(post)
    sent_at = now()
    return {"sent_at": sent_at, "handled_at": sent_at, "last_error": None}


def record(session: Session, claim: Claim, changes: Changes, *, at: datetime) -> None:
    """Write down what came of a claimed delivery and let go of it. That it was sent is always written; anything else
    only while the claim is ours. A try that failed is repeated after a pause that grows, or given up; the webhook's
    other deliveries wait as long, which costs them no try."""
    row = select(WebhookDelivery).where(WebhookDelivery.id == claim.delivery_id, WebhookDelivery.sent_at.is_(None))
    delivery = session.scalar(row.with_for_update())
    ours = delivery is not None and delivery.sending_until == claim.until
    if delivery is None or not (ours or "sent_at" in changes):
        return
    if "for_good" in changes:
        changes = {"last_error": changes["last_error"], **_after_failure(delivery, changes["for_good"], at)}
        _leave_alone(session, delivery.webhook_id, at)
    for name, value in {**changes, "sending_until": None}.items():
        setattr(delivery, name, value)


def _after_failure(delivery: WebhookDelivery, for_good: bool, at: datetime) -> Changes:
    if for_good or delivery.attempts >= MOST_TRIES:
        return {"handled_at": at}
    return {"next_try_at": at + FIRST_PAUSE * PAUSE_GROWS ** (delivery.attempts - 1)}


def _leave_alone(session: Session, webhook_id: int, at: datetime) -> None:
    """A receiver that is away is not knocked at for every step that waits for it."""
    waiting = (WebhookDelivery.webhook_id == webhook_id) & may_be_sent(at)
    ids = session.scalars(select(WebhookDelivery.id).where(waiting).with_for_update(skip_locked=True)).all()
    later = update(WebhookDelivery).where(WebhookDelivery.id.in_(ids)).values(next_try_at=at + FIRST_PAUSE)
    session.execute(later.execution_options(synchronize_session=False))


def deliveries_are_old(session: Session, *, at: datetime) -> bool:
    """Whether anything that was sent or given up has had its month."""
    return (
        session.scalar(select(WebhookDelivery.id).where(WebhookDelivery.handled_at <= at - KEPT_FOR).limit(1))
        is not None
    )


def forget_deliveries(session: Session, *, at: datetime) -> None:
    """Drop what was sent or given up a month ago."""
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.handled_at <= at - KEPT_FOR))
