"""The two halves of a failed placement follow the offers made for them: an answer settles a half, or it searches on."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import nudge
from models.displacement import OVER, UNFILLED, Displacement, Vacancy
from models.placement import Placement
from services.access import CLOCK
from services.offers import locked
from services.steps import take_step


def settle(session: Session, placement: Placement, *, at: datetime) -> None:
    """An offer was accepted: the person is displaced no more, the seat vacant no more."""
    if displacement := open_displacement(session, placement.labourer_id):
        take_step(session, displacement, "resolve", actor=CLOCK, at=at)
        displacement.resolved_at = displacement.handled_at = at
        displacement.look_by = None
    if (vacancy := _vacancy_of(session, placement)) and vacancy.state == "offered":
        take_step(session, vacancy, "fill", actor=CLOCK, at=at)
        vacancy.filled_at = vacancy.handled_at = at


def search_on(session: Session, placement: Placement, *, at: datetime) -> None:
    """An offer ended without a yes: whom and what it was made for is searched for again, at once."""
    displacement = open_displacement(session, placement.labourer_id)
    if displacement is not None and displacement.state in ("offered", "waiting"):
        if displacement.state == "offered" and displacement.id == placement.displacement_id:
            take_step(session, displacement, "search", actor=CLOCK, at=at)
        put_back(session, displacement, at=at)
    if (vacancy := _vacancy_of(session, placement)) and vacancy.state == "offered":
        take_step(session, vacancy, "search", actor=CLOCK, at=at)
        put_back(session, vacancy, at=at)


def put_back(session: Session, half: Displacement | Vacancy, *, at: datetime) -> None:
    """Into the queue again, to be searched for now, unless an offer for it is open."""
    if half.state != "offered":
        half.handled_at, half.next_try_at = None, at
        nudge(session, "redeploy" if isinstance(half, Displacement) else "refill", half.id)


def open_displacement(session: Session, labourer_id: int) -> Displacement | None:
    """The displacement of a person that is neither resolved nor withdrawn; there is one at most."""
    is_open = (Displacement.labourer_id == labourer_id) & Displacement.state.not_in(OVER)
    found = session.scalar(select(Displacement.id).where(is_open))
    return None if found is None else locked(session, Displacement, found)


def _vacancy_of(session: Session, placement: Placement) -> Vacancy | None:
    if placement.vacancy_id is None:
        return None
    vacancy = locked(session, Vacancy, placement.vacancy_id)
    return vacancy if vacancy.state in UNFILLED else None
