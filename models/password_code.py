"""A code with which an account sets a new password, once."""

from datetime import datetime

from sqlalchemy import ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model


class PasswordCode(Model):
    """One per account: a new one takes the place of the one before. Only its hash is kept."""

    __tablename__ = "password_code"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)
    code_hash: Mapped[str] = mapped_column(String(200))
    ends_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    used_at: Mapped[datetime | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
