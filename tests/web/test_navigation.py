"""Where each role may go: groups of places it may open, one of them marked as where we are."""

import re

import pytest
from flask import Flask

from models.user import ROLES
from services.access import PERMISSIONS
from tests.web.conftest import County
from web.navigation import BARS, GROUPS
from web.routes import ROUTES, SIGNED_IN

MOST_HEADINGS, MOST_PLACES = 6, 24


def test_every_place_is_a_page_that_asks_for_the_same_right() -> None:
    pages = {route.endpoint: route.action for route in ROUTES if "GET" in route.methods}
    places = [place for group in GROUPS for place in group.places] + [place for bar in BARS.values() for place in bar]
    assert {place.endpoint for place in places} <= pages.keys()
    rights = {place.endpoint: place.action for place in places if place.endpoint != "api_docs"}
    assert {endpoint: pages[endpoint] for endpoint in rights} == rights
    assert set(rights.values()) - PERMISSIONS.keys() == {SIGNED_IN}


@pytest.mark.parametrize("role", [role for role in ROLES if role not in BARS])
def test_an_office_finds_few_headings_and_every_place_opens(app: Flask, county: County, role: str) -> None:
    client = county.client(app, role)
    menu = client.get("/home").text.partition('<nav class="menu"')[2].partition("</nav>")[0]
    assert menu.count("menu-heading") <= MOST_HEADINGS
    places = re.findall(r'href="([^"]+)"', menu)
    assert 1 <= len(places) <= MOST_PLACES
    assert menu.count('aria-current="page"') == 1
    assert [place for place in places if client.get(place).status_code != 200] == []


def test_a_new_order_is_in_new_and_not_in_orders(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    shown = client.get("/orders/new", follow_redirects=True).text
    bar = shown.partition('<nav class="menu"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', bar) == ["/orders", "/home", "/orders/new", "/account"]
    assert 'href="/orders/new" aria-current="page"' in bar


def test_the_menu_unfolds_without_script_where_there_is_little_room(app: Flask, county: County) -> None:
    office, firm = (county.client(app, role).get("/home").text for role in ("county", "employer"))
    assert '<details class="small-menu">' in office
    assert "small-menu" not in firm


def test_finance_reads_where_claims_will_be_and_finds_no_dead_link(app: Flask, county: County) -> None:
    shown = county.client(app, "finance").get("/home").text
    assert "申领单会列在这里" in shown
    links = [each for each in re.findall(r'<a [^>]*href="(/[^"]+)"', shown) if not each.startswith("/static")]
    client = county.client(app, "finance")
    assert [each for each in links if client.get(each).status_code != 200] == []
