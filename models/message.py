"""Messages to labourers: rows written with what they tell of, to be sent when `not_before` is over."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key


class Message(Model):
    """`code` and `params` are worded in the reader's language where they are shown or sent. Until `not_before` a
    message can be taken back (`cancelled_at`): bad news can be undone for a while."""

    __tablename__ = "message"
    __table_args__ = (
        Index(
            "ix_message_to_send",
            "not_before",
            sqlite_where=text("sent_at is null and cancelled_at is null"),
            postgresql_where=text("sent_at is null and cancelled_at is null"),
        ),
    )

    id: Mapped[int] = key()
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    written_at: Mapped[datetime]
    not_before: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_try_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))
