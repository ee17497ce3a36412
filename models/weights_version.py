"""Weights as data: the versions of a county, and what each would have changed in last season's lists."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.division import Division
from models.model import Model, key, one_of, public_id, unique_where
from models.user import User

STATES = ("draft", "proposed", "shadowed", "in_force", "refused", "withdrawn", "replaced")


class WeightsVersion(Model):
    """Weights of a county under a name of their own. A county without one in force ranks by those of this edition.
    `based_on` names the version that `weights` was changed from, `rule_hash` what it hashes to once it is proposed."""

    __tablename__ = "weights_version"
    __table_args__ = (
        one_of("state", "state", STATES),
        CheckConstraint("approved_by_id is null or approved_by_id <> proposed_by_id", name="two_people"),
        UniqueConstraint("county_code", "name"),
        unique_where("weights_in_force", "county_code", where="state = 'in_force'"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    revision: Mapped[int] = mapped_column(default=1)
    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    name: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    reason: Mapped[str] = mapped_column(String(500))
    weights: Mapped[dict[str, Any]]
    based_on: Mapped[dict[str, Any]]
    rule_hash: Mapped[str] = mapped_column(String(64))
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    in_force_from: Mapped[datetime | None]
    in_force_until: Mapped[datetime | None]

    county: Mapped[Division] = relationship(lazy="raise")
    drafted_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[drafted_by_id])

    __mapper_args__ = {"version_id_col": revision}


class WeightsShadow(Model):
    """One run of a version on last season's lists; the row is the queue. `figures` are counts by list and by group and
    the ids of people who would move, no name; `against_hash` is of the weights in force that it was compared with."""

    __tablename__ = "weights_shadow"
    __table_args__ = (
        unique_where("shadow_waiting", "version_id", where="handled_at is null"),
        Index(
            "ix_weights_shadow_due",
            "next_try_at",
            sqlite_where=text("handled_at is null"),
            postgresql_where=text("handled_at is null"),
        ),
    )

    id: Mapped[int] = key()
    version_id: Mapped[int] = mapped_column(ForeignKey("weights_version.id", ondelete="CASCADE"), index=True)
    rule_hash: Mapped[str] = mapped_column(String(64))
    against: Mapped[str | None] = mapped_column(String(20))
    against_hash: Mapped[str | None] = mapped_column(String(64))
    lists_since: Mapped[date | None]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))
    figures: Mapped[dict[str, Any] | None]
