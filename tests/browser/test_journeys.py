"""Each role does its main act once, in a real browser, against the real server, worker and queue: the demo as it is
started by `sunmatch demo`. The check plays the roles between whom an order goes; `JOURNEYS=roles` plays every role,
with widths and languages spread over them, `JOURNEYS=all` each in all four combinations, each in a world of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from models.sealed import KeyRing, save_key_ring
from tests.browser.chromium import page_of
from tests.browser.journeys import JOURNEYS

pytestmark = pytest.mark.browser

ALL = [("zh", 360), ("zh", 1280), ("en", 360), ("en", 1280)]
SPREAD = {
    "anybody": ("en", 360), "employer": ("zh", 360), "county": ("zh", 1280), "counsellor": ("en", 1280),
    "labourer": ("zh", 360), "liaison": ("zh", 360), "township": ("en", 1280), "base": ("zh", 1280),
    "assessor": ("en", 360), "auditor": ("zh", 1280), "administrator": ("en", 1280), "finance": ("zh", 360),
    "broker": ("en", 360),
}  # fmt: skip
OF_AN_ORDER = ("employer", "county", "counsellor", "labourer", "base")
PEOPLE = 60
PATIENCE = 120.0  # seconds until a demo that was asked to end has ended


@dataclass
class World:
    """A demo that runs: its address and its accounts, and which language and width everybody has, if all the same."""

    address: str
    passwords: dict[str, str]
    same: tuple[str, int] | None

    def of(self, role: str) -> tuple[str, int]:
        return self.same or SPREAD[role]


@pytest.fixture(
    scope="module",
    params=ALL if os.environ.get("JOURNEYS") == "all" else [None],
    ids=lambda same: f"{same[0]}-{same[1]}" if same else "spread",
)
def world(
    request: pytest.FixtureRequest, template: str, ring: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    home = tmp_path_factory.mktemp("demo")
    save_key_ring(home / "keys.json", ring)
    shutil.copy(template.removeprefix("sqlite:///"), home / "sunmatch.db")
    command = [sys.executable, "-P", "-m", "web.cli", "demo", "--no-browser", "--json", "--lang", "en"]
    command += ["--labourers", str(PEOPLE), "--port", "0", "--home", str(home)]
    environment = {**os.environ, "SUNMATCH_WORKER_NICE": "0"}  # other tests take all the processor there is
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        told: dict[str, Any] = json.loads(process.stdout.readline())
        passwords = {account["login"]: account["password"] for account in told["accounts"]}
        yield World(told["address"], passwords, request.param)
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


@pytest.mark.parametrize("role", [each for each in JOURNEYS if os.environ.get("JOURNEYS") or each in OF_AN_ORDER])
def test_everybody_does_what_they_came_for(browser: Browser, world: World, role: str, tmp_path: Path) -> None:
    page = page_of(browser, world.address, *world.of(role))
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    if role in world.passwords:
        page.goto("/login")
        page.fill("#field-login", role)
        page.fill("#field-password", world.passwords[role])
        page.press("#field-password", "Enter")
        page.wait_for_url(lambda address: "/login" not in address)
    JOURNEYS[role](page, tmp_path)
    page.context.close()
    assert faults == []


def test_every_demo_account_has_a_journey(world: World) -> None:
    assert {login.rstrip("23") for login in world.passwords} <= JOURNEYS.keys()
