"""The ranked list by keyboard alone, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import page_of, sign_in
from tests.browser.scene import Scene

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    """The row that has the focus."""
    return str(page.evaluate("(document.activeElement.closest('tr') || {id: ''}).id"))


def test_keys_move_open_tick_and_compare_in_the_list_and_nowhere_else(
    browser: Browser, address: str, scene: Scene
) -> None:
    page = page_of(browser, address, "zh", 1280)
    sign_in(page, "counsellor")
    page.goto(f"/orders/{scene.open_order}/candidates")
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
