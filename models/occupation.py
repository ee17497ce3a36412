"""Occupations 职业(工种) of the 2022 dictionary, their everyday names, and industries of GB/T 4754-2017."""

from sqlalchemy import ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key


class Occupation(Model):
    """`code` like 6-18-02-04; `level` 1 large class, 2 middle, 3 small, 4 the occupation itself."""

    __tablename__ = "occupation"

    id: Mapped[int] = key()
    code: Mapped[str] = mapped_column(String(12), unique=True)
    level: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str] = mapped_column(String(80), index=True)
    pinyin: Mapped[str] = mapped_column(String(300), default="")
    initials: Mapped[str] = mapped_column(String(60), default="", index=True)
    flags: Mapped[str] = mapped_column(String(4), default="")


class OccupationName(Model):
    """What people call an occupation."""

    __tablename__ = "occupation_name"
    __table_args__ = (UniqueConstraint("name", "occupation_id"),)

    id: Mapped[int] = key()
    name: Mapped[str] = mapped_column(String(60))
    occupation_id: Mapped[int] = mapped_column(ForeignKey("occupation.id"), index=True)
    register: Mapped[str] = mapped_column(String(20))


class Industry(Model):
    """`code` is a letter (section) or two digits (division) of GB/T 4754-2017."""

    __tablename__ = "industry"

    id: Mapped[int] = key()
    code: Mapped[str] = mapped_column(String(4), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120))
    parent_code: Mapped[str | None] = mapped_column(String(4))
    also: Mapped[str] = mapped_column(String(200), default="")
