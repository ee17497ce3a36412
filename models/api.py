"""Other systems that use the API: who they are, their tokens, answers kept for repeats, webhooks and what waits."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.model import Model, key, public_id
from models.sealed import Sealed
from models.user import User

_WAITS = text("handled_at is null")


class System(Model):
    """Acts as the account `user_id`, which has no password: its role and division by the one permission table, of
    which `rights` are the only ones that it may use."""

    __tablename__ = "api_system"

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    rights: Mapped[list[Any]]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])
    tokens: Mapped[list["SystemToken"]] = relationship(lazy="raise", order_by="SystemToken.id")


class SystemToken(Model):
    """One bearer token of a system, by its keyed hash alone; a system has two while it changes from one to the next."""

    __tablename__ = "api_token"

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    system_id: Mapped[int] = mapped_column(ForeignKey("api_system.id"), index=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class KeptAnswer(Model):
    """What a write of a system was answered, under the key that the system gave it: written with what it did, so that
    the same request sent again is answered and not done again."""

    __tablename__ = "api_answer"
    __table_args__ = (UniqueConstraint("system_id", "key"),)

    id: Mapped[int] = key()
    system_id: Mapped[int] = mapped_column(ForeignKey("api_system.id"))
    key: Mapped[str] = mapped_column(String(200))
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int] = mapped_column(SmallInteger, default=0)
    body: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(index=True)


class Webhook(Model):
    """Where a system is told of steps, of the `kinds` `order.approve` or `order.*`. `secret` signs what is sent."""

    __tablename__ = "webhook"

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    system_id: Mapped[int] = mapped_column(ForeignKey("api_system.id"), index=True)
    url: Mapped[str] = mapped_column(String(500))
    kinds: Mapped[list[Any]]
    secret: Mapped[str] = mapped_column(Sealed)
    made_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]

    system: Mapped[System] = relationship(lazy="raise")


class WebhookDelivery(Model):
    """A step that a webhook is told of. The row is the queue, as with messages: a sender holds it until
    `sending_until`; `handled_at` says that it was sent (`sent_at`) or given up (`last_error` says why)."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_to_send", "next_try_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), index=True)
    body: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sending_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    last_error: Mapped[str | None] = mapped_column(String(80))

    webhook: Mapped[Webhook] = relationship(lazy="raise")
