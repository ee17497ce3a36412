"""The audit log: what was done that somebody may have to answer for, by whom, to what, from where.

One line where it is done, in its transaction: `audit(session, "account.disable", actor=actor, at=at, subject=user)`.
Seals and their check are in `services/audit_seals.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.audit_entry import AuditEntry
from models.user import User
from services.access import Actor, require

RIGHT = "audit.read"
ACTIONS = (
    "sign_in.begin", "sign_in.complete", "sign_in.refuse", "sign_in.end", "sign_in.end_others",
    "sign_in.end_all",
    "password.change", "password.code", "password.code_used", "password.code_refused", "password.reset",
    "factor.set_up", "factor.refuse", "factor.recovery_codes", "factor.remove", "factor.take_away",
    "account.add", "account.disable", "account.enable", "account.sign_out", "account.phone", "account.single_sign_on",
    "account.hand_over",
    "person.reveal", "person.copy", "person.erase", "consent.give", "consent.withdraw",
    "ranking.contest", "ranking.answer", "export.make", "rules.change", "weights.in_force",
    "settings.change", "keys.rotate", "keys.retire",
    "twins.merge", "twins.part",
    "system.add", "system.token", "system.revoke", "webhook.add", "webhook.stop",
)  # fmt: skip
"""What is written down. Steps of workflows and who read a file have rows of their own."""
GROUPS = tuple(dict.fromkeys(each.partition(".")[0] for each in ACTIONS))
MOST_DETAIL = 80


class Row(Protocol):
    """A row of a table, with its number."""

    @property
    def id(self) -> Any: ...

    __tablename__: Any


def audit(
    session: Session, action: str, *, actor: Actor | None, at: datetime, subject: Row | None = None, detail: str = "",
    address: str = "",
) -> None:  # fmt: skip
    """Write down that `actor` did `action` (one of `ACTIONS`) to `subject`; without an actor, somebody who could not
    prove who they are did, from `address`. `detail` is a code, a count or a public id: never a name, a number of a
    person, or what somebody typed."""
    if action not in ACTIONS:
        raise ValueError(f"{action} is not in ACTIONS")
    session.flush()
    entry = AuditEntry(at=at, action=action, role=actor.role if actor else "", detail=detail[:MOST_DETAIL])
    entry.actor_id, entry.address = (actor.user_id, actor.address) if actor else (None, address[:45])
    if subject is not None:
        entry.subject, entry.subject_id = subject.__tablename__, subject.id
    session.add(entry)


def by_owner(session: Session, user_id: int, address: str = "") -> Actor:
    """The owner of an account, who has proved that but is not let in yet, or acts on the account itself."""
    user = session.get_one(User, user_id)
    return Actor(user.role, user.id, user.login, user.name, address=address)


@dataclass(frozen=True)
class Wanted:
    """Which entries: of a group of actions, done by or to an account (login), from one instant until before another."""

    group: str = ""
    login: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Shown:
    """An entry with the account that did it, and the public id and name for people of an account it was done to."""

    entry: AuditEntry
    by: User | None
    to: User | None


def list_entries(session: Session, wanted: Wanted, *, actor: Actor, limit: int = 50, offset: int = 0) -> list[Shown]:
    """Entries, the newest first. Raises NotAllowed."""
    require(actor, RIGHT)
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit).offset(offset)
    if wanted.group:
        query = query.where(AuditEntry.action.startswith(f"{wanted.group}.", autoescape=True))
    if wanted.login:
        account = select(User.id).where(User.login == wanted.login.strip().lower()).scalar_subquery()
        done_to = (AuditEntry.subject == User.__tablename__) & (AuditEntry.subject_id == account)
        query = query.where((AuditEntry.actor_id == account) | done_to)
    if wanted.since:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until:
        query = query.where(AuditEntry.at < wanted.until)
    return _with_accounts(session, session.scalars(query).all())


def _with_accounts(session: Session, entries: Sequence[AuditEntry]) -> list[Shown]:
    to = {each.subject_id for each in entries if each.subject == User.__tablename__}
    ids = {each for each in (*to, *(each.actor_id for each in entries)) if each is not None}
    users = {each.id: each for each in session.scalars(select(User).where(User.id.in_(ids)))}
    return [
        Shown(
            each,
            users.get(each.actor_id or 0),
            users.get(each.subject_id or 0) if each.subject == User.__tablename__ else None,
        )
        for each in entries
    ]
