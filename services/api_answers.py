"""Answers kept for a day under the key that a system gave with a write: the same request again is answered, not done.

The row is written first and in the transaction of the write. Of two requests with one key at the same time the
database lets one insert it; the other waits for the first to commit, and finds its answer.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.api import KeptAnswer
from services.errors import RuleRefusal

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Asked:
    """A write as it was asked for: by which system, under which key, and the hash of what it says."""

    system_id: int
    key: str
    hash: bytes


@dataclass(frozen=True)
class Answer:
    """The status and the JSON text of an answer; whether it was given before."""

    status: int
    body: str
    again: bool = False


def hash_of(method: str, path: str, body: Any) -> bytes:
    """The hash of a request: spaces and the order of keys in its JSON make no difference."""
    said = json.dumps([method, path, body], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(said.encode("utf-8", "surrogatepass")).digest()


def kept_answer(session: Session, asked: Asked, *, at: datetime) -> Answer | None:
    """What the same request was answered within a day. Raises RuleRefusal where its key stood for another one."""
    mine = (KeptAnswer.system_id == asked.system_id) & (KeptAnswer.key == asked.key)
    kept = session.scalar(select(KeptAnswer).where(mine, KeptAnswer.at > at - KEPT_FOR))
    if kept is None:
        return None
    if kept.request_hash != asked.hash:
        raise RuleRefusal("key_used_for_another", field="Idempotency-Key")
    return Answer(kept.status, kept.body, again=True)


def begin_answer(session: Session, asked: Asked, *, at: datetime) -> KeptAnswer | None:
    """Take the key for this transaction; None when another request was answered under it meanwhile."""
    mine = (KeptAnswer.system_id == asked.system_id) & (KeptAnswer.key == asked.key)
    session.execute(delete(KeptAnswer).where(mine, KeptAnswer.at <= at - KEPT_FOR))
    begun = KeptAnswer(system_id=asked.system_id, key=asked.key, request_hash=asked.hash, at=at)
    try:
        with session.begin_nested():
            session.add(begun)
    except IntegrityError:
        return None
    return begun


def answers_are_old(session: Session, *, at: datetime) -> bool:
    """Whether any kept answer has had its day."""
    return session.scalar(select(KeptAnswer.id).where(KeptAnswer.at <= at - KEPT_FOR).limit(1)) is not None


def forget_answers(session: Session, *, at: datetime) -> None:
    """Drop the answers that have had their day."""
    session.execute(delete(KeptAnswer).where(KeptAnswer.at <= at - KEPT_FOR))
