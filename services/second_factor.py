"""The second factor: codes of an authenticator (TOTP, RFC 6238: six digits, 30 seconds), and recovery codes for the day
it is lost. Roles that touch money, audit or administration need one; anybody may have one."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.second_factor import RecoveryCode, SecondFactor
from models.user import User
from services.access import OWN, PERMISSIONS, Actor
from services.account_notices import tell_owner
from services.audit import audit, by_owner
from services.errors import RuleRefusal
from services.passwords import hash_code, in_fives, matches, new_code, typed_code
from services.sign_in_locks import count_failure, forgive, hold, refuse_locked
from services.sign_ins import end_sign_ins
from services.users import SIGNS_FOR_MONEY, managed_user

ISSUER = "Sunmatch"
STEP, AROUND = 30, (-1, 0, 1)  # seconds; a clock may be that many steps off
RECOVERY_CODES, DIGITS = 10, 6
# Rights by which one moves money, audits, or decides for others what they may do or are held to.
GUARDED = ("users.manage", "permissions.read", "jobs.read", "weights.approve", "bases.accredit", "orders.review")
MONEY = ("claims.", "vouchers.", "payments.", "clients.")


def needs_factor(role: str) -> bool:
    """Whether accounts of the role need a second factor: they hold a guarded right, or any of money, beyond what is
    their own, or sign for money. Reading money needs none by itself."""
    held = {action for action, scopes in PERMISSIONS.items() if scopes.get(role, OWN) != OWN}
    touches = {each for each in held if each.startswith(MONEY) and not each.endswith(".read")}
    return role in SIGNS_FOR_MONEY or bool(touches or held.intersection(GUARDED))


def has_factor(session: Session, user_id: int) -> bool:
    factor = session.get(SecondFactor, user_id)
    return factor is not None and factor.confirmed_at is not None


def waits_for(session: Session, user_id: int, role: str, *, required: bool) -> str | None:
    """What a sign-in with the right password waits for still: a `code`, the `set_up` of a factor, or nothing."""
    if has_factor(session, user_id):
        return "code"
    return "set_up" if required and needs_factor(role) else None


def begin_factor(session: Session, user_id: int, *, at: datetime) -> None:
    """Make a secret, which counts once a code of it was right. Raises RuleRefusal when the account has a factor."""
    if has_factor(session, user_id):
        raise RuleRefusal("factor_there", field="code")
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    session.add(SecondFactor(user_id=user_id, secret=pyotp.random_base32(), begun_at=at))
    session.flush()


def pending_secret(session: Session, user_id: int) -> str | None:
    """The secret that waits for its first code."""
    factor = session.get(SecondFactor, user_id)
    return factor.secret if factor is not None and factor.confirmed_at is None else None


def address_of(secret: str, login: str) -> str:
    """What an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def new_recovery_codes() -> tuple[list[str], list[str]]:
    """Ten codes to show once, each with its number in front, and their hashes; takes half a second."""
    codes = [new_code() for _ in range(RECOVERY_CODES)]
    return [f"{number}-{in_fives(code)}" for number, code in enumerate(codes, 1)], [hash_code(code) for code in codes]


def confirm_factor(
    session: Session, user_id: int, code: str, hashes: list[str], *, at: datetime, address: str = ""
) -> bool:
    """Take the factor into use when the code is right; a wrong one counts as a failed sign-in."""
    user = session.get_one(User, user_id)
    hold(session, user.login, at)
    factor = session.get(SecondFactor, user_id, with_for_update=True)
    if factor is None or factor.confirmed_at is not None or not _takes(factor, code, at):
        count_failure(session, user.login, at)
        return False
    factor.confirmed_at = at
    _keep_recovery_codes(session, user_id, hashes)
    audit(session, "factor.set_up", actor=by_owner(session, user_id, address), at=at, subject=user)
    return True


def renew_recovery_codes(session: Session, hashes: list[str], *, actor: Actor, at: datetime) -> None:
    """Keep the hashes of the actor's new codes in place of those of any before."""
    assert actor.user_id is not None
    _keep_recovery_codes(session, actor.user_id, hashes)
    audit(session, "factor.recovery_codes", actor=actor, at=at)


def _keep_recovery_codes(session: Session, user_id: int, hashes: list[str]) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.add_all(
        RecoveryCode(user_id=user_id, number=number, code_hash=each) for number, each in enumerate(hashes, 1)
    )
    session.flush()


@dataclass(frozen=True)
class Proof:
    """What was typed for the second factor: six digits, or a recovery code that was found to be right or not."""

    digits: str = field(repr=False)
    recovery_id: int | None = field(default=None, repr=False)


def check_factor(session: Session, user_id: int, text: str, *, at: datetime) -> Proof:
    """Compare what was typed if it is a recovery code, which takes 50 ms: in a reading transaction, before
    `prove_factor`. Raises RuleRefusal while the account is locked."""
    refuse_locked(session, session.get_one(User, user_id).login, at)
    typed = typed_code(text)
    if len(typed) <= DIGITS:
        return Proof(typed)
    number, code = typed[:-10], typed[-10:]
    query = select(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    row = next((each for each in session.scalars(query) if str(each.number) == number), None)
    right = matches(row.code_hash if row else None, code)
    return Proof("", row.id if row and right else None)


def prove_factor(session: Session, user_id: int, proof: Proof, *, at: datetime, address: str = "") -> bool:
    """Whether the proof is good, once: a code of these 30 seconds or of those beside them, later than the last one, or
    a recovery code that was not used. A wrong one counts as a failed sign-in. Raises RuleRefusal while locked."""
    user = session.get_one(User, user_id)
    hold(session, user.login, at)
    factor = session.get(SecondFactor, user_id, with_for_update=True)
    good = factor is not None and factor.confirmed_at is not None and _is_good(session, factor, proof, at)
    forgive(session, user.login) if good else count_failure(session, user.login, at)
    if not good:
        audit(session, "factor.refuse", actor=None, at=at, subject=user, address=address)
    return good


def _is_good(session: Session, factor: SecondFactor, proof: Proof, at: datetime) -> bool:
    if proof.recovery_id is None:
        return _takes(factor, proof.digits, at)
    row = session.get(RecoveryCode, proof.recovery_id, with_for_update=True, populate_existing=True)
    if row is None or row.used_at is not None:
        return False
    row.used_at = at
    return True


def _takes(factor: SecondFactor, code: str, at: datetime) -> bool:
    """Whether the code is one of now that is later than the last one; then it is the last one."""
    totp, now, typed = pyotp.TOTP(factor.secret), int(at.timestamp()) // STEP, typed_code(code).encode()
    steps = [now + each for each in AROUND if hmac.compare_digest(totp.generate_otp(now + each).encode(), typed)]
    if not steps or max(steps) <= factor.last_step:
        return False
    factor.last_step = max(steps)
    return True


def recovery_codes_left(session: Session, user_id: int) -> int:
    query = select(RecoveryCode.id).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return len(session.scalars(query).all())


def remove_factor(session: Session, *, actor: Actor, at: datetime) -> None:
    """The actor's own account has no second factor any more."""
    assert actor.user_id is not None
    _drop_factor(session, actor.user_id)
    audit(session, "factor.remove", actor=actor, at=at)


def _drop_factor(session: Session, user_id: int) -> None:
    for table in (RecoveryCode, SecondFactor):
        session.execute(delete(table).where(table.user_id == user_id))
    session.expire_all()


def drop_factor_of(session: Session, login: str, *, actor: Actor, at: datetime) -> User:
    """Take the factor from an account whose owner lost it: sign-ins end, and the next one sets another up if the role
    needs it. Raises RuleRefusal for the actor's own, which asks for its code."""
    user = managed_user(session, login, actor)
    if user.id == actor.user_id:
        raise RuleRefusal("own_account", field="user")
    _drop_factor(session, user.id)
    end_sign_ins(session, user.id, at=at)
    tell_owner(session, user, "factor_taken", at=at)
    audit(session, "factor.take_away", actor=actor, at=at, subject=user)
    return user
