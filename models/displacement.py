"""Displacements 失岗 and vacancies: the two halves of a placement that failed, each handled by itself (law 3)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.labourer import Labourer
from models.model import Model, key, one_of, public_id, unique_where
from models.order import OrderLine
from models.placement import Placement, taken_by
from models.workflow import DISPLACEMENT, VACANCY

# What each cause leads to: another job, back to class first, a person who must look, work again from the day one comes
# back (family or harvest, once that day is known), or nothing any more.
ROADS = ("another_job", "class_first", "person_looks", "season_return", "none")
CAUSES = {
    "business_fell": "another_job",
    "plant_closed": "another_job",
    "dismissed": "another_job",
    "quit_pay": "another_job",
    "quit_living_cost": "another_job",
    "quit_treatment": "person_looks",
    "unpaid_wages": "person_looks",
    "injured": "person_looks",
    "fell_ill": "person_looks",
    "family_or_harvest": "person_looks",
    "skill_not_enough": "class_first",
    "never_arrived": "another_job",
    "refused_at_roster": "another_job",
    "lured_into_fraud": "person_looks",
    "unsafe_work": "person_looks",
    "contract_ended": "another_job",
    "died": "none",
    "moved_away": "none",
}
# Looked into within hours, with a complaint opened in the same transaction.
COMPLAINED = ("quit_treatment", "unpaid_wages", "injured", "lured_into_fraud", "unsafe_work")
OVER = ("resolved", "withdrawn")
UNFILLED = ("open", "searching", "offered")  # a vacancy in one of these states keeps its seat


class Queued:
    """A row that is its own entry in the queue: work to do while `handled_at` is empty, from `next_try_at` on."""

    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_try_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))
    offers_made: Mapped[int] = mapped_column(SmallInteger, default=0)


def _to_do(table: str) -> Index:
    unhandled = text("handled_at is null")
    return Index(f"ix_{table}_to_do", "next_try_at", sqlite_where=unhandled, postgresql_where=unhandled)


class Displacement(Queued, Model):
    """The person's half: `placement_id` is the placement that failed, `road` what its cause led to.

    Somebody last spoke to the person at `spoken_at`; `taken_by_id` is who took the case on last. A person must look
    before `look_by`; `back_on` is the day somebody is back for work, `travel` how and with whom they travel. `changes`
    is what changed their search, oldest first: {what, from, to, why, at} each (`services/search_changes.py`).
    """

    __tablename__ = "displacement"
    __table_args__ = (
        one_of("state", "state", DISPLACEMENT.states),
        one_of("cause", "cause", tuple(CAUSES)),
        one_of("road", "road", ROADS),
        unique_where("one_open", "labourer_id", where=f"state not in {OVER}"),
        _to_do("displacement"),
        Index("ix_displacement_home_state", "home_code", "state"),
        taken_by("displacement"),
    )

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id", use_alter=True), unique=True)
    labourer_id: Mapped[int] = mapped_column(ForeignKey("labourer.id"), index=True)
    home_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
    base_id: Mapped[int | None] = mapped_column(ForeignKey("training_base.id"))
    cause: Mapped[str] = mapped_column(String(20))
    road: Mapped[str] = mapped_column(String(14))
    note: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(12), default=DISPLACEMENT.initial)
    happened_on: Mapped[date]
    reported_at: Mapped[datetime]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    resolved_at: Mapped[datetime | None]
    look_by: Mapped[datetime | None]
    back_on: Mapped[date | None]
    travel: Mapped[str] = mapped_column(String(200), default="")
    spoken_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    changes: Mapped[list[Any]] = mapped_column(default=list)

    labourer: Mapped[Labourer] = relationship(lazy="raise")
    placement: Mapped[Placement] = relationship(lazy="raise", foreign_keys=[placement_id])

    __mapper_args__ = {"version_id_col": version}


class Vacancy(Queued, Model):
    """The seat's half: it keeps the seat of the placement that failed until the next person takes it over."""

    __tablename__ = "vacancy"
    __table_args__ = (one_of("state", "state", VACANCY.states), _to_do("vacancy"))

    id: Mapped[int] = key()
    public_id: Mapped[str] = public_id()
    version: Mapped[int] = mapped_column(default=1)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id", use_alter=True), unique=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    county_code: Mapped[int] = mapped_column(ForeignKey("division.code"))
    state: Mapped[str] = mapped_column(String(12), default=VACANCY.initial)
    opened_at: Mapped[datetime]
    filled_at: Mapped[datetime | None]

    line: Mapped[OrderLine] = relationship(lazy="raise")
    placement: Mapped[Placement] = relationship(lazy="raise", foreign_keys=[placement_id])

    __mapper_args__ = {"version_id_col": version}
