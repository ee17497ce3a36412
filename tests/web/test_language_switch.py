"""The switch of languages keeps the page, and what was typed in a form that was refused."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import County
from tests.web.test_orders import GOOD


def switched(client: FlaskClient, shown: str) -> str:
    """The page that the switch of a page leads to."""
    form = re.search(r'<form class="languages" method="post" action="([^"]*)">(.*?)</form>', shown, re.DOTALL)
    assert form is not None
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[2]):
        fields.setdefault(name, []).append(unescape(value))
    return client.post(unescape(form[1]), data=fields, follow_redirects=True).text


def test_a_page_is_shown_again_with_its_question(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    shown = switched(client, client.get("/orders?state=draft").text)
    assert '<html lang="en"' in shown
    assert 'href="/orders?state=draft" aria-current="true"' in shown


def test_a_refused_form_comes_back_with_what_was_typed_and_nothing_is_done(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    refused = client.post(
        "/orders/new/all", data=GOOD | {"line-1-wage": "面议吧", "employer_brings": ["premises", "teachers"]}
    )
    shown = switched(client, refused.text)
    assert '<html lang="en"' in shown
    assert 'value="面议吧"' in shown
    assert len(re.findall('name="employer_brings"[^>]* checked', shown)) == 2
    back = switched(client, shown)
    assert '<html lang="zh-CN"' in back
    assert 'value="面议吧"' in back
    orders = client.get("/orders").text
    assert client.post("/orders/new/all", data=GOOD | {"shown_in": "en"}).status_code == 200
    assert client.get("/orders?").text.count("/orders/") == orders.count("/orders/")


def test_no_password_is_repeated(client: FlaskClient) -> None:
    refused = client.post("/login", data={"login": "nobody", "password": "geheim123"}).text
    shown = switched(client, refused)
    assert "geheim123" not in refused + shown
    assert 'value="nobody"' in shown


def test_an_address_that_only_takes_a_form_leads_to_its_page(app: Flask, county: County) -> None:
    client, place = county.client(app, "county"), f"/orders/{county.order_id}"
    for address, page in ((f"{place}/approve", place), ("/orders/new/file", "/orders/new"), ("/logout", "/home")):
        answer = client.get(address)
        assert (answer.status_code, answer.location) == (302, page)
    assert app.test_client().get("/language/en").location == "/"
    assert client.put(place).status_code == 405
