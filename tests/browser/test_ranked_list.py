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
BROKEN = """[...document.querySelectorAll('.tile b')].filter(
  name => name.scrollHeight > 17 * name.textContent.split(' ').length).map(name => name.textContent)"""
"""Names on more lines than they have words."""
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


def test_digits_choose_the_reason_of_the_row_that_is_passed_over(browser: Browser, address: str, scene: Scene) -> None:
    page = page_of(browser, address, "zh", 1280)
    sign_in(page, "counsellor")
    page.goto(f"/orders/{scene.open_order}/candidates")
    assert "list=" in page.url
    page.locator(".opener").nth(4).focus()
    page.keyboard.press("KeyD")
    reason = page.locator("#field-passed")
    expect(reason).to_be_focused()
    page.keyboard.press("3")
    codes = reason.locator("option").evaluate_all("options => options.map(option => option.value)")
    expect(reason).to_have_value(codes[3])
    page.keyboard.press("Escape")
    assert focused(page) == "rank-5"
    page.keyboard.press("2")
    expect(reason).to_have_value(codes[2])
    expect(reason).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#rank-5.passed")).to_be_visible()
    page.wait_for_function("document.activeElement.closest('tr')?.id === 'rank-6'")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "rank-7"
    page.context.close()


def test_keys_go_on_where_a_row_is_clicked(browser: Browser, address: str, scene: Scene) -> None:
    page = page_of(browser, address, "zh", 1280)
    sign_in(page, "counsellor")
    page.goto(f"/orders/{scene.open_order}/candidates")
    page.locator("#rank-3 .score").click()
    page.keyboard.press("ArrowDown")
    assert focused(page) == "rank-4"
    page.context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_bar_of_acts_leaves_the_screen_of_a_phone_to_the_list(
    browser: Browser, address: str, scene: Scene, language: str
) -> None:
    page = page_of(browser, address, language, 360)
    sign_in(page, "counsellor")
    page.goto(f"/orders/{scene.order_with_classes}/candidates?choose=3")
    bar = page.locator(".pick-bar").bounding_box()
    assert bar
    assert bar["height"] <= 0.15 * 780
    page.locator("[name=pick]:checked").evaluate_all("boxes => boxes.forEach(box => { box.checked = false })")
    assert page.locator(".pick-bar").evaluate("bar => getComputedStyle(bar).position") == "static"
    page.context.close()


def test_no_word_of_a_named_square_is_broken(browser: Browser, address: str) -> None:
    page = page_of(browser, address, "en", 1280)
    page.goto("/styleguide")
    for width in (1280, 1023, 800, 760, 640, 360):
        page.set_viewport_size({"width": width, "height": 720})
        assert page.evaluate(BROKEN) == []
    page.context.close()
