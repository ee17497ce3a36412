"""A county's single sign-on, against a real provider over HTTP: who it names is let in as their account, and nobody
else is."""

import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select

from models.sign_in import SignIn
from models.user import User
from services.errors import Refusal
from services.settings import Settings
from services.users import disable_user, tie_to_single_sign_on
from tests.api.calling import system
from tests.oidc_server import CLIENT, SECRET, Provider, oidc_server
from tests.web.conftest import County

BACK = "/login/single-sign-on/back"


@pytest.fixture(scope="module")
def listening() -> Iterator[Provider]:
    with oidc_server() as provider:
        yield provider


@pytest.fixture
def provider(listening: Provider) -> Provider:
    listening.claims, listening.header, listening.metadata, listening.signs_with = {"sub": "emp-0042"}, {}, {}, None
    return listening


@pytest.fixture
def settings(settings: Settings, provider: Provider, tmp_path: Path) -> Settings:
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    return replace(
        settings, oidc_issuer=provider.url, oidc_client_id=CLIENT, oidc_client_secret_file=secret,
        second_factor="required",
    )  # fmt: skip


def tied(county: County, login: str, name: str = "emp-0042") -> None:
    with county.office.database.writing() as session:
        tie_to_single_sign_on(session, login, name, actor=county.office.actor, at=county.office.at)


def away(client: FlaskClient, wanted: str = "") -> str:
    """The address the provider sends the browser back to, the host left out."""
    going = client.get("/login/single-sign-on", query_string={"next": wanted} if wanted else None)
    parts = urlsplit(going.location)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_who_the_county_knows_is_let_in_as_the_account_that_was_tied(app: Flask, county: County) -> None:
    tied(county, "counsellor")
    client = app.test_client()
    assert "/login/single-sign-on" in client.get("/login?next=/orders").text
    answer = client.get(away(client, "/orders?state=open"))
    assert (answer.status_code, answer.location) == (303, "/orders?state=open")
    assert "counsellor" in client.get("/account").text
    with county.office.database.reading() as session:
        assert session.scalars(select(User.login)).all().count("counsellor") == 1


def test_nobody_is_let_in_who_has_no_account_in_use(app: Flask, county: County) -> None:
    office, client = county.office, app.test_client()
    refused = client.get(away(client))
    assert refused.status_code == 422 and "还没有您的账号" in refused.text and not is_in(client)
    tied(county, "liaison")
    with office.database.writing() as session:
        disable_user(session, "liaison", actor=office.actor, at=office.at)
    assert client.get(away(client)).status_code == 422
    system(app, office, "machine")
    with pytest.raises(Refusal), office.database.writing() as session:
        tie_to_single_sign_on(session, "machine", "emp-0042", actor=office.actor, at=office.at)
    with pytest.raises(Refusal, match="single_sign_on_taken"):
        tied(county, "counsellor")
    with office.database.reading() as session:
        assert session.scalars(select(SignIn)).all() == []


def test_our_own_second_step_follows_unless_the_setting_takes_the_providers(
    app: Flask, county: County, provider: Provider, settings: Settings
) -> None:
    tied(county, "auditor")
    provider.claims = {"sub": "emp-0042", "amr": ["pwd", "otp"]}
    client = app.test_client()
    assert client.get(away(client)).location == "/second-factor" and not is_in(client)
    app.config["SETTINGS"] = replace(settings, oidc_second_factor="mfa, otp")
    assert client.get(away(client)).location == "/home" and is_in(client)
    provider.claims = {"sub": "emp-0042", "amr": ["pwd"], "acr": "1"}
    other = app.test_client()
    assert other.get(away(other)).location == "/second-factor"


def test_an_account_can_be_found_by_its_name(
    app: Flask, county: County, provider: Provider, settings: Settings
) -> None:
    app.config["SETTINGS"] = replace(settings, oidc_claim="preferred_username", oidc_finds="login")
    provider.claims = {"sub": "x", "preferred_username": "Counsellor"}
    client = app.test_client()
    assert client.get(away(client)).location == "/home"
    provider.claims = {"sub": "x"}
    assert app.test_client().get(BACK).status_code == 422


WRONG = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "another audience": {"aud": "somebody"},
    "several audiences": {"aud": [CLIENT, "somebody"]},
    "made for another": {"azp": "somebody"},
    "another nonce": {"nonce": "of another time"},
    "no nonce": {"nonce": None},
    "ran out": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "no subject": {"sub": None},
}


def test_a_token_that_says_something_else_lets_nobody_in(app: Flask, county: County, provider: Provider) -> None:
    tied(county, "counsellor")
    client = app.test_client()
    for what, said in WRONG.items():
        provider.claims = {"sub": "emp-0042", **said}
        assert client.get(away(client)).status_code == 422, what
        assert not is_in(client), what


def test_a_token_signed_by_another_key_lets_nobody_in(app: Flask, county: County, provider: Provider) -> None:
    tied(county, "counsellor")
    client = app.test_client()
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert client.get(away(client)).status_code == 422
    provider.signs_with = OctKey.import_key(SECRET)
    provider.header = {"alg": "HS256"}
    assert client.get(away(client)).status_code == 422 and not is_in(client)


def test_what_comes_back_belongs_to_the_browser_that_went_and_is_used_once(app: Flask, county: County) -> None:
    tied(county, "counsellor")
    client, other = app.test_client(), app.test_client()
    back = away(client)
    assert other.get(back).status_code == 422  # it never went
    away(other)
    assert other.get(back).status_code == 422  # it went with another state
    assert client.get(back).status_code == 303
    client.post("/logout")
    assert client.get(back).status_code == 422 and not is_in(client)
    assert client.get(f"{BACK}?error=access_denied&state=x").status_code == 422
    foreign = client.get("/login/single-sign-on", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.location == "/login"  # another site's page begins no sign-in


def test_afterwards_one_is_on_a_page_of_ours_and_a_provider_that_is_odd_or_away_is_said(
    app: Flask, county: County, provider: Provider, settings: Settings
) -> None:
    tied(county, "counsellor")
    client = app.test_client()
    assert client.get(away(client, "//evil.example")).location == "/home"
    for odd in ({"issuer": "https://elsewhere.example"}, {"token_endpoint": "http://elsewhere.example/token"}):
        provider.metadata = odd
        assert client.get("/login/single-sign-on").status_code == 422
    provider.metadata = {"jwks_uri": provider.url.replace("127.0.0.1", "localhost") + "/keys"}
    assert client.get("/login/single-sign-on").status_code == 303
    app.config["SETTINGS"] = replace(settings, may_call="127.0.0.1")  # the keys lie on a host that is not listed
    assert client.get("/login/single-sign-on").status_code == 422
    provider.metadata = {}
    assert client.get("/login/single-sign-on").status_code == 303
    app.config["SETTINGS"] = replace(settings, oidc_issuer="http://127.0.0.1:9")
    assert "现在没有应答" in client.get("/login/single-sign-on").text
    app.config["SETTINGS"] = replace(settings, oidc_issuer="")
    assert "single-sign-on" not in client.get("/login").text
    assert client.get("/login/single-sign-on").status_code == 422
