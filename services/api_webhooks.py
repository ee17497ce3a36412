"""Webhooks of systems: where they go, what they are told of, and what became of it."""

import secrets
from base64 import b64encode
from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from models.api import System, Webhook, WebhookDelivery
from models.workflow import MACHINES
from services.access import Actor
from services.api_outbox import READS, kinds_known
from services.audit import audit
from services.errors import NotFound, Refusal, RuleRefusal
from services.settings import Settings

KINDS = tuple(kinds_known(MACHINES.values()))
LONGEST_URL = 500
MOST = 20  # webhooks of one system that are in use
SECRET = "whsec_"  # noqa: S105  how a secret begins, as receivers know it


def own_system(session: Session, system_id: int) -> System:
    """The system that calls."""
    return session.get_one(System, system_id)


def add_webhook(
    session: Session, system: System, url: str, kinds: Collection[str], *, settings: Settings, actor: Actor,
    at: datetime, secret: str = "",
) -> Webhook:  # fmt: skip
    """A webhook of a system, with the secret it brings or one that is told here alone. Raises Refusal for an address
    that cannot be posted to or that the settings do not allow, for unknown kinds, and for subjects that the system may
    not read, RuleRefusal beyond twenty that are in use."""
    refuse_odd_url(url, settings)
    if not kinds:
        raise Refusal("missing", field="kind")
    for kind in kinds:
        if kind not in KINDS:
            raise Refusal("webhook_kind_unknown", field="kind", text=kind)
        if (right := READS[kind.partition(".")[0]]) not in system.rights:
            raise Refusal("webhook_without_right", field="kind", text=kind, action=right)
    in_use = (Webhook.system_id == system.id) & Webhook.stopped_at.is_(None)
    if (session.scalar(select(func.count(Webhook.id)).where(in_use)) or 0) >= MOST:
        raise RuleRefusal("webhooks_too_many", field="url", most=MOST)
    secret = secret or SECRET + b64encode(secrets.token_bytes(32)).decode()
    webhook = Webhook(system_id=system.id, url=url, kinds=sorted(set(kinds)), secret=secret, made_at=at)
    session.add(webhook)
    audit(session, "webhook.add", actor=actor, at=at, subject=webhook)
    return webhook


def refuse_odd_url(url: str, settings: Settings) -> None:
    """Raise Refusal for an address without a host, with a password in it, over http where that is not allowed, or of a
    host that may not be called."""
    try:
        parts = urlsplit(url)
        fits = bool(parts.hostname) and parts.username is None and parts.port != 0 and url.isascii()
    except ValueError:
        fits = False
    if not fits or len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        raise Refusal("webhook_url_unfit", field="url", text=url[:80])
    if parts.scheme != "https" and not (settings.webhooks_inside == "yes" and parts.scheme == "http"):
        raise Refusal("webhook_not_https", field="url")
    if not settings.calls(url):
        raise Refusal("webhook_host_not_allowed", field="url", host=parts.hostname)


def find_webhook(session: Session, public_id: str, *, system_id: int) -> Webhook:
    """A webhook of a system. Raises NotFound."""
    mine = (Webhook.public_id == public_id) & (Webhook.system_id == system_id)
    webhook = session.scalar(select(Webhook).where(mine))
    if webhook is None:
        raise NotFound("webhook_unknown", field="webhook", id=public_id)
    return webhook


def stop_webhook(session: Session, webhook: Webhook, *, actor: Actor, at: datetime) -> None:
    """Send nothing more there; what waits is given up."""
    webhook.stopped_at = webhook.stopped_at or at
    audit(session, "webhook.stop", actor=actor, at=at, subject=webhook)


def list_webhooks(session: Session, system_ids: Collection[int]) -> list[Webhook]:
    """The webhooks of these systems, the oldest first."""
    return list(session.scalars(select(Webhook).where(Webhook.system_id.in_(system_ids)).order_by(Webhook.id)))


def describe_webhooks(session: Session, webhooks: Collection[Webhook]) -> list[dict[str, Any]]:
    """Webhooks as JSON, with how much of what they were to be told waits, was sent, and was given up."""
    state = _state()
    query = select(WebhookDelivery.webhook_id, state, func.count())
    query = query.where(WebhookDelivery.webhook_id.in_([each.id for each in webhooks]))
    counts = {(row[0], row[1]): row[2] for row in session.execute(query.group_by(WebhookDelivery.webhook_id, state))}
    return [
        {
            "id": each.public_id,
            "url": each.url,
            "kinds": each.kinds,
            "made_at": each.made_at,
            "stopped_at": each.stopped_at,
            **{state: counts.get((each.id, state), 0) for state in ("waiting", "sent", "failed")},
        }
        for each in webhooks
    ]


def _state() -> Any:
    waiting, sent = WebhookDelivery.handled_at.is_(None), WebhookDelivery.sent_at.is_not(None)
    return case((sent, "sent"), (waiting, "waiting"), else_="failed")


def list_deliveries(
    session: Session, webhook: Webhook, *, before: int | None = None, limit: int = 50
) -> list[WebhookDelivery]:
    """What a webhook was told, the newest first."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)
    if before is not None:
        query = query.where(WebhookDelivery.id < before)
    return list(session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(limit)))


def describe_delivery(delivery: WebhookDelivery) -> dict[str, Any]:
    """One delivery as JSON."""
    waiting = delivery.handled_at is None
    return {
        "id": delivery.public_id,
        "state": "sent" if delivery.sent_at is not None else "waiting" if waiting else "failed",
        "attempts": delivery.attempts,
        "written_at": delivery.written_at,
        "sent_at": delivery.sent_at,
        "next_try_at": delivery.next_try_at if waiting else None,
        "last_error": delivery.last_error,
        "body": {"id": delivery.public_id, **delivery.body},
    }
