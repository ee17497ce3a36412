"""Codes sent to a telephone to prove that it is at hand: for signing in, registering, and changing one's number."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key, one_of, public_id
from models.sealed import Sealed

_WAITS = text("handled_at is null")
PHONE_PURPOSES = ("enter", "change")


class PhoneCode(Model):
    """The cookie holds a random token, the row its hash; of the code a keyed hash is kept. `code` lies sealed until it
    was sent, and where nothing is really sent until it ends. The row is the queue (`services/outgoing.py`).

    `proved_at`: the code was typed; until `ends_at` the row then lets its holder in, register, or (`labourer_id`)
    change the number of a file, once (`used_at`).
    """

    __tablename__ = "phone_code"
    __table_args__ = (
        one_of("purpose", "purpose", PHONE_PURPOSES),
        Index("ix_phone_code_to_send", "next_try_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_phone_code_phone", "phone_lookup", "written_at"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[str] = mapped_column(String(6))
    labourer_id: Mapped[int | None] = mapped_column(ForeignKey("labourer.id", ondelete="CASCADE"), index=True)
    phone: Mapped[str] = mapped_column(Sealed)
    phone_lookup: Mapped[bytes] = mapped_column(LargeBinary(32))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    code: Mapped[str | None] = mapped_column(Sealed)
    ends_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    proved_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    written_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sending_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    last_error: Mapped[str | None] = mapped_column(String(80))
