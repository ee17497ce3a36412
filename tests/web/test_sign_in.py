"""Signing in and out, the language, and what every answer carries."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from models.db import Database
from models.sealed import KeyRing
from models.sign_in import SignIn
from models.user import User
from services import passwords
from services.settings import Settings
from tests.web.conftest import County
from web.app import create_app


def test_the_right_password_leads_to_the_page_asked_for(client: FlaskClient, county: County) -> None:
    answer = client.post("/login", data={"login": "county", "password": "county-secret", "next": "/orders?state=open"})
    assert (answer.status_code, answer.location) == (303, "/orders?state=open")
    assert client.get("/orders").status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_account_name(client: FlaskClient, county: County) -> None:
    answer = client.post("/login", data={"login": "county", "password": "no"}, headers={"Accept-Language": "zh"})
    assert answer.status_code == 422
    assert "账号与密码不符" in answer.text
    assert 'value="county"' in answer.text


def test_five_wrong_passwords_lock_the_account(client: FlaskClient, county: County) -> None:
    for _ in range(5):
        client.post("/login", data={"login": "county", "password": "no"})
    answer = client.post("/login", data={"login": "county", "password": "county-secret"})
    assert answer.status_code == 409


def said(page: str, login: str) -> str:
    """A page without the name that was typed and the tokens of its forms."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page).replace(login, "")


def test_an_unknown_account_is_answered_as_a_wrong_password_is_and_locked_as_one_is(
    client: FlaskClient, county: County
) -> None:
    """Word for word, up to the name that was typed; the time is the same because both verify one hash."""
    answers: dict[str, list[tuple[int, str]]] = {}
    for login in ("counsellor", "nobodyhere"):
        sent = [client.post("/login", data={"login": login, "password": "no"}) for _ in range(6)]
        answers[login] = [(each.status_code, said(each.text, login)) for each in sent]
    assert answers["counsellor"] == answers["nobodyhere"]
    assert [status for status, _ in answers["nobodyhere"]] == [422] * 5 + [409]


class Watched:
    """The hasher, with something done at each comparison."""

    def __init__(self, at_each: Callable[[], None]) -> None:
        self._hasher, self._at_each = passwords._HASHER, at_each

    def verify(self, known: str, password: str) -> bool:
        self._at_each()
        return self._hasher.verify(known, password)


def test_an_unknown_account_costs_one_comparison_of_hashes_like_a_known_one(
    client: FlaskClient, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []
    monkeypatch.setattr(passwords, "_HASHER", Watched(lambda: compared.append(1)))
    for login in ("counsellor", "nobodyhere", "operator"):
        client.post("/login", data={"login": login, "password": "no"})
    assert len(compared) == 3


def test_no_writing_transaction_is_open_while_hashes_are_compared(
    client: FlaskClient, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []

    def write_something() -> None:
        with county.office.database.writing() as session:  # on SQLite it would wait half a minute for another, and fail
            session.execute(update(User).where(User.login == "counsellor").values(name="王敏"))
        done.append(1)

    monkeypatch.setattr(passwords, "_HASHER", Watched(write_something))
    form = {"login": "counsellor", "password": "counsellor-secret"}
    assert client.post("/login", data=form).status_code == 303
    assert done == [1]


def test_ten_failures_of_an_account_or_sixty_of_an_address_have_to_wait(
    app: Flask, client: FlaskClient, county: County
) -> None:
    statuses = [client.post("/login", data={"login": "nobody", "password": "no"}).status_code for _ in range(11)]
    assert statuses == [422] * 5 + [409] * 5 + [429]
    others = {client.post("/login", data={"login": f"n{each}", "password": "no"}).status_code for each in range(49)}
    assert others == {422}
    answer = client.post("/login", data={"login": "county", "password": "county-secret"})
    assert answer.status_code == 429
    assert "请过10分钟再试" in answer.text
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    form = {"login": "county", "password": "county-secret"}
    assert client.post("/login", data=form, environ_overrides=elsewhere).status_code == 303


def test_without_the_queues_server_failures_are_counted_in_memory(
    settings: Settings, database: Database, ring: KeyRing, county: County
) -> None:
    app = create_app(replace(settings, redis_url="redis://127.0.0.1:1"), database, ring)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    form = {"login": "nobody", "password": "no"}
    statuses = [client.post("/login", data=form).status_code for _ in range(11)]
    assert statuses == [422] * 5 + [409] * 5 + [429]


def test_those_who_sign_in_rightly_are_not_counted(client: FlaskClient, county: County) -> None:
    form = {"login": "county", "password": "county-secret"}
    assert {client.post("/login", data=form).status_code for _ in range(12)} == {303}


def test_behind_a_proxy_the_address_is_the_readers_and_otherwise_nobody_chooses_theirs(
    settings: Settings, database: Database, ring: KeyRing, county: County
) -> None:
    seen = []
    for proxies in (0, 1):
        app = create_app(replace(settings, proxies=proxies), database, ring)
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        forged = {"X-Forwarded-For": "1.2.3.4, 10.9.8.7"}
        client.post("/login", data={"login": "county", "password": "county-secret"}, headers=forged)
        with database.reading() as session:
            seen.append(session.scalars(select(SignIn.address).order_by(SignIn.id.desc())).first())
    assert seen == ["127.0.0.1", "10.9.8.7"]


def test_over_https_the_cookie_and_the_browser_stay_there(
    settings: Settings, database: Database, ring: KeyRing, county: County
) -> None:
    app = create_app(replace(settings, secure_cookies="yes"), database, ring)
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post("/login", data={"login": "county", "password": "county-secret"})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-sunmatch=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {each.strip() for each in cookie.split(";")}
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_sign_in_never_leads_away_from_here(client: FlaskClient, county: County) -> None:
    for elsewhere in ("https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"):
        answer = client.post("/login", data={"login": "county", "password": "county-secret", "next": elsewhere})
        assert answer.location == "/home"


def test_signing_out_ends_it(app: Flask, county: County) -> None:
    client = county.client(app, "county")
    client.post("/logout")
    assert client.get("/orders").status_code == 302


def test_a_disabled_account_is_out_at_once(app: Flask, county: County) -> None:
    from services.users import disable_user

    client = county.client(app, "county")
    with county.office.database.writing() as session:
        disable_user(session, "county", actor=county.office.actor, at=county.office.at)
    assert client.get("/orders").status_code == 302


def test_the_browsers_language_counts_until_the_switch_is_used(client: FlaskClient) -> None:
    english = {"Accept-Language": "en-GB,en"}
    assert '<html lang="en">' in client.get("/login", headers=english).text
    assert '<html lang="zh-CN">' in client.get("/login").text
    assert client.post("/language/zh", data={"next": "/login"}).location == "/login"
    assert '<html lang="zh-CN">' in client.get("/login", headers=english).text


def test_forms_without_their_token_are_refused(app: Flask, county: County) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = county.client(app, "county").post(f"/orders/{county.order_id}/cancel", data={"note": "x"})
    assert answer.status_code == 400
    assert "请返回刷新后再提交一次" in answer.text


def test_every_answer_forbids_foreign_scripts_and_frames(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_signed_in_pages_are_not_stored(app: Flask, county: County) -> None:
    assert county.client(app, "county").get("/orders").headers["Cache-Control"] == "no-store"


def test_the_cookie_is_out_of_reach_of_scripts(client: FlaskClient, county: County) -> None:
    answer = client.post("/login", data={"login": "county", "password": "county-secret"})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_no_template_holds_inline_script_or_style(app: Flask) -> None:
    loader = app.jinja_env.loader
    sources = {name: loader.get_source(app.jinja_env, name)[0] for name in app.jinja_env.list_templates()}
    forbidden = (" style=", " onclick=", "<style")
    assert [name for name, text in sources.items() if any(each in text for each in forbidden)] == []


def test_the_process_and_its_database_answer(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"ok": True}
    assert client.get("/readyz").json == {"ok": True}


def test_demo_accounts_stand_on_the_sign_in_page_of_a_demo_only(app: Flask, client: FlaskClient) -> None:
    assert "演示账号" not in client.get("/login").text
    app.config["DEMO_ACCOUNTS"] = [{"role": "county", "login": "county", "password": "county-secret"}]
    assert "county-secret" in client.get("/login").text
