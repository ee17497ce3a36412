"""Placements 就业安置: one person in one job, from the offer to the last month it was kept."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.division import Division
from models.employer import Employer
from models.labourer import Labourer
from models.model import Model, key, one_of, public_id, unique_where
from models.order import Order, OrderLine
from models.sealed import Sealed
from models.workflow import HOLDING, PLACEMENT, TAKEN

PLACEMENT_KINDS = ("employed", "self_employed", "team")
MOST_OFFERS = 5  # open at once to one person; a county allows fewer
# Why an offer was declined; the next search may take it into account.
DECLINE_REASONS = ("pay", "place", "work", "hours", "board", "family", "health", "other_job", "other")


def taken_by(table: str) -> Index:
    """Finds what an account took on."""
    taken = text("taken_by_id is not null")
    return Index(f"ix_{table}_taken_by", "taken_by_id", sqlite_where=taken, postgresql_where=taken)


class Placement(Model):
    """A placement in `HOLDING` holds a seat of its line; one that redeploys somebody (`displacement_id`) or fills a
    vacancy (`vacancy_id`) says so. `slot` numbers the open offers of a person, so that the database refuses more than
    the county allows. `home_code` repeats the person's home; `taken_by_id` is who took a call or an offer on last.
    Wage and value are fen a month, `score` millionths.

    An offer `undone_at` once was taken back before anybody was told: as if it had never been made.

    Contract, address and telephone are those the employer stated; kept marks are the days the person was found there.
    """

    __tablename__ = "placement"
    __table_args__ = (
        one_of("state", "state", PLACEMENT.states),
        one_of("kind", "kind", PLACEMENT_KINDS),
        one_of("decline_reason", "decline_reason", DECLINE_REASONS),
        CheckConstraint(f"slot between 1 and {MOST_OFFERS}", name="slot"),
        CheckConstraint("kind != 'employed' or (line_id is not null and employer_id is not null)", name="has_line"),
        unique_where("one_job", "labourer_id", where=f"state in {TAKEN}"),
        unique_where("open_offers", "labourer_id", "slot", where="state = 'offered'"),
        unique_where("once_for_a_line", "labourer_id", "line_id", where=f"state in {HOLDING}"),
        unique_where("one_redeployment", "displacement_id", where=f"state in {TAKEN}"),
        unique_where("one_for_a_vacancy", "vacancy_id", where=f"state in {HOLDING}"),
        Index("ix_placement_line_state", "line_id", "state"),
        Index("ix_placement_home_state", "home_code", "state"),
        Index(
            "ix_placement_answers",
            "answer_by",
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
        taken_by("placement"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"), index=True)
    home_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    kind: Mapped[str] = mapped_column(String(14), default="employed")
    line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order_.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    base_id: Mapped[int | None] = mapped_column(ForeignKey("training_base.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    displacement_id: Mapped[int | None] = mapped_column(ForeignKey("displacement.id"), index=True)
    vacancy_id: Mapped[int | None] = mapped_column(ForeignKey("vacancy.id"), index=True)
    list_id: Mapped[int | None] = mapped_column(ForeignKey("ranked_list.id"))
    departure: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str] = mapped_column(String(60), default="")
    score: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(12), default=PLACEMENT.initial)
    slot: Mapped[int] = mapped_column(SmallInteger, default=1)
    offered_at: Mapped[datetime]
    answer_by: Mapped[datetime | None]
    decline_reason: Mapped[str | None] = mapped_column(String(12))
    wage_month: Mapped[int] = mapped_column(BigInteger, default=0)
    division_code: Mapped[int | None] = mapped_column(ForeignKey("division.code"))
    address: Mapped[str] = mapped_column(String(200), default="")
    employer_phone: Mapped[str | None] = mapped_column(Sealed)
    contract_number: Mapped[str] = mapped_column(String(60), default="")
    contract_from: Mapped[date | None]
    contract_until: Mapped[date | None]
    contract_checked_on: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(String(200), default="")
    batch: Mapped[int] = mapped_column(SmallInteger, default=0)
    delivered_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    undone_at: Mapped[datetime | None]
    kept_1: Mapped[date | None]
    kept_3: Mapped[date | None]
    kept_6: Mapped[date | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    labourer: Mapped[Labourer] = relationship(lazy="raise")
    line: Mapped[OrderLine | None] = relationship(lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise")
    employer: Mapped[Employer | None] = relationship(lazy="raise")
    division: Mapped[Division | None] = relationship(lazy="raise", foreign_keys=[division_code])

    __mapper_args__ = {"version_id_col": version}


class OwnMove(Model):
    """Somebody who went to work by themselves or under another programme: counted apart from placements."""

    __tablename__ = "own_move"

    id: Mapped[int] = key()
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"), index=True)
    home_code: Mapped[int] = mapped_column(ForeignKey("division.code"), index=True)
    moved_on: Mapped[date]
    division_code: Mapped[int | None] = mapped_column(ForeignKey("division.code"))
    programme: Mapped[str] = mapped_column(String(60), default="")
    work: Mapped[str] = mapped_column(String(100), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
