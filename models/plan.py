"""Plans 统筹方案: who was proposed for which seat, all at once, with the prices that prove it. People decide."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.model import Model, key, public_id, unique_where


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
