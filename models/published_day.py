"""What was told to the public on a day, as it was told: its seal is the hash of exactly these bytes."""

from datetime import date, datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model


class PublishedDay(Model):
    """`text` is JSON with sums and shares alone, no person; it names the seal of the day before, so that no day can be
    changed later without changing all that follow. `seal` is the SHA-256 of `text` in UTF-8, in hexadecimal digits."""

    __tablename__ = "published_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    seal: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
