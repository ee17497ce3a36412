"""Settings of a server that decide how people are treated are in the audit log when a start has others than the start
before: they come from the environment, and nobody signs in to change them."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit_entry import AuditEntry
from services.access import CLOCK
from services.audit import audit
from services.settings import PREFIX, Settings

TOLD = (
    "undo_seconds", "second_factor", "signed_in_hours", "idle_minutes", "failures_of_address", "api_per_minute",
    "rejects_days", "upload_mib", "secure_cookies", "proxies", "webhooks_inside", "oidc_finds", "hotline",
)  # fmt: skip
"""None of them is a secret, or long."""
ACTION = "settings.change"


def note_settings(session: Session, settings: Settings, *, at: datetime) -> list[tuple[str, str, str]]:
    """Write down every setting that differs from the one written down last, at first from its default; those."""
    known = {each.name: str(each.default) for each in fields(Settings)} | _last(session)
    now = {name: str(getattr(settings, name)) for name in TOLD}
    changed = [(name, known[name], now[name]) for name in TOLD if known[name] != now[name]]
    for name, old, new in changed:
        audit(session, ACTION, actor=CLOCK, at=at, detail=f"{PREFIX}{name.upper()} {old} → {new}")
    return changed


def _last(session: Session) -> dict[str, str]:
    """What each setting was changed to last."""
    query = select(AuditEntry.detail).where(AuditEntry.action == ACTION).order_by(AuditEntry.id)
    told = (detail.removeprefix(PREFIX).partition(" ") for detail in session.scalars(query))
    return {name.lower(): change.rpartition(" → ")[2] for name, _, change in told}
