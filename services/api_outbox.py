"""Steps that systems are told of: a row for each webhook, written in the transaction of the step itself.

A webhook gets ids alone, and only of subjects that its system may read by the permission table.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.api import System, Webhook, WebhookDelivery
from models.bulk import insert_rows
from models.db import nudge
from models.model import new_public_id
from models.user import User
from services.access import Actor, allowed
from services.api_tokens import actor_of_system

# What is read of each subject that systems are told of.
READS = {
    "order": "orders.read",
    "class": "classes.read",
    "enrolment": "enrolments.read",
    "placement": "placements.read",
    "displacement": "displacements.read",
}
# What is recorded beside the moves of the workflow tables: how it began, and what left its state as it was.
RECORDED = {
    "order": ("file", "amend"),
    "class": ("plan", "amend"),
    "enrolment": ("apply", "invite"),
    "placement": ("offer", "terms", "call"),
    "displacement": ("displace",),
}
TIES = ("employer_id", "base_id")
MANY = 1_000  # ids in one statement
_LISTENING = "webhooks"


class Moved(NamedTuple):
    """A step: which subject went from which state to which."""

    subject_id: int
    before: str
    after: str


class _Listening(NamedTuple):
    webhook_id: int
    kinds: frozenset[str]
    actor: Actor


def tell_systems(
    session: Session, table: type[Any], subject: str, moved: Sequence[Moved], action: str, *, at: datetime
) -> None:
    """Write down for every webhook what it is told of these steps of one kind. Asks once a session who listens."""
    heard = [each for each in _listening(session) if each.kinds & {f"{subject}.{action}", f"{subject}.*", "*"}]
    if not heard or subject not in READS:
        return
    subjects = _subjects(session, table, [each.subject_id for each in moved])
    rows = [
        {"public_id": new_public_id(), "webhook_id": webhook.webhook_id, "body": _body(subject, told, step, action, at)}
        for step in moved
        for told in (subjects[step.subject_id],)
        for webhook in heard
        if _may_read(webhook.actor, READS[subject], told)
    ]
    insert_rows(session, WebhookDelivery, rows, {"written_at": at, "next_try_at": at})
    if rows:
        nudge(session, "send_webhooks", int(at.timestamp()) // 60)


def _listening(session: Session) -> list[_Listening]:
    known: list[_Listening] | None = session.info.get(_LISTENING)
    if known is None:
        known = session.info[_LISTENING] = [
            _Listening(webhook.id, frozenset(webhook.kinds), actor_of_system(system, user))
            for webhook, system, user in session.execute(
                select(Webhook, System, User)
                .join(System, System.id == Webhook.system_id)
                .join(User, User.id == System.user_id)
                .where(Webhook.stopped_at.is_(None), User.disabled_at.is_(None))
            )
        ]
    return known


def _subjects(session: Session, table: type[Any], ids: Sequence[int]) -> dict[int, Any]:
    """Public id, division and ties of each subject."""
    division = table.home_code if hasattr(table, "home_code") else table.county_code
    ties = [getattr(table, tie) for tie in TIES if hasattr(table, tie)]
    query = select(table.id, table.public_id, division.label("division"), *ties)
    parts = (ids[at : at + MANY] for at in range(0, len(ids), MANY))
    return {row.id: row for part in parts for row in session.execute(query.where(table.id.in_(part)))}


def _may_read(actor: Actor, right: str, told: Any) -> bool:
    ties = ((getattr(actor, tie), getattr(told, tie, None)) for tie in TIES)
    own = any(mine is not None and mine == theirs for mine, theirs in ties)
    return allowed(actor, right, division=told.division, own=own)


def _body(subject: str, told: Any, step: Moved, action: str, at: datetime) -> dict[str, Any]:
    return {
        "kind": f"{subject}.{action}",
        "subject": subject,
        "subject_id": told.public_id,
        "action": action,
        "from_state": step.before,
        "to_state": step.after,
        "at": at.isoformat(),
    }


def kinds_known(machines: Iterable[Any]) -> list[str]:
    """Every kind of step that a webhook can be told of, of these workflow tables; `order.*` means all of orders."""
    told = [each for each in machines if each.subject in READS]
    actions = {each.subject: ("*", *RECORDED[each.subject], *(action for _, action in each.moves)) for each in told}
    return sorted({f"{subject}.{action}" for subject, names in actions.items() for action in names})
