"""What a chart draws of the table beside it."""

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import page_of

pytestmark = pytest.mark.browser
ROWS = """row => [...Array(36).keys()]
  .map(at => `${2024 + Math.floor(at / 12)}-${String(at % 12 + 1).padStart(2, "0")}`)
  .filter((_, at) => at < 10 || at === 13 || at > 20).map(month => row.replace("MONTH", month)).join("")"""
"""Three years of months, of which one stands alone between two gaps."""
DRAWN = """echarts.getInstanceByDom(document.querySelector(".chart")).getZr().storage.getDisplayList(true)
  .filter(each => each.type === "path" && each.shape && each.shape.symbolType === "circle").length"""


def test_a_month_alone_between_two_gaps_is_drawn(browser: Browser, address: str) -> None:
    page = page_of(browser, address, "zh", 360)
    page.goto("/styleguide")
    made = page.evaluate(ROWS, '<tr><th>MONTH</th><td data-value="5">5</td></tr>')
    script = page.locator("script[src*='charts.js']").get_attribute("src")
    page.evaluate(
        """rows => { document.querySelector("main").innerHTML =
        `<figure><div class="beside-chart"><table data-chart="lines"><thead><tr><th>月</th><th>人</th></tr></thead>
        <tbody>${rows}</tbody></table></div></figure>` }""",
        made,
    )
    page.add_script_tag(url=script)
    page.wait_for_function("document.querySelector('.chart canvas')")
    page.wait_for_function(f"{DRAWN} > 0")
    assert page.evaluate(DRAWN) == 10 + 1 + 15
    page.context.close()
