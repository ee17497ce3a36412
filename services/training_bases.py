"""Training bases: read by those who may."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.training_base import BaseOccupation, TrainingBase
from services.access import Actor, bounds, scope_of, subtree


def list_bases(session: Session, *, actor: Actor, limit: int = 200) -> list[TrainingBase]:
    """Bases the actor may read, by name, with their occupations."""
    query = select(TrainingBase).order_by(TrainingBase.name).limit(limit)
    query = query.options(
        joinedload(TrainingBase.division),
        selectinload(TrainingBase.occupations).joinedload(BaseOccupation.occupation),
    )
    match scope_of(actor, "bases.read"):
        case "all":
            return list(session.scalars(query))
        case "division" if (division := bounds(actor, "bases.read")) is not None:
            low, high = subtree(division)
            return list(session.scalars(query.where(TrainingBase.county_code >= low, TrainingBase.county_code < high)))
        case "own":
            return list(session.scalars(query.where(TrainingBase.id == (actor.base_id or 0))))
        case _:
            return []
