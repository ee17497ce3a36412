"""Signing in by telephone, and registering: the pages from the number to one's own page."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models.file_request import FileRequest
from models.labourer import Consent, Labourer
from models.phone_code import PhoneCode
from models.sign_in import SignIn
from services.consents import TEXT_VERSION
from tests.office import SANDU, Office, id_number
from tests.web.conftest import County, signed_in

LI, NEW = "18612341402", "15285551234"
ME = {
    "name": "吴阿妹", "id_number": id_number(birth="19990809", sequence="046"), "address": "三都县大河镇板光村",
    "education": "初中",
    "skills": "缝纫", "wish_occupations": "缝纫工", "wish_places": "深圳", "wage": "4000", "store": "1", "share": "1",
}  # fmt: skip


@pytest.fixture
def office(county: County) -> Office:
    return county.office


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["language"] = "zh"
    return client


def code_of(office: Office) -> str:
    with office.database.reading() as session:
        return session.scalars(select(PhoneCode).order_by(PhoneCode.id.desc())).first().code or ""


def prove(office: Office, phone: FlaskClient, number: str) -> str:
    """Ask for a code and type it; where that leads."""
    assert phone.post("/login/phone", data={"phone": number}).location == "/login/phone/code"
    return phone.post("/login/phone/code", data={"code": code_of(office)}).location or ""


def test_the_number_a_code_and_the_id_card_lead_in(office: Office, phone: FlaskClient) -> None:
    assert prove(office, phone, LI) == "/login/phone/person"
    page = phone.get("/login/phone/person").text
    assert ("李*英" in page, "李秀英" in page) == (True, False)
    person = re.findall(r'name="person" value="(\w+)"', page)[0]
    wrong = phone.post("/login/phone/person", data={"person": person, "fact": "0000"})
    assert (wrong.status_code, "与所选的人不符" in wrong.text or "alert" in wrong.text) == (422, True)
    right = phone.post("/login/phone/person", data={"person": person, "fact": id_number()[-4:]})
    assert right.location == "/me"
    assert "李秀英" in phone.get("/me").text


def test_who_was_here_not_long_ago_needs_the_code_alone(office: Office, app: Flask, phone: FlaskClient) -> None:
    prove(office, phone, LI)
    person = re.findall(r'name="person" value="(\w+)"', phone.get("/login/phone/person").text)[0]
    phone.post("/login/phone/person", data={"person": person, "fact": id_number()[-4:]})
    with office.database.writing() as session:
        session.query(PhoneCode).delete()
    assert prove(office, app.test_client(), LI) == "/me"


def test_the_answer_is_the_same_for_a_number_that_nobody_has(office: Office, phone: FlaskClient) -> None:
    pages = []
    for number in (LI, NEW):
        answer = phone.post("/login/phone", data={"phone": number})
        page = phone.get(answer.location or "").text
        pages.append((answer.status_code, answer.location, re.sub(r"\d{3}\*{4}\d{4}|value=\"[^\"]*\"", "", page)))
    assert pages[0] == pages[1]
    assert 'autocomplete="one-time-code"' in pages[0][2]
    assert code_of(office) not in pages[1][2]


def test_a_wrong_code_says_what_to_do(office: Office, phone: FlaskClient) -> None:
    phone.post("/login/phone", data={"phone": LI})
    wrong = f"{(int(code_of(office)) + 1) % 10**6:06d}"
    answer = phone.post("/login/phone/code", data={"code": wrong})
    assert (answer.status_code, "验证码不对" in answer.text) == (422, True)
    assert phone.get("/me").location.startswith("/login")


def test_nobody_registers_without_a_proved_phone(phone: FlaskClient) -> None:
    assert "请填写手机号，我们给它发一个验证码" in phone.get("/register").text
    assert phone.post("/register", data=ME).status_code == 409


def test_somebody_new_registers_and_lands_on_their_page(office: Office, phone: FlaskClient) -> None:
    assert prove(office, phone, NEW) == "/login/phone/person"
    assert phone.get("/login/phone/person").location == "/register"
    without = phone.post("/register", data={**ME, "store": ""})
    assert (without.status_code, "请勾选“我同意”" in without.text, "吴阿妹" in without.text) == (422, True, True)
    bad = phone.post("/register", data={**ME, "id_number": ME["id_number"][:-1], "education": "", "store": ""})
    assert (bad.status_code, "18位" in bad.text, "请勾选" in bad.text) == (422, True, True)
    assert 'href="#field-education"' in bad.text
    low = phone.post("/register", data={**ME, "wage": "-5"})
    assert (low.status_code, 'href="#field-wage"' in low.text, 'value="-5"' in low.text) == (422, True, True)
    wishes = {"skills": "缝纫、呼风唤雨", "wish_places": "深圳、Shangrila"}
    assert phone.post("/register", data={**ME, **wishes}).location == "/me"
    page = phone.get("/me").text
    assert [each in page for each in ("吴阿妹", "登记好了", "“呼风唤雨”", "“Shangrila”")] == [True] * 4
    assert "登记好了" not in phone.get("/me").text
    with office.database.reading() as session:
        person = session.scalars(select(Labourer).where(Labourer.name == "吴阿妹")).one()
        assert (person.phone, person.wage_floor, person.village) == (NEW, 400_000, "板光村")
        assert "own_registration" in {each["code"] for each in person.flags}
        consents = session.scalars(select(Consent).where(Consent.labourer_id == person.id))
        given = sorted((each.purpose, each.text_version, each.withdrawn_at) for each in consents)
        assert given == [("share", TEXT_VERSION, None), ("store", TEXT_VERSION, None)]


def test_who_is_registered_already_changes_nothing_and_the_office_is_asked(office: Office, phone: FlaskClient) -> None:
    prove(office, phone, NEW)
    taken = phone.post("/register", data={**ME, "name": "李秀英", "id_number": id_number()})
    assert (taken.status_code, "已经登记过" in taken.text) == (409, True)
    with office.database.reading() as session:
        person = session.scalars(select(Labourer).where(Labourer.name == "李秀英")).one()
        assert (person.phone, person.wage_floor) == (LI, 350_000)
        request = session.scalars(select(FileRequest)).one()
        assert (request.labourer_id, request.field, request.wanted) == (person.id, "phone", NEW)


def test_with_another_name_nobody_is_asked(office: Office, phone: FlaskClient) -> None:
    prove(office, phone, NEW)
    assert phone.post("/register", data={**ME, "id_number": id_number()}).status_code == 409
    with office.database.reading() as session:
        assert session.scalars(select(FileRequest)).all() == []


def test_people_are_told_that_a_code_by_text_message_is_no_secret_of_the_network(
    app: Flask, county: County, phone: FlaskClient
) -> None:
    phone.post("/login/phone", data={"phone": LI})
    assert "谁拿着这部手机或这个号码，谁就能看到验证码" in phone.get("/login/phone/code").text
    safer, own = "用手机应用做第二步更安全", signed_in(app, county.office.user("li", "labourer", SANDU), language="zh")
    for address in ("/account", "/second-factor"):
        assert safer in own.get(address).text
        assert safer not in county.client(app, "counsellor").get(address).text


def test_a_page_of_ones_own_asks_for_the_telephone_and_is_gone_on_to(office: Office, phone: FlaskClient) -> None:
    asked = phone.get("/me/offers").location
    assert asked == "/login/phone?next=/me/offers"
    phone.get(asked)
    assert enter_as_li(office, phone) == "/me/offers"
    assert phone.post("/logout").status_code == 303
    phone.get("/login/phone?next=https://elsewhere.example/")
    assert phone.get("/orders").location == "/login?next=/orders"


def enter_as_li(office: Office, phone: FlaskClient) -> str:
    where = prove(office, phone, LI)
    if not where.endswith("/person"):
        return where
    person = re.findall(r'name="person" value="(\w+)"', phone.get("/login/phone/person").text)[0]
    return phone.post("/login/phone/person", data={"person": person, "fact": id_number()[-4:]}).location or ""


def test_who_has_no_password_is_asked_for_none(office: Office, phone: FlaskClient) -> None:
    enter_as_li(office, phone)
    account, factor = phone.get("/account").text, phone.get("/second-factor").text
    assert 'type="password"' not in account + factor
    assert "这个账号没有密码" in account
    assert phone.post("/second-factor/begin").status_code == 303
    assert 'class="qr"' in phone.get("/second-factor").text


def test_a_second_factor_is_set_up_without_a_password_only_by_who_signed_in_just_now(
    office: Office, phone: FlaskClient
) -> None:
    enter_as_li(office, phone)
    with office.database.writing() as session:
        for each in session.scalars(select(SignIn)):
            each.begun_at -= timedelta(minutes=16)
    refused = phone.post("/second-factor/begin")
    assert (refused.status_code, "登录后15分钟内" in refused.text) == (409, True)
