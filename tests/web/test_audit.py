"""The page of the audit log: for those who audit, with who signed in, what was revealed and from where."""

from flask import Flask

from tests.web.conftest import County


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
