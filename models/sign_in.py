"""Sign-ins as rows, so that they can be listed and ended, and the lock after wrong passwords."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.model import Model, key, one_of, public_id
from models.user import User

WAITS_FOR = ("code", "set_up")


class SignIn(Model):
    """The cookie holds a random token, the row its hash alone. While it `waits_for` the code of the second factor, or
    for one to be set up, nobody is signed in. `person` is the public id of who of a shared account is here."""

    __tablename__ = "sign_in"
    __table_args__ = (one_of("waits_for", "waits_for", WAITS_FOR),)

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    waits_for: Mapped[str | None] = mapped_column(String(6))
    person: Mapped[str | None] = mapped_column(String(12))
    device: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(45))
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise")


class SignInLock(Model):
    """Wrong answers for one account name, by its keyed hash: names that nobody has are counted and locked like any
    other, so that the lock tells nobody which names there are."""

    __tablename__ = "sign_in_lock"

    login_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int] = mapped_column(SmallInteger)
    failed_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]
