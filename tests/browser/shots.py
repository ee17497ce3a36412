"""Pictures of the main pages in both languages at 360 and 1,280 px, to look at: `python -m tests.browser.shots FOLDER`.

`--only NAME` takes one page, `--language` and `--width` narrow it further.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Page

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
        "public-figures": (None, "/disclosures/figures"),
        "public-roster": (None, "/disclosures/roster"),
        "figures": ("county", "/figures"),
        "figures-map": ("county", "/figures/map"),
        "login": (None, "/login"),
        "login-wrong": (None, "/login"),
        "form-too-old": (None, "/login"),
        "home-county": ("county", "/home"),
        "home-employer": ("employer", "/home"),
        "home-empty": ("newcomer", "/home"),
        "orders": ("county", "/orders"),
        "orders-empty": ("newcomer", "/orders"),
        "order-review": ("county", f"/orders/{scene.waiting_order}"),
        "order-return": ("county", f"/orders/{scene.waiting_order}"),
        "order-open": ("employer", f"/orders/{scene.open_order}"),
        "order-returned": ("employer", f"/orders/{scene.returned_order}"),
        "order-form": ("employer", "/orders/new/all"),
        "order-page-job": ("employer", "/orders/new"),
        "order-page-pay": ("employer", "/orders/new?page=pay"),
        "order-page-check": ("employer", "/orders/new?page=check"),
        "candidates": ("counsellor", f"/orders/{scene.open_order}/candidates"),
        "candidates-opened": ("counsellor", f"/orders/{scene.open_order}/candidates"),
        "candidates-none": ("counsellor", f"/orders/{scene.empty_order}/candidates"),
        "candidates-unranked": ("counsellor", f"/orders/{scene.unranked_order}/candidates"),
        "messages": ("counsellor", "/messages"),
        "letters": ("counsellor", "/messages/letters"),
        "labourers": ("liaison", "/labourers"),
        "labourers-nobody": ("liaison", "/labourers?q=没有这个人"),
        "labourers-empty": ("newcomer", "/labourers"),
        "labourer": ("counsellor", f"/labourers/{scene.labourer}"),
        "labourer-flagged": ("counsellor", f"/labourers/{scene.flagged_labourer}"),
        "imports": ("administrator", "/imports"),
        "imports-empty": ("newcomer", "/imports"),
        "import-new": ("county", "/imports/new"),
        "import-no-file": ("county", "/imports/new"),
        "import-preview": ("administrator", f"/imports/{scene.sheet_to_mend}"),
        "import-flags": ("administrator", f"/imports/{scene.sheet_to_mend}?tab=flags"),
        "import-columns": ("administrator", f"/imports/{scene.sheet_to_mend}?tab=columns"),
        "import-other-sheets": ("administrator", f"/imports/{scene.sheet_with_other_sheets}"),
        "import-unreadable": ("administrator", f"/imports/{scene.sheet_unreadable}"),
        "import-waiting": ("administrator", f"/imports/{scene.sheet_waiting}"),
        "import-loaded": ("administrator", f"/imports/{scene.sheet_loaded}"),
        "twins": ("county", "/twins"),
        "twins-empty": ("newcomer", "/twins"),
        "employers": ("county", "/employers"),
        "bases": ("county", "/bases"),
        "me-start": ("labourer", "/me"),
        "me-offers": ("labourer", "/me/offers"),
        "me-offer": ("labourer", f"/me/offers/{scene.my_offer}"),
        "me-offer-no": ("labourer", f"/me/offers/{scene.my_offer}/decline"),
        "me-invitation": ("labourer", f"/me/invitations/{scene.my_invitation}"),
        "me-openings": ("labourer", "/me/openings"),
        "me-papers": ("labourer", "/me/papers"),
        "me-file": ("labourer", "/me/file"),
        "me-help": ("labourer", "/me/help"),
        "me-nothing-fits": ("idle", "/me/openings"),
        "me-nothing-to-do": ("idle", "/me"),
        "me-no-papers": ("idle", "/me/papers"),
        "me-person": ("family", "/me/person"),
        "placements": ("county", "/placements"),
        "placements-none": ("county", "/placements?q=没有这个人"),
        "placements-empty": ("newcomer", "/placements"),
        "placement-offered": ("counsellor", f"/placements/{scene.open_job_offer}"),
        "placement-first-month": ("counsellor", f"/placements/{scene.in_first_month}"),
        "placement-at-work": ("auditor", f"/placements/{scene.at_work}"),
        "placement-arriving": ("employer", f"/placements/{scene.arriving}"),
        "roster": ("employer", f"/orders/{scene.roster}/roster"),
        "roster-refused": ("employer", f"/orders/{scene.roster}/roster"),
        "roster-empty": ("employer", f"/orders/{scene.open_order}/roster"),
        "displaced": ("county", "/displacements"),
        "displaced-offered": ("county", "/displacements?group=offered"),
        "displaced-empty": ("newcomer", "/displacements"),
        "displacement": ("counsellor", f"/displacements/{scene.offered_again}"),
        "displacement-needs-person": ("counsellor", f"/displacements/{scene.needs_person}"),
        "work": ("county", "/work"),
        "work-empty": ("newcomer", "/work"),
        "watch": ("counsellor", "/watch"),
        "measures": ("auditor", "/measures?by=cause"),
        "measures-empty": ("newcomer", "/measures"),
        "own-work-find": ("counsellor", "/own-work?q=王"),
        "own-work": ("counsellor", f"/own-work?labourer={scene.labourer}"),
        "moves": ("county", "/moves"),
        "move": ("county", f"/moves/new?labourer={scene.labourer}"),
        "failed-jobs": ("administrator", "/admin/jobs"),
        "classes": ("county", "/classes"),
        "classes-none": ("county", "/classes?state=cancelled"),
        "classes-empty": ("newcomer", "/classes"),
        "class-planned": ("teacher", f"/classes/{scene.class_planned}"),
        "class-form": ("teacher", f"/classes/{scene.class_planned}/edit"),
        "class-form-wrong": ("county", "/classes/new"),
        "class-filling": ("county", f"/classes/{scene.class_filling}"),
        "class-running": ("teacher", f"/classes/{scene.class_running}"),
        "class-refused": ("teacher", f"/classes/{scene.class_running}"),
        "attendance": ("teacher", f"/classes/{scene.class_running}/attendance"),
        "examinations": ("assessor", f"/classes/{scene.class_running}/examinations"),
        "examinations-wrong": ("assessor", f"/classes/{scene.class_running}/examinations"),
        "enrolment": ("assessor", f"/enrolments/{scene.class_person}"),
        "picks": ("counsellor", f"/orders/{scene.order_with_classes}/candidates?choose=3"),
        "picks-refused": ("counsellor", f"/orders/{scene.order_with_classes}/candidates"),
        "permissions": ("auditor", "/admin/permissions"),
        "password-code": (None, "/login/password"),
        "password-code-wrong": (None, "/login/password"),
        "account": ("county", "/account"),
        "account-employer": ("employer", "/account"),
        "second-factor": ("auditor", "/second-factor"),
        "accounts": ("county", "/accounts"),
        "account-new": ("county", "/accounts/new"),
        "account-new-code": ("county", "/accounts/new"),
        "account-one": ("county", f"/accounts/{scene.account}"),
        "styleguide": (None, "/styleguide"),
        "api": (None, "/api/v1/docs"),
        "error-no-right": ("employer", "/twins"),
        "error-not-found": ("county", "/orders/22222222"),
        "error-no-page": ("county", "/nowhere"),
    }


def open_page(page: Page, name: str, path: str) -> None:
    """Go there and do what the picture of that name shows done."""
    page.goto(path)
    if name in ACTS:
        ACTS[name](page)
        page.wait_for_load_state()  # what was acted for may stand there before the styles do


def _sign_in_wrongly(page: Page) -> None:
    page.fill("#field-login", "county")
    page.fill("#field-password", "wrong")
    page.press("#field-password", "Enter")
    page.wait_for_selector(".errors")


def _send_an_old_form(page: Page) -> None:
    page.evaluate("document.querySelectorAll('[name=csrf_token]').forEach(each => { each.value = 'old' })")
    page.press("#field-password", "Enter")
    page.wait_for_selector("main .button")


def _return_without_a_reason(page: Page) -> None:
    page.click(".step-forms summary")
    page.click(".step-forms details[open] button")
    page.wait_for_selector(".errors")


def _open_the_second_row(page: Page) -> None:
    page.click(".opener >> nth=1")
    page.wait_for_selector(".why")


def _set_up_the_factor(page: Page) -> None:
    if page.locator(".qr").count() == 0:
        page.fill("#field-old_password", "auditor-secret")
        page.click("main form button")
    page.wait_for_selector(".qr")


def _make_an_account(page: Page) -> None:
    page.fill("#field-login", f"clerk{page.evaluate('Date.now()')}")
    page.select_option("#field-role", "counsellor")
    page.click("main button.primary")
    page.wait_for_selector(".told-code")


def _use_a_wrong_code(page: Page) -> None:
    for field, text in (("login", "county"), ("code", "AAAAA-AAAAA"), ("password", "a new secret")):
        page.fill(f"#field-{field}", text)
    page.click("main button.primary")
    page.wait_for_selector(".errors")


def _send_no_file(page: Page) -> None:
    page.click("main button.primary")
    page.wait_for_selector(".errors")


def _stamp_too_early(page: Page) -> None:
    for box in page.query_selector_all("#staying-heading ~ form .tick:not(.everybody) input"):
        box.check()
    page.click("#staying-heading ~ form button")
    page.wait_for_selector(".errors")


def _plan_nothing(page: Page) -> None:
    page.click("main button.primary")
    page.wait_for_selector(".errors")


def _drop_without_a_reason(page: Page) -> None:
    page.locator(".roster .pick-cell input").last.check()
    page.click(".bulk summary")
    page.locator(".bulk details button").last.click()
    page.wait_for_selector(".errors")


def _enter_nonsense(page: Page) -> None:
    page.fill(".points-input >> nth=0", "优秀")
    page.click("main button.primary")
    page.wait_for_selector(".errors")


def _invite_the_last(page: Page) -> None:
    page.locator("[name=pick]").last.check()
    page.select_option("#field-class", index=1)
    page.click(".pick-acts button.primary")
    page.wait_for_selector("#left-out")


ACTS: dict[str, Callable[[Page], None]] = {
    "class-form-wrong": _plan_nothing,
    "class-refused": _drop_without_a_reason,
    "examinations-wrong": _enter_nonsense,
    "picks-refused": _invite_the_last,
    "roster-refused": _stamp_too_early,
    "login-wrong": _sign_in_wrongly,
    "password-code-wrong": _use_a_wrong_code,
    "second-factor": _set_up_the_factor,
    "account-new-code": _make_an_account,
    "form-too-old": _send_an_old_form,
    "order-return": _return_without_a_reason,
    "candidates-opened": _open_the_second_row,
    "import-no-file": _send_no_file,
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
        for language, width in product(languages, widths):
            for role in {who: None for who, _ in wanted.values()}:
                page = page_of(browser, address, language, width)
                if role:
                    sign_in(page, role)
                for name, (who, path) in wanted.items():
                    if who == role:
                        open_page(page, name, path)
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
