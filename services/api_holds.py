"""Steps that no system is told of while they can be undone: offers and invitations whose message is still held."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.enrolment import Enrolment
from models.message import Message
from models.placement import Placement

UNDONE = "undone"
TELLING = ("offer", "invitation")
_TOLD: dict[str, tuple[Any, ColumnElement[int | None]]] = {
    "placement": (Placement, Message.placement_id.expression),
    "enrolment": (Enrolment, Message.enrolment_id.expression),
}


def held_or_undone(session: Session, subject: str, public_id: str, *, at: datetime) -> datetime | str | None:
    """Until when a subject is held, `UNDONE` where it was taken back in that time, None where it may be told of."""
    if subject not in _TOLD:
        return None
    table, about = _TOLD[subject]
    row = session.execute(select(table.id, table.undone_at).where(table.public_id == public_id)).one_or_none()
    if row is None:
        return None
    unhandled = Message.handled_at.is_(None) & Message.cancelled_at.is_(None) & Message.sent_at.is_(None)
    held = (about == row.id) & Message.code.in_(TELLING) & unhandled & (Message.not_before > at)
    until: datetime | None = session.scalar(select(func.max(Message.not_before)).where(held))
    return UNDONE if row.undone_at is not None else until
