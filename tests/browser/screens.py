"""The pictures of `docs/screens`, all of them anew: `python -m tests.browser.screens [FOLDER]`."""

import argparse
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium, page_of, served, sign_in
from tests.browser.scene import Scene
from tests.browser.shots import addresses, county, open_page

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
COLOURS = 64


class Screen(NamedTuple):
    """A picture: its file, the name of the page in `shots.addresses`, language, width, what it shows, and what is
    pressed first."""

    file: str
    page: str
    language: str
    width: int
    words: str
    pressed: str = ""


SCREENS = (
    Screen("day-page", "home-county", "zh", 1280, "The day of a county office: one queue by the clock"),
    Screen("ranked-list", "candidates", "zh", 1280, "The ranked list, with one row opened", ".opener >> nth=3"),
    Screen("nobody-eligible", "candidates-none", "en", 1280, "Nobody is eligible: each rule and whom it removes"),
    Screen("order-form", "order-page-pay", "zh", 360, "A firm files an order on a phone"),
    Screen("order-timeline", "order-open", "en", 360, "A firm follows its order"),
    Screen("offer", "me-offer", "zh", 360, "An offer, whole on a small phone"),
    Screen("openings", "me-openings", "zh", 360, "What fits somebody, and why"),
    Screen("displaced", "displaced", "zh", 1280, "The displaced: who needs a person first"),
    Screen("import", "import-preview", "zh", 1280, "A register before it is loaded: what will happen, row by row"),
    Screen("twins", "twins", "en", 1280, "Two entries that may be one person"),
    Screen("class", "class-running", "zh", 1280, "A class that runs, with its people"),
    Screen("figures", "figures", "zh", 1280, "Figures of a county, with the table beside each chart"),
    Screen("front", "front", "en", 1280, "What the public sees"),
    Screen("permissions", "permissions", "en", 1280, "The permission table"),
)


def take(folder: Path, only: str = "") -> None:
    """Take every picture, or those whose file is named like `only`."""
    folder.mkdir(parents=True, exist_ok=True)
    with county() as scene, served(scene.app) as address, chromium() as browser:
        for screen in SCREENS:
            if only in screen.file:
                (folder / f"{screen.file}.png").write_bytes(_small(_picture(browser, address, scene, screen)))
    if not only:
        (folder / "README.md").write_text(readme(), encoding="utf-8")


def _picture(browser: Browser, address: str, scene: Scene, screen: Screen) -> bytes:
    login, path = addresses(scene)[screen.page]
    page = page_of(browser, address, screen.language, screen.width)
    if login is not None:
        sign_in(page, login)
    open_page(page, screen.page, path)
    if screen.pressed:
        page.click(screen.pressed)
        page.wait_for_selector(".why")
    picture = _of_what_is_seen(page)
    page.context.close()
    return picture


def _of_what_is_seen(page: Page) -> bytes:
    page.wait_for_load_state("networkidle")
    return page.screenshot()


def _small(picture: bytes) -> bytes:
    """The same with few colours: a page has hardly more."""
    packed = BytesIO()
    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def readme() -> str:
    """What each picture shows."""
    rows = [f"| `{each.file}.png` | {each.words} | {each.language}, {each.width} px |" for each in SCREENS]
    head = [
        "# Pictures of the main pages",
        "",
        "Taken in Chromium of a made-up county, all anew by one command (about a minute):",
        "",
        "```",
        ".venv/bin/python -m tests.browser.screens",
        "```",
        "",
        "| file | what it shows | language and width |",
        "| --- | --- | --- |",
    ]
    return "\n".join([*head, *rows, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    take(given.folder, given.only)


if __name__ == "__main__":
    main()
