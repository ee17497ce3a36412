"""Orders 订单 and their lines 订单岗位: what an employer asks for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.certificate import Certificate
from models.division import Division
from models.employer import Employer
from models.labourer import WAGE_UNITS
from models.model import Model, key, new_tie, one_of, public_id
from models.occupation import Occupation
from models.skill import Skill
from models.workflow import ORDER

KINDS = ("training", "hiring")
# Sub-kinds 订单形式 of a training order; a hiring order may be ordinary, seasonal or abroad.
SUB_KINDS = {
    "training": ("order_class", "title_class", "apprenticeship", "investment_led", "seasonal", "abroad"),
    "hiring": ("ordinary", "seasonal", "abroad"),
}
ALL_SUB_KINDS = tuple(dict.fromkeys(kind for kinds in SUB_KINDS.values() for kind in kinds))


SHEET_NUMBER_LENGTH = 60


class Order(Model):
    """Belongs to the county that approves it. `deadline` is the last day it can be filled; the clock expires it.

    `sheet_number` is the number an order sheet gave it, by which later rows of that order find it; an imported order
    without a number is known again by `row_hash`.
    """

    __tablename__ = "order_"
    __table_args__ = (
        one_of("state", "state", ORDER.states),
        one_of("kind", "kind", KINDS),
        one_of("sub_kind", "sub_kind", ALL_SUB_KINDS),
        UniqueConstraint("employer_id", "county_code", "kind", "sheet_number"),
        Index("ix_order_clock", "state", "deadline"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    sub_kind: Mapped[str] = mapped_column(String(14))
    state: Mapped[str] = mapped_column(String(12), default=ORDER.initial)
    recruits_from: Mapped[date | None]
    deadline: Mapped[date | None]
    channel: Mapped[str] = mapped_column(String(60), default="")
    training_paid_by: Mapped[str] = mapped_column(String(60), default="")
    employer_brings: Mapped[str] = mapped_column(String(200), default="")
    agency_licence: Mapped[str] = mapped_column(String(60), default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    filed_at: Mapped[datetime]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"))
    sheet_number: Mapped[str | None] = mapped_column(String(SHEET_NUMBER_LENGTH))
    row_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)

    employer: Mapped[Employer] = relationship(lazy="raise")
    lines: Mapped[list["OrderLine"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="OrderLine.position", back_populates="order"
    )

    __mapper_args__ = {"version_id_col": version}


class OrderLine(Model):
    """One post of an order. Wages are fen; `wage_month_*` their monthly equivalent (0 = not stated).

    `row_hash` knows the sheet row the line was written from again, `import_id` is the import that had it last; `flags`
    are remarks on that row kept for the reviewer to look at, until a person rewrites the line.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("taken between 0 and seats", name="taken_within_seats"),
        CheckConstraint("sex in (0, 1, 2)", name="sex"),
        CheckConstraint("wage_min <= wage_max", name="wage"),
        one_of("wage_unit", "wage_unit", WAGE_UNITS),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    tie: Mapped[int] = mapped_column(BigInteger, default=new_tie)
    order_id: Mapped[int] = mapped_column(ForeignKey("order_.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str] = mapped_column(String(80), default="")
    occupation_id: Mapped[int] = mapped_column(ForeignKey("occupation.id"), index=True)
    seats: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    education: Mapped[int] = mapped_column(SmallInteger, default=0)
    division_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    address: Mapped[str] = mapped_column(String(200), default="")
    abroad: Mapped[bool] = mapped_column(default=False)
    wage_min: Mapped[int] = mapped_column(BigInteger, default=0)
    wage_max: Mapped[int] = mapped_column(BigInteger, default=0)
    wage_unit: Mapped[str] = mapped_column(String(6), default="month")
    wage_month_min: Mapped[int] = mapped_column(BigInteger, default=0)
    wage_month_max: Mapped[int] = mapped_column(BigInteger, default=0)
    pay_method: Mapped[str] = mapped_column(String(60), default="")
    board: Mapped[bool] = mapped_column(default=False)
    board_value: Mapped[int] = mapped_column(BigInteger, default=0)
    lodging: Mapped[bool] = mapped_column(default=False)
    lodging_value: Mapped[int] = mapped_column(BigInteger, default=0)
    hours: Mapped[str] = mapped_column(String(60), default="")
    start_on: Mapped[date | None]
    months: Mapped[int] = mapped_column(SmallInteger, default=0)
    probation_months: Mapped[int] = mapped_column(SmallInteger, default=0)
    age_min: Mapped[int] = mapped_column(SmallInteger, default=0)
    age_max: Mapped[int] = mapped_column(SmallInteger, default=0)
    age_reason: Mapped[str] = mapped_column(String(200), default="")
    sex: Mapped[int] = mapped_column(SmallInteger, default=0)
    sex_reason: Mapped[str] = mapped_column(String(200), default="")
    class_gives_certificate: Mapped[bool] = mapped_column(default=False)
    row_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"))
    flags: Mapped[list[Any]] = mapped_column(default=list)

    order: Mapped[Order] = relationship(lazy="raise", back_populates="lines")
    occupation: Mapped[Occupation] = relationship(lazy="raise")
    division: Mapped[Division] = relationship(lazy="raise")
    skills: Mapped[list["LineSkill"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    certificates: Mapped[list["LineCertificate"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class LineSkill(Model):
    """A skill the post asks for; `level` is the least accepted (0 = any), `weight` its share of the skill points."""

    __tablename__ = "line_skill"
    __table_args__ = (
        CheckConstraint("level between 0 and 5", name="level"),
        CheckConstraint("weight >= 1", name="weight"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, default=0)
    weight: Mapped[int] = mapped_column(SmallInteger, default=1)

    skill: Mapped[Skill] = relationship(lazy="raise")


class LineCertificate(Model):
    __tablename__ = "line_certificate"

    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id", ondelete="CASCADE"), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)

    certificate: Mapped[Certificate] = relationship(lazy="raise")
