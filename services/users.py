"""Accounts: sign-in with a password, what an account may act as, and their administration."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, false, or_, select, true
from sqlalchemy.orm import Session

from models.api import System
from models.labourer import Labourer
from models.second_factor import SecondFactor
from models.user import ROLES, User
from services.access import ALL, DIVISION, PERMISSIONS, Actor, require, scope_of, subtree
from services.account_notices import change_account_phone, tell_owner
from services.audit import audit
from services.errors import NotAllowed, NotFound, Refusal, RuleRefusal
from services.passwords import hash_password, matches
from services.sign_in_locks import count_failure, forgive, hold, refuse_locked
from services.sign_ins import end_sign_ins

RIGHT = "users.manage"
LOCAL_OPERATOR = "operator"
LONGEST_LOGIN = 60
SIGNS_FOR_MONEY = ("finance",)
"""Roles whose signature beside the county's moves money: no county makes, or lets in, whoever gives the other one."""


@dataclass(frozen=True)
class Attempt:
    """A sign-in that was checked and waits to be recorded; what it was worth comes out with the recording alone."""

    login: str
    user_id: int | None
    right: bool = field(repr=False)
    password_hash: str | None = field(repr=False)
    address: str = ""


def check_sign_in(session: Session, login: str, password: str, *, at: datetime, address: str = "") -> Attempt:
    """Compare a password, which takes some 50 ms: in a reading transaction, before `record_sign_in`.

    Raises RuleRefusal while the account name is locked, whether or not anybody has it.
    """
    user = session.scalar(select(User).where(User.login == login.strip().lower()))
    refuse_locked(session, login, at)
    right = matches(user.password_hash if user is not None and user.disabled_at is None else None, password)
    return Attempt(login, user.id if user else None, right, user.password_hash if user else None, address)


def record_sign_in(session: Session, attempt: Attempt, *, at: datetime) -> Actor | None:
    """The actor of a right attempt, None of a wrong one; five failures lock the account name for 15 minutes.

    The count is held and the account looked at again: of passwords tried at the same time none beyond the fifth is
    answered, and one that was changed, or an account that was disabled meanwhile, lets nobody in. Raises RuleRefusal
    once locked.
    """
    hold(session, attempt.login, at)
    user = session.get(User, attempt.user_id, with_for_update=True) if attempt.user_id is not None else None
    unchanged = user is not None and user.disabled_at is None and user.password_hash == attempt.password_hash
    if user is None or not unchanged or not attempt.right:
        count_failure(session, attempt.login, at)
        if user is not None:  # tries of names that nobody has stand in the log of the process alone
            audit(session, "sign_in.refuse", actor=None, at=at, subject=user, address=attempt.address)
        return None
    actor = actor_of(session, user)
    if not _proves_more(session, actor):
        forgive(session, attempt.login)
    return actor


def change_password(session: Session, attempt: Attempt, password_hash: str, *, at: datetime, but: int | None) -> bool:
    """Give the account of a right attempt the new password; its other sign-ins end, all `but` that one. A wrong
    attempt counts as a failed sign-in."""
    actor = record_sign_in(session, attempt, at=at)
    if actor is None or attempt.user_id is None:
        return False
    user = session.get_one(User, attempt.user_id)
    set_password(session, user, password_hash, at=at, but=but)
    audit(session, "password.change", actor=replace(actor, address=attempt.address), at=at, subject=user)
    return True


def _proves_more(session: Session, actor: Actor) -> bool:
    """Whether something is still to be proved that must not be tried for ever: a second fact, a second factor."""
    factor = session.get(SecondFactor, actor.user_id)
    shares = actor.role == "labourer" and actor.labourer_id is None
    return shares or (factor is not None and factor.confirmed_at is not None)


_PEOPLE = select(Labourer.id, Labourer.public_id).where(
    Labourer.account_id == bindparam("account"), Labourer.merged_into_id.is_(None)
)
"""Of an account: asked at every page, and so built once."""


def actor_of(session: Session, user: User, *, person: str | None = None) -> Actor:
    """What an account may act as. One that a family shares acts for the `person` (public id) who was chosen in
    `services/families.py`, and for nobody until then."""
    people = session.execute(_PEOPLE, {"account": user.id}).all()
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
    require(actor, RIGHT, division=division_code)
    login = login.strip().lower()
    if not login or len(login) > LONGEST_LOGIN:
        raise Refusal("login_wrong", field="login", most=LONGEST_LOGIN)
    if role not in ROLES:
        raise Refusal("role_unknown", field="role", role=role, roles=ROLES)
    _check_role(actor, role)
    if division_code is None and _covers_a_division(role):
        raise Refusal("account_without_division", field="account_division", role=role)
    if session.scalar(select(User.id).where(User.login == login)) is not None:
        raise Refusal("login_taken", field="login", login=login)
    user = User(
        login=login,
        name=name or login,
        role=role,
        division_code=division_code,
        employer_id=employer_id,
        base_id=base_id,
        password_hash=hash_password(password, login=login) if password else None,
        created_at=at,
    )
    session.add(user)
    audit(session, "account.add", actor=actor, at=at, subject=user, detail=role)
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


def list_users(
    session: Session,
    *,
    actor: Actor,
    text: str = "",
    role: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> list[User]:
    """Accounts the actor administers, by login: those whose login or name holds the `text`, of the `role`."""
    query = select(User).where(_administered_by(actor)).order_by(User.login)
    if text.strip():
        wanted = text.strip()
        named = User.name.icontains(wanted, autoescape=True)
        query = query.where(or_(User.login.icontains(wanted, autoescape=True), named))
    if role:
        query = query.where(User.role == role)
    return list(session.scalars(query.limit(limit).offset(offset)))


def _administered_by(actor: Actor) -> ColumnElement[bool]:
    scope, division = scope_of(actor, RIGHT), actor.division_code
    if scope == ALL:
        return true()
    if scope != DIVISION or division is None:
        return false()
    low, high = subtree(division)
    return (User.division_code >= low) & (User.division_code < high)


def find_user(session: Session, public_id: str, *, actor: Actor) -> User:
    """An account by its public id. Raises NotFound unless the actor administers it."""
    user = session.scalar(select(User).where(User.public_id == public_id, _administered_by(actor)))
    if user is None:
        raise NotFound("user_unknown", field="user", login=public_id)
    return user


def find_own_account(session: Session, user_id: int) -> User:
    """The account of somebody who is here."""
    return session.get_one(User, user_id)


def has_password(session: Session, user_id: int) -> bool:
    """Whether the account can sign in with a password; else it does by telephone or by the county's own sign-in."""
    return session.get_one(User, user_id).password_hash is not None


def disable_user(session: Session, login: str, *, actor: Actor, at: datetime) -> User:
    """Disable an account: whoever is signed in with it is out at once. Raises RuleRefusal for the actor's own."""
    user = managed_user(session, login, actor)
    if user.id == actor.user_id:
        raise RuleRefusal("own_account", field="user")
    user.disabled_at = user.disabled_at or at
    end_sign_ins(session, user.id, at=at)
    audit(session, "account.disable", actor=actor, at=at, subject=user)
    return user


def sign_out_user(session: Session, login: str, *, actor: Actor, at: datetime) -> User:
    """Sign the owner of an account out everywhere: a telephone or a computer is in wrong hands."""
    user = managed_user(session, login, actor)
    end_sign_ins(session, user.id, at=at)
    audit(session, "account.sign_out", actor=actor, at=at, subject=user)
    return user


def enable_user(session: Session, login: str, *, actor: Actor, at: datetime) -> User:
    """Let a disabled account sign in again."""
    user = managed_user(session, login, actor)
    user.disabled_at = None
    audit(session, "account.enable", actor=actor, at=at, subject=user)
    return user


def reset_password(session: Session, login: str, password: str, *, actor: Actor, at: datetime) -> User:
    """Set a new password, unlock and enable the account. Raises RuleRefusal for the account of a system."""
    user = managed_user(session, login, actor)
    refuse_system(session, user)
    user.disabled_at = None
    set_password(session, user, hash_password(password, login=user.login), at=at)
    audit(session, "password.reset", actor=actor, at=at, subject=user)
    return user


def set_phone(session: Session, login: str, phone: str, *, actor: Actor, at: datetime) -> User:
    """Another telephone for an account that the actor administers; none for an empty text. Raises Refusal for what is
    no mobile number."""
    user = managed_user(session, login, actor)
    change_account_phone(session, user, phone, actor=actor, at=at)
    return user


def set_own_phone(session: Session, attempt: Attempt, phone: str, *, at: datetime) -> bool:
    """Another telephone for the account of a right attempt; a wrong one counts as a failed sign-in."""
    actor = record_sign_in(session, attempt, at=at)
    if actor is None or actor.user_id is None:
        return False
    actor = replace(actor, address=attempt.address)
    change_account_phone(session, session.get_one(User, actor.user_id), phone, actor=actor, at=at)
    return True


def tie_to_single_sign_on(session: Session, login: str, name: str, *, actor: Actor, at: datetime) -> User:
    """Let who the county's single sign-on calls `name` use an account; nobody for an empty text. Raises Refusal for a
    name that another account has, RuleRefusal for a system's account."""
    user, name = managed_user(session, login, actor), name.strip()[:255]
    refuse_system(session, user)
    taken = (User.single_sign_on == name) & (User.id != user.id)
    if name and session.scalar(select(User.id).where(taken)) is not None:
        raise Refusal("single_sign_on_taken", field="single_sign_on")
    user.single_sign_on = name or None
    audit(session, "account.single_sign_on", actor=actor, at=at, subject=user)
    return user


def refuse_system(session: Session, user: User) -> None:
    """Nobody signs in as a system, with all that its role may do: it has tokens, with rights of their own."""
    if session.scalar(select(System.id).where(System.user_id == user.id)) is not None:
        raise RuleRefusal("system_has_no_password", field="user", login=user.login)


def set_password(session: Session, user: User, password_hash: str, *, at: datetime, but: int | None = None) -> None:
    """Give the account another password: it is unlocked, and its sign-ins end, all or all but one."""
    user.password_hash = password_hash
    forgive(session, user.login)
    end_sign_ins(session, user.id, at=at, but=but)
    tell_owner(session, user, "password_set", at=at)


def managed_user(session: Session, login: str, actor: Actor) -> User:
    """An account that the actor administers. Raises NotFound and NotAllowed."""
    user = session.scalar(select(User).where(User.login == login.strip().lower()).with_for_update())
    if user is None:
        raise NotFound("user_unknown", field="user", login=login)
    require(actor, RIGHT, division=user.division_code)
    _check_role(actor, user.role)
    return user


def _covers_a_division(role: str) -> bool:
    return any(scopes.get(role) == DIVISION for scopes in PERMISSIONS.values())


def roles_for(actor: Actor) -> list[str]:
    """Roles of accounts that the actor may make and change."""
    return [role for role in ROLES if scope_of(actor, RIGHT) == ALL or not _is_beyond(role)]


def _is_beyond(role: str) -> bool:
    return role in SIGNS_FOR_MONEY or any(scopes.get(role) == ALL for scopes in PERMISSIONS.values())


def _check_role(actor: Actor, role: str) -> None:
    """Whoever administers a division makes no account, and touches none, that reaches beyond divisions or signs for
    money beside the county."""
    if role not in roles_for(actor):
        raise NotAllowed("role_too_high", field="role", role=role)
