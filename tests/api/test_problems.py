"""What is refused comes as problem+json in the caller's language, with the field and the mend."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm.exc import StaleDataError

from services.settings import Settings
from tests.api.calling import PREFIX, Caller, system
from tests.web.conftest import County
from web.api import problems
from web.api.sent import LARGEST
from web.app import create_app

GOOD = {"occupation": "缝纫工", "seats": 3, "address": "三都县"}


def problem(answer: Any) -> Any:
    """What was refused, after a look at its shape."""
    assert answer.mimetype == "application/problem+json"
    assert answer.json.keys() == {"type", "title", "status", "detail", "code", "errors"}
    assert answer.json["status"] == answer.status_code and answer.headers["Cache-Control"] == "no-store"
    return answer.json


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [("zh", "请检查填写内容", "人数须至少为1"), ("en", "Check the entries", "Head count must be at least 1")],
)
def test_each_fault_of_a_body_has_its_field_and_its_mend(
    caller: Caller, county: County, language: str, title: str, said: str
) -> None:
    wrong = {"lines": [GOOD, {**GOOD, "seats": 0, "board": "yes", "starts_on": "1.3."}], "wages": 1, "kind": "other"}
    found = problem(replace(caller, language=language).post("/orders", wrong))
    assert found["status"] == 422 and found["title"] == title
    by_field = {each["field"]: each for each in found["errors"]}
    assert {field: each["code"] for field, each in by_field.items()} == {
        "lines.2.seats": "value_too_small",
        "lines.2.board": "value_not_yes_or_no",
        "lines.2.starts_on": "value_no_date",
        "wages": "field_not_known",
        "kind": "value_not_listed",
    }
    assert by_field["lines.2.seats"]["detail"] == said


def test_what_a_service_refuses_says_which_post(caller: Caller, county: County) -> None:
    body = {"employer": "没有这家厂", "lines": [GOOD, {**GOOD, "occupation": "没有这个工种吧", "wage": "很多"}]}
    found = problem(caller.post("/orders", body))
    fields = {each["field"] for each in found["errors"]}
    assert "employer" in fields and {each for each in fields if each.startswith("lines.2.")}


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "现为“已批准”，可以办理：取消"), ("en", "possible steps: Cancel")]
)
def test_a_step_that_is_not_possible_says_which_are(caller: Caller, county: County, language: str, said: str) -> None:
    found = problem(replace(caller, language=language).post(f"/orders/{county.order_id}/submit"))
    assert (found["status"], found["code"]) == (409, "step_not_possible") and said in found["detail"]


def test_what_is_not_there_what_is_no_json_and_what_is_no_address(caller: Caller, county: County) -> None:
    assert problem(caller.get("/orders/NOBODY"))["code"] == "order_unknown"
    assert problem(caller.get("/nothing"))["code"] == "address_unknown"
    assert (
        problem(caller.app.test_client().put(f"{PREFIX}/orders", headers=caller.headers()))["code"] == "method_unknown"
    )
    client, headers = caller.app.test_client(), {**caller.headers(), "Idempotency-Key": "k"}
    for data, kind, status in (
        (b"{", "application/json", 400),
        (b'{"note": "\\u0000"}', "application/json", 400),
        (b'{"note": "\xff"}', "application/json", 400),
        (b'{"note": "\\ud800"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"note": "' + b"x" * LARGEST + b'"}', "application/json", 413),
        (b"note=x", "application/x-www-form-urlencoded", 415),
    ):
        answer = client.post(f"{PREFIX}/orders/{county.draft_id}/cancel", data=data, content_type=kind, headers=headers)
        assert problem(answer)["status"] == status, data[:20]


def test_queries_are_checked_too(caller: Caller, county: County) -> None:
    for query, code in (
        ({"limit": 0}, "value_too_small"),
        ({"limit": 201}, "value_too_large"),
        ({"limit": "x"}, "value_no_whole_number"),
        ({"state": "gone"}, "value_not_listed"),
        ({"page": 2}, "field_not_known"),
        ({"limit": [1, 2]}, "field_twice"),
    ):
        assert problem(caller.get("/orders", **query))["errors"][0]["code"] == code
    assert problem(caller.get("/orders", cursor="a\0"))["status"] == 400


def test_an_error_here_says_that_nothing_was_saved(
    caller: Caller, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.api.problems.status_of", lambda refusal: 1 // 0)
    found = problem(caller.get("/orders/NOBODY"))
    assert (found["status"], found["code"]) == (500, "failed_here")


def test_who_comes_second_at_the_same_moment_reads_again(
    caller: Caller, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    def come_second(*_: object, **__: object) -> None:
        raise StaleDataError("another transaction changed the row")

    monkeypatch.setattr("services.orders.take_step", come_second)
    found = problem(caller.post(f"/orders/{county.draft_id}/submit"))
    assert (found["status"], found["code"]) == (409, "changed_meanwhile")


def test_pages_beside_the_api_stay_pages(app: Flask, county: County) -> None:
    for address in ("/nothing", "/api/v2/nothing"):
        answer = app.test_client().get(address)
        assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_every_status_has_a_title_a_sentence_and_a_code() -> None:
    assert problems.SENTENCES.keys() == problems.CODES.keys() and problems.SENTENCES.keys() <= problems.TITLES.keys()


def test_a_token_that_calls_too_often_waits(settings: Settings, caller: Caller, county: County, ring: Any) -> None:
    app: Flask = create_app(replace(settings, api_per_minute=2), county.office.database, ring)
    fast = replace(caller, app=app)
    first = fast.get("/orders")
    assert (first.status_code, first.headers["RateLimit-Policy"]) == (200, '"token";q=2;w=60')
    assert first.headers["RateLimit"].startswith('"token";r=1;t=') and "Retry-After" not in first.headers
    fast.get("/placements")  # whatever is called
    found = fast.get("/orders")
    assert problem(found)["code"] == "too_many_calls" and 1 <= int(found.headers["Retry-After"]) <= 60
    other = system(app, county.office, "second")
    assert other.get("/orders").status_code == 200  # each token has calls of its own
    assert replace(fast, token="sunmatch_other").get("/orders").status_code == 401


def test_calls_are_answered_while_the_queues_server_is_away(
    settings: Settings, caller: Caller, county: County, ring: Any
) -> None:
    away = replace(settings, api_per_minute=2, redis_url="redis://127.0.0.1:1/0")
    app: Flask = create_app(away, county.office.database, ring)
    assert [replace(caller, app=app).get("/orders").status_code for _ in range(3)] == [200, 200, 429]
    assert app.test_client().get("/login").status_code == 200
    create_app(settings, county.office.database, ring)  # the limits of the tests after this one count in memory again
