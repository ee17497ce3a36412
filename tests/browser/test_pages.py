"""What main pages do in a real browser: both languages, by keyboard, without script."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import page_of, sign_in
from tests.browser.scene import Scene

pytestmark = pytest.mark.browser


def test_the_switch_changes_language_and_stays_on_the_page(browser: Browser, address: str) -> None:
    page = page_of(browser, address, "zh", 1280)
    sign_in(page, "county")
    page.goto("/orders?state=submitted")
    expect(page.locator("h1")).to_have_text("订单")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Orders")
    assert page.url.endswith("/orders?state=submitted")
    assert page.locator("html").get_attribute("lang") == "en"
    page.context.close()


def test_a_row_opens_in_place_and_its_points_sum_to_the_score(browser: Browser, address: str, scene: Scene) -> None:
    page = page_of(browser, address, "zh", 1280)
    sign_in(page, "counsellor")
    page.goto(f"/orders/{scene.open_order}/candidates")
    names = page.locator(".opener").all_inner_texts()
    page.locator(".opener").nth(1).click()
    points = page.locator(".points-table tbody td:last-child")
    expect(points).to_have_count(6)
    shown = float(page.locator(".points-table tfoot td:last-child").inner_text())
    assert sum(float(text) for text in points.all_inner_texts()) == pytest.approx(shown, abs=1e-3)
    assert page.locator(".opener").all_inner_texts() == names
    expect(page).to_have_url(re.compile("open="))
    page.context.close()


def test_the_same_row_opens_without_script(browser: Browser, address: str, scene: Scene) -> None:
    page = page_of(browser, address, "en", 360, java_script_enabled=False)
    sign_in(page, "counsellor")
    page.goto(f"/orders/{scene.open_order}/candidates")
    page.locator(".opener").first.click()
    expect(page.locator(".points-table")).to_be_visible()
    page.context.close()


def test_an_employer_files_an_order_by_keyboard_and_sees_what_to_mend(browser: Browser, address: str) -> None:
    page = page_of(browser, address, "zh", 1280)
    sign_in(page, "employer")
    page.goto("/orders/new/all")
    page.focus("#field-line-1-occupation")
    page.keyboard.type("缝纫工")
    page.get_by_role("button", name="保存草稿并核对").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".errors")).to_contain_text("请填写人数")
    assert page.input_value("#field-line-1-occupation") == "缝纫工"
    page.fill("#field-line-1-seats", "30")
    page.fill("#field-line-1-address", "深圳市")
    page.fill("#field-line-1-wage", "5000-6000")
    page.fill("#field-line-1-starts_on", "2027-03-01")
    page.get_by_role("button", name="保存草稿并核对").click()
    expect(page.locator("main .tag").first).to_have_text("草稿")
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("main .tag").first).to_have_text("待审核")
    page.context.close()
