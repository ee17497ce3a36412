"""Who read a person's file: shown to that person (law 10)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.ranked_list import RankedEntry
from models.reading import FileReading, ListReading
from models.user import User
from services.access import Actor


@dataclass(frozen=True)
class Reading:
    """One reading. `purpose` is a code of `FileReading`, or `list` for a list the person stood on; `revealed` when ID
    number or telephone were shown in full. `name` and `role` are empty for readers who have no account any more."""

    at: datetime
    name: str
    role: str
    purpose: str
    revealed: bool


def readings_of_own_file(session: Session, *, actor: Actor, limit: int = 50) -> list[Reading]:
    """Who else has read the actor's own file, newest first."""
    files = (
        select(FileReading.at, User.name, User.role, FileReading.purpose, FileReading.revealed)
        .outerjoin(User, User.id == FileReading.user_id)
        .where(FileReading.labourer_id == actor.labourer_id, FileReading.user_id.is_distinct_from(actor.user_id))
        .order_by(FileReading.at.desc())
    )
    lists = (
        select(ListReading.at, User.name, User.role)
        .join(RankedEntry, RankedEntry.list_id == ListReading.list_id)
        .outerjoin(User, User.id == ListReading.user_id)
        .where(RankedEntry.labourer_id == actor.labourer_id)
        .order_by(ListReading.at.desc())
    )
    found = [
        Reading(at, name or "", role or "", purpose, revealed)
        for at, name, role, purpose, revealed in session.execute(files.limit(limit))
    ]
    found += [
        Reading(at, name or "", role or "", "list", False) for at, name, role in session.execute(lists.limit(limit))
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)[:limit]
