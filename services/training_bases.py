"""Training bases: read by those who may, and accredited step by step."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.training_base import BaseOccupation, TrainingBase
from models.workflow import BASE
from services.access import Actor, bounds, require, scope_of, subtree
from services.errors import NotFound
from services.steps import possible_steps, steps_as_json, take_step

ACTIONS = tuple(dict.fromkeys(action for _, action in BASE.moves))


def visible_bases(actor: Actor) -> Select[TrainingBase]:
    """The bases the actor may read, by name, with place and occupations."""
    query = select(TrainingBase).order_by(TrainingBase.name, TrainingBase.id)
    query = query.options(
        joinedload(TrainingBase.division),
        selectinload(TrainingBase.occupations).joinedload(BaseOccupation.occupation),
    )
    match scope_of(actor, "bases.read"):
        case "all":
            return query
        case "division" if (division := bounds(actor, "bases.read")) is not None:
            low, high = subtree(division)
            return query.where(TrainingBase.county_code >= low, TrainingBase.county_code < high)
        case "own" if actor.base_id is not None:
            return query.where(TrainingBase.id == actor.base_id)
        case _:
            return query.where(TrainingBase.id < 0)


def list_bases(session: Session, *, actor: Actor, limit: int = 200) -> list[TrainingBase]:
    return list(session.scalars(visible_bases(actor).limit(limit)))


def find_base(session: Session, public_id: str, *, actor: Actor) -> TrainingBase:
    """The base, whole. Raises NotFound when there is none that the actor may see."""
    found = session.scalar(visible_bases(actor).where(TrainingBase.public_id == public_id))
    if found is None:
        raise NotFound("base_unknown", field="base", id=public_id)
    return found


def advance_base(
    session: Session, public_id: str, action: str, *, actor: Actor, at: datetime, note: str = ""
) -> TrainingBase:
    """One step of the accreditation: `score`, `publicise`, `accredit`, and `refuse`, `suspend`, `restore` or `remove`
    with the reason. Raises NotFound, NotAllowed, RuleRefusal."""
    session.execute(select(TrainingBase.id).where(TrainingBase.public_id == public_id).with_for_update())
    base = find_base(session, public_id, actor=actor)
    require(actor, "bases.accredit", division=base.county_code)
    take_step(session, base, action, actor=actor, at=at, note=note)
    return base


def describe_base(session: Session, base: TrainingBase, *, actor: Actor) -> dict[str, Any]:
    """The base as the JSON of the command line: public ids, names, ISO dates."""
    return {
        "id": base.public_id,
        "name": base.name,
        "state": base.state,
        "county": base.division.name,
        "ownership": base.ownership,
        "capacity": base.capacity,
        "occupations": [each.occupation.name for each in base.occupations],
        "actions": list(possible_steps(base, actor)),
        "steps": steps_as_json(session, base),
    }
