"""Plans 统筹方案: who was proposed for which seat, all at once, with the prices that prove it. People decide."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key, one_of, public_id, unique_where

STAGES = ("waiting", "planning", "keeping")


class Plan(Model):
    """The plan of one county's open seats; the one in force has not been replaced. Values are whole millionths of a
    point: `value` with the bonuses that `terms` states, `points` the scores alone, `bound` what no plan exceeds."""

    __tablename__ = "plan"
    __table_args__ = (unique_where("one_plan_in_force", "county_code", where="replaced_at is null"),)

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    as_of: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    replaced_at: Mapped[datetime | None]
    people: Mapped[int]
    seats: Mapped[int]
    filled: Mapped[int]
    value: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[int] = mapped_column(BigInteger)
    bound: Mapped[int] = mapped_column(BigInteger)
    greedy_value: Mapped[int] = mapped_column(BigInteger)
    row_by_row_value: Mapped[int] = mapped_column(BigInteger)
    rule_version: Mapped[str] = mapped_column(String(20))
    rule_hash: Mapped[str] = mapped_column(String(64))
    weights: Mapped[dict[str, Any]]
    terms: Mapped[dict[str, Any]]


class PlanSeat(Model):
    """Seats of a post, or of a post in one class, that a plan had to fill; `price` is what one more would bring."""

    __tablename__ = "plan_seat"
    __table_args__ = (CheckConstraint("filled between 0 and seats", name="filled_within_seats"),)

    id: Mapped[int] = key()
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id", ondelete="CASCADE"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("training_class.id", ondelete="CASCADE"))
    seats: Mapped[int]
    filled: Mapped[int]
    price: Mapped[int] = mapped_column(BigInteger)


class PlanProposal(Model):
    """One person proposed for one seat of the plan in force; a replaced plan keeps its figures, not its proposals.
    `price` is what the person brings beyond the price of a seat."""

    __tablename__ = "plan_proposal"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    labourer_id: Mapped[int] = mapped_column(
        ForeignKey("labourer.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    seat_id: Mapped[int] = mapped_column(ForeignKey("plan_seat.id", ondelete="CASCADE"), index=True)
    score: Mapped[int] = mapped_column(BigInteger)
    price: Mapped[int] = mapped_column(BigInteger)


class PlanRequest(Model):
    """Somebody asked for new plans of all counties they plan for: the row is the queue (law 3). `stage` and how many of
    the `counties` are done are its progress; `leased_until` keeps two workers from planning at once."""

    __tablename__ = "plan_request"
    __table_args__ = (
        one_of("stage", "stage", STAGES),
        unique_where("plan_request_waiting", "asked_by_id", where="handled_at is null"),
        Index(
            "ix_plan_request_due",
            "next_try_at",
            sqlite_where=text("handled_at is null"),
            postgresql_where=text("handled_at is null"),
        ),
    )

    id: Mapped[int] = key()
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_try_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(12))
    last_error: Mapped[str | None] = mapped_column(String(200))
    stage: Mapped[str] = mapped_column(String(10), default="waiting")
    counties: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
