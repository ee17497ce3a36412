"""Sending what systems are told (`services/outgoing.py`): a step goes out under the key of its delivery, and a webhook
that does not answer delays its own steps alone. What can still be undone is told once it cannot, or never.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from models.api import WebhookDelivery
from models.db import Database
from services.api_holds import UNDONE, held_or_undone
from services.api_posts import NotTaken, Post
from services.outgoing import (
    FIRST_PAUSE,
    MOST_TRIES,
    Changes,
    Claim,
    Now,
    claim_due,
    due_now,
    hand_over_due,
    write_down,
)

KEPT_FOR = timedelta(days=30)  # what was sent or given up
Send = Callable[[Post], None]
log = logging.getLogger(__name__)


def webhooks_due(session: Session, *, at: datetime) -> bool:
    """Whether any system is to be told something now."""
    return session.scalar(select(WebhookDelivery.id).where(due_now(WebhookDelivery, at)).limit(1)) is not None


def send_webhooks(database: Database, send: Send, *, now: Now) -> int:
    """Send what is due, the longest due first, for a while; how many rows were looked at. Any number may run at
    once."""
    claim_next = partial(claim_due, table=WebhookDelivery)
    return hand_over_due(database, claim_next, lambda claim: send_claimed(database, send, claim, now=now), now=now)


def send_claimed(database: Database, send: Send, claim: Claim, *, now: Now) -> None:
    """Send a claimed delivery and write down what came of it, whatever goes wrong."""
    try:
        changes = _try(database, send, claim, now)
    except NotTaken as refused:
        changes = {"last_error": refused.code, "for_good": refused.for_good}
    except Exception as error:  # what is wrong with one delivery must not stop the others
        log.warning("webhook delivery %s was not sent: %s", claim.row_id, type(error).__name__)
        changes = {"last_error": type(error).__name__, "for_good": False}
    with database.writing() as session:
        row = write_down(session, WebhookDelivery, claim, changes, at=(at := now()))
        if row is not None and row.last_error == UNDONE:  # as if it had never been
            session.delete(row)
        if row is not None and "for_good" in changes:
            _leave_alone(session, row.webhook_id, at)


def _try(database: Database, send: Send, claim: Claim, now: Now) -> Changes:
    at = now()
    with database.reading() as session:
        delivery = session.get_one(WebhookDelivery, claim.row_id, options=[joinedload(WebhookDelivery.webhook)])
        webhook = delivery.webhook
        if webhook.stopped_at is not None:
            return {"handled_at": at, "last_error": "webhook_stopped"}
        if delivery.attempts > MOST_TRIES:
            return {"handled_at": at, "last_error": "sender_died"}
        held = held_or_undone(session, delivery.body["subject"], delivery.body["subject_id"], at=at)
        if held == UNDONE:
            return {"handled_at": at, "last_error": UNDONE}
        if held is not None:
            return {"next_try_at": held, "attempts": delivery.attempts - 1}
        post = Post(webhook.url, webhook.secret, delivery.public_id, {"id": delivery.public_id, **delivery.body}, at)
    send(post)
    sent_at = now()
    return {"sent_at": sent_at, "handled_at": sent_at, "last_error": None}


def _leave_alone(session: Session, webhook_id: int, at: datetime) -> None:
    """A receiver that is away is not knocked at for every step that waits for it, and the waiting costs no try."""
    waiting = (WebhookDelivery.webhook_id == webhook_id) & due_now(WebhookDelivery, at)
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
