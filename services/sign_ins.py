"""Sign-ins: begun, found by the token of a cookie, seen, listed and ended. A token is 256 random bits of which the hash
alone is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from models.sign_in import SignIn
from services.access import Actor
from services.account_notices import tell_of_new_device
from services.audit import audit, by_owner
from services.errors import NotFound

HALF_FOR = timedelta(minutes=15)  # from the password to the second factor
SEEN_EVERY = timedelta(minutes=5)  # how often it is written down that somebody is still there
KEPT_FOR = timedelta(days=90)
MOST_SHOWN = 20


@dataclass(frozen=True)
class Lasting:
    """How long a sign-in lasts unused, and how long at all."""

    idle: timedelta
    whole: timedelta


def begin_sign_in(
    session: Session, user_id: int, *, device: str, address: str, at: datetime, waits_for: str | None = None
) -> str:
    """Begin a sign-in; the token for the cookie, told this once. The account's rows of long ago are dropped."""
    session.execute(delete(SignIn).where(SignIn.user_id == user_id, SignIn.begun_at < at - KEPT_FOR))
    token = secrets.token_urlsafe(32)
    row = SignIn(user_id=user_id, token_hash=_hash(token), waits_for=waits_for, begun_at=at, seen_at=at)
    row.device, row.address = device[:200], address[:45]
    session.add(row)
    owner = by_owner(session, user_id, row.address)
    audit(session, "sign_in.begin", actor=owner, at=at, subject=row, detail=waits_for or "")
    tell_of_new_device(session, row, at=at)
    return token


def complete_sign_in(session: Session, sign_in_id: int, *, at: datetime) -> str:
    """The second factor was proved: nobody is waited for any more, and the token is a new one."""
    row, token = session.get_one(SignIn, sign_in_id, with_for_update=True), secrets.token_urlsafe(32)
    row.token_hash, row.waits_for, row.begun_at, row.seen_at = _hash(token), None, at, at
    audit(session, "sign_in.complete", actor=by_owner(session, row.user_id, row.address), at=at, subject=row)
    return token


_BY_TOKEN = select(SignIn).options(joinedload(SignIn.user)).where(SignIn.token_hash == bindparam("token"))
"""Asked at every page, and so built once."""


def find_sign_in(session: Session, token: str | None, lasting: Lasting, *, at: datetime) -> SignIn | None:
    """The sign-in of a token; None once it was ended, was left alone or has lasted too long. Its account is read with
    it, so that to ask for that asks no more."""
    row = session.scalar(_BY_TOKEN, {"token": _hash(token)}) if token else None
    return row if row is not None and _is_open(row, lasting, at) else None


def _is_open(row: SignIn, lasting: Lasting, at: datetime) -> bool:
    if row.waits_for is not None:
        lasting = Lasting(HALF_FOR, HALF_FOR)
    return row.ended_at is None and at < min(row.begun_at + lasting.whole, row.seen_at + lasting.idle)


def is_stale(row: SignIn, at: datetime) -> bool:
    """Whether it is time to write down again that somebody is there."""
    return at - row.seen_at >= SEEN_EVERY


def see(session: Session, sign_in_id: int, *, at: datetime) -> None:
    """Write down that somebody is there; of several at once the latest counts."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id, SignIn.seen_at < at).values(seen_at=at))


def remember_person(session: Session, sign_in_id: int, person: str) -> None:
    """Who of a shared account is here, by public id."""
    session.get_one(SignIn, sign_in_id).person = person


def own_sign_ins(session: Session, lasting: Lasting, *, actor: Actor, at: datetime) -> list[tuple[SignIn, bool]]:
    """The actor's latest sign-ins, newest first, and whether each is still open."""
    query = select(SignIn).where(SignIn.user_id == actor.user_id).order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    return [(row, _is_open(row, lasting, at)) for row in session.scalars(query.limit(MOST_SHOWN))]


def last_seen(session: Session, user_ids: Sequence[int]) -> dict[int, datetime]:
    """When each account was last in use; one that never was is not there."""
    query = select(SignIn.user_id, func.max(SignIn.seen_at)).where(
        SignIn.user_id.in_(user_ids), SignIn.waits_for.is_(None)
    )
    return {user_id: at for user_id, at in session.execute(query.group_by(SignIn.user_id)) if at is not None}


def end_this_sign_in(session: Session, token: str | None, *, at: datetime) -> None:
    """End the sign-in of a token, if it is one."""
    mine = (SignIn.token_hash == _hash(token or "")) & SignIn.ended_at.is_(None)
    row = session.scalar(select(SignIn).where(mine).with_for_update()) if token else None
    if row is not None:
        row.ended_at = at
        audit(session, "sign_in.end", actor=by_owner(session, row.user_id, row.address), at=at, subject=row)


def end_own_sign_in(session: Session, public_id: str, *, actor: Actor, at: datetime) -> None:
    """End one of the actor's own sign-ins. Raises NotFound for any other."""
    query = select(SignIn).where(SignIn.public_id == public_id, SignIn.user_id == actor.user_id)
    row = session.scalar(query.with_for_update())
    if row is None:
        raise NotFound("sign_in_unknown", field="sign_in")
    row.ended_at = row.ended_at or at
    audit(session, "sign_in.end_others", actor=actor, at=at, subject=row)


def end_own_others(session: Session, *, actor: Actor, at: datetime, but: int) -> None:
    """End all of the actor's own sign-ins but one."""
    if actor.user_id is not None:
        end_sign_ins(session, actor.user_id, at=at, but=but)
        audit(session, "sign_in.end_others", actor=actor, at=at)


def end_sign_ins(session: Session, user_id: int, *, at: datetime, but: int | None = None) -> None:
    """End all sign-ins of an account, or all but one."""
    end_those(session, SignIn.user_id == user_id, SignIn.id != but, at=at)


def end_those(session: Session, *which: ColumnElement[bool], at: datetime) -> int:
    """End the open sign-ins of which all the conditions are true; how many there were."""
    done: Any = session.execute(update(SignIn).where(SignIn.ended_at.is_(None), *which).values(ended_at=at))
    return int(done.rowcount)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
