"""Whether the people in a database are invented."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.synthetic_world import SyntheticWorld


def mark_synthetic(session: Session, name: str, *, at: datetime) -> None:
    """Record that a world of invented people is being loaded."""
    session.add(SyntheticWorld(name=name, loaded_at=at))


def is_synthetic(session: Session) -> bool:
    """Whether any world of invented people was loaded."""
    return session.scalar(select(SyntheticWorld.id).limit(1)) is not None
