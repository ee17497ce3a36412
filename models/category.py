"""Levels of education and categories of people with priority (退役军人, 残疾人, 雨露计划 …)."""

from sqlalchemy import SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key


class Education(Model):
    """`rank` grows with schooling; a labourer and an order line hold the rank (0 = not stated)."""

    __tablename__ = "education"

    id: Mapped[int] = key()
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(30))
    name_en: Mapped[str] = mapped_column(String(60))
    rank: Mapped[int] = mapped_column(SmallInteger)
    also: Mapped[str] = mapped_column(String(300), default="")


class Category(Model):
    """`priority` 1 is served first; it acts in the plan, openly, and never in a pair's score."""

    __tablename__ = "category"

    id: Mapped[int] = key()
    code: Mapped[str] = mapped_column(String(30), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    priority: Mapped[int] = mapped_column(SmallInteger)
    also: Mapped[str] = mapped_column(String(300), default="")
