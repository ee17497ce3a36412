"""A real Chromium and a real server for the pages."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
HEIGHTS = {360: 780, 1280: 720}


class Quiet(WSGIRequestHandler):
    """Requests are not worth a line each."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app on a free port of this machine; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def page_of(browser: Browser, address: str, language: str, width: int, **options: Any) -> Page:
    """A window of that width whose owner reads that language."""
    context = browser.new_context(
        base_url=address,
        locale=LANGUAGES[language],
        viewport={"width": width, "height": HEIGHTS.get(width, 720)},
        **options,
    )
    return context.new_page()


def sign_in(page: Page, login: str) -> None:
    page.goto("/login")
    page.fill("#field-login", login)
    page.fill("#field-password", f"{login}-secret")
    page.press("#field-password", "Enter")
    page.wait_for_url(re.compile(r"/(home|me|me/person)$"))
