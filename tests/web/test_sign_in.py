"""Signing in and out, the language, and what every answer carries."""

from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import County


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
