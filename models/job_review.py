"""What people say of a job they had: a few closed answers, and words that an office reads before others do."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.model import Model, key, one_of, public_id
from models.placement import Placement

QUESTIONS = ("wage", "lodging", "hours", "again")
ANSWERS = ("yes", "partly", "no")
WORDS = ("none", "waiting", "shown", "kept")


class JobReview(Model):
    """One a placement, of which it repeats the employer. `wage`, `lodging` and `hours` say whether each was as
    promised, `again` whether the person would go there again; None was not answered. `words` is where `text` stands:
    there is none, it waits to be read, others read it, or the office alone does. `said_by_id` is the account that
    wrote it down: the person's, or an office's."""

    __tablename__ = "job_review"
    __table_args__ = (
        *(one_of(question, question, ANSWERS) for question in QUESTIONS),
        one_of("words", "words", WORDS),
        Index("ix_job_review_employer", "employer_id", "words", "said_at"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), unique=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
    wage: Mapped[str | None] = mapped_column(String(6))
    lodging: Mapped[str | None] = mapped_column(String(6))
    hours: Mapped[str | None] = mapped_column(String(6))
    again: Mapped[str | None] = mapped_column(String(6))
    text: Mapped[str] = mapped_column(String(400), default="")
    words: Mapped[str] = mapped_column(String(8), default="none", index=True)
    said_at: Mapped[datetime]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    placement: Mapped[Placement] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
