"""The owner of an account is told by telephone what others do with it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models.account_notice import AccountNotice
from models.db import Database
from models.user import User
from services.access import Actor
from services.account_notices import notices_due, send_notices
from services.errors import Refusal
from services.gateways.seam import Letter, NotSent, Receipt
from services.password_codes import give_code, make_code
from services.second_factor import drop_factor_of
from services.sign_ins import begin_sign_in
from services.users import check_sign_in, reset_password, set_own_phone, set_phone
from tests.moments import NOW
from tests.office import SANDU, Office

CHROME = "Mozilla/5.0 (Windows NT 10.0) Chrome/{} Safari/537.36"


class Telephone:
    """A gateway that remembers."""

    name, channel = "test double", "sms"

    def __init__(self, refuse: NotSent | None = None) -> None:
        self.got: list[Letter] = []
        self.refuse = refuse

    def send(self, letter: Letter) -> Receipt:
        if self.refuse:
            raise self.refuse
        self.got.append(letter)
        return Receipt()


@pytest.fixture
def wang(office: Office) -> Actor:
    """An account of the county with a telephone."""
    wang = office.user("wang", "county", SANDU)
    with office.database.writing() as session:
        set_phone(session, "wang", "139 8555 0001", actor=office.actor, at=NOW)
    return wang


def sent(database: Database, at: datetime = NOW) -> list[tuple[str, str]]:
    phone = Telephone()
    send_notices(database, phone, now=lambda: at)
    return [(each.to, each.text) for each in phone.got]


def test_a_reset_by_somebody_else_is_told_and_a_code_goes_to_the_owner_alone(office: Office, wang: Actor) -> None:
    code = make_code()
    with office.database.writing() as session:
        give_code(session, "wang", code, actor=office.actor, at=NOW, by_phone=True)
        reset_password(session, "wang", "another good secret", actor=office.actor, at=NOW)
        drop_factor_of(session, "wang", actor=office.actor, at=NOW)
    with office.database.reading() as session:
        assert notices_due(session, at=NOW)
    told = sent(office.database)
    assert [to for to, _ in told] == ["13985550001"] * 3
    assert code.shown in told[0][1] and "密码刚刚改过" in told[1][1] and "两步验证" in told[2][1]
    with office.database.reading() as session:
        rows = session.scalars(select(AccountNotice)).all()
        assert {(each.text, each.phone, each.sent_at) for each in rows} == {(None, None, NOW)}
        assert not notices_due(session, at=NOW)


def test_a_sign_in_on_a_new_device_is_told_and_a_newer_browser_is_no_new_device(office: Office, wang: Actor) -> None:
    def enters(device: str) -> list[tuple[str, str]]:
        with office.database.writing() as session:
            begin_sign_in(session, wang.user_id or 0, device=device, address="", at=NOW)
        return sent(office.database)

    assert enters(CHROME.format("130.0.1")) == []  # the first of all
    assert enters(CHROME.format("131.0")) == []
    [(to, text)] = enters("curl/8.5")
    assert (to, "没用过的设备" in text) == ("13985550001", True)


def test_the_number_before_is_told_of_another_one(office: Office, wang: Actor) -> None:
    with office.database.writing() as session:
        set_phone(session, "wang", "13800001111", actor=office.actor, at=NOW)
    assert [to for to, _ in sent(office.database)] == ["13985550001"]
    with pytest.raises(Refusal, match="phone_not_mobile"), office.database.writing() as session:
        set_phone(session, "wang", "0854-3921234", actor=office.actor, at=NOW)


def test_ones_own_number_asks_for_the_password(office: Office, wang: Actor) -> None:
    for password, done in (("wrong", False), ("wang-secret", True)):
        with office.database.reading() as session:
            attempt = check_sign_in(session, "wang", password, at=NOW)
        with office.database.writing() as session:
            assert set_own_phone(session, attempt, "", at=NOW) is done
            assert (session.scalars(select(User.phone).where(User.login == "wang")).one() is None) is done


def test_what_cannot_be_sent_is_tried_again_and_a_code_not_beyond_its_time(office: Office, wang: Actor) -> None:
    with office.database.writing() as session:
        give_code(session, "wang", make_code(), actor=office.actor, at=NOW, by_phone=True)
    send_notices(office.database, Telephone(NotSent("not_reachable", away=True)), now=lambda: NOW)
    with office.database.reading() as session:
        row = session.scalars(select(AccountNotice)).one()
        assert (row.last_error, row.handled_at, row.text is not None) == ("not_reachable", None, True)
    assert sent(office.database, NOW + timedelta(minutes=10)) == []
    with office.database.reading() as session:
        assert session.scalars(select(AccountNotice.last_error)).one() == "too_late"


def test_without_a_number_nobody_is_told(office: Office) -> None:
    office.user("li", "county", SANDU)
    with office.database.writing() as session:
        reset_password(session, "li", "another good secret", actor=office.actor, at=NOW)
        assert session.scalars(select(AccountNotice)).all() == []
