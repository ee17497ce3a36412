"""Every page of every role in a real browser, in both languages: axe finds nothing, nothing can be pushed sideways, the
policy is kept, no script fails, and a page weighs less than 150 KB as it is sent.

Roles and pages are those of `web.routes.ROUTES`; a page that no link and no address of ours leads to fails the test.
Each page is looked at once, every other one in English; `PAGES=all` looks at all that anybody sees of it, in both.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import Looks, listen, look, window
from tests.browser.scene import Scene
from tests.browser.scene_more import LOGINS, Place, more_pages
from tests.browser.shots import ACTS, addresses, open_page
from tests.browser.walking import Stop, Walk, client_of, walk
from web.routes import ROUTES

pytestmark = pytest.mark.browser

NOT_PAGES = {
    "healthz", "readyz", "metrics", "public_day", "measures_sheet", "import_rejects", "import_progress",
    "single_sign_on", "single_sign_on_back", "suggest_occupations", "suggest_skills", "suggest_places",
    "suggest_employers",
}  # fmt: skip
"""Answers for machines, files and parts of pages; so are all whose name begins with `table_`."""

ALL = os.environ.get("PAGES") == "all"
BOTH = {"zh": 360, "en": 1280}


@pytest.fixture(scope="module")
def places(scene: Scene) -> list[Place]:
    return more_pages(scene)


@pytest.fixture(scope="module")
def walked(scene: Scene, places: list[Place]) -> Walk:
    """All links followed, by every account; as a rule to a kind of page by two of them."""
    named = [place for name, place in addresses(scene).items() if not name.startswith("error")]
    return walk(scene.app, list(LOGINS), [*named, *places], len(LOGINS) if ALL else 2)


def test_every_page_is_reached_by_somebody_and_every_link_leads_somewhere(walked: Walk) -> None:
    pages = {route.endpoint for route in ROUTES if "GET" in route.methods}
    pages -= {each for each in pages if each in NOT_PAGES or each.startswith("table_")}
    assert pages - walked.seen.keys() == set()
    assert [each for each in walked.faults if "/disclosures/day.json" not in each] == []  # no day was sealed yet


@pytest.mark.parametrize("language", BOTH)
def test_a_browser_finds_no_fault_with_any_page(
    browser: Browser, address: str, scene: Scene, walked: Walk, language: str
) -> None:
    looks = Looks()
    for stop, page in _opened(browser, address, scene, _stops(walked, language), language, looks):
        page.goto(stop.path)
        look(page, f"{stop.login} {stop.path}", looks)
    print(f"\n{language}, {BOTH[language]} px: {looks.summary()}")
    assert not looks.faults, "\n".join(looks.faults)


@pytest.mark.parametrize("language", BOTH)
def test_a_browser_finds_no_fault_with_what_was_just_done(
    browser: Browser, address: str, scene: Scene, language: str
) -> None:
    """Forms that were refused, rows that were opened, codes that were made."""
    looks, where = Looks(), addresses(scene)
    stops = [Stop(*where[name], name) for name in ACTS if name in where]
    if not ALL:
        stops = stops[list(BOTH).index(language) :: len(BOTH)]
    for stop, page in _opened(browser, address, scene, stops, language, looks):
        open_page(page, stop.endpoint, stop.path)
        look(page, stop.endpoint, looks)
    refused = "the server responded with a status of 4"  # the refusal that is looked at
    assert [each for each in looks.faults if refused not in each] == []


def _stops(walked: Walk, language: str) -> list[Stop]:
    if ALL:
        return walked.stops
    once = {stop.endpoint: stop for stop in reversed(walked.stops)}
    return [once[each] for each in sorted(once)[list(BOTH).index(language) :: len(BOTH)]]


def _opened(
    browser: Browser, address: str, scene: Scene, stops: list[Stop], language: str, looks: Looks
) -> Iterator[tuple[Stop, Page]]:
    """Each stop with a page of whoever opens it, one account after the other."""
    for login in dict.fromkeys(stop.login for stop in stops):
        with _page(browser, address, scene, login, language) as page:
            listen(page, looks)
            for stop in (each for each in stops if each.login == login):
                yield stop, page


@contextmanager
def _page(browser: Browser, address: str, scene: Scene, login: str | None, language: str) -> Iterator[Page]:
    context = window(browser, address, language, BOTH[language], _cookie(scene, login))
    yield context.new_page()
    context.close()


def _cookie(scene: Scene, login: str | None) -> dict[str, Any] | None:
    if login is None:
        return None
    name = scene.app.config["SESSION_COOKIE_NAME"]
    cookie = client_of(scene.app, login).get_cookie(name)
    return {"name": name, "value": cookie.value} if cookie else None
