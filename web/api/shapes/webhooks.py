"""Webhooks of a system: where they go, and what became of each delivery."""

from typing import Annotated, Literal

from pydantic import Field

from services.api_webhooks import KINDS
from web.api.shapes.kinds import Asked, Instant, PageQuery, Shown, page_of
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


class WebhookToAdd(Asked):
    """Where to be told of which steps."""

    url: Annotated[str, Field(min_length=1, max_length=500)]
    kinds: Annotated[list[Literal[tuple(KINDS)]], Field(min_length=1, max_length=len(KINDS))] = Field(  # type: ignore[valid-type]
        description=N_("Steps like placement.accept, or all of a kind like placement.*")
    )
    secret: str = Field(
        pattern=r"^whsec_[A-Za-z0-9+/]{43}=$",
        description=N_(
            "What deliveries are signed with: whsec_ and the base64 of 32 random bytes; it is not told again"
        ),
    )


class NothingMore(Asked):
    """Nothing is to be said: {}."""


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
