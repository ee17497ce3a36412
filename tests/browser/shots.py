"""Pictures of the main pages in both languages at 360 and 1,280 px, to look at: `python -m tests.browser.shots FOLDER`.

`--only NAME` takes one page, `--language` and `--width` narrow it further.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fixtures.load_reference import load_reference
from models import migrate
from models.db import Database
from models.sealed import new_key_ring, use_key_ring
from services.users import ensure_local_operator
from tests.browser.chromium import HEIGHTS, LANGUAGES, chromium, page_of, served, sign_in
from tests.browser.scene import Scene, build
from tests.moments import NOW


def addresses(scene: Scene) -> dict[str, tuple[str | None, str]]:
    """Each picture by name: who is signed in, and the address."""
    return {
        "front": (None, "/"),
        "login": (None, "/login"),
        "home-county": ("county", "/home"),
        "home-employer": ("employer", "/home"),
        "orders": ("county", "/orders"),
        "order-review": ("county", f"/orders/{scene.waiting_order}"),
        "order-open": ("employer", f"/orders/{scene.open_order}"),
        "order-form": ("employer", "/orders/new"),
        "candidates": ("counsellor", f"/orders/{scene.open_order}/candidates"),
        "candidates-none": ("counsellor", f"/orders/{scene.empty_order}/candidates"),
        "labourers": ("liaison", "/labourers"),
        "labourer": ("counsellor", f"/labourers/{scene.labourer}"),
        "imports": ("administrator", "/imports"),
        "import-new": ("county", "/imports/new"),
        "import-preview": ("administrator", f"/imports/{scene.preview}"),
        "import-flags": ("administrator", f"/imports/{scene.preview}?tab=flags"),
        "import-columns": ("administrator", f"/imports/{scene.preview}?tab=columns"),
        "import-done": ("administrator", f"/imports/{scene.done}"),
        "twins": ("county", "/twins"),
        "employers": ("county", "/employers"),
        "bases": ("county", "/bases"),
        "permissions": ("auditor", "/admin/permissions"),
        "styleguide": (None, "/styleguide"),
        "error": ("employer", "/twins"),
    }


@contextmanager
def county() -> Iterator[Scene]:
    """A county of its own in a temporary folder."""
    ring = new_key_ring()
    use_key_ring(ring)
    with tempfile.TemporaryDirectory() as name:
        database = Database(f"sqlite:///{Path(name) / 'shots.db'}")
        migrate.upgrade(database.engine)
        with database.writing() as session:
            load_reference(session)
            ensure_local_operator(session, at=NOW)
        try:
            yield build(database, ring, Path(name))
        finally:
            database.dispose()


def take(folder: Path, only: str, languages: list[str], widths: list[int]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with county() as scene, served(scene.app) as address, chromium() as browser:
        wanted = {name: where for name, where in addresses(scene).items() if only in name}
        for language in languages:
            for width in widths:
                for role in sorted({who or "" for who, _ in wanted.values()}):
                    page = page_of(browser, address, language, width)
                    if role:
                        sign_in(page, role)
                    for name, (who, path) in wanted.items():
                        if (who or "") == role:
                            page.goto(path)
                            if name == "candidates":
                                page.screenshot(path=folder / f"{name}-closed-{language}-{width}.png", full_page=True)
                                page.click(".opener >> nth=1")
                                page.wait_for_selector(".why")
                            page.screenshot(path=folder / f"{name}-{language}-{width}.png", full_page=True)
                    page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--width", type=int, choices=HEIGHTS, action="append")
    given = parser.parse_args()
    take(given.folder, given.only, given.language or list(LANGUAGES), given.width or list(HEIGHTS))


if __name__ == "__main__":
    main()
