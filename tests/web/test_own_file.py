"""The pages on which people look after their file, complain, contest their place, and leave; and who answers them."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from models.complaint import Complaint
from models.file_request import FileRequest
from models.labourer import Consent, Labourer
from models.message import Message
from models.order import OrderLine
from models.phone_code import PhoneCode
from services.erasure import TOMBSTONE
from services.own_log import MERGE, note_change
from tests.office import SANDU, Office
from tests.placing import people, recruit
from tests.web.conftest import County, signed_in
from tests.web.test_me import plain

SAID = {"wish_occupations": "缝纫工", "skills": "缝纫", "distance": "away", "wage": "4300", "months": ["6", "9"]}


@pytest.fixture
def office(county: County) -> Office:
    county.office.at = datetime.now(UTC)
    return county.office


@pytest.fixture
def me(app: Flask, office: Office) -> FlaskClient:
    """A browser of 李秀英, who has an account."""
    actor = office.user("xiuying", "labourer", SANDU)
    with office.database.writing() as session:
        session.execute(update(Labourer).where(Labourer.name == "李秀英").values(account_id=actor.user_id))
    return signed_in(app, actor, language="zh")


def only(office: Office, query: Any) -> Any:
    with office.database.reading() as session:
        return session.scalars(query).one()


LI = select(Labourer).where(Labourer.name == "李秀英")


def test_wishes_are_changed_and_stand_in_the_file(office: Office, me: FlaskClient) -> None:
    assert 'value="3500"' in me.get("/me/file/change").text
    assert me.post("/me/file/change", data=SAID).location == "/me/file?said=saved"
    page = plain(me.get("/me/file?said=saved").text)
    assert "4,300元" in page
    assert only(office, LI).busy_months == 0b100100000
    bad = me.post("/me/file/change", data={**SAID, "wage": "很多"})
    assert (bad.status_code, 'value="很多"' in bad.text) == (422, True)


def test_a_merge_stands_among_the_changes_with_what_was_taken(office: Office, me: FlaskClient) -> None:
    with office.database.writing() as session:
        person = session.scalars(LI).one()
        note_change(session, person, ["phone"], actor=office.actor, at=office.at, action=MERGE)
    assert "您的两条登记并成了一份档案，采用另一条的： 电话" in plain(me.get("/me/file").text)


def test_what_is_not_found_is_told_on_the_page(me: FlaskClient) -> None:
    answer = me.post("/me/file/change", data={**SAID, "skills": "呼风唤雨"}, follow_redirects=True)
    assert "没找到" in answer.text
    assert "呼风唤雨" in answer.text
    me.post("/me/file/change", data={**SAID, "skills": "缝纫、呼风唤雨", "wish_places": "Shenzhen"})
    page = plain(me.get("/me/file").text)
    assert "您写的是“呼风唤雨”，还没读懂" in page
    assert "您写的是“Shenzhen”，还没读懂" in page


def test_another_number_is_taken_with_its_code(office: Office, me: FlaskClient) -> None:
    assert me.post("/me/phone", data={"phone": "15285551234"}).location == "/me/phone/code"
    code = only(office, select(PhoneCode.code))
    assert me.post("/me/phone/code", data={"code": "1" if code != "000001" else "2"}).status_code == 422
    assert me.post("/me/phone/code", data={"code": code}).location == "/me/file?said=saved"
    assert only(office, LI).phone == "15285551234"


def test_a_mistake_in_the_name_goes_to_the_office_that_confirms_it(
    app: Flask, county: County, office: Office, me: FlaskClient
) -> None:
    assert me.post("/me/file/request", data={"field": "name", "wanted": "李秀瑛"}).status_code == 303
    clerk = county.client(app, "township")
    page = clerk.get("/file-requests").text
    assert "李秀瑛" in page
    request = only(office, select(FileRequest.public_id))
    refused = clerk.post(f"/file-requests/{request}", data={"do": "refuse"})
    assert refused.status_code == 409
    assert clerk.post(f"/file-requests/{request}", data={"do": "confirm"}).status_code == 303
    assert only(office, select(Labourer.name).where(Labourer.name == "李秀瑛"))
    assert "已确认并更改" in me.get("/me/file/request").text


def test_consents_are_shown_with_text_and_date_and_taken_back(office: Office, me: FlaskClient) -> None:
    page = me.get("/me/consents").text
    assert "文本register-1" in page
    assert me.post("/me/consents", data={"purpose": "share", "do": "withdraw"}).status_code == 303
    open_ones = select(Consent.purpose).where(
        Consent.labourer_id == only(office, LI).id, Consent.withdrawn_at.is_(None)
    )
    assert only(office, open_ones) == "store"
    assert "没有同意" in me.get("/me/consents").text
    assert me.post("/me/consents", data={"purpose": "store", "do": "withdraw"}).status_code == 409


def test_who_is_erased_is_out_and_leaves_a_tombstone(
    app: Flask, county: County, office: Office, me: FlaskClient
) -> None:
    person, reference = only(office, LI).id, only(office, LI).public_id
    assert "不能恢复" in me.get("/me/erase").text
    assert me.post("/me/erase", data={"typed": "李秀"}).status_code == 409
    assert me.post("/me/erase", data={"typed": "李秀英"}).location == f"/erased?reference={reference}"
    assert "已注销" in me.get("/erased").text
    assert reference in me.get(f"/erased?reference={reference}").text
    auditor = county.client(app, "auditor")
    assert f"/admin/erasures?reference={reference}" in auditor.get("/admin/erasures").text
    assert f"/admin/erasures?reference={reference}" in auditor.get("/admin/audit?group=person").text
    proof = auditor.get(f"/admin/erasures?reference={reference}").text
    assert ("没有留下能认出是谁的东西" in proof, "李秀英" in proof) == (True, False)
    assert "没有人注销" in auditor.get("/admin/erasures?reference=NOBODY").text
    assert me.get("/me").location.startswith("/login")
    assert only(office, select(Labourer.name).where(Labourer.id == person)) == TOMBSTONE


def test_a_complaint_is_answered_and_the_answer_read(
    app: Flask, county: County, office: Office, me: FlaskClient
) -> None:
    without = me.post("/me/help/complaint", data={"text": "没发工资"})
    assert (without.status_code, "请选是什么事" in without.text, "没发工资" in without.text) == (422, True, True)
    sent = me.post("/me/help/complaint", data={"kind": "wages", "text": "七月没发工资"})
    assert sent.location == "/me/help?said=sent"
    complaint = only(office, select(Complaint))
    assert (complaint.answer_by - complaint.received_at).total_seconds() == 24 * 3600
    clerk = county.client(app, "counsellor")
    assert all(f"/complaints/{complaint.public_id}" in clerk.get(page).text for page in ("/complaints", "/work"))
    assert "七月没发工资" in clerk.get(f"/complaints/{complaint.public_id}").text
    auditor = county.client(app, "auditor")
    read = auditor.get(f"/complaints/{complaint.public_id}").text
    assert ("七月没发工资" in read, 'name="answer"' in read) == (True, False)
    assert auditor.post(f"/complaints/{complaint.public_id}", data={"answer": "已转"}).status_code == 403
    assert clerk.post(f"/complaints/{complaint.public_id}", data={"answer": " "}).status_code == 409
    answered = clerk.post(f"/complaints/{complaint.public_id}", data={"answer": "已转劳动监察，周五前回话"})
    assert answered.location == "/complaints"
    assert "已转劳动监察" in me.get("/me/help").text
    assert only(office, select(Message.code).where(Message.code == "complaint_answered"))
    assert clerk.post(f"/complaints/{complaint.public_id}", data={"answer": "再答"}).status_code == 409


@pytest.fixture
def crowded(office: Office) -> str:
    """A post that ten others fit better; its public id."""
    people(office, 11, first=20)
    line = recruit(office, "三都服装厂")
    return str(only(office, select(OrderLine.public_id).where(OrderLine.id == line)))


def test_one_s_place_is_shown_and_a_person_asked_to_look(
    app: Flask, county: County, office: Office, me: FlaskClient, crowded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = me.get(f"/me/openings/place?line={crowded}").text
    place = int(re.findall(r'class="sum">(\d+)', page)[0])
    first = me.post("/me/openings/place", data={"line": crowded})
    if place <= 10:
        assert (first.status_code, "您已经在前10位" in first.text) == (409, True)
        monkeypatch.setattr("services.contests.FIRST", place - 1)
        first = me.post("/me/openings/place", data={"line": crowded, "text": "我做过五年"})
    assert first.location == "/me/help?said=sent"
    complaint = only(office, select(Complaint))
    assert (complaint.kind, complaint.rank) == ("ranking", place)
    assert me.post("/me/openings/place", data={"line": crowded}).status_code == 409
    shown = county.client(app, "counsellor").get(f"/complaints/{complaint.public_id}").text
    assert f"当时第{place}位" in shown


def test_a_post_that_is_not_open_has_no_places(me: FlaskClient) -> None:
    assert me.get("/me/openings/place?line=NOTHING").status_code == 404
