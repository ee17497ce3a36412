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

HEIGHTS = "[...document.querySelectorAll('.ranked tr[data-person]')].slice(0, 15).map(row => row.offsetHeight)"
TOP = "id => document.getElementById(id).getBoundingClientRect().top"


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
    assert set(page.evaluate(HEIGHTS)) == {36}
    page.keyboard.press("ArrowDown")
    assert focused(page) == ""
    page.keyboard.press("Shift+Slash")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    page.keyboard.press("Shift+Slash")
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
    expect(page.locator(".compare-press kbd")).to_be_visible()
    page.locator("#keys-on").uncheck()
    expect(page.locator(".compare-press kbd")).to_be_hidden()
    page.locator(".opener").first.focus()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "rank-1"
    page.context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_what_a_button_leads_to_stands_clear_of_the_head(
    browser: Browser, address: str, scene: Scene, width: int
) -> None:
    page = page_of(browser, address, "zh", width)
    sign_in(page, "counsellor")
    page.goto(f"/orders/{scene.open_order}/candidates")
    page.locator(".pass-one").nth(4).click()
    expect(page.locator("#field-passed")).to_be_focused()
    assert 60 < page.evaluate(TOP, "field-passed") < 400
    assert page.evaluate("getComputedStyle(document.querySelector('.points-table thead th')).position") == "static"
    page.locator("#field-departure summary").click()
    for field in ("#field-passed", "#field-why"):  # wide enough for the words of a reason
        assert (page.locator(field).bounding_box() or {"width": 0})["width"] > 200
    people = [page.locator(f"#rank-{rank}").get_attribute("data-person") for rank in (2, 5)]
    page.goto(f"/orders/{scene.open_order}/candidates/compare?pick={people[0]}&pick={people[1]}")
    for person in page.locator(".compared .sums td.score").all():
        assert 0 <= (person.bounding_box() or {"x": -1})["x"] < width - 40
    page.context.close()
