"""The whole story in a real browser: an order is filed, a list ranked, a class taught, a certificate given, a job
taken, lost, and another one taken. Everything is pressed on a page; time passes, and the background does its part."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from models.sealed import KeyRing
from tests.browser.stage import FIRMS, Stage, stage
from tests.placing import work_on

pytestmark = pytest.mark.browser

RECORDS = {"teaching_plan": "八周教学计划", "lesson_preparation": "备课本", "examination_plan": "理论和实操"}
LESSONS = 3
WAGES = {"yongxing": "4200", "yilianda": "4600"}  # whoever leaves the first over pay is offered the other


UNDONE_FOR = timedelta(seconds=10)
"""A pick can be undone for so long, and nobody sees it before."""


@pytest.fixture
def county(template: str, ring: KeyRing, tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    with stage(template, ring, tmp_path, browser) as found:
        yield found


def go(page: Page, by: Locator) -> None:
    """Press what leads to another page, and wait for that page: whoever reads next, here or in another window, reads
    what came of it."""
    with page.expect_navigation():
        by.click()


def press(page: Page, action: str) -> None:
    """Press the button of the form that goes to an address with that end; the form is unfolded first."""
    form = page.locator(f'form[method=post][action$="/{action}"]').first
    folded = page.locator("details:not([open])").filter(has=form)
    if folded.count():
        folded.locator("summary").first.click()
    go(page, form.locator("button").last)


def fill(page: Page, **fields: object) -> None:
    for name, value in fields.items():
        page.fill(f"#field-{name}", str(value))


def test_an_order_leads_into_work_and_a_lost_job_to_the_next(county: Stage) -> None:
    first, second = (file_and_approve(county, login) for login in FIRMS)
    county.days_pass(0)
    accredit(county)
    taught = plan_and_approve_class(county)
    invite_from_the_list(county, first)
    take_part(county, taught)
    examine_and_certify(county, taught)
    hire(county, first)
    confirm_after_a_month(county, first)
    lose_the_job(county, first)
    work_on(county.office)
    take_the_next_job(county, second)


def file_and_approve(county: Stage, login: str) -> str:
    """A firm files a training order on its phone and submits it; the county approves. Its address."""
    page = county.window(login)
    page.goto("/orders/new")
    page.select_option("#field-kind", "training")
    start = county.today + timedelta(days=130)
    for fields in (
        {"occupation": "缝纫工", "skills": "平车"},
        {"seats": 1, "address": "三都县三合镇工业园3号", "starts_on": start},
        {"wage": WAGES[login]},
        {},
        {},
    ):
        fill(page, **{f"line-1-{name}": value for name, value in fields.items()})
        go(page, page.locator("button[value=next]"))
    go(page, page.get_by_role("button", name="提交县阳光办"))
    place = page.url.removeprefix(county.address)
    office = county.window("county")
    office.goto(place)
    press(office, "approve")
    expect(office.locator("main .tag").first).to_have_text("已批准")
    return place


def accredit(county: Stage) -> None:
    page = county.window("county")
    page.goto("/bases")
    go(page, page.get_by_role("link", name="三都职校"))
    for name in ("评分", "公示", "认定"):
        go(page, page.get_by_role("button", name=name, exact=True))
    expect(page.locator("main .tag").first).to_have_text("已认定")


def plan_and_approve_class(county: Stage) -> str:
    """The base plans a class, links it to the post and declares it; the county approves. Its address."""
    page = county.window("school")
    page.goto("/classes/new")
    begins, ends = county.today + timedelta(days=6), county.today + timedelta(days=50)
    fill(page, class_title="缝纫工第一期", occupation="缝纫工", skills="平车", places=20)
    fill(page, class_starts_on=begins, ends_on=ends, **RECORDS)
    page.select_option("#field-level", "5")
    go(page, page.get_by_role("button", name="保存"))
    page.wait_for_selector("#posts")
    post = page.locator("#field-line option").filter(has_text=FIRMS["yongxing"]).get_attribute("value")
    page.select_option("#field-line", post)
    fill(page, seats=1)
    press(page, "lines")
    press(page, "declare")
    place = page.url.removeprefix(county.address).split("#")[0].split("?")[0]
    office = county.window("county")
    office.goto(place)
    press(office, "approve")
    expect(office.locator("main .tag").first).to_have_text("招生中")
    return place


def invite_from_the_list(county: Stage, order: str) -> None:
    page = county.window("counsellor")
    page.goto(f"{order}/candidates")
    go(page, page.get_by_role("button", name="开始排名"))
    page.locator("tr").filter(has_text="李秀英").locator("[name=pick]").check()
    page.locator("#field-departure summary").click()
    page.select_option("#field-why", index=1)
    go(page, page.locator('button.primary[formaction*="/invite"]'))
    go(page, page.locator(".confirm"))
    county.office.at += UNDONE_FOR
    expect(page.locator("tr").filter(has_text="李秀英").locator(".standing")).to_contain_text("已邀请")


def take_part(county: Stage, taught: str) -> None:
    """She agrees on her phone; the base enrols her, begins the class and keeps attendance."""
    phone, page = county.window("li"), county.window("school")
    phone.goto("/me")
    go(phone, phone.get_by_role("link", name="缝纫工第一期").first)
    press(phone, "agree")
    on_the_roster(page, taught, "enrol")
    county.days_pass(6)
    page.goto(taught)
    press(page, "start")
    for _ in range(LESSONS):
        page.goto(f"{taught}/attendance")
        press(page, "attendance")
        county.days_pass(1)


def on_the_roster(page: Page, taught: str, action: str) -> None:
    """Take somebody's next step on the roster of a class."""
    page.goto(taught)
    go(page, page.locator(f'#roster button[name=do][value^="{action} "]').first)


def examine_and_certify(county: Stage, taught: str) -> None:
    county.days_pass(40)
    on_the_roster(county.window("school"), taught, "finish")
    page = county.window("assessor")
    page.goto(f"{taught}/examinations")
    for each in page.locator(".points-input").all():
        each.fill("86")
    press(page, "examinations")
    on_the_roster(page, taught, "certify")
    phone = county.window("li")
    phone.goto("/me/papers")
    expect(phone.locator("main")).to_contain_text("结业证")


def hire(county: Stage, order: str) -> None:
    """She leads the list now, is offered the job and says yes."""
    page, phone = county.window("counsellor"), county.window("li")
    page.goto(f"{order}/candidates")
    go(page, page.get_by_role("button", name="重新排名"))
    first = page.locator(".ranked tbody tr").first
    expect(first).to_contain_text("李秀英")
    first.locator("[name=pick]").check()
    go(page, page.get_by_role("button", name="发出工作邀约"))
    expect(page.locator(".sent-words")).to_contain_text("李秀英")
    go(page, page.locator(".confirm"))
    phone.goto("/me")
    expect(phone.locator("main a[href^='/me/offers/']")).to_have_count(0)
    county.office.at += UNDONE_FOR
    phone.goto("/me")
    go(phone, phone.locator("main a").filter(has_text="缝纫工").first)
    press(phone, "accept")
    expect(phone.locator("main")).to_contain_text(FIRMS["yongxing"])


def confirm_after_a_month(county: Stage, order: str) -> None:
    """The firm signs for her, the office calls both numbers, and after a month the roster is stamped."""
    firm, office = county.window("yongxing"), county.window("counsellor")
    firm.goto(f"{order}/roster")
    firm.locator("[name=placements]").check()
    fill(firm, employer_phone="0854-3921234")
    press(firm, "deliver")
    office.goto("/placements")
    go(office, office.get_by_role("link", name="李秀英").first)
    for kind in ("trainee_number", "employer_number"):
        record_call(office, kind, "reached")
    county.days_pass(31)
    firm.goto(f"{order}/roster")
    firm.locator("[name=placements]").check()
    firm.locator('[name^="contract-"]').fill("HT-1")
    press(firm, "confirm")
    expect(firm.locator("main")).to_contain_text("已确认")


def record_call(page: Page, kind: str, outcome: str) -> None:
    form = page.locator('form[action$="/calls"]').first
    folded = page.locator("details:not([open])").filter(has=form)
    if folded.count():
        folded.locator("summary").first.click()
    form.locator("[name=call]").select_option(kind)
    form.locator("[name=outcome]").select_option(outcome)
    go(page, form.locator("button").last)


def lose_the_job(county: Stage, order: str) -> None:
    firm = county.window("yongxing")
    firm.goto(f"{order}/roster")
    go(firm, firm.get_by_role("link", name="李秀英").first)
    form = firm.locator('form[action$="/fail"]')
    firm.locator("details").filter(has=form).locator("summary").first.click()
    form.locator("[name=reason]").select_option("quit_pay")
    go(firm, form.locator("button"))
    firm.wait_for_url("**/displacements/*")


def take_the_next_job(county: Stage, second: str) -> None:
    """The board shows both halves; she says yes to the other firm."""
    board, phone = county.window("counsellor"), county.window("li")
    board.goto("/displacements")
    go(board, board.get_by_role("link", name="李秀英").first)
    expect(board.locator("main")).to_contain_text(FIRMS["yilianda"])
    expect(board.locator("main")).to_contain_text("王建国")
    phone.goto("/me")
    expect(phone.locator("main")).to_contain_text(FIRMS["yilianda"])
    go(phone, phone.locator("main a").filter(has_text="缝纫工").first)
    press(phone, "accept")
    board.reload()
    expect(board.locator("main .tag").first).to_have_text("已重新就业")
    firm = county.window("yilianda")
    firm.goto(f"{second}/roster")
    expect(firm.locator("main")).to_contain_text("李秀英")
