"""Who read a person's file: shown to that person (law 10)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.complaint import Complaint
from models.displacement import Displacement
from models.labourer import Labourer
from models.placement import Placement
from models.ranked_list import RankedEntry
from models.reading import FileReading, ListReading
from models.user import User
from services.access import Actor

AT_ONCE = 500  # people in one query


@dataclass(frozen=True)
class Reading:
    """One reading. `purpose` is a code of `FileReading`, or `list` for a list the person stood on; `revealed` when ID
    number or telephone were shown in full. `name` and `role` are empty for readers who have no account any more."""

    at: datetime
    name: str
    role: str
    purpose: str
    revealed: bool


def log_readings(session: Session, public_ids: Collection[str], *, actor: Actor, at: datetime, purpose: str) -> None:
    """Record that the actor read something of the files of all of these people, none with its numbers in full."""
    wanted = list(dict.fromkeys(public_ids))
    for first in range(0, len(wanted), AT_ONCE):
        chunk = wanted[first : first + AT_ONCE]
        ids = session.scalars(select(Labourer.id).where(Labourer.public_id.in_(chunk))).all()
        same = {"user_id": actor.user_id, "at": at, "purpose": purpose, "revealed": False}
        if ids:
            session.execute(insert(FileReading), [{"labourer_id": each, **same} for each in ids])


def people_behind(session: Session, subjects: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The public id of the person of each placement, displacement or complaint, by what it is and its row."""
    wanted, found = list(subjects), {}
    for name, table in (("placement", Placement), ("displacement", Displacement), ("complaint", Complaint)):
        rows = [row for subject, row in wanted if subject == name]
        for first in range(0, len(rows), AT_ONCE):
            query = select(table.id, Labourer.public_id).join(Labourer, Labourer.id == table.labourer_id)
            here = session.execute(query.where(table.id.in_(rows[first : first + AT_ONCE])))
            found.update({(name, row): person for row, person in here})
    return found


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
