"""What was changed in a file by the person it is about, or by who confirmed it: as steps, the fields and no values."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.labourer import Labourer
from models.step import Step
from services.access import Actor

SUBJECT, ACTION, MERGE = "labourer", "correct", "merge"


def note_change(
    session: Session, person: Labourer, fields: Sequence[str], *, actor: Actor, at: datetime, action: str = ACTION
) -> None:
    """Write down which fields were changed (the file counts as refreshed), or taken from the other one by a merge."""
    state = person.situation
    step = Step(subject=SUBJECT, subject_id=person.id, action=action, from_state=state, to_state=state, at=at)
    step.actor_id, step.note = actor.user_id, ",".join(fields)[:500]
    session.add(step)
    if action == ACTION:
        person.refreshed_at = at
    session.flush()


def changes_of(session: Session, labourer_id: int, *, limit: int = 20) -> list[Step]:
    """The latest changes, newest first, each with who made it; the fields are in the note, with commas."""
    of_person = (Step.subject == SUBJECT) & (Step.subject_id == labourer_id) & Step.action.in_((ACTION, MERGE))
    query = select(Step).where(of_person).options(joinedload(Step.actor)).order_by(Step.id.desc()).limit(limit)
    return list(session.scalars(query))
