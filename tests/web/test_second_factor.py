"""Signing in with two steps: asked of whoever touches money, audit or accounts, and of whoever turned it on."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from models.db import Database
from models.sealed import KeyRing
from services.second_factor import begin_factor, confirm_factor, new_recovery_codes, pending_secret
from services.settings import Settings
from tests.moments import NOW
from tests.web.conftest import County, app_over, signed_in

STEP = timedelta(seconds=30)


class Clock:
    at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(
    settings: Settings, database: Database, ring: KeyRing, compiled_templates: FileSystemBytecodeCache, clock: Clock
) -> Flask:
    """The pages of an installation that requires the factor, at a time that stands still."""
    app = app_over(database, replace(settings, second_factor="required"), ring, compiled_templates, clock)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def enter(client: FlaskClient, login: str = "finance", to: str = "") -> str:
    """Where the right password leads."""
    answer = client.post("/login", data={"login": login, "password": f"{login}-secret", "next": to})
    assert answer.status_code == 303
    return answer.location


def code(secret: str, at: datetime = NOW) -> dict[str, str]:
    return {"code": pyotp.TOTP(secret).at(at)}


def set_up(county: County, role: str = "finance") -> tuple[str, list[str]]:
    """The secret and the recovery codes of a factor that was confirmed a minute ago."""
    shown, hashes = new_recovery_codes()
    before, user_id = NOW - 2 * STEP, county.accounts[role].user_id or 0
    with county.office.database.writing() as session:
        begin_factor(session, user_id, at=before)
        secret = pending_secret(session, user_id) or ""
        assert confirm_factor(session, user_id, code(secret, before)["code"], hashes, at=before)
    return secret, shown


@pytest.mark.parametrize("role", ["county", "finance", "auditor", "administrator"])
def test_a_role_that_needs_the_factor_gets_no_further_without_it(
    client: FlaskClient, county: County, role: str
) -> None:
    assert enter(client, role) == "/second-factor"
    assert client.get("/home").location.startswith("/login")
    assert client.post("/account/sign-ins").location.startswith("/login")


@pytest.mark.parametrize("role", ["counsellor", "township", "employer"])
def test_to_others_the_password_is_enough(client: FlaskClient, county: County, role: str) -> None:
    assert enter(client, role) == "/home"
    assert client.get("/home").status_code == 200


def test_it_is_set_up_with_a_picture_and_shows_recovery_codes_once(client: FlaskClient, county: County) -> None:
    assert enter(client, to="/classes") == "/second-factor?next=/classes"
    client.post("/second-factor/begin", data={"next": "/classes"})
    page = client.get("/second-factor?next=/classes")
    assert "<svg" in page.text
    assert "style=" not in page.text
    secret = "".join(re.findall(r'class="key">(.*?)</code>', page.text)[0].split())
    wrong = client.post("/second-factor/confirm", data={"code": "123"})
    assert (wrong.status_code, "验证码不对" in wrong.text) == (422, True)
    shown = client.post("/second-factor/confirm", data={**code(secret), "next": "/classes"})
    assert len(re.findall(r"<code>\d+-[2-9A-Z]{5}-[2-9A-Z]{5}</code>", shown.text)) == 10
    assert 'href="/classes"' in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert client.get("/classes").status_code == 200
    assert secret not in client.get("/second-factor").text


def test_the_code_of_the_phone_lets_in_once(app: Flask, county: County, clock: Clock) -> None:
    secret, _ = set_up(county)
    client, thief = app.test_client(), app.test_client()
    for each in (client, thief):
        assert enter(each, to="/classes") == "/login/code?next=/classes"
        assert each.get("/classes").location.startswith("/login")
    assert client.post("/login/code", data={**code(secret), "next": "/classes"}).location == "/classes"
    assert client.get("/classes").status_code == 200
    assert thief.post("/login/code", data=code(secret)).status_code == 422
    assert thief.get("/classes").location.startswith("/login")
    clock.at = NOW + STEP
    assert thief.post("/login/code", data=code(secret, clock.at)).status_code == 303


def test_the_second_step_leads_nowhere_else_either(client: FlaskClient, county: County) -> None:
    secret, _ = set_up(county)
    assert enter(client, to="https://example.org/") == "/login/code"
    assert client.post("/login/code", data={**code(secret), "next": "//example.org"}).location == "/home"


def test_a_factor_set_up_in_another_window_is_asked_for_in_this_one(client: FlaskClient, county: County) -> None:
    enter(client)
    set_up(county)
    assert client.get("/second-factor").location == "/login"


def test_a_recovery_code_lets_in_once(client: FlaskClient, county: County) -> None:
    _, shown = set_up(county)
    for status in (303, 422):
        enter(client)
        assert client.post("/login/code", data={"code": shown[0]}).status_code == status


def test_wrong_codes_lock_and_are_counted_whatever_the_password(client: FlaskClient, county: County) -> None:
    set_up(county)
    statuses = []
    for _ in range(6):
        enter(client) if len(statuses) < 5 else None
        statuses.append(client.post("/login/code", data={"code": "1"}).status_code)
    assert statuses == [422] * 5 + [409]
    assert client.post("/login", data={"login": "finance", "password": "finance-secret"}).status_code == 409


def test_a_half_sign_in_ends_after_a_quarter_of_an_hour(client: FlaskClient, county: County, clock: Clock) -> None:
    secret, _ = set_up(county)
    enter(client)
    clock.at = NOW + timedelta(minutes=15)
    assert client.post("/login/code", data=code(secret, clock.at)).location == "/login"


def test_a_half_sign_in_does_not_reach_what_a_factor_guards(client: FlaskClient, county: County) -> None:
    set_up(county)
    enter(client)
    assert client.get("/second-factor").location.startswith("/login")
    assert client.post("/second-factor/begin").status_code == 303
    assert client.post("/second-factor/confirm", data={"code": "1"}).location == "/login"
    assert client.post("/second-factor/codes", data={"code": "1"}).location.startswith("/login")
    assert enter(client) == "/login/code"  # the factor is the one it was


def test_who_may_do_without_turns_it_off_with_a_code_and_who_needs_it_does_not(app: Flask, county: County) -> None:
    for role, status in (("counsellor", 303), ("finance", 403)):
        secret, _ = set_up(county, role)
        client = signed_in(app, county.accounts[role])
        assert client.post("/second-factor/remove", data={"code": "1"}).status_code == (422 if status == 303 else 403)
        assert client.post("/second-factor/remove", data=code(secret)).status_code == status


def test_whoever_is_signed_in_gives_the_password_again_to_set_it_up(app: Flask, county: County) -> None:
    client = signed_in(app, county.accounts["counsellor"])
    for password, status in (("no", 422), ("counsellor-secret", 303)):
        assert client.post("/second-factor/begin", data={"old_password": password}).status_code == status
    assert "<svg" in client.get("/second-factor").text.partition('class="qr"')[2]


def test_new_recovery_codes_take_the_place_of_those_before(app: Flask, county: County, clock: Clock) -> None:
    secret, old = set_up(county)
    client = signed_in(app, county.accounts["finance"])
    page = client.post("/second-factor/codes", data=code(secret)).text
    new = re.findall(r"<code>([^<]+)</code>", page)
    assert len(new) == 10
    for text, status in ((old[0], 422), (new[0], 303)):
        enter(client)
        assert client.post("/login/code", data={"code": text}).status_code == status


def test_the_demo_says_that_it_asks_nobody(app: Flask, county: County) -> None:
    app.config["DEMO_ACCOUNTS"] = [{"role": "county", "login": "county", "password": "county-secret"}]
    words = "In this demo the password is enough"
    english = {"Accept-Language": "en"}
    assert words not in app.test_client().get("/login", headers=english).text
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], second_factor="optional")
    assert words in app.test_client().get("/login", headers=english).text
    assert enter(app.test_client(), "county") == "/home"
