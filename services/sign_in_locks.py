"""The lock after wrong answers: five for one account name lock it for a quarter of an hour, whether or not anybody has
that name, and whichever secret was wrong: the password, the second fact of a family, the code of the second factor."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.sealed import key_ring
from models.sign_in import SignInLock
from services.errors import RuleRefusal

MOST_FAILURES, LOCKED_FOR = 5, timedelta(minutes=15)
FORGOTTEN_AFTER, AT_ONCE = timedelta(days=1), 100


def refuse_locked(session: Session, login: str, at: datetime) -> None:
    """Raise RuleRefusal while the name is locked."""
    lock = session.get(SignInLock, _hash(login))
    if lock is not None and lock.locked_until is not None and lock.locked_until > at:
        raise RuleRefusal("account_locked", field="login", until=lock.locked_until)


def hold(session: Session, login: str, at: datetime) -> SignInLock:
    """The count of a name, held until the transaction ends. Raises RuleRefusal while the name is locked."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {"login_hash": _hash(login), "failures": 0, "failed_at": at}
    session.execute(dialect.insert(SignInLock).values(row).on_conflict_do_nothing())
    lock = session.get_one(SignInLock, row["login_hash"], with_for_update=True, populate_existing=True)
    if lock.locked_until is not None and lock.locked_until > at:
        raise RuleRefusal("account_locked", field="login", until=lock.locked_until)
    return lock


def count_failure(session: Session, login: str, at: datetime) -> None:
    """Count a wrong answer; the last one that is allowed locks the name. What is a day old is forgotten."""
    lock = hold(session, login, at)
    lock.failures = lock.failures + 1 if at - lock.failed_at < FORGOTTEN_AFTER else 1
    lock.failed_at = at
    if lock.failures >= MOST_FAILURES:
        lock.failures, lock.locked_until = 0, at + LOCKED_FOR
    session.flush()
    _forget_old(session, at)


def _forget_old(session: Session, at: datetime) -> None:
    """Drop what is old and in nobody's hands, a few at a time."""
    old = select(SignInLock.login_hash).where(SignInLock.failed_at < at - FORGOTTEN_AFTER).limit(AT_ONCE)
    rows = delete(SignInLock).where(SignInLock.login_hash.in_(old.with_for_update(skip_locked=True)))
    session.execute(rows.execution_options(synchronize_session=False))


def forgive(session: Session, login: str) -> None:
    """Forget the wrong answers for a name."""
    session.execute(delete(SignInLock).where(SignInLock.login_hash == _hash(login)))


def _hash(login: str) -> bytes:
    return key_ring().lookup(f"login:{login.strip().lower()}")
