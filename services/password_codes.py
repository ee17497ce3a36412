"""One-time codes for a new password: made by whoever administers the account, told to its owner, good for ten minutes
and five tries."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.password_code import PasswordCode
from models.user import User
from services.access import Actor
from services.account_notices import tell_owner
from services.audit import audit, by_owner
from services.errors import RuleRefusal
from services.passwords import hash_code, in_fives, matches, new_code, typed_code
from services.users import managed_user, refuse_system, set_password

GOOD_FOR, MOST_TRIES = timedelta(minutes=10), 5


@dataclass(frozen=True)
class Code:
    """A code to show once, and its hash to keep."""

    shown: str = field(repr=False)
    hash: str = field(repr=False)


def make_code() -> Code:
    """A new code; takes 50 ms, so with no transaction open for writing."""
    code = new_code()
    return Code(in_fives(code), hash_code(code))


def give_code(
    session: Session, login: str, code: Code, *, actor: Actor, at: datetime, by_phone: bool = False
) -> PasswordCode:
    """Let the owner of an account set a new password with the code, in place of any code before; `by_phone` has it
    sent to the account's telephone. The password stays what it is until then. Raises RuleRefusal for an account that is
    disabled or a system's, and for the actor's own: who is signed in changes it with the one in use."""
    user = managed_user(session, login, actor)
    refuse_system(session, user)
    if user.disabled_at is not None:
        raise RuleRefusal("account_disabled", field="user", login=user.login)
    if user.id == actor.user_id:
        raise RuleRefusal("own_account", field="user")
    session.execute(delete(PasswordCode).where(PasswordCode.user_id == user.id))
    row = PasswordCode(user_id=user.id, code_hash=code.hash, ends_at=at + GOOD_FOR, made_by_id=actor.user_id)
    session.add(row)
    if by_phone:
        tell_owner(session, user, "password_code", at=at, code=code.shown)
    audit(session, "password.code", actor=actor, at=at, subject=user, detail="by phone" if by_phone else "shown")
    return row


@dataclass(frozen=True)
class CodeAttempt:
    """A code that was compared and waits to be used; what it was worth comes out with the use alone."""

    user_id: int | None
    code_hash: str | None = field(repr=False)
    right: bool = field(repr=False)
    address: str = ""


def check_code(session: Session, login: str, text: str, *, address: str = "") -> CodeAttempt:
    """Compare a code: in a reading transaction, before `use_code`. An unknown account takes as long as a known one."""
    query = select(PasswordCode).join(User, User.id == PasswordCode.user_id)
    row = session.scalar(query.where(User.login == login.strip().lower(), User.disabled_at.is_(None)))
    right = matches(row.code_hash if row else None, typed_code(text))
    return CodeAttempt(row.user_id if row else None, row.code_hash if row else None, right, address)


def use_code(session: Session, attempt: CodeAttempt, password_hash: str, *, at: datetime) -> bool:
    """Set the new password when the code is right, in time, unused, and was not tried five times: sign-ins end and the
    account is unlocked. A wrong try is counted."""
    if attempt.user_id is None:
        return False
    row = session.get(PasswordCode, attempt.user_id, with_for_update=True)
    if row is None or row.code_hash != attempt.code_hash or not _is_good(row, at):
        return False
    row.tries += 1
    user = session.get_one(User, row.user_id, with_for_update=True)
    if not attempt.right or user.disabled_at is not None:
        audit(session, "password.code_refused", actor=None, at=at, subject=user, address=attempt.address)
        return False
    row.used_at = at
    set_password(session, user, password_hash, at=at)
    owner = by_owner(session, user.id, attempt.address)
    audit(session, "password.code_used", actor=owner, at=at, subject=user)
    return True


def _is_good(row: PasswordCode, at: datetime) -> bool:
    return row.used_at is None and row.tries < MOST_TRIES and at < row.ends_at
