"""Administrative divisions 行政区划 by GB/T 2260 and GB/T 10114 codes, filled up to twelve digits."""

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key

PROVINCE, CITY, COUNTY, TOWNSHIP = 1, 2, 3, 4


class Division(Model):
    """`code` has 12 digits, 2 province + 2 city + 2 county + 3 township + 3 village; `level` 1 province to 4 township.

    A township without coordinates has those of its county's seat.
    """

    __tablename__ = "division"

    code: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    parent_code: Mapped[int | None] = mapped_column(ForeignKey("division.code"), index=True)
    level: Mapped[int] = mapped_column(SmallInteger)
    name: Mapped[str] = mapped_column(String(60), index=True)
    pinyin: Mapped[str] = mapped_column(String(200), default="")
    initials: Mapped[str] = mapped_column(String(40), default="", index=True)
    lng: Mapped[float | None] = mapped_column(Float)
    lat: Mapped[float | None] = mapped_column(Float)


class DivisionRenaming(Model):
    """A division that was renamed or merged, or an everyday short name: what people still write for `new_code`."""

    __tablename__ = "division_renaming"
    __table_args__ = (Index("ix_division_renaming_old_name", "old_name"),)

    id: Mapped[int] = key()
    old_code: Mapped[int | None] = mapped_column(BigInteger)
    old_name: Mapped[str] = mapped_column(String(60))
    new_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    change: Mapped[str] = mapped_column(String(30))
    year: Mapped[int | None] = mapped_column(Integer)
