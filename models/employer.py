"""Employers 用工企业 with the spellings they are known by and their standing."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.division import Division
from models.model import Model, key, public_id
from models.occupation import Industry
from models.sealed import Sealed


class Employer(Model):
    """Unique by social-credit code, else by name and county. An employer that owes wages files no orders. `flags` are
    remarks of an import kept for a person to look at."""

    __tablename__ = "employer"
    __table_args__ = (UniqueConstraint("name", "county_code"),)

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(100))
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"), index=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    industry_id: Mapped[int | None] = mapped_column(ForeignKey("industry.id"))
    contact: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str | None] = mapped_column(Sealed)
    office_phone: Mapped[str | None] = mapped_column(Sealed)
    wage_arrears_since: Mapped[date | None]
    remarks: Mapped[str] = mapped_column(String(500), default="")
    registered_at: Mapped[datetime]
    flags: Mapped[list[Any]] = mapped_column(default=list)

    division: Mapped[Division] = relationship(lazy="raise")
    industry: Mapped[Industry | None] = relationship(lazy="raise")
    aliases: Mapped[list["EmployerAlias"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class EmployerAlias(Model):
    """Another spelling of an employer's name, put there by a person or by a sure match.

    `by_likeness`: the name only sounds like the employer's or shortens it, and no person has confirmed it; what a sheet
    says under such a name changes nothing of the employer.
    """

    __tablename__ = "employer_alias"
    __table_args__ = (UniqueConstraint("name", "employer_id"),)

    id: Mapped[int] = key()
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    by_likeness: Mapped[bool] = mapped_column(default=False)
