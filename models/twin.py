"""Likely twins: two entries that may be one person, waiting for a person to decide; and what merging did."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.labourer import Labourer
from models.model import Model, key, one_of, public_id
from models.sealed import Sealed

TWIN_STATES = ("waiting", "merged", "distinct")


class Twin(Model):
    """The pair is kept once, the lower id first. `outcome` changes once, from waiting."""

    __tablename__ = "twin"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="ordered"),
        one_of("outcome", "outcome", TWIN_STATES),
        Index("ix_twin_outcome", "outcome"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    first_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(10), default="waiting")
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(String(500), default="")

    first: Mapped[Labourer] = relationship(lazy="raise", foreign_keys=[first_id])
    second: Mapped[Labourer] = relationship(lazy="raise", foreign_keys=[second_id])


class Merge(Model):
    """One merge: who was kept, who was folded in, and both entries as they were (sealed JSON)."""

    __tablename__ = "merge"

    id: Mapped[int] = key()
    twin_id: Mapped[int] = mapped_column(ForeignKey("twin.id"), unique=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"))
    folded_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"))
    before: Mapped[str] = mapped_column(Sealed)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
