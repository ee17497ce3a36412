"""Signing many out at once: something is wrong with the server, an office, or what people carried home."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.sign_in import SignIn
from models.user import User
from services.access import Actor, require, subtree
from services.audit import audit
from services.users import RIGHT, roles_for


def sign_out_everybody(session: Session, *, actor: Actor, at: datetime, division: int | None = None) -> int:
    """End the open sign-ins of all accounts, or of the accounts of a division; how many there were. Raises NotAllowed
    unless the actor administers all accounts, or those of the division."""
    require(actor, RIGHT, division=division)
    accounts = select(User.id).where(User.role.in_(roles_for(actor)))
    if division is not None:
        low, high = subtree(division)
        accounts = accounts.where(User.division_code >= low, User.division_code < high)
    ending = update(SignIn).where(SignIn.ended_at.is_(None), SignIn.user_id.in_(accounts)).values(ended_at=at)
    done: Any = session.execute(ending.execution_options(synchronize_session=False))
    detail = f"{done.rowcount} {division or ''}".strip()
    audit(session, "sign_in.end_all", actor=actor, at=at, detail=detail)
    return int(done.rowcount)
