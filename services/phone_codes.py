"""Codes sent to a telephone: whoever types one has the telephone at hand. The same is done and answered whether or not
anybody is registered with the number.

A code is good for ten minutes and five tries; five wrong ones in a row for a number lock it for a quarter of an hour
(`services/sign_in_locks.py`). Once typed, it lets its holder go on for half an hour.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.db import Database, nudge
from models.phone_code import PhoneCode
from models.sealed import key_ring
from services.errors import Refusal, RuleRefusal
from services.gateways.seam import Gateway, Letter
from services.gateways.trial import TEST
from services.outgoing import Changes, Claim, Now, claim_due, due_now, hand_over_due, what_came, write_down
from services.sheets.fields.phones import read_phones
from services.sign_in_locks import count_failure, forgive, hold

DIGITS, MOST_TRIES = 6, 5
GOOD_FOR, GOES_ON_FOR = timedelta(minutes=10), timedelta(minutes=30)
MOST_CODES = ((1, timedelta(minutes=1)), (5, timedelta(hours=1)), (10, timedelta(days=1)))
"""How many codes a number gets in how long."""
KEPT_FOR, AT_ONCE = timedelta(days=1), 100
TEXT = "【Sunmatch】验证码{code}，10分钟内有效。不要告诉任何人，我们的人也不会问您要。"


def send_code(
    session: Session, phone: str, *, at: datetime, purpose: str = "enter", labourer_id: int | None = None
) -> str:
    """Have a code sent to a mobile number; the token for the cookie of who asked. Raises Refusal for what is no mobile
    number, RuleRefusal `too_many_codes`."""
    number = mobile(phone)
    _refuse_too_many(session, number, at)
    _forget_old(session, at)
    token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    session.add(
        PhoneCode(
            token_hash=_hash(token), purpose=purpose, labourer_id=labourer_id, phone=number, code=code,
            phone_lookup=key_ring().find_hash(number), code_hash=_code_hash(token, code), ends_at=at + GOOD_FOR,
            written_at=at, next_try_at=at,
        )
    )  # fmt: skip
    nudge(session, "send_phone_codes", int(at.timestamp()))
    return token


def mobile(phone: str, field: str = "phone") -> str:
    """The mobile number of a text. Raises Refusal."""
    if not phone.strip():
        raise Refusal("missing", field=field)
    number = read_phones(phone[:40], field).value.first
    if len(number) != 11 or not number.isdigit():
        raise Refusal("phone_not_mobile", field=field)
    return number


def _refuse_too_many(session: Session, number: str, at: datetime) -> None:
    known = PhoneCode.phone_lookup.in_(key_ring().find_hashes(number))
    for most, span in MOST_CODES:
        recent = known & (PhoneCode.written_at > at - span)
        count, first = session.execute(select(func.count(), func.min(PhoneCode.written_at)).where(recent)).one()
        if count >= most:
            raise RuleRefusal("too_many_codes", field="phone", until=first + span)


def _forget_old(session: Session, at: datetime) -> None:
    old = select(PhoneCode.id).where(PhoneCode.written_at < at - KEPT_FOR).limit(AT_ONCE)
    rows = delete(PhoneCode).where(PhoneCode.id.in_(old.with_for_update(skip_locked=True)))
    session.execute(rows.execution_options(synchronize_session=False))


def find_code(session: Session, token: str | None, *, at: datetime, purpose: str = "enter") -> PhoneCode | None:
    """The row of a token that can still be used; None without one."""
    if not token:
        return None
    usable = (PhoneCode.purpose == purpose) & PhoneCode.used_at.is_(None) & (PhoneCode.ends_at > at)
    return session.scalar(select(PhoneCode).where(PhoneCode.token_hash == _hash(token), usable))


def try_code(session: Session, token: str | None, text: str, *, at: datetime, purpose: str = "enter") -> bool:
    """Whether the text is the code of the token; the row is proved then, and a wrong try is counted.

    Raises Refusal without a text, RuleRefusal `phone_code_over` when there is nothing left to try, or while the number
    is locked.
    """
    row = _held(session, token, at=at, purpose=purpose)
    typed = "".join(character for character in text if character.isdigit())[: DIGITS + 1]
    if not typed:
        raise Refusal("missing", field="code")
    lock = f"phone:{row.phone}"
    hold(session, lock, at)
    row.tries += 1
    if not hmac.compare_digest(row.code_hash, _code_hash(token or "", typed)):
        count_failure(session, lock, at)
        return False
    forgive(session, lock)
    row.proved_at, row.ends_at, row.code, row.handled_at = at, at + GOES_ON_FOR, None, row.handled_at or at
    return True


def _held(session: Session, token: str | None, *, at: datetime, purpose: str) -> PhoneCode:
    row = find_code(session, token, at=at, purpose=purpose)
    if row is not None:
        session.refresh(row, with_for_update=True)
    if row is None or row.proved_at is not None or row.tries >= MOST_TRIES:
        raise RuleRefusal("phone_code_over", field="code")
    return row


def proved_code(session: Session, token: str | None, *, at: datetime, purpose: str = "enter") -> PhoneCode:
    """The row of a token whose code was typed. Raises RuleRefusal `phone_not_proved`."""
    row = find_code(session, token, at=at, purpose=purpose)
    if row is None or row.proved_at is None:
        raise RuleRefusal("phone_not_proved", field="phone")
    return row


def use_up(row: PhoneCode, at: datetime) -> None:
    """What it was for is done: it serves for nothing else."""
    row.used_at = at


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _code_hash(token: str, code: str) -> bytes:
    """Keyed, because a million codes are soon tried; the token makes equal codes differ."""
    return key_ring().lookup(f"code:{token}:{code}")


def codes_due(session: Session, *, at: datetime) -> bool:
    """Whether any code is to be sent now."""
    return session.scalar(select(PhoneCode.id).where(due_now(PhoneCode, at)).limit(1)) is not None


def send_codes(database: Database, gateway: Gateway, *, now: Now) -> int:
    """Send the codes that are due, for a while; how many rows were looked at."""
    claim_next = partial(claim_due, table=PhoneCode)
    return hand_over_due(database, claim_next, lambda claim: _send(database, gateway, claim, now), now=now)


def _send(database: Database, gateway: Gateway, claim: Claim, now: Now) -> None:
    changes = what_came(lambda: _try(database, gateway, claim, now))
    with database.writing() as session:
        write_down(session, PhoneCode, claim, changes, at=now())


def _try(database: Database, gateway: Gateway, claim: Claim, now: Now) -> Changes:
    """What is to be written down: that it was sent, or that it came too late. Where nothing is really sent, the code
    stays for the page of the demo."""
    with database.reading() as session:
        row = session.get_one(PhoneCode, claim.row_id)
    if row.code is None or row.ends_at <= now():
        return {"handled_at": now(), "last_error": "too_late", "code": None}
    gateway.send(Letter(row.public_id, row.phone, TEXT.format(code=row.code)))
    at = now()
    sent: Changes = {"sent_at": at, "handled_at": at, "last_error": None}
    return sent if gateway.name == TEST else {**sent, "code": None}
