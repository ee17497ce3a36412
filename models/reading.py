"""Who read which person's file, when and for what: shown to the person on request (law 10)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key


class FileReading(Model):
    """`revealed` is true when ID number or telephone were shown in full."""

    __tablename__ = "file_reading"

    id: Mapped[int] = key()
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    purpose: Mapped[str] = mapped_column(String(40))
    revealed: Mapped[bool] = mapped_column(default=False)


class ListReading(Model):
    """A ranked list that was shown: whoever is on it was read."""

    __tablename__ = "list_reading"

    id: Mapped[int] = key()
    list_id: Mapped[int] = mapped_column(ForeignKey("ranked_list.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
