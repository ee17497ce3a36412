"""Gateways against a real server on this machine: what is asked, and what its answers mean."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from models.db import Database
from models.synthetic_world import SyntheticWorld
from services.gateways.apprised import Apprised
from services.gateways.chosen import gateway_of
from services.gateways.seam import Letter, NotSent, Receipt
from services.gateways.sms import HttpSms
from services.gateways.trial import Trial
from services.settings import SettingRefused, Settings, read_settings
from tests.moments import NOW
from tests.sms_server import SmsServer, sms_server

LETTER = Letter("7KQ2M9XTPWHA", "18612341402", "李秀英：办公室有新消息，请去问一下。")


@pytest.fixture
def server() -> Iterator[SmsServer]:
    with sms_server() as told:
        yield told


def test_a_text_message_is_one_request_with_its_key_against_second_copies(server: SmsServer) -> None:
    server.body = b'{"id": "SMS-77", "state": "delivered"}'
    assert HttpSms(f"{server.url}/v1/sms?from=sandu", "secret").send(LETTER) == Receipt("SMS-77", delivered=True)
    [(path, headers, body)] = server.asked
    assert (path, headers["Authorization"], headers["Idempotency-Key"]) == (
        "/v1/sms?from=sandu", "Bearer secret", LETTER.key,
    )  # fmt: skip
    assert json.loads(body) == {"id": LETTER.key, "to": LETTER.to, "text": LETTER.text}


@pytest.mark.parametrize("body", [b"", b"OK", b"[1]", b'{"state": "queued"}', b"\xff"])
def test_a_gateway_that_says_little_took_it_all_the_same(server: SmsServer, body: bytes) -> None:
    server.status, server.body = 202, body
    assert HttpSms(server.url, "").send(LETTER) == Receipt()
    assert "Authorization" not in server.asked[0][1]


@pytest.mark.parametrize(
    ("status", "for_good"),
    [(400, True), (401, True), (404, True), (422, True), (301, False), (408, False), (429, False), (500, False),
     (503, False)],
)  # fmt: skip
def test_a_refusal_is_for_good_only_when_the_letter_is_at_fault(server: SmsServer, status: int, for_good: bool) -> None:
    server.status = status
    with pytest.raises(NotSent) as refused:
        HttpSms(server.url, "").send(LETTER)
    assert (refused.value.code, refused.value.for_good, refused.value.away) == (f"http_{status}", for_good, False)
    assert len(server.asked) == 1  # no redirect was followed


def test_a_gateway_that_is_away_says_so_without_naming_anybody() -> None:
    with pytest.raises(NotSent) as refused:
        HttpSms("http://127.0.0.1:9", "").send(LETTER)
    assert (refused.value.code, refused.value.for_good, refused.value.away) == ("not_reachable", False, True)


def test_apprise_reaches_its_service_at_the_address_with_the_number_in_it(
    server: SmsServer, caplog: pytest.LogCaptureFixture
) -> None:
    address = server.url.replace("http:", "json:") + "/{phone}"
    caplog.set_level("DEBUG")
    assert Apprised(address).send(LETTER) == Receipt()
    [(path, _, body)] = server.asked
    assert LETTER.to in path and LETTER.text in json.loads(body).values()
    assert LETTER.to not in "".join(each.getMessage() for each in caplog.records if each.name.startswith("apprise"))


def test_apprise_tells_a_service_that_refuses_from_an_address_that_is_none(server: SmsServer) -> None:
    server.status = 500
    with pytest.raises(NotSent) as refused:
        Apprised(server.url.replace("http:", "json:")).send(LETTER)
    assert (refused.value.code, refused.value.for_good) == ("service_refused", False)
    with pytest.raises(NotSent) as unknown:
        Apprised("no-such-service://here").send(LETTER)
    assert (unknown.value.code, unknown.value.for_good) == ("address_unknown", True)


@pytest.mark.parametrize(
    ("address", "channel"),
    [("wecombot://KEY", "wecom"), ("mailtos://u:p@example.org?to={phone}@139.com", "email"),
     ("twilio://SID:TOKEN@15550001/{phone}", "sms"), ("json://localhost", "service")],
)  # fmt: skip
def test_the_channel_is_that_of_the_service(address: str, channel: str) -> None:
    assert Apprised(address).channel == channel


def test_settings_choose_the_gateway_and_made_up_people_get_the_test_one(database: Database) -> None:
    with database.writing() as session:
        assert isinstance(gateway_of(session, Settings()), Trial)
        assert isinstance(chosen(session, "https://sms.example.org/send"), HttpSms)
        assert isinstance(chosen(session, "apprise:wecombot://KEY"), Apprised)
        session.add(SyntheticWorld(name="test", loaded_at=NOW))
        session.flush()
        assert isinstance(chosen(session, "https://sms.example.org/send"), Trial)


def chosen(session: Session, url: str) -> object:
    return gateway_of(session, read_settings({"SUNMATCH_GATEWAY_URL": url, "SUNMATCH_GATEWAY_KEY": "secret"}))


def test_a_gateway_url_of_no_known_kind_is_refused() -> None:
    with pytest.raises(SettingRefused, match="SUNMATCH_GATEWAY_URL"):
        read_settings({"SUNMATCH_GATEWAY_URL": "smpp://sms.example.org"})
