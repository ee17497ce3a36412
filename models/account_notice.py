"""What the owner of an account is told by telephone: rows to be sent, like messages to labourers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key, public_id
from models.sealed import Sealed

_WAITS = text("handled_at is null")


class AccountNotice(Model):
    """The row is the queue (`services/outgoing.py`). `phone`, where it goes, and `text` lie sealed, for it may hold a
    code; both are emptied once the notice was sent or given up."""

    __tablename__ = "account_notice"
    __table_args__ = (Index("ix_account_notice_to_send", "next_try_at", sqlite_where=_WAITS, postgresql_where=_WAITS),)

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(Sealed)
    text: Mapped[str | None] = mapped_column(Sealed)
    written_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sending_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    last_error: Mapped[str | None] = mapped_column(String(80))
