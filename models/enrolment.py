"""Enrolments 学员: one person in one class, with attendance and examinations."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.labourer import Labourer
from models.model import Model, key, one_of, public_id, unique_where
from models.training_class import TrainingClass
from models.workflow import ENROLMENT

ENDED = ("declined", "lapsed", "withdrawn", "dropped", "failed")
IN_CLASS = ("enrolled", "training")  # hold a place now
EXAM_PARTS = ("theory", "practice")


class Enrolment(Model):
    """`home_code` and `base_id` repeat the person's home and the class's base, which bound who may act. `line_id` is
    the post the person was invited for, `list_id` the list they were picked from; `departure` says why, when the pick
    departed from the order of the list. `queued_at` orders the waiting list; an invitation
    `undone_at` once was taken back before anybody was told."""

    __tablename__ = "enrolment"
    __table_args__ = (
        one_of("state", "state", ENROLMENT.states),
        unique_where("once_in_a_class", "class_id", "labourer_id", where=f"state not in {ENDED}"),
        unique_where("one_class_at_a_time", "labourer_id", where=f"state in {IN_CLASS}"),
        Index("ix_enrolment_home_state", "home_code", "state"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"), index=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("training_base.id"))
    home_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"), index=True)
    list_id: Mapped[int | None] = mapped_column(ForeignKey("ranked_list.id"))
    departure: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(12), default=ENROLMENT.initial)
    answer_by: Mapped[datetime | None]
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    training_class: Mapped[TrainingClass] = relationship(lazy="raise")
    labourer: Mapped[Labourer] = relationship(lazy="raise")
    examinations: Mapped[list["Examination"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    attendance: Mapped[list["Attendance"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class Attendance(Model):
    """Whether a person was there on a day; `device` names what recorded it, empty for a list kept by hand."""

    __tablename__ = "attendance"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    present: Mapped[bool]
    device: Mapped[str] = mapped_column(String(60), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class Examination(Model):
    """One part of an examination sat once; `score` is of 100, empty where only passed or not was recorded."""

    __tablename__ = "examination"
    __table_args__ = (
        one_of("part", "part", EXAM_PARTS),
        CheckConstraint("score between 0 and 100", name="score"),
        CheckConstraint("attempt > 0", name="attempt"),
    )

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(String(10), primary_key=True)
    attempt: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sat_on: Mapped[date]
    score: Mapped[int | None] = mapped_column(SmallInteger)
    passed: Mapped[bool]
    examiner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
