"""The page of messages: what became of each, taking back, and letters to print."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.gateways.seam import NotSent
from services.gateways.trial import Trial
from tests.moments import NOW
from tests.posting import Box, messages, news, post
from tests.web.conftest import County


@pytest.fixture(autouse=True)
def office_hours(app: Flask) -> None:
    """The pages go by the clock of the tests, whatever the hour outside."""
    app.extensions["sunmatch_clock"] = lambda: NOW


@pytest.fixture
def counsellor(app: Flask, county: County) -> FlaskClient:
    return county.client(app, "counsellor")


def test_a_message_is_shown_as_sent_with_its_text_and_a_masked_number(county: County, counsellor: FlaskClient) -> None:
    news(county.office)
    post(county.office, Trial())
    shown = counsellor.get("/messages?state=sent").text
    assert "李秀英：办公室有新消息，请去问一下。" in shown and "186****1402" in shown
    assert "18612341402" not in shown and "测试网关：什么都不发。" in shown
    assert "没有这种状态的消息。" in counsellor.get("/messages?state=failed").text


def test_a_message_that_waits_can_be_taken_back_and_then_is_never_sent(county: County, counsellor: FlaskClient) -> None:
    news(county.office)
    [row] = messages(county.office)
    answer = counsellor.post(f"/messages/{row.public_id}/take-back")
    assert (answer.status_code, answer.location) == (303, f"/messages#{row.public_id}")
    box = Box()
    post(county.office, box)
    assert not box.letters and "已撤回" in counsellor.get("/messages?state=taken_back").text
    again = counsellor.post(f"/messages/{row.public_id}/take-back")
    assert again.status_code == 409 and "不能再撤" in again.text


def test_what_was_given_up_says_why_and_goes_again_or_by_letter(county: County, counsellor: FlaskClient) -> None:
    news(county.office, 2)
    post(county.office, Box(*(NotSent("http_400", for_good=True),) * 2))
    first, second = (each.public_id for each in messages(county.office))
    assert "短信网关不接收（400）" in counsellor.get("/messages?state=failed").text
    assert counsellor.post(f"/messages/{first}/again", data={"state": "failed"}).status_code == 303
    assert counsellor.post(f"/messages/{second}/print").status_code == 303
    assert second in counsellor.get("/messages/letters").text
    assert [each.handled_at is None for each in messages(county.office)] == [True, False]


def test_letters_are_printed_one_a_sheet_and_then_leave_the_pile(county: County, counsellor: FlaskClient) -> None:
    news(county.office, 2, phone=None)
    post(county.office, Trial())
    page = counsellor.get("/messages/letters").text
    letters = re.findall(r'name="letter" value="(\w+)"', page)
    assert len(letters) == 2 == page.count('class="block letter"')
    assert counsellor.post("/messages/letters/printed", data={"letter": letters}).location == "/messages?state=sent"
    assert "没有待打印的信。" in counsellor.get("/messages/letters").text


@pytest.mark.parametrize(
    ("role", "reads", "acts"), [("auditor", 200, 403), ("liaison", 403, 403), ("county", 200, 303)]
)
def test_who_reads_messages_and_who_acts(app: Flask, county: County, role: str, reads: int, acts: int) -> None:
    news(county.office)
    [row], client = messages(county.office), county.client(app, role)
    shown = client.get("/messages")
    assert shown.status_code == reads and ("take-back" in shown.text) == (acts == 303)
    assert client.post(f"/messages/{row.public_id}/take-back").status_code == acts
