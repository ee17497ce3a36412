"""What an office did in the place of a person who asked for it, with the reason: the person can read it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.model import Model, key, one_of
from models.user import User

ACTS = ("accept", "decline", "agree", "stay_away", "apply", "correct")
ASKED_BY = ("person", "family", "neighbour")
WAYS = ("visit", "phone", "office", "message")


class ActedFor(Model):
    """`about` is the public id of the placement or enrolment it was about, empty for wishes."""

    __tablename__ = "acted_for"
    __table_args__ = (
        one_of("act", "act", ACTS),
        one_of("asked_by", "asked_by", ASKED_BY),
        one_of("way", "way", WAYS),
    )

    id: Mapped[int] = key()
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(String(10))
    about: Mapped[str] = mapped_column(String(12), default="")
    asked_by: Mapped[str] = mapped_column(String(10))
    way: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))

    user: Mapped[User | None] = relationship(lazy="raise")
