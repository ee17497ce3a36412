"""Offers and invitations that wait for an answer, for whoever looks after the people they were made to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models.enrolment import Enrolment
from models.labourer import Labourer
from models.order import OrderLine
from models.placement import Placement
from models.training_class import TrainingClass
from services.access import Actor
from services.labourers import visible_labourers


@dataclass(frozen=True)
class Unanswered:
    """An offer or invitation of a person, whole, to be answered by an instant."""

    kind: str
    labourer: Labourer
    subject: Any

    @property
    def answer_by(self) -> datetime:
        by: datetime = self.subject.answer_by
        return by


def unanswered(session: Session, *, actor: Actor, at: datetime, limit: int = 20) -> tuple[list[Unanswered], int]:
    """What the people that the actor acts for have to answer, the first to end first, and how many there are in all."""
    mine = visible_labourers(actor, "labourers.act").with_only_columns(Labourer.id)
    offers = (Placement.state == "offered") & (Placement.answer_by >= at) & Placement.labourer_id.in_(mine)
    asked = (Enrolment.state == "invited") & (Enrolment.answer_by >= at) & Enrolment.labourer_id.in_(mine)
    jobs = select(Placement).where(offers).order_by(Placement.answer_by, Placement.id).limit(limit)
    classes = select(Enrolment).where(asked).order_by(Enrolment.answer_by, Enrolment.id).limit(limit)
    found = [Unanswered("offer", each.labourer, each) for each in session.scalars(jobs.options(*_OFFER))]
    found += [Unanswered("invitation", each.labourer, each) for each in session.scalars(classes.options(*_ASKED))]
    counts = (select(func.count()).select_from(table).where(which) for table, which in _counted(offers, asked))
    total = sum(session.scalar(count) or 0 for count in counts)
    return sorted(found, key=lambda each: each.answer_by)[:limit], total


def _counted(offers: Any, asked: Any) -> tuple[tuple[Any, Any], ...]:
    return (Placement, offers), (Enrolment, asked)


_OFFER = (
    joinedload(Placement.labourer).joinedload(Labourer.home),
    joinedload(Placement.employer),
    joinedload(Placement.line).joinedload(OrderLine.occupation),
)
_ASKED = (
    joinedload(Enrolment.labourer).joinedload(Labourer.home),
    joinedload(Enrolment.training_class).joinedload(TrainingClass.training_base),
)
