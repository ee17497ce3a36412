"""Whether the people in a database are invented, whether all of them are in, and whether there are any."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.employer import Employer
from models.labourer import Labourer
from models.order import Order
from models.synthetic_world import SyntheticWorld
from models.training_base import TrainingBase
from services.errors import RuleRefusal


def mark_synthetic(session: Session, name: str, *, at: datetime) -> None:
    """Record that a world of invented people is being loaded; `finish_world` says when it is in."""
    session.add(SyntheticWorld(name=name, loaded_at=at))


def finish_world(session: Session, name: str, *, at: datetime) -> None:
    """Record that everything of a world is in: the last thing that its loading does."""
    unfinished = (SyntheticWorld.name == name) & SyntheticWorld.finished_at.is_(None)
    session.execute(update(SyntheticWorld).where(unfinished).values(finished_at=at))


def is_synthetic(session: Session) -> bool:
    """Whether any world of invented people was loaded."""
    return session.scalar(select(SyntheticWorld.id).limit(1)) is not None


def loaded_at(session: Session, name: str) -> datetime | None:
    """When a world that is wholly in was loaded; None when it is not there. Raises RuleRefusal `world_unfinished`."""
    refuse_unfinished(session)
    return session.scalar(select(SyntheticWorld.loaded_at).where(SyntheticWorld.name == name).limit(1))


def refuse_unfinished(session: Session) -> None:
    """Raise RuleRefusal `world_unfinished` where the loading of any world has not come to its end."""
    begun = session.scalar(select(SyntheticWorld).where(SyntheticWorld.finished_at.is_(None)).limit(1))
    if begun is not None:
        raise RuleRefusal("world_unfinished", field="database", name=begun.name, begun=begun.loaded_at)


def refuse_people(session: Session) -> None:
    """Raise RuleRefusal `database_not_empty` where anybody is registered: invented people stay apart from real ones.
    `world_unfinished` where a loading was cut short."""
    refuse_unfinished(session)
    for table in (Labourer, Employer, TrainingBase, Order):
        if session.scalar(select(table.id).limit(1)) is not None:
            raise RuleRefusal("database_not_empty", field="database")


def refuse_orders(session: Session, county: int) -> None:
    """Raise RuleRefusal `database_not_empty` where a county has orders that are not of its own world."""
    if session.scalar(select(Order.id).where(Order.county_code == county).limit(1)) is not None:
        raise RuleRefusal("database_not_empty", field="database")
