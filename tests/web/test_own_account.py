"""One's own account: where one is signed in, ending that, and another password."""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from models.sign_in import SignIn
from tests.web.conftest import County

PHONE = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/85.0 Mobile Safari/537.36"


def entered(app: Flask, agent: str = "") -> FlaskClient:
    client = app.test_client()
    client.post("/login", data={"login": "county", "password": "county-secret"}, headers={"User-Agent": agent})
    return client


def is_in(client: FlaskClient) -> bool:
    return client.get("/orders").status_code == 200


def test_the_cookie_holds_a_random_token_and_says_nothing_of_the_person(app: Flask, county: County) -> None:
    client = entered(app)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    assert kept.keys() <= {"sign_in", "language", "csrf_token", "_permanent"}
    assert len(kept["sign_in"]) >= 43
    with county.office.database.reading() as session:
        assert kept["sign_in"].encode() not in session.scalars(select(SignIn.token_hash)).all()


def test_signing_in_again_changes_the_token_and_ends_the_one_before(app: Flask, county: County) -> None:
    client = entered(app)
    with client.session_transaction() as cookie:
        before = cookie["sign_in"]
    client.post("/login", data={"login": "county", "password": "county-secret"})
    assert is_in(client)
    with client.session_transaction() as cookie:
        assert cookie["sign_in"] != before
        cookie["sign_in"] = before
    assert not is_in(client)


def test_a_device_is_listed_and_signed_out_at_once(app: Flask, county: County) -> None:
    here, there = entered(app), entered(app, PHONE)
    page = here.get("/account").text
    assert "Chrome、Android" in page or "Chrome, Android" in page or "Chrome，Android" in page
    assert "127.0.0.1" in page
    [ended] = re.findall(r'name="sign_in" value="(\w+)"', page)
    assert here.post("/account/sign-ins", data={"sign_in": ended}).status_code == 303
    assert (is_in(here), is_in(there)) == (True, False)


def test_everywhere_else_ends_and_here_goes_on(app: Flask, county: County) -> None:
    here, others = entered(app), [entered(app), entered(app)]
    here.post("/account/sign-ins")
    assert [is_in(each) for each in (here, *others)] == [True, False, False]


def test_nobody_ends_the_sign_in_of_somebody_else(app: Flask, county: County) -> None:
    other = county.client(app, "auditor")
    with county.office.database.reading() as session:
        user_id = county.accounts["auditor"].user_id
        theirs = session.scalars(select(SignIn.public_id).where(SignIn.user_id == user_id)).one()
    assert entered(app).post("/account/sign-ins", data={"sign_in": theirs}).status_code == 404
    assert is_in(other)


def test_another_password_asks_for_the_one_in_use_and_ends_the_other_sign_ins(app: Flask, county: County) -> None:
    here, there = entered(app), entered(app)
    form = {"old_password": "wrong", "password": "a longer secret"}
    assert here.post("/account/password", data=form).status_code == 422
    assert (
        here.post("/account/password", data={**form, "old_password": "county-secret", "password": "x"}).status_code
        == 422
    )
    assert is_in(there)
    assert here.post("/account/password", data={**form, "old_password": "county-secret"}).status_code == 303
    assert (is_in(here), is_in(there)) == (True, False)
    assert not is_in(entered(app))  # with the password before


def test_whoever_guesses_the_password_of_an_open_window_is_locked_out(app: Flask, county: County) -> None:
    here = entered(app)
    form = {"old_password": "wrong", "password": "a longer secret"}
    statuses = [here.post("/account/password", data=form).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [409]


def test_signing_out_ends_the_row_and_not_the_cookie_alone(app: Flask, county: County) -> None:
    client = entered(app)
    with client.session_transaction() as cookie:
        token = cookie["sign_in"]
    client.post("/logout")
    with client.session_transaction() as cookie:
        cookie["sign_in"] = token
    assert not is_in(client)


def test_that_somebody_is_there_is_written_down_once_in_five_minutes(app: Flask, county: County) -> None:
    client, at = entered(app), datetime.now(UTC)
    with county.office.database.writing() as session:
        session.execute(update(SignIn).values(seen_at=at - timedelta(minutes=6)))
    is_in(client)
    with county.office.database.reading() as session:
        first = session.scalars(select(SignIn.seen_at)).one()
    is_in(client)
    with county.office.database.reading() as session:
        assert session.scalars(select(SignIn.seen_at)).one() == first
    assert first >= at


def test_a_sign_in_left_alone_for_an_hour_is_over(app: Flask, county: County) -> None:
    client = entered(app)
    with county.office.database.writing() as session:
        session.execute(update(SignIn).values(seen_at=datetime.now(UTC) - timedelta(hours=1)))
    assert not is_in(client)


def test_signing_in_and_what_one_may_not_do_stand_in_the_log_without_a_name(
    app: Flask, county: County, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "sunmatch.security")
    county_id = county.accounts["county"].user_id
    client = entered(app)
    client.post("/login", data={"login": "county", "password": "wrong secret"})
    client.get("/admin/jobs")
    assert caplog.messages == [
        f"sign-in, account {county_id}",
        f"sign-in refused, account {county_id}",
        f"not allowed, account {county_id}: GET /admin/jobs",
    ]
