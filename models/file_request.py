"""What people ask to have changed in their file and cannot change by themselves: who they are."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.labourer import Labourer
from models.model import Model, key, one_of, public_id, unique_where
from models.sealed import Sealed

ASKED_FIELDS = ("name", "id_number", "birth", "phone")
REQUEST_STATES = ("waiting", "confirmed", "refused")


class FileRequest(Model):
    """`wanted` is what shall stand there, as the column says it (a day as ISO 8601). `outcome` of a person who looked
    at the ID card: confirmed, which wrote it, or refused with a `note`."""

    __tablename__ = "file_request"
    __table_args__ = (
        one_of("field", "field", ASKED_FIELDS),
        one_of("state", "state", REQUEST_STATES),
        unique_where("file_request_waiting", "labourer_id", "field", where="state = 'waiting'"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(String(10))
    wanted: Mapped[str] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(String(200), default="")

    labourer: Mapped[Labourer] = relationship(lazy="raise")
