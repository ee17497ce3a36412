"""The page of the audit log: for those who audit, with who signed in, what was revealed and from where."""

import re
from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from models.audit_entry import AuditEntry
from models.county_rules import CountyRules
from services.audit_seals import seal_waiting, verify_entries
from services.county_rules import BOUNDS, CHOICES
from services.exports import CODED
from services.settings import Settings
from services.settings_log import TOLD, note_settings
from tests.moments import NOW
from tests.office import SANDU
from tests.web.conftest import County
from tests.web.subjects import REGISTER
from web.routes import PUBLIC, ROUTES
from web.tables.table import TABLES


def rows(page: str) -> str:
    return page.partition("<tbody")[2].partition("</tbody>")[0]


def test_what_is_done_on_pages_stands_in_the_log_with_its_address(app: Flask, county: County) -> None:
    browser = app.test_client()
    browser.post("/login", data={"login": "county", "password": "wrong"}, environ_base={"REMOTE_ADDR": "10.1.2.3"})
    browser.post("/login", data={"login": "county", "password": "county-secret"})
    browser.post(f"/labourers/{county.labourer_id}/reveal")
    browser.get("/tables/labourers.csv")
    browser.post("/logout")
    auditor = county.client(app, "auditor")
    page = rows(auditor.get("/admin/audit").text)
    for said in ("登录未通过：密码不对", "10.1.2.3", "身份未证实", "查看完整证件号和电话", "导出表格", "退出登录"):
        assert said in page
    assert "李秀英" not in page
    refused = rows(auditor.get("/admin/audit?group=sign_in&login=county&since=2026-01-01").text)
    assert "登录未通过" in refused and "查看完整证件号" not in refused
    assert "没有这样的记录" in auditor.get("/admin/audit?until=2001-01-01").text
    assert auditor.get("/admin/audit?since=x&until=9999-12-31&group=x&page=2").status_code == 200


def test_only_those_who_audit_see_the_log(app: Flask, county: County) -> None:
    seen = {role: county.client(app, role).get("/admin/audit").status_code for role in county.accounts}
    assert {role for role, status in seen.items() if status == 200} == {"auditor", "administrator"}
    assert set(seen.values()) == {200, 403}


def details(county: County, action: str) -> list[str]:
    with county.office.database.reading() as session:
        query = select(AuditEntry.detail).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return list(session.scalars(query))


def test_whatever_is_taken_away_stands_in_the_log(app: Flask, county: County) -> None:
    """Every route that answers with a file, and the letters to print: who, what, how many rows, which filters."""
    back = [("吴国富", "52272219880101021", "13912345678", "大河镇")]
    upload = county.office.load("labourers", county.office.sheet("bad.csv", REGISTER, back))
    auditor, ids = county.client(app, "administrator"), {"/orders/": county.order_id, "/imports/": upload.public_id}
    files = [each for each in ROUTES if "form>" in each.rule or each.rule.endswith((".docx", "/rejects", "/letters"))]
    assert {f"table_{name}" for name in TABLES} | {"order_contract", "import_rejects", "letters"} == {
        each.endpoint for each in files
    }
    for route in files:
        before, of = len(details(county, "export.make")), next((v for k, v in ids.items() if k in route.rule), None)
        if "<public_id>" in route.rule and of is None:
            continue
        address = route.rule.replace("<any(csv, xlsx):form>", "csv").replace("<public_id>", of or "")
        with auditor.get(address, query_string={"q": "lixiuying", "state": "draft"}) as answer:
            assert answer.status_code == 200, (route.rule, answer.status_code)
        made = details(county, "export.make")[before:]
        assert len(made) == (route.action != PUBLIC), route.rule
        assert all(re.fullmatch(r"\w+ (csv (\d+) q state=draft|docx -|csv 1|print \d+)", each) for each in made), made
    assert "lixiuying" not in str(details(county, "export.make")) and "q" not in CODED
    page = rows(auditor.get("/admin/audit?group=export").text)
    assert "合同, docx" in page or "合同，docx" in page
    assert "state=draft" in page


def test_every_change_of_a_rule_or_a_setting_stands_in_the_log_with_old_and_new(
    app: Flask, county: County, settings: Settings
) -> None:
    client, database = county.client(app, "county"), county.office.database
    assert "每人同时" in client.get("/rules").text
    sent = {name: str(most) for name, (_, most) in BOUNDS.items()} | dict.fromkeys(CHOICES, "no")
    assert client.post("/rules", data=sent).status_code == 303
    assert client.post("/rules", data=sent).status_code == 303  # says nothing new
    said = details(county, "rules.change")
    assert "offer_days 3 → 60" in said and "redeploys_by_itself yes → no" in said
    assert {each.split()[0] for each in said} == {*BOUNDS, *CHOICES} and len(said) == len(sent)
    with database.reading() as session:
        kept = session.get_one(CountyRules, SANDU)
        columns = {column.key for column in CountyRules.__table__.columns} - {"county_code"}
        assert (kept.offer_days, kept.redeploys_by_itself, columns) == (60, False, {*BOUNDS, *CHOICES})
    for name, (least, most) in BOUNDS.items():
        assert client.post("/rules", data={name: str(least)}).status_code == 303  # the database agrees with the bounds
        for wrong in (str(least - 1), str(most + 1), "", "x", "1.5"):
            assert client.post("/rules", data={name: wrong}).status_code == 422, (name, wrong)
    assert client.post("/rules", data={"redeploys_by_itself": "maybe"}).status_code == 422
    assert client.post("/rules", data={"county": "惠水县", "offer_days": "2"}).status_code == 403
    other = {name: {int: 9, str: "x"}[type(getattr(settings, name))] for name in TOLD}
    with database.writing() as session:
        note_settings(session, settings, at=NOW)
        assert len(note_settings(session, replace(settings, **other), at=NOW)) == len(TOLD)
        assert note_settings(session, replace(settings, **other), at=NOW) == []
    assert "SUNMATCH_UNDO_SECONDS 10 → 9" in details(county, "settings.change")
    page = rows(county.client(app, "auditor").get("/admin/audit?group=rules").text)
    assert "答复" in page and "→" in page
    seal_waiting(database)
    with database.reading() as session:
        assert verify_entries(session)["ok"]
