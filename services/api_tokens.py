"""Systems that call the API: each is an account without a password, the rights it may use of its role, and tokens.

A token is 256 random bits; the database has its keyed hash alone, so that nobody who reads the tables can call.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from models.api import System, SystemToken, Webhook
from models.sealed import key_ring
from models.user import User
from services.access import PERMISSIONS, Actor, allowed, require
from services.audit import audit
from services.errors import NotFound, Refusal, RuleRefusal
from services.users import add_user

PREFIX = "sunmatch_"
NOTED_EVERY = timedelta(minutes=10)  # that a token was used is not written at every call
NO_SYSTEM = "labourer"  # the role of people themselves


@dataclass(frozen=True)
class Caller:
    """Who calls: the system, the token it showed, and the actor that both make."""

    system_id: int
    token_id: int
    actor: Actor
    noted_at: datetime | None


def add_system(
    session: Session,
    login: str,
    *,
    name: str,
    role: str,
    rights: Collection[str],
    actor: Actor,
    at: datetime,
    division_code: int | None = None,
    employer_id: int | None = None,
    base_id: int | None = None,
) -> System:
    """A system with an account of its own. Raises Refusal for rights that its role does not have, and whatever
    `add_user` raises: nobody gives more than they administer."""
    if role == NO_SYSTEM:
        raise Refusal("system_is_no_person", field="role")
    _check_rights(role, rights)
    user = add_user(
        session, login, name=name, role=role, password=None, actor=actor, at=at, division_code=division_code,
        employer_id=employer_id, base_id=base_id,
    )  # fmt: skip
    system = System(user_id=user.id, rights=sorted(set(rights)), made_at=at, made_by_id=actor.user_id)
    session.add(system)
    audit(session, "system.add", actor=actor, at=at, subject=system)
    return system


def _check_rights(role: str, rights: Collection[str]) -> None:
    if not rights:
        raise Refusal("missing", field="right")
    has = [right for right, scopes in PERMISSIONS.items() if role in scopes]
    if unknown := sorted(set(rights) - set(has)):
        raise Refusal("right_not_of_role", field="right", text=unknown[0], role=role)


def new_token(session: Session, system: System, *, actor: Actor, at: datetime) -> str:
    """Another token of a system; it is told here and never again."""
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(SystemToken(system_id=system.id, hash=_hash(token), made_at=at))
    audit(session, "system.token", actor=actor, at=at, subject=system)
    return token


def _hash(token: str) -> bytes:
    return key_ring().lookup(f"api token {token}")


def caller_of(session: Session, token: str) -> Caller | None:
    """Who shows this token; None for one that is unknown or revoked, or whose account is disabled."""
    query = (
        select(SystemToken, System, User)
        .join(System, System.id == SystemToken.system_id)
        .join(User, User.id == System.user_id)
        .where(SystemToken.hash == _hash(token), SystemToken.revoked_at.is_(None), User.disabled_at.is_(None))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    shown, system, user = found
    return Caller(system.id, shown.id, actor_of_system(system, user), shown.last_used_at)


def actor_of_system(system: System, user: User) -> Actor:
    """What a system acts as."""
    return Actor(
        user.role, user.id, user.login, user.name, user.division_code, user.employer_id, user.base_id,
        rights=frozenset(system.rights),
    )  # fmt: skip


def is_worth_noting(caller: Caller, *, at: datetime) -> bool:
    """Whether the last use that is written down lies some minutes back."""
    return caller.noted_at is None or caller.noted_at <= at - NOTED_EVERY


def note_use(session: Session, caller: Caller, *, at: datetime) -> None:
    """Write down that a token was used."""
    session.execute(update(SystemToken).where(SystemToken.id == caller.token_id).values(last_used_at=at))


def find_system(session: Session, login: str, *, actor: Actor) -> System:
    """The system of that account, with its account and tokens. Raises NotFound, NotAllowed for another division's."""
    query = select(System).join(User, User.id == System.user_id).where(User.login == login.strip().lower())
    system = session.scalar(query.options(joinedload(System.user), selectinload(System.tokens)))
    if system is None:
        raise NotFound("system_unknown", field="system", login=login)
    require(actor, "users.manage", division=system.user.division_code)
    return system


def list_systems(session: Session, *, actor: Actor) -> list[System]:
    """Systems that the actor administers, by login, with their tokens."""
    query = select(System).join(User, User.id == System.user_id).order_by(User.login)
    found = session.scalars(query.options(joinedload(System.user), selectinload(System.tokens)))
    return [each for each in found if allowed(actor, "users.manage", division=each.user.division_code)]


def revoke_tokens(session: Session, system: System, *, actor: Actor, at: datetime, token: str | None = None) -> int:
    """End one token of a system, by its public id, or all of them, and with the last one its webhooks; how many ended.
    Raises NotFound, and RuleRefusal when nothing is left to end."""
    if token is not None and token not in {each.public_id for each in system.tokens}:
        raise NotFound("token_unknown", field="token", id=token)
    ending = [each for each in system.tokens if each.revoked_at is None and token in (None, each.public_id)]
    if not ending:
        raise RuleRefusal("token_revoked_before", field="token")
    for each in ending:
        each.revoked_at = at
    if all(each.revoked_at is not None for each in system.tokens):
        open_ones = (Webhook.system_id == system.id) & Webhook.stopped_at.is_(None)
        session.execute(update(Webhook).where(open_ones).values(stopped_at=at))
    audit(session, "system.revoke", actor=actor, at=at, subject=system, detail=token or "")
    return len(ending)


def describe_system(system: System) -> dict[str, Any]:
    """A system, loaded with account and tokens, as JSON; no token is in it."""
    return {
        "system": system.user.login,
        "name": system.user.name,
        "role": system.user.role,
        "division": system.user.division_code,
        "rights": system.rights,
        "tokens": [
            {"id": each.public_id, "made_at": each.made_at, "last_used_at": each.last_used_at,
             "revoked_at": each.revoked_at}
            for each in system.tokens
        ],
    }  # fmt: skip
