"""Accounts of the people who use the pages and the command line."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key, one_of, public_id

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
    its own."""

    __tablename__ = "user_account"
    __table_args__ = (one_of("role", "role", ROLES),)

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(14))
    division_code: Mapped[int | None] = mapped_column(ForeignKey("division.code"))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("training_base.id"))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
