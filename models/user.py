"""Accounts of the people who use the pages and the command line."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key, one_of, public_id
from models.sealed import Sealed

ROLES = (
    "employer",
    "counsellor",
    "labourer",
    "liaison",
    "township",
    "base",
    "school",
    "department",
    "broker",
    "assessor",
    "county",
    "finance",
    "auditor",
    "administrator",
)


class User(Model):
    """`division_code` bounds what the role may see; `employer_id`, `base_id` (and `Labourer.account_id`) say what is
    its own. `phone` is where its owner is told of what is done with it; `single_sign_on` is the name that the county's
    own sign-in knows the owner by."""

    __tablename__ = "user_account"
    __table_args__ = (
        one_of("role", "role", ROLES),
        Index("uq_user_account_single_sign_on", "single_sign_on", unique=True),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(14))
    division_code: Mapped[int | None] = mapped_column(ForeignKey("division.code"))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("training_base.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(Sealed)
    single_sign_on: Mapped[str | None] = mapped_column(String(255))
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
