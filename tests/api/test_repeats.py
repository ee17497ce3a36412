"""A write under a key is done once, however often it is sent."""

from datetime import timedelta
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from models.api import KeptAnswer
from models.order import Order
from services.api_answers import KEPT_FOR, answers_are_old, forget_answers
from services.sweeping import due
from tests.api.calling import PREFIX, Caller, system
from tests.api.test_calls import POST
from tests.web.conftest import County
from tests.web.placed import FIRM

DRAFT = {"employer": FIRM, "lines": [POST]}


def orders(county: County) -> int:
    with county.office.database.reading() as session:
        return session.scalar(select(func.count(Order.id))) or 0


def test_the_same_request_again_is_answered_and_not_done(caller: Caller, county: County) -> None:
    before = orders(county)
    first, again = (caller.post("/orders", DRAFT, key="k1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201), first.text
    assert first.json == again.json and orders(county) == before + 1
    assert "Idempotent-Replayed" not in first.headers and again.headers["Idempotent-Replayed"] == "true"


def test_spaces_and_the_order_of_keys_make_no_other_request(caller: Caller, county: County) -> None:
    headers = {**caller.headers(), "Idempotency-Key": "k1", "Content-Type": "application/json"}
    texts = (b'{"note": "\xe5\x90\x8c\xe6\x84\x8f"}', b'{ "note":"\\u540c\\u610f"  }')
    address = f"{PREFIX}/orders/{county.draft_id}/cancel"
    answers = [caller.app.test_client().post(address, data=text, headers=headers) for text in texts]
    assert [each.status_code for each in answers] == [200, 200] and answers[0].json == answers[1].json


def test_a_key_stands_for_one_request_alone(caller: Caller, county: County) -> None:
    assert caller.post(f"/orders/{county.draft_id}/cancel", {"note": "不要了"}, key="k1").status_code == 200
    for address, body in (
        (f"/orders/{county.draft_id}/cancel", {"note": "别的"}),
        (f"/orders/{county.order_id}/cancel", {"note": "不要了"}),
    ):
        refused = caller.post(address, body, key="k1")
        assert (refused.status_code, refused.json["code"]) == (409, "key_used_for_another")
    assert county.office.order(county.order_id).state == "approved"


def test_keys_of_two_systems_are_apart(app: Flask, caller: Caller, county: County) -> None:
    other = system(app, county.office, "other-system")
    before = orders(county)
    assert [each.post("/orders", DRAFT, key="k1").status_code for each in (caller, other)] == [201, 201]
    assert orders(county) == before + 2


def test_a_refused_write_leaves_its_key_free(caller: Caller, county: County) -> None:
    address = f"/orders/{county.draft_id}/cancel"
    assert caller.post(address, {}, key="k1").json["code"] == "reason_missing"
    assert caller.post(address, {"note": "不要了"}, key="k1").status_code == 200


def test_a_write_without_a_key_is_refused(caller: Caller, county: County) -> None:
    for key in ("", "é" * 3, "x" * 201):
        headers = {**caller.headers(), "Idempotency-Key": key}
        answer = caller.app.test_client().post(f"{PREFIX}/orders/{county.draft_id}/submit", json={}, headers=headers)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "Idempotency-Key")


def test_of_many_at_the_same_moment_one_is_done_and_all_are_answered(caller: Caller, county: County) -> None:
    before, barrier, answers = orders(county), Barrier(4), []

    def send() -> None:
        barrier.wait()
        answers.append(caller.post("/orders", DRAFT, key="k1"))

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.status_code for each in answers] == [201] * 4
    assert len({each.json["id"] for each in answers}) == 1 and orders(county) == before + 1


def test_answers_are_forgotten_after_a_day(caller: Caller, county: County) -> None:
    caller.post(f"/orders/{county.draft_id}/cancel", {"note": "不要了"}, key="k1")
    with county.office.database.writing() as session:
        kept = session.scalars(select(KeptAnswer)).one()
        over = kept.at + KEPT_FOR
        assert not answers_are_old(session, at=over - timedelta(seconds=1))
        assert "forget_api" in {each.job for each in due(session, at=over)}
        forget_answers(session, at=over)
        assert session.scalar(select(func.count(KeptAnswer.id))) == 0
