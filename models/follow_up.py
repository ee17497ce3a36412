"""Follow-ups 跟踪回访: calls that are due and calls that were made, to the person and to the employer."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.model import Model, key, one_of, unique_where
from models.placement import Placement

FOLLOW_UPS = ("employer_number", "trainee_number", "month_1", "month_3", "month_6", "other")
OUTCOMES = ("reached", "at_work", "left", "no_answer", "wrong_number")
DUE = text("called_at is null")


class FollowUp(Model):
    """`called_at` empty: still due. Each try is a row of its own; one of a kind is due at a time."""

    __tablename__ = "follow_up"
    __table_args__ = (
        one_of("kind", "kind", FOLLOW_UPS),
        one_of("outcome", "outcome", OUTCOMES),
        unique_where("one_due", "placement_id", "kind", where="called_at is null"),
        Index("ix_follow_up_due", "placement_id", "due_on", "kind", sqlite_where=DUE, postgresql_where=DUE),
    )

    id: Mapped[int] = key()
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    due_on: Mapped[date]
    called_at: Mapped[datetime | None]
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[str | None] = mapped_column(String(14))
    note: Mapped[str] = mapped_column(String(500), default="")

    placement: Mapped[Placement] = relationship(lazy="raise")
