"""Telling the owner of an account by telephone what is done with it: rows that are sent like messages
(`services/outgoing.py`) to the number the account had when they were written. Without a number nobody is told."""

import re
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account_notice import AccountNotice
from models.db import Database, nudge
from models.sign_in import SignIn
from models.user import User
from services.access import Actor
from services.audit import audit
from services.gateways.seam import Gateway, Letter
from services.outgoing import Changes, Claim, Now, claim_due, due_now, hand_over_due, what_came, write_down
from services.phone_codes import mobile

GOOD_FOR = timedelta(hours=24)  # news that is older is not sent any more
CODES_GOOD_FOR = timedelta(minutes=10)
TEXTS = {
    "password_code": "【Sunmatch】账号{login}设置新密码的验证码是{code}，10分钟内有效。不要告诉任何人，也不要转发。",
    "password_set": "【Sunmatch】账号{login}的密码刚刚改过。不是您改的，请马上联系办公室。",
    "factor_taken": "【Sunmatch】账号{login}的两步验证被办公室取消。不是您要求的，请马上联系办公室。",
    "new_device": "【Sunmatch】账号{login}刚刚在一台没用过的设备上登录。不是您本人，请马上联系办公室。",
    "phone_changed": "【Sunmatch】账号{login}以后用另一个手机号联系。不是您要求的，请马上联系办公室。",
}


def tell_owner(session: Session, user: User, notice: str, *, at: datetime, **said: str) -> bool:
    """Have a notice sent to the owner of an account; whether there is a number to send it to."""
    if user.phone is None:
        return False
    text = TEXTS[notice].format(login=user.login, **said)
    session.add(AccountNotice(user_id=user.id, code=notice, phone=user.phone, text=text, written_at=at, next_try_at=at))
    nudge(session, "send_account_notices", int(at.timestamp()))
    return True


def change_account_phone(session: Session, user: User, phone: str, *, actor: Actor, at: datetime) -> None:
    """Another telephone for an account, or none for an empty text; the number before is told. Raises Refusal for what
    is no mobile number."""
    number = mobile(phone) if phone.strip() else None
    if number == user.phone:
        return
    tell_owner(session, user, "phone_changed", at=at)
    user.phone = number
    audit(session, "account.phone", actor=actor, at=at, subject=user)


def tell_of_new_device(session: Session, row: SignIn, *, at: datetime) -> None:
    """Tell the owner when a sign-in begins on a device that none of the earlier ones came from; a newer version of the
    same browser is the same device."""
    earlier = select(SignIn.device).where(SignIn.user_id == row.user_id, SignIn.id != row.id)
    known = {_device(each) for each in session.scalars(earlier.distinct())}
    if known and _device(row.device) not in known:
        tell_owner(session, session.get_one(User, row.user_id), "new_device", at=at)


def _device(said: str) -> str:
    return re.sub(r"[\d._]+", "", said)


def notices_due(session: Session, *, at: datetime) -> bool:
    """Whether any notice is to be sent now."""
    return session.scalar(select(AccountNotice.id).where(due_now(AccountNotice, at)).limit(1)) is not None


def send_notices(database: Database, gateway: Gateway, *, now: Now) -> int:
    """Send the notices that are due, for a while; how many rows were looked at."""
    claim_next = partial(claim_due, table=AccountNotice)
    return hand_over_due(database, claim_next, lambda claim: _send(database, gateway, claim, now), now=now)


def _send(database: Database, gateway: Gateway, claim: Claim, now: Now) -> None:
    changes = what_came(lambda: _try(database, gateway, claim, now))
    with database.writing() as session:
        row = write_down(session, AccountNotice, claim, changes, at=now())
        if row is not None and row.handled_at is not None:
            row.text = row.phone = None


def _try(database: Database, gateway: Gateway, claim: Claim, now: Now) -> Changes:
    with database.reading() as session:
        row = session.get_one(AccountNotice, claim.row_id)
    lasts = CODES_GOOD_FOR if row.code == "password_code" else GOOD_FOR
    if row.text is None or row.phone is None or now() >= row.written_at + lasts:
        return {"handled_at": now(), "last_error": "too_late"}
    gateway.send(Letter(row.public_id, row.phone, row.text))
    return {"sent_at": now(), "handled_at": now(), "last_error": None}
