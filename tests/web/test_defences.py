"""What guards every route at once: the forms' token, headers, cookies, addresses to go on to, and uploads."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.db import Database
from models.sealed import KeyRing
from services.settings import Settings
from tests.web.conftest import County
from web import limits, pages
from web.app import create_app
from web.headers import HEADERS
from web.routes import PUBLIC, ROUTES, Route

EVIL = ("https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example", "javascript:alert(1)")
ENDS = ("/logout", "/account/sign-ins")


def address_of(route: Route) -> str:
    """An address of a route, about nothing that is there."""
    return re.sub(r"<[^>]+>", "NOBODY", re.sub(r"<any\((\w+)[^>]*>", r"\1", route.rule))


def addresses(method: str) -> Iterator[str]:
    """An address of every route of pages that takes the method."""
    return (address_of(route) for route in ROUTES if method in route.methods and route.rule not in ENDS)


@pytest.fixture
def administrator(app: Flask, county: County) -> FlaskClient:
    return county.client(app, "administrator")


def test_no_form_is_taken_without_its_token_or_with_one_of_another_browser(app: Flask, county: County) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client, other = county.client(app, "administrator"), app.test_client()
    theirs = re.findall(r'name="csrf_token" value="([^"]+)"', other.get("/login").text)[0]
    posts = [*addresses("POST"), *ENDS]
    assert len(posts) > 80
    for form in ({}, {"csrf_token": theirs}):
        taken = {each: status for each in posts if (status := client.post(each, data=form).status_code) != 400}
        assert taken == {}, form
    assert client.get("/account").status_code == 200


def guarded(answer: TestResponse, what: str) -> None:
    """Each header once, as it should be."""
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value], (what, name)
    assert "Access-Control-Allow-Origin" not in answer.headers, what
    assert (
        answer.headers["Cross-Origin-Resource-Policy"] == answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    )
    assert "unsafe" not in answer.headers["Content-Security-Policy"], what


def test_every_page_has_the_headers_is_stored_nowhere_and_leads_to_no_other_host(administrator: FlaskClient) -> None:
    public = {address_of(route) for route in ROUTES if route.action == PUBLIC}
    for address, evil in zip(addresses("GET"), cycle(EVIL), strict=False):
        said = {"next": evil, "back": evil}
        with administrator.get(address, query_string=said, headers={"Referer": evil}) as answer:
            guarded(answer, address)
            assert answer.status_code < 500, address
            if address not in public or answer.mimetype == "text/html":
                assert answer.headers["Cache-Control"] == "no-store", address
            assert stays(answer), (address, evil, answer.location)


def test_so_have_errors_files_and_whatever_is_no_page(app: Flask, client: FlaskClient, county: County) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1_000
    signed_in = county.client(app, "employer")
    asked = {
        "static": client.get("/static/css/tokens.css"),
        "no static": client.get("/static/nothing.css"),
        "not found": client.get("/nothing"),
        "nul": client.get("/login?next=%00"),
        "wrong method": client.put("/login"),
        "redirect": client.get("/orders"),
        "refused form": client.post("/login", data={"login": "x", "password": "y"}),
        "too large": county.client(app, "liaison").post("/imports/new", data={"file": ("x" * 2_000)}),
        "no right": signed_in.get("/accounts"),
        "api": client.get("/api/v1/openapi.json"),
        "api without token": client.get("/api/v1/orders"),
        "api not found": client.get("/api/v1/nothing"),
        "health": client.get("/healthz"),
    }
    for what, answer in asked.items():
        guarded(answer, what)
        answer.close()
    assert [asked[each].status_code for each in ("not found", "nul", "wrong method", "no right", "too large")] == [
        404, 400, 405, 403, 413,
    ]  # fmt: skip
    assert asked["api without token"].headers["Cache-Control"] == "no-store"


def test_what_is_ones_own_is_stored_nowhere_before_signing_in_and_dropped_at_signing_out(
    app: Flask, client: FlaskClient, county: County
) -> None:
    assert "no-store" not in client.get("/disclosures").headers.get("Cache-Control", "")
    client.post("/login/phone", data={"phone": "18612341402"})
    for address in ("/login/phone/code", "/login/phone/person", "/register"):
        assert client.get(address).headers["Cache-Control"] == "no-store", address  # names those with the number
    answer = county.client(app, "county").post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_one_account_takes_so_many_tables_away_and_no_more(
    app: Flask, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TAKEN_AWAY", "2 per 10 minutes")
    client, other = county.client(app, "county"), county.client(app, "administrator")
    taken = [client.get(f"/tables/{each}").status_code for each in ("orders.csv", "orders.xlsx", "labourers.csv")]
    assert taken == [200, 200, 429]
    assert client.get(f"/orders/{county.order_id}/contract.docx").status_code == 429
    assert other.get("/tables/orders.csv").status_code == client.get("/orders").status_code == 200


def test_one_account_ranks_anew_so_often_and_no_more(
    app: Flask, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RANKED", "2 per 10 minutes")
    client, other = county.client(app, "county"), county.client(app, "counsellor")
    address = f"/orders/{county.order_id}/candidates"
    assert [client.post(address).status_code for _ in range(3)] == [303, 303, 429]
    assert other.post(address).status_code == 303
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1%eth0", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_whoever_changes_the_address_within_a_network_is_counted_as_one(app: Flask, address: str, counted: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert limits.reader_network() == counted


def test_no_form_leads_to_another_host(app: Flask, administrator: FlaskClient) -> None:
    nobody, public = app.test_client(), {address_of(route) for route in ROUTES if route.action == PUBLIC}
    for address, evil in zip(addresses("POST"), cycle(EVIL), strict=False):
        client = nobody if address in public else administrator
        with client.post(address, data={"next": evil}, headers={"Referer": evil}) as answer:
            assert stays(answer), (address, evil, answer.location)


def stays(answer: TestResponse) -> bool:
    """Whether an answer sends the browser nowhere else."""
    to = answer.location or "/"
    parts = urlsplit(to)
    return (
        parts.netloc in ("", "localhost") and to.startswith(("/", "http://localhost/")) and to[1:2] not in ("/", "\\")
    )


def test_over_https_every_cookie_is_out_of_reach(
    settings: Settings, database: Database, ring: KeyRing, county: County
) -> None:
    app = create_app(replace(settings, secure_cookies="yes"), database, ring)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    form = {"login": "county", "password": "county-secret"}
    answers = [
        client.get("/login"),
        client.post("/language/zh"),
        client.post("/login", data=form, base_url="https://localhost"),
    ]
    cookies = [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]
    assert len(cookies) >= 2
    for cookie in cookies:
        parts = {each.strip() for each in cookie.split(";")}
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts and cookie.startswith("__Host-"), cookie
        assert not any(part.startswith("Domain") for part in parts)
    assert all(each.headers["Strict-Transport-Security"].startswith("max-age=31536000") for each in answers)


def test_files_come_in_by_one_door_which_looks_at_kind_and_content(administrator: FlaskClient, county: County) -> None:
    sources = {path.name: path.read_text() for path in Path(pages.__file__).parent.glob("*.py")}
    assert [name for name, text in sources.items() if "request.files" in text] == ["imports.py"]
    for name, content, status in (
        ("page.html", b"<script>", 422),
        ("program.exe", b"MZ", 422),
        ("../../people.csv.php", b"x", 422),
        ("people.xlsx", b"MZ\x90\x00 no workbook", 422),
        ("people.csv", b"PK\x03\x04 a workbook in truth", 422),
    ):
        answer = send(administrator, name, content)
        if answer.status_code == 303:  # kept, and refused as soon as it is read
            answer = administrator.get(answer.location)
        assert answer.status_code == status, (name, answer.status_code)


def send(client: FlaskClient, name: str, content: bytes) -> TestResponse:
    from io import BytesIO

    return client.post("/imports/new", data={"kind": "labourers", "file": (BytesIO(content), name)})
