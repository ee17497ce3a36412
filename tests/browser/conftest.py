"""One county, one server and one browser for all browser tests; they only look, except where a test says so."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from models.db import Database
from models.sealed import KeyRing
from tests.browser.chromium import chromium, served
from tests.browser.scene import Scene, build

expect.set_options(timeout=30_000)  # ms until a page shows what it should: a busy machine is no fault


@pytest.fixture(scope="session")
def scene(template: str, ring: KeyRing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene")
    shutil.copy(template.removeprefix("sqlite:///"), folder / "scene.db")
    database = Database(f"sqlite:///{folder / 'scene.db'}")
    yield build(database, ring, Path(folder))
    database.dispose()


@pytest.fixture(scope="session")
def address(scene: Scene) -> Iterator[str]:
    with served(scene.app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
