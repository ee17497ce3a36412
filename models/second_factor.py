"""The second factor of an account: the secret of its codes (TOTP), and codes for the day the telephone is lost."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key
from models.sealed import Sealed


class SecondFactor(Model):
    """Counts once `confirmed_at` says that a code of it was right. `last_step` is the 30 seconds whose code was used
    last: it and those before it are refused."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(Sealed)
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Model):
    """A code that works once; it begins with its `number`, so that one hash is compared and not ten."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "number"),)

    id: Mapped[int] = key()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    code_hash: Mapped[str] = mapped_column(String(200))
    used_at: Mapped[datetime | None]
