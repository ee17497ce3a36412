"""Signing many out at once: something is wrong with the server, an office, or what people carried home."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.sign_in import SignIn
from models.user import User
from services.access import Actor, require, subtree
from services.audit import audit
from services.sign_ins import end_those
from services.users import RIGHT, roles_for


def sign_out_everybody(session: Session, *, actor: Actor, at: datetime, division: int | None = None) -> int:
    """End the open sign-ins of all accounts, or of the accounts of a division; how many there were. Raises NotAllowed
    unless the actor administers all accounts, or those of the division."""
    require(actor, RIGHT, division=division)
    accounts = select(User.id).where(User.role.in_(roles_for(actor)))
    if division is not None:
        low, high = subtree(division)
        accounts = accounts.where(User.division_code >= low, User.division_code < high)
    ended = end_those(session, SignIn.user_id.in_(accounts), at=at)
    audit(session, "sign_in.end_all", actor=actor, at=at, detail=f"{ended} {division or ''}".strip())
    return ended
