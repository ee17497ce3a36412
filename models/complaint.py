"""Complaints 投诉: each gets a reply with a proposal within 24 hours by the clock, day and night."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key, one_of, public_id

COMPLAINT_STATES = ("received", "assigned", "answered", "resolved")


class Complaint(Model):
    """`answer_by` is 24 hours after it was received."""

    __tablename__ = "complaint"
    __table_args__ = (one_of("state", "state", COMPLAINT_STATES),)

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    labourer_id: Mapped[int | None] = mapped_column(ForeignKey("labourer.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))
    displacement_id: Mapped[int | None] = mapped_column(ForeignKey("displacement.id"), index=True)
    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="received")
    received_at: Mapped[datetime]
    answer_by: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}
