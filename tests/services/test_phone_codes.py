"""Codes by telephone: sent once, good for ten minutes and five tries; and whom they let in."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.db import Database
from models.labourer import Labourer
from models.phone_code import PhoneCode
from models.sealed import key_ring
from models.user import User
from services.errors import Refusal, RuleRefusal
from services.families import account_of, choose_by_phone, one_known, people_with
from services.gateways.seam import Letter, Receipt
from services.gateways.trial import Trial
from services.phone_codes import codes_due, find_code, proved_code, send_code, send_codes, try_code, use_up
from services.sign_ins import begin_sign_in
from tests.moments import NOW
from tests.office import Office
from tests.placing import people

PHONE = "13985550001"


class Phone:
    """A gateway that keeps what it was given."""

    name, channel = "http", "sms"

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> Receipt:
        self.letters.append(letter)
        return Receipt()


def asked(database: Database, phone: str = PHONE, *, after: timedelta = timedelta()) -> tuple[str, str]:
    """A token and its code."""
    with database.writing() as session:
        token = send_code(session, phone, at=NOW + after)
        session.flush()
        row = find_code(session, token, at=NOW + after)
        assert row is not None and row.code is not None
        return token, row.code


def tried(database: Database, token: str, code: str, *, after: timedelta = timedelta()) -> bool:
    with database.writing() as session:
        return try_code(session, token, code, at=NOW + after)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_is_sent_once_and_forgotten_by_us(database: Database) -> None:
    _, code = asked(database)
    phone = Phone()
    assert send_codes(database, phone, now=lambda: NOW) == 1
    assert send_codes(database, phone, now=lambda: NOW) == 0
    assert [(each.to, code in each.text) for each in phone.letters] == [(PHONE, True)]
    with database.reading() as session:
        row = session.scalars(select(PhoneCode)).one()
        assert (row.code, row.sent_at, codes_due(session, at=NOW)) == (None, NOW, False)
        assert code.encode() not in row.code_hash


def test_where_nothing_is_really_sent_the_code_stays_for_the_page(database: Database) -> None:
    token, code = asked(database)
    send_codes(database, Trial(), now=lambda: NOW)
    with database.reading() as session:
        row = find_code(session, token, at=NOW)
        assert row is not None and row.code == code


def test_the_code_proves_the_phone_however_it_is_typed_once(database: Database) -> None:
    token, code = asked(database)
    assert tried(database, token, f" {code[:3]} {code[3:]} ")
    with pytest.raises(RuleRefusal, match="phone_code_over"):
        tried(database, token, code)
    with database.writing() as session:
        use_up(proved_code(session, token, at=NOW), NOW)
        with pytest.raises(RuleRefusal, match="phone_not_proved"):
            proved_code(session, token, at=NOW)


def test_a_code_has_its_time_and_is_the_token_s_alone(database: Database) -> None:
    token, code = asked(database)
    with pytest.raises(RuleRefusal, match="phone_code_over"):
        tried(database, token, code, after=timedelta(minutes=10))
    other, its_code = asked(database, after=timedelta(minutes=11))
    assert tried(database, other, code, after=timedelta(minutes=11)) == (code == its_code)
    with pytest.raises(RuleRefusal, match="phone_code_over"):
        tried(database, "no such token", code)


def test_five_wrong_tries_lock_the_number_for_every_code(database: Database) -> None:
    token, code = asked(database)
    for _ in range(5):
        assert not tried(database, token, wrong(code))
    with pytest.raises(RuleRefusal, match="phone_code_over"):
        tried(database, token, code)
    later = timedelta(minutes=2)
    again, new = asked(database, after=later)
    with pytest.raises(RuleRefusal, match="account_locked"):
        tried(database, again, new, after=later)


def test_a_number_gets_few_codes_known_or_not(database: Database) -> None:
    asked(database)
    with pytest.raises(RuleRefusal, match="too_many_codes"):
        asked(database)
    asked(database, "18612341402")
    for minute in range(2, 6):
        asked(database, after=timedelta(minutes=minute))
    with pytest.raises(RuleRefusal, match="too_many_codes"):
        asked(database, after=timedelta(minutes=10))


@pytest.mark.parametrize(
    ("text", "code"), [("", "missing"), ("0854-3921234", "phone_not_mobile"), ("1398555", "phone_wrong_length")]
)
def test_only_a_mobile_number_gets_a_code(database: Database, text: str, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        asked(database, text)


def test_who_shares_a_phone_says_who_they_are_with_a_second_fact(office: Office) -> None:
    first, second = people(office, 2)
    with office.database.writing() as session:
        lookup = key_ring().find_hash(PHONE)
        session.execute(update(Labourer).where(Labourer.id.in_((first, second))).values(phone_lookup=lookup))
        token = send_code(session, PHONE, at=office.at)
        row = find_code(session, token, at=office.at)
        assert row is not None
        family = people_with(session, row)
        assert ({each.id for each in family}, one_known(session, family, at=office.at)) == ({first, second}, None)
        person = session.get_one(Labourer, second)
        assert choose_by_phone(session, row, person.public_id, "0000", at=office.at) is None
        ending = (person.id_number or "")[-4:].lower()
        assert choose_by_phone(session, row, person.public_id, ending, at=office.at) is person
        account = account_of(session, person, at=office.at)
        assert (person.account_id, account.role, account.password_hash) == (account.id, "labourer", None)
        assert session.get_one(Labourer, first).account_id is None


def test_one_alone_is_asked_again_only_after_three_months(office: Office) -> None:
    (only,) = people(office, 1)
    with office.database.writing() as session:
        person = session.get_one(Labourer, only)
        assert one_known(session, [person], at=office.at) is None
        user = account_of(session, person, at=office.at)
        begin_sign_in(session, user.id, device="", address="", at=office.at)
        assert one_known(session, [person], at=office.at + timedelta(days=89)) is person
        assert one_known(session, [person], at=office.at + timedelta(days=91)) is None
        session.get_one(User, user.id).disabled_at = office.at
        with pytest.raises(RuleRefusal, match="own_account_disabled"):
            account_of(session, person, at=office.at)
