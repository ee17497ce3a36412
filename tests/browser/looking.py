"""What a browser finds fault with on a page, and what the page weighed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.chromium import HEIGHTS, LANGUAGES

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 360, 1280)
HEAVIEST = 150 * 1024  # bytes as they were sent, charts aside
SENT = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    bytes: all.filter(each => !each.name.includes("echarts")).reduce((sum, each) => sum + each.encodedBodySize, 0),
    plain: all.filter(each => each.encodedBodySize > 20000 && each.encodedBodySize === each.decodedBodySize
      && !/\\.(png|jpg|woff2?)/.test(each.name)).map(each => each.name),
    paint: paint ? paint.startTime : 0,
  };
}"""


@dataclass
class Looks:
    """All `faults` so far, the `bytes` that each address weighed, and after how many ms it was first `painted`."""

    faults: list[str] = field(default_factory=list)
    bytes: dict[str, int] = field(default_factory=dict)
    painted: dict[str, float] = field(default_factory=dict)

    def summary(self) -> str:
        """Said by the test, for whoever reads its output."""
        paints = sorted(each for each in self.painted.values() if each)
        if not paints:
            return "nothing was painted"
        late = sum(each > 1000 for each in paints)
        middle, ninth, last = paints[len(paints) // 2], paints[len(paints) * 9 // 10], paints[-1]
        heaviest = max(self.bytes, key=lambda address: self.bytes[address])
        return (
            f"{len(paints)} pages, first paint after {middle:.0f} ms (median), {ninth:.0f} ms (9 of 10), {last:.0f} ms"
            f" (slowest; {late} over 1 s); heaviest {self.bytes[heaviest] / 1024:.0f} KB: {heaviest}"
        )


def window(browser: Browser, address: str, language: str, width: int, cookie: dict[str, Any] | None) -> BrowserContext:
    """A browser of somebody who reads that language, signed in by that cookie."""
    size = {"width": width, "height": HEIGHTS.get(width, 720)}
    context = browser.new_context(base_url=address, locale=LANGUAGES[language], viewport=size)
    if cookie is not None:
        context.add_cookies([{**cookie, "url": address}])
    return context


def listen(page: Page, looks: Looks) -> None:
    """Note what the browser complains about: its policy broken, a script that failed, something missing. That a page
    says what cannot be read (422) is no fault of the page."""

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error" and "status of 422" not in said.text:
            looks.faults.append(f"{page.url}: {said.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: looks.faults.append(f"{page.url}: {error}"))


def look(page: Page, name: str, looks: Looks) -> None:
    """Judge the page as it is shown now: what axe finds, at its width; whether it can be pushed sideways, at each; and
    what it weighed."""
    sent = page.evaluate(SENT)
    looks.bytes[name], looks.painted[name] = sent["bytes"], sent["paint"]
    if sent["bytes"] > HEAVIEST:
        looks.faults.append(f"{name}: {sent['bytes']} bytes")
    looks.faults += [f"{name}: sent uncompressed: {each}" for each in sent["plain"]]
    if AXE.exists():
        looks.faults += [f"{name}: {finding}" for finding in findings(page)]
    looks.faults += [f"{name}: {over} px sideways at {width}" for width, over in sideways(page).items() if over > 0]


PAINTED_ANEW = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def sideways(page: Page, widths: tuple[int, ...] = WIDTHS) -> dict[int, int]:
    """How many px the page can be pushed sideways, by width of the window; the width is put back."""
    before, over = page.viewport_size, {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 720)})
        page.evaluate(PAINTED_ANEW)  # a chart learns of its new width when the page is painted
        over[width] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if before:
        page.set_viewport_size(before)
    return over


def findings(page: Page) -> list[str]:
    """Everything axe finds, which is evaluated in the page: its strict policy forbids a foreign script tag."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("axe.run({resultTypes: ['violations']}).then(result => result.violations)")
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in violations]
