"""How many of those who began with an employer were still there three months later: told to who is offered a job."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from models.placement import Placement
from services.stays import load_stays

SPAN = timedelta(90)
LEAST_TOLD = 5  # of fewer a number says more about them than about the employer


@dataclass(frozen=True)
class Stayed:
    """`stayed` of `begun` people were there three months after they began."""

    begun: int
    stayed: int


def stayed_with(session: Session, employer_id: int | None, *, on: date) -> Stayed | None:
    """Of those who began at least three months before; who ended within them without leaving (a contract was over, the
    person moved away) counts neither way. None where fewer than five are left to tell of."""
    if employer_id is None:
        return None
    early = (Placement.employer_id == employer_id, Placement.delivered_on <= on - SPAN)
    stays = [(stay.left, stay.ended_on or date.max, stay.begun_on) for stay in load_stays(session, *early)]
    told = [left for left, ended, begun in stays if left or ended >= begun + SPAN]
    stayed = sum(ended >= begun + SPAN for _, ended, begun in stays)
    return Stayed(len(told), stayed) if len(told) >= LEAST_TOLD else None
