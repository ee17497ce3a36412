"""The ranked list by keyboard alone, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import page_of, sign_in
from tests.browser.scene import Scene

pytestmark = pytest.mark.browser
WHOLE_ROWS = """[...document.querySelectorAll('.ranked tr[data-person]')].filter(row => {
  const place = row.getBoundingClientRect(), top = document.elementFromPoint(place.left + 120, place.bottom - 2);
  return place.height >= 24 && place.bottom <= innerHeight && top && row.contains(top);
}).length"""
"""Rows of the list that are seen whole, with nothing over them, before anything is scrolled."""


def focused(page: Page) -> str:
    """The row that has the focus."""
    return str(page.evaluate("(document.activeElement.closest('tr') || {id: ''}).id"))


def test_keys_move_open_tick_and_compare_in_the_list_and_nowhere_else(
    browser: Browser, address: str, scene: Scene
) -> None:
    page = page_of(browser, address, "zh", 1280)
    sign_in(page, "counsellor")
    page.goto(f"/orders/{scene.open_order}/candidates")
    assert page.evaluate(WHOLE_ROWS) >= 15
    page.locator("[lang=en]").click()
    expect(page.locator("html[lang=en] .ranked")).to_be_visible()
    assert page.evaluate(WHOLE_ROWS) >= 15
    page.keyboard.press("ArrowDown")
    assert focused(page) == ""
    page.locator(".opener").first.focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "rank-2"
    page.keyboard.press("ArrowRight")
    expect(page.locator(".points-table")).to_be_visible()
    expect(page.locator("#rank-2 .opener")).to_be_focused()
    page.keyboard.press("Home")
    assert focused(page) == "rank-1"
    page.keyboard.press("Shift+Slash")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    page.locator("#keys-on").uncheck()
    page.locator(".opener").first.focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "rank-1"
    page.context.close()
