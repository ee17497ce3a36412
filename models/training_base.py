"""Training bases 培训基地 and the occupations they are accredited for."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.division import Division
from models.model import Model, key, one_of, public_id
from models.occupation import Occupation
from models.sealed import Sealed
from models.workflow import BASE

OWNERSHIPS = ("public", "private", "joint")


class TrainingBase(Model):
    """`capacity` is places at one time; `flags` are remarks of an import kept for a person to look at. Unique by
    social-credit code, else by name and county."""

    __tablename__ = "training_base"
    __table_args__ = (
        UniqueConstraint("name", "county_code"),
        one_of("state", "state", BASE.states),
        one_of("ownership", "ownership", OWNERSHIPS),
        CheckConstraint("capacity >= 0", name="capacity"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(100))
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"), index=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str | None] = mapped_column(Sealed)
    office_phone: Mapped[str | None] = mapped_column(Sealed)
    ownership: Mapped[str] = mapped_column(String(10), default="public")
    capacity: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default=BASE.initial)
    remarks: Mapped[str] = mapped_column(String(500), default="")
    registered_at: Mapped[datetime]
    flags: Mapped[list[Any]] = mapped_column(default=list)

    division: Mapped[Division] = relationship(lazy="raise")
    occupations: Mapped[list["BaseOccupation"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class BaseOccupation(Model):
    __tablename__ = "base_occupation"

    base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id", ondelete="CASCADE"), primary_key=True)
    occupation_id: Mapped[int] = mapped_column(ForeignKey("occupation.id"), primary_key=True)

    occupation: Mapped[Occupation] = relationship(lazy="raise")
