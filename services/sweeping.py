"""What waits to be done by itself: the rows that the sweep nudges a worker for (law 3)."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.db import Nudge
from models.import_file import ImportFile
from services.account_notices import notices_due
from services.api_answers import answers_are_old
from services.api_sending import deliveries_are_old, webhooks_due
from services.audit_seals import unsealed
from services.enrolments import enrolments_due
from services.mass_displacement_offers import closings_due
from services.orders import orders_due
from services.phone_codes import codes_due
from services.placements import placements_due
from services.plan_requests import plans_due
from services.redeployment import displacements_due, vacancies_due
from services.seals import day_is_due
from services.sending import messages_due
from services.shadow import shadows_due

AT_ONCE = 200  # the most nudges of one sweep; the next one follows in a second


def due(session: Session, *, at: datetime) -> list[Nudge]:
    """Nudges for every row that is due, oldest first; a few cheap indexed queries when there is nothing."""
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
    nudges += [Nudge("advance_order", (order_id,)) for order_id in orders_due(session, at=at)[:AT_ONCE]]
    return nudges + _people(session, at)


def _people(session: Session, at: datetime) -> list[Nudge]:
    """The minute makes a new job each time: what a killed process left behind is nudged for again in the next one."""
    minute = int(at.timestamp()) // 60
    found = {
        "redeploy_together": closings_due(session, at=at),
        "redeploy": displacements_due(session, at=at, limit=AT_ONCE),
        "refill": vacancies_due(session, at=at, limit=AT_ONCE),
        "advance_placement": placements_due(session, at=at, limit=AT_ONCE),
        "advance_enrolment": enrolments_due(session, at=at)[:AT_ONCE],
        "run_shadow": shadows_due(session, at=at, limit=AT_ONCE),
        "make_plans": plans_due(session, at=at),
    }
    nudges = [Nudge(job, (row_id, minute)) for job, ids in found.items() for row_id in ids]
    due_now = {
        "send_messages": messages_due(session, at=at),
        "send_phone_codes": codes_due(session, at=at),
        "send_account_notices": notices_due(session, at=at),
        "send_webhooks": webhooks_due(session, at=at),
        "publish_day": day_is_due(session, at=at),
        "seal_audit": unsealed(session),
        "forget_api": answers_are_old(session, at=at) or deliveries_are_old(session, at=at),
    }
    return nudges + [Nudge(job, (minute,)) for job, is_due in due_now.items() if is_due]
