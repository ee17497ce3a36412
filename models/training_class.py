"""Training classes 培训班: what a base teaches, when, for how many, and for which posts."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.certificate import Certificate
from models.division import Division
from models.model import Model, key, one_of, public_id
from models.occupation import Occupation
from models.order import OrderLine
from models.skill import Skill
from models.training_base import TrainingBase
from models.workflow import CLASS

# Programmes 培训项目 and the outcome each is measured by: in-service and guidance never enter a placement rate.
PROGRAMMES = {
    "skill": "placed",
    "guidance": "finished",
    "labour_preparation": "placed",
    "entrepreneurship": "self_employed",
    "in_service": "certified",
    "retraining": "placed",
}
# Where it is held: at the base, travelling in a village, at the destination, in the slack season at the doorstep.
CLASS_KINDS = ("at_base", "travelling", "at_destination", "doorstep")
FEE_WAYS = ("free", "reduced", "charged")


class TrainingClass(Model):
    """`taken` counts those enrolled or beyond and never passes `places`; `fee` is fen a person; the three records 三有
    are the teaching plan, the lesson preparation and the plan of examinations."""

    __tablename__ = "training_class"
    __table_args__ = (
        one_of("state", "state", CLASS.states),
        one_of("programme", "programme", tuple(PROGRAMMES)),
        one_of("kind", "kind", CLASS_KINDS),
        one_of("fee_way", "fee_way", FEE_WAYS),
        CheckConstraint("places > 0", name="places"),
        CheckConstraint("taken between 0 and places", name="taken_within_places"),
        CheckConstraint("starts_on <= ends_on", name="dates"),
        CheckConstraint("level between 0 and 5", name="level"),
        CheckConstraint("fee >= 0", name="fee"),
        Index("ix_training_class_clock", "state", "starts_on"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"), index=True)
    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"), index=True)
    title: Mapped[str] = mapped_column(String(100))
    occupation_id: Mapped[int] = mapped_column(ForeignKey("occupation.id"))
    programme: Mapped[str] = mapped_column(String(20), default="skill")
    kind: Mapped[str] = mapped_column(String(16), default="at_base")
    level: Mapped[int] = mapped_column(SmallInteger, default=0)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    division_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    address: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hours: Mapped[int] = mapped_column(SmallInteger, default=0)
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    fee_way: Mapped[str] = mapped_column(String(10), default="free")
    fee: Mapped[int] = mapped_column(BigInteger, default=0)
    three_free: Mapped[bool] = mapped_column(default=False)
    work_study: Mapped[bool] = mapped_column(default=False)
    teacher: Mapped[str] = mapped_column(String(60), default="")
    teaching_plan: Mapped[str] = mapped_column(Text, default="")
    lesson_preparation: Mapped[str] = mapped_column(Text, default="")
    examination_plan: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default=CLASS.initial)
    planned_at: Mapped[datetime]

    training_base: Mapped[TrainingBase] = relationship(lazy="raise")
    occupation: Mapped[Occupation] = relationship(lazy="raise")
    certificate: Mapped[Certificate | None] = relationship(lazy="raise")
    division: Mapped[Division] = relationship(lazy="raise", foreign_keys=[division_code])
    lines: Mapped[list["ClassLine"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    skills: Mapped[list["ClassSkill"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class ClassLine(Model):
    """A post the class trains for: one class may feed several orders, one order several classes, in batches."""

    __tablename__ = "class_line"
    __table_args__ = (CheckConstraint("seats > 0", name="seats"), CheckConstraint("batch > 0", name="batch"))

    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"), primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), primary_key=True, index=True)
    seats: Mapped[int]
    batch: Mapped[int] = mapped_column(SmallInteger, default=1)

    line: Mapped[OrderLine] = relationship(lazy="raise")


class ClassSkill(Model):
    """A skill the class teaches; those certified hold it at `level` (0 = not stated)."""

    __tablename__ = "class_skill"
    __table_args__ = (CheckConstraint("level between 0 and 5", name="level"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, default=0)

    skill: Mapped[Skill] = relationship(lazy="raise")
