"""Handing rows over to the outside world, in the shape of law 3: one short transaction claims a row for a while, it is
handed over with no transaction open, another one writes down what came of it. Messages and webhooks are such rows.

A row is handed over once, unless its sender died between handing it over and writing that down: then the claim runs
out, and the next sender hands it over again under the same key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import Session

from models.account_notice import AccountNotice
from models.api import WebhookDelivery
from models.db import Database
from models.message import Message
from models.phone_code import PhoneCode
from services.gateways.seam import NotSent

LEASE = timedelta(minutes=2)  # longer than anybody outside is waited for
MOST_TRIES = 6
FIRST_PAUSE, PAUSE_GROWS = timedelta(minutes=1), 4  # 1, 4, 16, 64, 256 minutes
AT_A_TIME = timedelta(seconds=2)  # of one job: re-placement has its turn between two of them
Now = Callable[[], datetime]
Changes = dict[str, Any]
Row = TypeVar("Row", Message, WebhookDelivery, PhoneCode, AccountNotice)
Prompt = TypeVar("Prompt", WebhookDelivery, PhoneCode, AccountNotice)


@dataclass(frozen=True)
class Claim:
    """A row that is ours until `until`, which also tells our claim from a later one. Claiming counts as a try: a row
    that kills its senders is given up, too."""

    row_id: int
    until: datetime


def untaken(table: type[Row], at: datetime) -> ColumnElement[bool]:
    """Rows that no sender has in its hands."""
    return or_(table.sending_until.is_(None), table.sending_until <= at)


def due_now(table: type[Prompt], at: datetime) -> ColumnElement[bool]:
    """Rows to be sent as soon as they are written, and again after a pause."""
    return table.handled_at.is_(None) & (table.next_try_at <= at) & untaken(table, at)


def claim_due(session: Session, table: type[Prompt], *, at: datetime) -> Claim | None:
    """Take the row that is `due_now` for the longest into our hands."""
    due = select(table.id).where(due_now(table, at)).order_by(table.next_try_at, table.id)
    return claim_first(session, table, due, at=at)


def what_came(attempt: Callable[[], Changes]) -> Changes:
    """What an attempt wants written down; what is wrong with one row must not stop the others."""
    try:
        return attempt()
    except NotSent as refused:
        return {"last_error": refused.code, "for_good": refused.for_good}
    except Exception as error:
        return {"last_error": type(error).__name__, "for_good": False}


def claim_first(session: Session, table: type[Row], due: Select[int], *, at: datetime) -> Claim | None:
    """Take the first of the rows of a table that are `due` into our hands; one that another sender is just taking is
    passed over."""
    row_id = session.scalar(due.limit(1).with_for_update(skip_locked=True))
    if row_id is None:
        return None
    claim = Claim(row_id, at + LEASE)
    mine = {"sending_until": claim.until, "attempts": table.attempts + 1}
    session.execute(update(table).where(table.id == row_id).values(mine))
    return claim


def hand_over_due(
    database: Database,
    claim_next: Callable[..., Claim | None],
    hand_over: Callable[[Claim], None],
    *,
    now: Now,
) -> int:
    """Claim and hand over one row after the other, for `AT_A_TIME` at most; how many rows were looked at. Any number
    may run at once."""
    end, seen = now() + AT_A_TIME, 0
    while now() < end:
        with database.writing() as session:
            claim = claim_next(session, at=now())
        if claim is None:
            break
        hand_over(claim)
        seen += 1
    return seen


def write_down(session: Session, table: type[Row], claim: Claim, changes: Changes, *, at: datetime) -> Row | None:
    """Write down what came of a claimed row and let go of it; the row, None when nothing was written. That it was sent
    is always written; anything else only while the claim is ours. A try that failed (`for_good` or not) is repeated
    after a pause that grows, or given up."""
    row = session.scalar(select(table).where(table.id == claim.row_id, table.sent_at.is_(None)).with_for_update())
    ours = row is not None and row.sending_until == claim.until
    if row is None or not (ours or "sent_at" in changes):
        return None
    if "for_good" in changes:
        changes = {"last_error": changes["last_error"], **_after_failure(row.attempts, changes["for_good"], at)}
    for name, value in {**changes, "sending_until": None}.items():
        setattr(row, name, value)
    return row


def _after_failure(attempts: int, for_good: bool, at: datetime) -> Changes:
    if for_good or attempts >= MOST_TRIES:
        return {"handled_at": at}
    return {"next_try_at": at + FIRST_PAUSE * PAUSE_GROWS ** (attempts - 1)}
