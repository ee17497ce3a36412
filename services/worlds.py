"""Whether the people in a database are invented, and whether there are any."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.employer import Employer
from models.labourer import Labourer
from models.order import Order
from models.synthetic_world import SyntheticWorld
from models.training_base import TrainingBase
from services.errors import RuleRefusal


def mark_synthetic(session: Session, name: str, *, at: datetime) -> None:
    """Record that a world of invented people is being loaded."""
    session.add(SyntheticWorld(name=name, loaded_at=at))


def is_synthetic(session: Session) -> bool:
    """Whether any world of invented people was loaded."""
    return session.scalar(select(SyntheticWorld.id).limit(1)) is not None


def refuse_people(session: Session) -> None:
    """Raise RuleRefusal `database_not_empty` where anybody is registered: invented people stay apart from real ones."""
    for table in (Labourer, Employer, TrainingBase, Order):
        if session.scalar(select(table.id).limit(1)) is not None:
            raise RuleRefusal("database_not_empty", field="database")
