"""Messages to labourers: rows written with what they tell of, to be sent when `not_before` is over."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key, one_of, public_id

# The ways to a person: a letter is printed by the office and carried to who has no telephone.
CHANNELS = ("sms", "wecom", "email", "service", "letter")
_WAITS = text("handled_at is null and sent_at is null and cancelled_at is null")


class Message(Model):
    """`code` and `params` are worded in the reader's language where they are shown or sent. Until `not_before` a
    message can be taken back (`cancelled_at`): bad news can be undone for a while.

    The row is the queue. A sender holds it until `sending_until`; `handled_at` says that no sender need look at it any
    more: it was sent (`sent_at`, and `delivered_at` where the gateway knows), waits as a letter to be printed, or was
    given up (`last_error` says why). `text` is what was sent, `public_id` the gateway's key against sending it twice;
    `handled_by_id` took it back, printed it or had it sent again.
    """

    __tablename__ = "message"
    __table_args__ = (
        one_of("channel", "channel", CHANNELS),
        Index("ix_message_to_send", "not_before", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    written_at: Mapped[datetime]
    not_before: Mapped[datetime]
    sending_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    channel: Mapped[str | None] = mapped_column(String(8))
    gateway: Mapped[str | None] = mapped_column(String(20))
    receipt: Mapped[str | None] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_try_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))
