"""Webhooks of a system: where they go, and what became of each delivery."""

from typing import Literal

from pydantic import Field

from web.api.shapes.kinds import Instant, PageQuery, Shown, page_of
from web.words import N_


class Webhook(Shown):
    id: str
    url: str
    kinds: list[str]
    made_at: Instant
    stopped_at: Instant | None
    waiting: int
    sent: int
    failed: int


class Webhooks(Shown):
    items: list[Webhook]


class StepTold(Shown):
    """What a webhook is told: ids alone. Read the subject to learn more."""

    id: str = Field(description=N_("The same however often it is sent: drop what you have seen"))
    kind: str = Field(description=N_("Subject and action: placement.accept"))
    subject: str
    subject_id: str
    action: str
    from_state: str
    to_state: str
    at: Instant


class WebhookDelivery(Shown):
    """One step that a webhook is told of, and what came of it."""

    id: str
    state: Literal["waiting", "sent", "failed"]
    attempts: int
    written_at: Instant
    sent_at: Instant | None
    next_try_at: Instant | None
    last_error: str | None
    body: StepTold


DeliveryPage = page_of(WebhookDelivery)


class DeliveryQuery(PageQuery):
    pass
