"""Complaints 投诉: each gets a reply with a proposal within 24 hours by the clock, day and night."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key, one_of, public_id

COMPLAINT_STATES = ("received", "assigned", "answered", "resolved")
COMPLAINT_KINDS = ("left", "wages", "treatment", "injury", "fraud", "danger", "other", "ranking")
"""What it is about; `left` opens with a displacement, whose cause says it; `ranking` asks a person to look at a post
that somebody is not among the first of. The others people write themselves."""


class Complaint(Model):
    """`answer_by` is 24 hours after it was received. `answer` is the reply with its proposal, which the person reads;
    `line_id` the post of a contested ranking, `rank` the place the person had there then."""

    __tablename__ = "complaint"
    __table_args__ = (one_of("state", "state", COMPLAINT_STATES), one_of("kind", "kind", COMPLAINT_KINDS))

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    labourer_id: Mapped[int | None] = mapped_column(ForeignKey("labourer.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))
    displacement_id: Mapped[int | None] = mapped_column(ForeignKey("displacement.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="left")
    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    text: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="received")
    received_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    rank: Mapped[int | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __mapper_args__ = {"version_id_col": version}
