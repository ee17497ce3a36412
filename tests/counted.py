"""People who were trained and placed, as rows, for tests of figures: a line each."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.enrolment import Attendance, Enrolment
from models.labourer import Labourer
from models.occupation import Occupation
from models.placement import Placement
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from tests.office import SANDU

DAHE, PUAN = 522732106000, 522732101000
BEGAN, ENDED = date(2026, 3, 2), date(2026, 4, 30)
DONGGUAN = 441900000000


def a_class(session: Session, at: datetime, programme: str = "skill", **more: Any) -> TrainingClass:
    """A finished class of a base of its own."""
    base = TrainingBase(name=f"基地{programme}", county_code=SANDU, registered_at=at)
    session.add(base)
    session.flush()
    occupation = session.scalars(select(Occupation.id).where(Occupation.level == 4).order_by(Occupation.id)).first()
    values = {"starts_on": BEGAN, "ends_on": ENDED, "state": "finished", "places": 40, **more}
    made = TrainingClass(
        base_id=base.id, county_code=SANDU, title=f"{programme}班", occupation_id=occupation, programme=programme,
        division_code=SANDU, planned_at=at, **values,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def a_person(session: Session, at: datetime, name: str, home: int = DAHE) -> Labourer:
    made = Labourer(name=name, home_code=home, registered_at=at, refreshed_at=at, waiting_since=at.date())
    session.add(made)
    session.flush()
    return made


def in_class(session: Session, at: datetime, taught: TrainingClass, person: Labourer, state: str) -> Enrolment:
    made = Enrolment(
        class_id=taught.id, labourer_id=person.id, base_id=taught.base_id, home_code=person.home_code, state=state,
        created_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def was_there(session: Session, at: datetime, enrolment: Enrolment) -> None:
    session.add(Attendance(enrolment_id=enrolment.id, day=BEGAN, present=True, recorded_at=at))


def at_work(session: Session, at: datetime, person: Labourer, work: int | None, **more: Any) -> None:
    """A job of one's own that was confirmed in May, unless `more` says otherwise."""
    values = {"state": "confirmed", "confirmed_on": date(2026, 5, 31), **more}
    session.add(
        Placement(
            labourer_id=person.id, home_code=person.home_code, kind="self_employed", division_code=work, offered_at=at,
            delivered_on=ENDED, **values,
        )
    )  # fmt: skip
