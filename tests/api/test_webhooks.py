"""Systems are told of steps: written with the step, signed, tried again, given up for all to see."""

import hmac
import json
import threading
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from models.api import Webhook, WebhookDelivery
from models.employer import Employer
from services.api_posts import NotTaken, Post, is_public, send_post
from services.api_sending import KEPT_FOR, forget_deliveries, send_webhooks, webhooks_due
from services.api_tokens import find_system, revoke_tokens
from services.api_webhooks import add_webhook, stop_webhook
from services.errors import Refusal
from services.mass_displacement import close_plant
from services.offers import make_offer
from services.outgoing import MOST_TRIES
from services.settings import Settings
from services.sweeping import due
from services.undoing import undo_offer
from tests.api.calling import Caller, system
from tests.office import Office
from tests.placing import later, people, recruit
from tests.placing import placements as placed
from tests.web.conftest import OTHER_COUNTY, County
from tests.web.placed import hired
from workers import jobs

URL = "https://example.org/hook"
INSIDE = Settings(webhooks_inside="yes")


def webhook(office: Office, caller: Caller, *kinds: str, url: str = URL) -> Webhook:
    with office.database.writing() as session:
        found = find_system(session, caller.login, actor=office.actor)
        made = add_webhook(
            session, found, url, kinds or ("order.*",), settings=INSIDE, actor=office.actor, at=office.at
        )
        session.flush()
        session.expunge(made)
    return made


def deliveries(office: Office) -> list[WebhookDelivery]:
    with office.database.reading() as session:
        return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


class Receiver:
    """Another system: keeps what it gets; `answers` are raised one after another, then it takes everything."""

    def __init__(self, *answers: Exception) -> None:
        self.posts: list[Post] = []
        self._answers = list(answers)

    def __call__(self, post: Post) -> None:
        self.posts.append(post)
        if self._answers:
            raise self._answers.pop(0)


def send(office: Office, receiver: Callable[[Post], None]) -> int:
    return send_webhooks(office.database, receiver, now=lambda: office.at)


@pytest.fixture
def told(caller: Caller, county: County) -> Office:
    """One delivery that waits: an order was cancelled."""
    webhook(county.office, caller)
    assert caller.post(f"/orders/{county.draft_id}/cancel", {"note": "不要了"}).status_code == 200
    return county.office


def test_an_invitation_is_told_once_it_cannot_be_undone_any_more_and_never_when_it_was(
    county: County, caller: Caller
) -> None:
    office, receiver, hold = county.office, Receiver(), timedelta(seconds=10)
    line, persons = recruit(office, "永兴制衣厂"), people(office, 2)
    webhook(office, caller, "placement.*")
    with office.database.writing() as session:
        how = {"line_id": line, "actor": office.actor, "at": office.at, "hold": hold}
        kept, undone = (make_offer(session, labourer_id=each, **how).public_id for each in persons)
    assert (send(office, receiver), receiver.posts) == (2, [])
    assert {(each.next_try_at, each.attempts) for each in deliveries(office)} == {(office.at + hold, 0)}
    with office.database.writing() as session:
        undo_offer(session, undone, actor=office.actor, at=office.at + hold / 2)
    office = later(office, office.at + hold)
    send(office, receiver)
    assert [(post.body["kind"], post.body["subject_id"]) for post in receiver.posts] == [("placement.offer", kept)]
    assert [each.sent_at is not None for each in deliveries(office)] == [True]


def test_a_step_is_told_once_with_ids_alone(told: Office, county: County, caller: Caller) -> None:
    receiver = Receiver()
    with told.database.reading() as session:
        assert "send_webhooks" in {each.job for each in due(session, at=told.at)}
    assert (send(told, receiver), send(told, receiver)) == (1, 0)
    [post], [row] = receiver.posts, deliveries(told)
    assert post.body | {"at": ""} == {
        "id": row.public_id, "kind": "order.cancel", "subject": "order", "subject_id": county.draft_id,
        "action": "cancel", "from_state": "draft", "to_state": "cancelled", "at": "",
    }  # fmt: skip
    assert (row.sent_at, row.handled_at, row.attempts, row.last_error) == (told.at, told.at, 1, None)
    [shown] = caller.get("/webhooks").json["items"]
    assert (shown["sent"], shown["waiting"], shown["failed"]) == (1, 0, 0)
    [seen] = caller.get(f"/webhooks/{shown['id']}/deliveries").json["items"]
    assert (seen["state"], seen["body"]["subject_id"]) == ("sent", county.draft_id)


def test_steps_of_many_at_once_are_told_too(caller: Caller, county: County) -> None:
    office = county.office
    webhook(office, caller, "placement.*", "displacement.displace")
    placements = hired(office, 2)
    firm = placed(office)[0].employer_id
    with office.database.writing() as session:
        plant = session.get_one(Employer, firm).public_id
        close_plant(session, plant, "plant_closed", people=2, actor=office.actor, at=office.at)
    kinds = Counter(each.body["kind"] for each in deliveries(office))
    assert kinds == {"placement.offer": 2, "placement.accept": 2, "placement.fail": 2, "displacement.displace": 2}
    told = {each.body["subject_id"] for each in deliveries(office) if each.body["kind"] == "placement.fail"}
    assert told == set(placements)


def test_a_step_that_is_undone_is_told_to_nobody(caller: Caller, county: County) -> None:
    webhook(county.office, caller)
    assert caller.post(f"/orders/{county.draft_id}/cancel", {}).status_code == 409
    assert deliveries(county.office) == []


def test_a_webhook_hears_its_kinds_in_its_division_alone(app: Flask, caller: Caller, county: County) -> None:
    office = county.office
    webhook(office, caller, "order.approve")
    webhook(office, system(app, office, "stranger", division=OTHER_COUNTY), "order.*")
    webhook(office, system(app, office, "second"), "order.cancel", "placement.*")
    caller.post(f"/orders/{county.draft_id}/cancel", {"note": "不要了"})
    assert [each.webhook_id for each in deliveries(office)] == [3]


def test_a_revoked_system_and_a_stopped_webhook_hear_nothing_more(caller: Caller, county: County, told: Office) -> None:
    with told.database.writing() as session:
        stop_webhook(session, session.scalars(select(Webhook)).one(), actor=told.actor, at=told.at)
    receiver = Receiver()
    send(told, receiver)
    assert not receiver.posts and deliveries(told)[0].last_error == "webhook_stopped"
    webhook(told, caller)
    with told.database.writing() as session:
        revoke_tokens(session, find_system(session, caller.login, actor=told.actor), actor=told.actor, at=told.at)
        assert all(each.stopped_at for each in session.scalars(select(Webhook)))


def test_a_failure_is_tried_again_after_growing_pauses_and_then_given_up_for_all_to_see(
    told: Office, caller: Caller
) -> None:
    receiver, at, pauses = Receiver(*(NotTaken("http_503") for _ in range(MOST_TRIES))), told, []
    for _ in range(MOST_TRIES):
        assert send(at, receiver) == 1
        [row] = deliveries(told)
        pauses.append((row.next_try_at - at.at) / timedelta(minutes=1))
        at = later(told, row.next_try_at)
    assert pauses[:-1] == [1, 4, 16, 64, 256] and len({post.key for post in receiver.posts}) == 1
    assert (row.handled_at is not None, row.sent_at, row.last_error) == (True, None, "http_503")
    with told.database.reading() as session:
        assert not webhooks_due(session, at=told.at + timedelta(days=9))
    [shown] = caller.get("/webhooks").json["items"]
    assert (shown["failed"], shown["waiting"]) == (1, 0)


def test_what_is_gone_is_not_tried_again(told: Office) -> None:
    send(told, Receiver(NotTaken("http_410", for_good=True)))
    assert deliveries(told)[0].handled_at is not None


def test_a_receiver_that_is_away_is_not_knocked_at_for_every_step(
    app: Flask, told: Office, caller: Caller, county: County
) -> None:
    office = told
    webhook(office, system(app, office, "second"), "order.*")
    caller.post(f"/orders/{county.order_id}/cancel", {"note": "不要了"})
    away = Receiver()
    away_id = next(each.webhook_id for each in deliveries(office))

    def answer(post: Post) -> None:
        away(post)
        if post.key in {each.public_id for each in deliveries(office) if each.webhook_id == away_id}:
            raise NotTaken("not_reachable")

    assert send(office, answer) == 2 and len(away.posts) == 2
    assert [each.attempts for each in deliveries(office)] == [1, 0, 1]


def test_the_sweep_asks_for_jobs_that_workers_have(told: Office) -> None:
    send(told, Receiver())
    with told.database.reading() as session:
        asked = {each.job for each in due(session, at=told.at + KEPT_FOR)}
    assert "forget_api" in asked and all(callable(getattr(jobs, name, None)) for name in {*asked, "send_webhooks"})


def test_old_deliveries_are_forgotten(told: Office) -> None:
    send(told, Receiver())
    with told.database.writing() as session:
        forget_deliveries(session, at=told.at + KEPT_FOR)
    assert deliveries(told) == []


@pytest.mark.parametrize(
    ("url", "kinds", "code"),
    [
        ("http://example.org/", ["order.*"], "webhook_not_https"),
        ("ftp://example.org/", ["order.*"], "webhook_not_https"),
        ("https:///x", ["order.*"], "webhook_url_unfit"),
        ("https://me:secret@example.org/", ["order.*"], "webhook_url_unfit"),
        ("https://example.org:99999/", ["order.*"], "webhook_url_unfit"),
        (URL, ["order.dance"], "webhook_kind_unknown"),
        (URL, ["placement.*"], "webhook_without_right"),
        (URL, [], "missing"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(app: Flask, county: County, url: str, kinds: list[str], code: str) -> None:
    reader = system(app, county.office, "reader", rights=["orders.read"])
    with county.office.database.writing() as session, pytest.raises(Refusal) as refused:
        found = find_system(session, reader.login, actor=county.office.actor)
        add_webhook(session, found, url, kinds, settings=Settings(), actor=county.office.actor, at=county.office.at)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1 ::1 fe80::1%eth0 fd00::1"
    " ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:7f00:1:: 2001:0:102:304::1".split(),
)
def test_addresses_inside_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are() -> None:
    assert is_public("93.184.216.34") and is_public("2606:2800:220:1:248:1893:25c8:1946")


class _Listening(BaseHTTPRequestHandler):
    status, heard = 204, list[tuple[dict[str, str], bytes]]()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((dict(self.headers), body))
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def listening() -> Iterator[str]:
    """A server on this machine; its address."""
    _Listening.status, _Listening.heard = 204, []
    with HTTPServer(("127.0.0.1", 0), _Listening) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}/hook?x=1"
        server.shutdown()
        thread.join()


def test_what_is_sent_carries_a_signature_that_its_receiver_can_check(
    caller: Caller, county: County, listening: str
) -> None:
    made = webhook(county.office, caller, url=listening)
    caller.post(f"/orders/{county.draft_id}/cancel", {"note": "不要了"})
    at = county.office.at
    send_webhooks(county.office.database, lambda post: send_post(post, INSIDE), now=lambda: at)
    [(headers, body)] = _Listening.heard
    key = b64decode(made.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = b64encode(hmac.new(key, signed, "sha256").digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}" and headers["webhook-timestamp"] == str(int(at.timestamp()))
    assert json.loads(body)["id"] == headers["webhook-id"] == deliveries(county.office)[0].public_id
    assert made.secret.encode() not in body


@pytest.mark.parametrize(("status", "code"), [(302, "http_302"), (500, "http_500"), (410, "http_410")])
def test_no_redirect_is_followed_and_no_failure_taken_for_success(
    county: County, listening: str, status: int, code: str
) -> None:
    _Listening.status = status
    with pytest.raises(NotTaken) as refused:
        send_post(Post(listening, "whsec_AAAA", "k", {}, county.office.at), INSIDE)
    assert (refused.value.code, refused.value.for_good, len(_Listening.heard)) == (code, status == 410, 1)


def test_a_receiver_that_answers_a_byte_at_a_time_holds_up_nobody(
    county: County, listening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = threading.Event()
    monkeypatch.setattr(_Listening, "send_response", lambda *_: waiting.wait(5))
    with pytest.raises(NotTaken) as refused:
        send_post(Post(listening, "whsec_AAAA", "k", {}, county.office.at), INSIDE, patience=0.2)
    waiting.set()
    assert refused.value.code == "too_slow"


def test_without_the_setting_nothing_goes_inside_or_in_the_clear(county: County, listening: str) -> None:
    for url, code in ((listening, "not_https"), (listening.replace("http:", "https:"), "address_private")):
        with pytest.raises(NotTaken) as refused:
            send_post(Post(url, "whsec_AAAA", "k", {}, county.office.at), Settings())
        assert refused.value.code == code
    assert _Listening.heard == []


def test_where_hosts_are_listed_no_other_is_entered_or_called(caller: Caller, county: County, listening: str) -> None:
    office, listed = county.office, Settings(webhooks_inside="yes", may_call="localhost, *.example.org")
    with office.database.writing() as session:
        found = find_system(session, caller.login, actor=office.actor)
        with pytest.raises(Refusal) as refused:
            add_webhook(
                session, found, "https://example.com/", ["order.*"], settings=listed, actor=office.actor, at=office.at
            )
        assert (refused.value.code, refused.value.params["host"]) == ("webhook_host_not_allowed", "example.com")
        add_webhook(session, found, listening, ["order.*"], settings=listed, actor=office.actor, at=office.at)
    post = Post(listening, "whsec_AAAA", "k", {}, office.at)
    send_post(post, listed)
    with pytest.raises(NotTaken) as not_taken:  # it was entered before the list was
        send_post(post, Settings(webhooks_inside="yes", may_call="other.example"))
    assert (not_taken.value.code, not_taken.value.for_good, len(_Listening.heard)) == ("host_not_allowed", True, 1)
