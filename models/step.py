"""Every change of state: what was done to which subject, by whom, when and why. Rows are added, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, String, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.model import Model, key
from models.user import User


class Step(Model):
    """`actor_id` is empty when the clock did it."""

    __tablename__ = "step"
    __table_args__ = (Index("ix_step_subject", "subject_id", "subject", "action"),)

    id: Mapped[int] = key()
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(20))
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(500), default="")

    actor: Mapped[User | None] = relationship(lazy="raise")

    @classmethod
    def is_first(cls, subject: str, subject_id: Any) -> ColumnElement[bool]:
        """The step with which a subject began, by the kind and the id of it."""
        return and_(cls.subject == subject, cls.subject_id == subject_id, cls.from_state == "")
