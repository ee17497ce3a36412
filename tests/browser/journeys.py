"""One act of each role, pressed on pages: what the journeys do. Pages are found by links and addresses, buttons by the
address they send to, so that both languages are played by the same steps."""

import csv
import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from services.calendar import county_day
from tests.office import id_number

PATIENCE = 60  # seconds for a worker to do what waits
Act = Callable[[Page, Path], None]


def today() -> date:
    return county_day(datetime.now(UTC))


def go(page: Page, by: Locator) -> None:
    """Press what leads to another page, and wait for that page."""
    with page.expect_navigation():
        by.click()


def press(page: Page, action: str) -> None:
    """Press the last button of the form that goes to an address with that end; the form is unfolded first."""
    form = page.locator(f'main form[method=post][action$="/{action}"]').first
    folded = page.locator("details:not([open])").filter(has=form)
    if folded.count():
        folded.locator("summary").first.click()
    go(page, form.locator("button").last)


def fill(page: Page, **fields: object) -> None:
    for name, value in fields.items():
        page.fill(f"#field-{name}", str(value))


def until(page: Page, path: str, wanted: str) -> Locator:
    """Open a page again and again until a worker has brought about what is wanted there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        page.goto(path)
        found = page.locator(wanted)
        if found.count() or time.monotonic() > deadline:
            expect(found.first).to_be_visible()
            return found.first
        page.wait_for_timeout(500)


def anybody(page: Page, files: Path) -> None:
    """Reads what is disclosed, and finds the hotline."""
    page.goto("/")
    link = page.locator('main a[href^="/disclosures/"]').first
    path = link.get_attribute("href")
    go(page, link)
    expect(page).to_have_url(re.compile(re.escape(path or "-")))
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("body")).to_contain_text(re.compile(r"12333|热线|[Hh]otline"))


def employer(page: Page, files: Path) -> None:
    """Files an order page by page and hands it in."""
    page.goto("/orders/new?page=job")
    start = today() + timedelta(days=130)
    for fields in (
        {"occupation": "缝纫工"},
        {"seats": 3, "address": "深圳市龙岗区横岗街道", "starts_on": start},
        {"wage": "4800"},
        {},
        {},
    ):
        fill(page, **{f"line-1-{name}": value for name, value in fields.items()})
        page.wait_for_load_state("networkidle")  # each field is kept as it is left
        go(page, page.locator("button[value=next]"))
    go(page, page.locator("button[value=submit]"))
    expect(page.locator("main .tag-submitted").first).to_be_visible()


def county(page: Page, files: Path) -> None:
    """Finds the order in the queue of the day and approves it; the worker opens it for recruiting."""
    page.goto("/home")
    go(page, page.locator('.by-clock a[href^="/orders/"]').last)
    path = page.url
    press(page, "approve")
    until(page, path, "main .tag-open")


def counsellor(page: Page, files: Path) -> None:
    """Ranks the people for it and offers the first a job."""
    page.goto("/orders?state=open")
    go(page, page.locator('main a[href^="/orders/"]:not([href*="?"]):not([href$="/new"])').first)
    page.goto(f"{page.url.split('?')[0]}/candidates")
    press(page, "candidates")
    free = page.locator(".ranked tbody tr").filter(
        has=page.locator("[name=pick]"), has_not=page.locator(".standing .tag")
    )
    free.first.locator("[name=pick]").check()
    go(page, page.locator(".pick-acts [formaction*='/offer/check']"))
    go(page, page.locator(".confirm"))
    page.goto("/placements?state=offered")
    expect(page.locator('main a[href^="/placements/"]').first).to_be_visible()


def labourer(page: Page, files: Path) -> None:
    """Lost a job; the worker found the next one, and she says yes."""
    offer = until(page, "/me", 'main a.button[href^="/me/offers/"]:not([href$="/review"])')
    path = offer.get_attribute("href") or ""
    page.goto(path)
    press(page, "accept")
    page.goto(path)
    expect(page.locator('form[action$="/accept"]')).to_have_count(0)


def liaison(page: Page, files: Path) -> None:
    """Brings a register of a village in; the bad row comes back with its reason, the good one is loaded."""
    sheet = files / "register.csv"
    with sheet.open("w", newline="", encoding="utf-8-sig") as file:
        header = ("姓名", "身份证号", "联系电话", "家庭住址")
        good = ("罗小村", id_number(sequence="931"), "18612349931", "三都县普安镇")
        bad = ("罗小短", "52273219850307", "18612349932", "三都县普安镇")
        csv.writer(file).writerows([header, good, bad])
    page.goto("/imports/new")
    page.set_input_files("input[type=file]", sheet)
    go(page, page.locator("main form button.primary").last)
    expect(page.locator("main")).to_contain_text("罗小短")
    path = page.url.split("?")[0]
    press(page, "start")
    until(page, path, 'main a[href*="/rejects"]')
    page.goto("/labourers")
    page.fill("input[name=q]", "18612349931")
    page.press("input[name=q]", "Enter")
    expect(page.locator("h1")).to_contain_text("罗小村")
    assert "18612349931" not in page.url


def township(page: Page, files: Path) -> None:
    """Opens somebody's file and notes that the person went to work by themselves."""
    page.goto("/labourers")
    go(page, page.locator('main tbody th a[href^="/labourers/"]').first)
    person = page.url.split("?")[0].rsplit("/", 1)[1]
    page.goto(f"/moves/new?labourer={person}")
    fill(page, moved_on=today() - timedelta(days=3), work="餐馆帮厨")
    go(page, page.locator("main form button.primary").last)
    expect(page.locator("main")).to_contain_text("餐馆帮厨")


def base(page: Page, files: Path) -> None:
    """Plans a class and declares it to the county."""
    page.goto("/classes/new")
    begins = today() + timedelta(days=20)
    fill(page, class_title="电子装配晚班", occupation="电子设备装接工", skills="电子装配", places=20)
    fill(page, class_starts_on=begins, ends_on=begins + timedelta(days=40))
    fill(page, teaching_plan="八周教学计划", lesson_preparation="备课本", examination_plan="理论和实操")
    page.select_option("#field-level", "5")
    go(page, page.locator("main form button.primary").last)
    press(page, "declare")
    expect(page.locator("main .tag-class-declared").first).to_be_visible()


def assessor(page: Page, files: Path) -> None:
    """Opens the class that runs and enters the results of an examination."""
    page.goto("/classes?state=running")
    go(page, page.locator('main a[href^="/classes/"]:not([href*="?"])').first)
    page.goto(f"{page.url.split('?')[0]}/examinations")
    for each in page.locator(".points-input").all():
        each.fill("86")
    press(page, "examinations")
    expect(page.locator("main")).to_contain_text("86")


def auditor(page: Page, files: Path) -> None:
    """Reads how displaced people were helped and the log, takes the table along, and can change nothing."""
    page.goto("/measures")
    expect(page.locator("main h1")).to_be_visible()
    page.goto("/placements")
    expect(page.locator("main form[method=post]")).to_have_count(0)
    with page.expect_download() as taken:
        page.locator('main a[href*=".csv"]').first.click()
    assert taken.value.path().stat().st_size > 0
    page.goto("/admin/audit")
    expect(page.locator("main table, main ol").first).to_be_visible()


def administrator(page: Page, files: Path) -> None:
    """Makes an account and is told the code with which its owner sets a password."""
    page.goto("/accounts/new")
    fill(page, login=f"clerk{time.time_ns()}", name="新来的")
    page.select_option("#field-role", "counsellor")
    page.fill("#field-account_division", "三都水族自治县")
    go(page, page.locator("main form button.primary").last)
    expect(page.locator(".told-code")).to_be_visible()


def finance(page: Page, files: Path) -> None:
    """Sees where claims will come, and reads an order."""
    page.goto("/home")
    expect(page.locator("#money-heading")).to_be_visible()
    go(page, page.locator('.day-beside a[href^="/orders/"]').first)
    expect(page.locator("main form[method=post]")).to_have_count(0)


def broker(page: Page, files: Path) -> None:
    """Looks at the orders of the county and begins one for a firm."""
    page.goto("/orders")
    expect(page.locator("main h1")).to_be_visible()
    page.goto("/orders/new")
    expect(page.locator("#field-line-1-occupation")).to_be_visible()


JOURNEYS: dict[str, Act] = {
    act.__name__: act
    for act in (
        anybody, employer, county, counsellor, labourer, liaison, township, base, assessor, auditor, administrator,
        finance, broker,
    )
}  # fmt: skip
