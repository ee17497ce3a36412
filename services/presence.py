"""Who else has the list of a post open: a row for each, written by a heartbeat of the page."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.list_mark import ListWatcher
from models.order import OrderLine
from models.user import User
from services.access import Actor

BEAT = timedelta(seconds=20)
AWAY_AFTER = BEAT * 3
"""A page that was not heard of for so long is closed."""


def look_on(session: Session, line: OrderLine, *, actor: Actor, at: datetime) -> None:
    """Write down that the actor has the list open; rows of those long gone are dropped with it."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = dialect.insert(ListWatcher).values(line_id=line.id, user_id=actor.user_id, seen_at=at)
    session.execute(row.on_conflict_do_update(index_elements=["line_id", "user_id"], set_={"seen_at": at}))
    session.execute(delete(ListWatcher).where(ListWatcher.line_id == line.id, ListWatcher.seen_at < at - AWAY_AFTER))


def others_looking(session: Session, line: OrderLine, *, actor: Actor, at: datetime) -> list[str]:
    """The names of the others who have the list open now."""
    others = (ListWatcher.line_id == line.id) & (ListWatcher.user_id != actor.user_id)
    query = select(User.name).join(ListWatcher, ListWatcher.user_id == User.id).order_by(ListWatcher.seen_at)
    return list(session.scalars(query.where(others, ListWatcher.seen_at >= at - AWAY_AFTER)))
