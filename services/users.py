"""Accounts: sign-in with argon2 and a lock after repeated failures, and their administration."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.labourer import Labourer
from models.user import ROLES, User
from services.access import ALL, DIVISION, PERMISSIONS, Actor, allowed, require, scope_of
from services.errors import NotAllowed, NotFound, Refusal, RuleRefusal

LOCAL_OPERATOR = "operator"
MOST_FAILURES, LOCKED_FOR = 5, timedelta(minutes=15)
SHORTEST_PASSWORD = 8
_HASHER = PasswordHasher()


@cache
def _nobody() -> str:
    """A hash to verify for unknown logins, so that they take as long as known ones."""
    return _HASHER.hash("nobody has this password")


@dataclass(frozen=True)
class Attempt:
    """A sign-in that was checked and waits to be recorded; what it was worth comes out with the recording alone."""

    user_id: int | None
    right: bool = field(repr=False)
    password_hash: str | None = field(repr=False)


def check_sign_in(session: Session, login: str, password: str, *, at: datetime) -> Attempt:
    """Compare a password, which takes some 50 ms: in a reading transaction, before `record_sign_in`.

    Raises RuleRefusal while the account is locked.
    """
    user = session.scalar(select(User).where(User.login == login.strip().lower()))
    refuse_locked(user, at)
    right = _matches(user, password)
    return Attempt(user.id if user else None, right, user.password_hash if user else None)


def record_sign_in(session: Session, attempt: Attempt, *, at: datetime) -> Actor | None:
    """The actor of a right attempt, None of a wrong one; five failures lock the account for 15 minutes.

    The account is looked at again and held: of passwords tried at the same time none beyond the fifth is answered, and
    one that was changed, or an account that was disabled meanwhile, lets nobody in. Raises RuleRefusal once locked.
    """
    user = session.get(User, attempt.user_id, with_for_update=True) if attempt.user_id is not None else None
    if user is None:
        return None
    refuse_locked(user, at)
    if not attempt.right or user.disabled_at is not None or user.password_hash != attempt.password_hash:
        count_failure(user, at)
        return None
    actor = actor_of(session, user)
    if actor.role != "labourer" or actor.labourer_id is not None:  # else the second fact is still to be proved
        user.failed_logins, user.locked_until = 0, None
    return actor


def refuse_locked(user: User | None, at: datetime) -> None:
    """Raise RuleRefusal while the account is locked."""
    if user is not None and user.locked_until and user.locked_until > at:
        raise RuleRefusal("account_locked", field="login", until=user.locked_until)


def _matches(user: User | None, password: str) -> bool:
    known = user.password_hash if user is not None and user.disabled_at is None else None
    try:
        return _HASHER.verify(known or _nobody(), password) and known is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def count_failure(user: User, at: datetime) -> None:
    """Count a wrong answer of an account that is held; the last one that is allowed locks it."""
    user.failed_logins += 1
    if user.failed_logins >= MOST_FAILURES:
        user.failed_logins, user.locked_until = 0, at + LOCKED_FOR


def actor_of(session: Session, user: User, *, person: str | None = None) -> Actor:
    """What an account may act as. One that a family shares acts for the `person` (public id) who was chosen in
    `services/families.py`, and for nobody until then."""
    own = (Labourer.account_id == user.id) & Labourer.merged_into_id.is_(None)
    people = session.execute(select(Labourer.id, Labourer.public_id).where(own)).all()
    labourer = next((each.id for each in people if len(people) == 1 or each.public_id == person), None)
    return Actor(
        user.role, user.id, user.login, user.name, user.division_code, user.employer_id, user.base_id, labourer
    )


def actor_by_login(session: Session, login: str) -> Actor:
    """The actor of `--as LOGIN`. Raises NotFound for an unknown or disabled account."""
    user = session.scalar(select(User).where(User.login == login.strip().lower(), User.disabled_at.is_(None)))
    if user is None:
        raise NotFound("user_unknown", field="user", login=login)
    return actor_of(session, user)


def actor_by_id(session: Session, user_id: int, *, person: str | None = None) -> Actor | None:
    """The actor of a signed-in page, for that person of a shared account; None once the account is disabled."""
    user = session.get(User, user_id)
    return None if user is None or user.disabled_at else actor_of(session, user, person=person)


def ensure_local_operator(session: Session, *, at: datetime) -> None:
    """The account that the command line acts as by default; it has no password and cannot sign in to pages."""
    if session.scalar(select(User.id).where(User.login == LOCAL_OPERATOR)) is None:
        session.add(User(login=LOCAL_OPERATOR, name="Local operator", role="administrator", created_at=at))


def add_user(
    session: Session,
    login: str,
    *,
    name: str,
    role: str,
    password: str | None,
    actor: Actor,
    at: datetime,
    division_code: int | None = None,
    employer_id: int | None = None,
    base_id: int | None = None,
    labourers: Sequence[Labourer] = (),
) -> User:
    """A new account, of the `labourers` when it is theirs (a family may share one). Raises Refusal for a taken login,
    an unknown role, a short password, or a missing division of a role that could do nothing without one, RuleRefusal
    for a labourer with an account."""
    require(actor, "users.manage", division=division_code)
    login = login.strip().lower()
    if role not in ROLES:
        raise Refusal("role_unknown", field="role", role=role, roles=ROLES)
    _check_role(actor, role)
    if division_code is None and _covers_a_division(role):
        raise Refusal("account_without_division", field="division", role=role)
    if session.scalar(select(User.id).where(User.login == login)) is not None:
        raise Refusal("login_taken", field="login", login=login)
    user = User(
        login=login,
        name=name or login,
        role=role,
        division_code=division_code,
        employer_id=employer_id,
        base_id=base_id,
        password_hash=_hash(password) if password else None,
        created_at=at,
    )
    session.add(user)
    session.flush()
    for labourer in labourers:
        _give_account(session, labourer, user)
    return user


def _give_account(session: Session, labourer: Labourer, user: User) -> None:
    """Let the account act for a person who has no account that is in use."""
    had = session.get(User, labourer.account_id) if labourer.account_id is not None else None
    if had is not None and had.disabled_at is None:
        raise RuleRefusal("labourer_has_account", field="labourer", login=had.login)
    labourer.account_id = user.id
    session.flush()


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal("password_too_short", field="password", least=SHORTEST_PASSWORD)
    return _HASHER.hash(password)


def list_users(session: Session, *, actor: Actor) -> list[User]:
    """Accounts the actor administers, by login."""
    users = session.scalars(select(User).order_by(User.login))
    return [user for user in users if _administers(actor, user)]


def _administers(actor: Actor, user: User) -> bool:
    return allowed(actor, "users.manage", division=user.division_code)


def disable_user(session: Session, login: str, *, actor: Actor, at: datetime) -> User:
    user = _managed(session, login, actor)
    user.disabled_at = at
    return user


def reset_password(session: Session, login: str, password: str, *, actor: Actor) -> User:
    """Set a new password, unlock and enable the account."""
    user = _managed(session, login, actor)
    user.password_hash = _hash(password)
    user.failed_logins, user.locked_until, user.disabled_at = 0, None, None
    return user


def _managed(session: Session, login: str, actor: Actor) -> User:
    user = session.scalar(select(User).where(User.login == login.strip().lower()))
    if user is None:
        raise NotFound("user_unknown", field="user", login=login)
    require(actor, "users.manage", division=user.division_code)
    _check_role(actor, user.role)
    return user


def _covers_a_division(role: str) -> bool:
    return any(scopes.get(role) == DIVISION for scopes in PERMISSIONS.values())


def _check_role(actor: Actor, role: str) -> None:
    """Whoever administers a division makes no account, and touches none, that reaches beyond divisions."""
    beyond = any(scopes.get(role) == ALL for scopes in PERMISSIONS.values())
    if beyond and scope_of(actor, "users.manage") != ALL:
        raise NotAllowed("role_too_high", field="role", role=role)
