"""Who took a case or a call on last, and when somebody last spoke to a displaced person: kept beside them by the steps
that tell it."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.displacement import Displacement
from models.model import Model
from models.placement import Placement
from services.access import Actor

TAKE, SPEAK = "take", "speak"
SPOKE = (SPEAK, "resume", "retrain")
"""Steps of a displacement that nobody takes without having spoken to the person."""
ANSWERS = ("accept", "decline")
"""Steps of an offer by which the person was heard."""


def note_contact(session: Session, subject: Model, action: str, actor: Actor, at: datetime) -> None:
    """Keep what a step of a displacement or a placement tells about contact; what the clock does is none."""
    if actor.user_id is None or not isinstance(subject, Displacement | Placement):
        return
    if action == TAKE:
        subject.taken_by_id = actor.user_id
    elif isinstance(subject, Displacement):
        if action in SPOKE:
            subject.spoken_at = at
    elif action in ANSWERS and subject.displacement_id is not None:
        heard = update(Displacement).where(Displacement.id == subject.displacement_id)
        session.execute(heard.values(spoken_at=at))
