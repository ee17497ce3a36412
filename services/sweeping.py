"""What waits to be done by itself: the rows that the sweep nudges a worker for (law 3)."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.db import Nudge
from models.import_file import ImportFile
from services.orders import orders_due

AT_ONCE = 200  # the most nudges of one sweep; the next one follows in a second


def due(session: Session, *, at: datetime) -> list[Nudge]:
    """Nudges for every row that is due, oldest first; two cheap indexed queries when there is nothing."""
    imports = session.execute(
        select(ImportFile.id, ImportFile.attempts)
        .where(
            ImportFile.handled_at.is_(None),
            ImportFile.wanted_at.is_not(None),
            or_(ImportFile.next_try_at.is_(None), ImportFile.next_try_at <= at),
            or_(ImportFile.leased_until.is_(None), ImportFile.leased_until <= at),
        )
        .order_by(ImportFile.id)
        .limit(AT_ONCE)
    )
    expired = session.scalars(
        select(ImportFile.id).where(ImportFile.expires_at <= at).order_by(ImportFile.id).limit(AT_ONCE)
    )
    nudges = [Nudge("run_import", (import_id, attempts)) for import_id, attempts in imports]
    nudges += [Nudge("expire_import", (import_id,)) for import_id in expired]
    return nudges + [Nudge("advance_order", (order_id,)) for order_id in orders_due(session, at=at)[:AT_ONCE]]
