"""When two names are one firm, and what a sheet may change of a firm that is known."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import joinedload, selectinload

from models.db import Database
from models.employer import Employer, EmployerAlias
from models.import_file import ImportReject
from models.step import Step
from services.divisions import gazetteer
from services.employers import clear_arrears, mark_arrears
from services.firm_names import TRADES, alike, firm_name, same_firm
from services.imports import preview_import, receive_file
from tests.office import SANDU, Office

HEADER = ["企业名称", "统一社会信用代码", "地址", "联系人", "联系电话", "是否欠薪"]
CODE, OTHER_CODE = "91440300MA5DA1BC4X", "91440300708461136T"


def employers(office: Office, *rows: Sequence[str], header: Sequence[str] = HEADER) -> tuple[int, int, int, int]:
    """Load firms; how many were created, updated, unchanged and rejected."""
    filled = [[*row, *[""] * (len(header) - len(row))] for row in rows]
    file = office.load("employers", office.sheet("firms.csv", header, filled))
    return file.created, file.updated, file.unchanged, file.rejected


def remarks(office: Office, *names: str) -> list[tuple[str, dict[str, Any]]]:
    """What a preview of a sheet with these names says."""
    path = office.sheet("preview.csv", HEADER[:2], [[name, ""] for name in names])
    with office.database.writing() as session:
        file = receive_file(
            session, "employers", file_name=path.name, path=path, division_code=SANDU, actor=office.actor, at=office.at
        )
        public_id = file.public_id
    with office.database.reading() as session:
        outcome = preview_import(session, public_id, actor=office.actor, at=office.at).outcome
    return [(flag.code, dict(flag.params)) for remark in outcome.remarks for flag in remark.flags]


def all_firms(database: Database) -> list[Employer]:
    with database.reading() as session:
        query = select(Employer).options(selectinload(Employer.aliases), joinedload(Employer.division))
        return list(session.scalars(query.order_by(Employer.id)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("深圳市爱德康珠宝首饰公司", "深圳市爱得康珠宝首饰有限公司"),
        ("深圳爱德康珠宝首饰公司", "深圳市爱德康珠宝首饰公司"),
        ("深圳运发集团", "深圳市运输发展集团公司"),
        ("东莞市石排镇金飞达电子厂", "东莞市石排镇金飞达电子厂有限公司"),
        ("深圳市爱德康(爱得康)珠宝首饰", "深圳市爱得康珠宝首饰有限公司"),
        ("深圳市爱德康（爱得康）珠宝首饰", "深圳爱德康珠宝首饰公司"),
        ("深圳运发集团(运输发展集团)", "深圳运输发展集团"),
        ("深圳运发集团(运输发展集团)", "深圳市运发集团公司"),
        ("广州交投集团", "广州市交通投资集团有限公司"),
        ("贵阳旅发控股", "贵阳市旅游发展控股有限公司"),
        ("重庆能投集团", "重庆市能源投资集团"),
    ],
)
def test_two_spellings_surely_mean_one_firm(database: Database, one: str, other: str) -> None:
    assert _same(database, one, other)
    assert _same(database, other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("富士电子有限公司", "富士康电子有限公司"),
        ("深圳市富士电子有限公司", "深圳市富士康电子有限公司"),
        ("深圳富士电子集团", "深圳富士康电子集团"),
        ("深圳市中建有限公司", "深圳市中铁建设有限公司"),
        ("北京中建集团", "中铁建设集团"),
        ("深圳中建集团", "深圳中铁建设集团"),
        ("深圳市中建集团有限公司", "深圳市中交建设集团有限公司"),
        ("深圳中投集团", "深圳中信投资集团"),
        ("深圳华发集团", "深圳华强发展集团"),
        ("深圳海运集团", "深圳海王运输集团"),
        ("广州越交集团", "广州越秀交通集团"),
        ("深圳建发集团", "深圳建材发展集团"),
        ("深圳电投集团", "深圳电子投资集团"),
        ("贵阳城投集团", "贵阳城乡投资集团"),
        ("深圳运发集团", "深圳运输集团"),
        ("深圳运发集团", "深圳运动发展集团"),
        ("深圳运发集团", "深圳运发控股"),
        ("东莞市虎门镇永兴制衣厂", "东莞市虎门镇永新制衣厂"),
        ("深圳市比亚迪电子有限公司", "深圳市比亚迪电子部品件有限公司"),
        ("深圳市画美有限公司", "深圳市华美玩具厂"),
        ("深圳市画美有限公司", "深圳市华美有限公司"),
        ("深圳市爱德康公司", "深圳市爱德康珠宝首饰公司"),
        ("爱德康珠宝首饰公司", "深圳市爱得康珠宝首饰公司"),
        ("深圳市爱德康珠宝首饰公司", "东莞市爱得康珠宝首饰公司"),
        ("深圳市爱德康珠宝首饰公司", "深圳市爱德康珠宝首饰分公司"),
        ("深圳市运发公司", "深圳市运输发展公司"),
        ("深圳运发集团", "东莞市运输发展集团公司"),
        ("广东省爱德康珠宝首饰公司", "广东省爱得康珠宝首饰公司"),
    ],
)
def test_two_names_that_may_be_two_firms_stay_two(database: Database, one: str, other: str) -> None:
    assert not _same(database, one, other)
    assert not _same(database, other, one)


def test_no_two_trades_are_told_by_the_same_character() -> None:
    assert len({trade[0] for trade in TRADES}) == len(TRADES)
    assert {len(trade) for trade in TRADES} == {2}


def _same(database: Database, one: str, other: str) -> bool:
    with database.reading() as session:
        places = gazetteer(session)
        return same_firm(firm_name(one, places), firm_name(other, places))


def test_a_short_form_is_a_new_firm_with_a_remark_that_names_the_likely_one(office: Office, database: Database) -> None:
    assert employers(office, ["深圳市爱德康珠宝首饰公司"], ["深圳市爱德康"], ["深圳市兴达公司"])[0] == 3
    told = remarks(office, "爱德康首饰厂", "爱德康珠宝")
    assert told == [
        ("employer_alike", {"text": "爱德康首饰厂", "known": "深圳市爱德康"}),
        ("employer_alike", {"text": "爱德康珠宝", "known": "深圳市爱德康珠宝首饰公司、深圳市爱德康"}),
    ]


def test_only_names_of_one_beginning_are_alike(database: Database) -> None:
    with database.reading() as session:
        places = gazetteer(session)
        names = [firm_name(each, places) for each in ("富士电子公司", "富士康电子公司", "比亚迪电子公司", "比亚迪公司")]
    assert not alike(names[0], names[1])
    assert alike(names[2], names[3])


def test_a_name_that_is_only_like_a_firms_changes_nothing_of_it(office: Office, database: Database) -> None:
    office_row = ["深圳市爱德康珠宝首饰公司", "", "深圳市罗湖区", "人事部", "13800000001", ""]
    stranger = ["深圳市爱得康珠宝首饰公司", CODE, "深圳市龙岗区", "行政部", "13900000002", "是"]
    assert employers(office, office_row) == (1, 0, 0, 0)
    for _ in range(2):
        assert employers(office, stranger) == (0, 0, 1, 0)
        [firm] = all_firms(database)
        assert (firm.credit_code, firm.phone, firm.wage_arrears_since) == (None, "13800000001", None)
        assert [(alias.name, alias.by_likeness) for alias in firm.aliases] == [(stranger[0], True)]
    assert remarks(office, stranger[0]) == [("employer_read_as", {"text": stranger[0], "known": office_row[0]})]


def test_the_same_credit_code_is_one_firm_under_any_name_and_may_change_it(office: Office, database: Database) -> None:
    assert employers(office, ["爱德康", CODE], ["深圳市珠宝城", CODE, "", "", "13900000002"]) == (1, 1, 0, 0)
    [firm] = all_firms(database)
    assert (firm.name, firm.phone) == ("爱德康", "13900000002")
    assert [(alias.name, alias.by_likeness) for alias in firm.aliases] == [("深圳市珠宝城", False)]
    assert employers(office, ["深圳市珠宝城", "", "", "", "13900000003"]) == (0, 1, 0, 0)


def test_one_name_with_another_code_is_refused_in_its_county_and_another_firm_elsewhere(
    office: Office, database: Database
) -> None:
    first, same, away = (["兴达厂", code, place] for code, place in (
        (CODE, "深圳市罗湖区"), (OTHER_CODE, "深圳市罗湖区"), (OTHER_CODE, "东莞市")))  # fmt: skip
    assert employers(office, first) == (1, 0, 0, 0)
    assert employers(office, same) == (0, 0, 0, 1)
    assert employers(office, away) == (1, 0, 0, 0)


def test_a_firm_in_a_township_belongs_to_its_county_and_one_in_a_city_to_the_city(
    office: Office, database: Database
) -> None:
    employers(office, ["板告竹器厂", "", "大河镇工业园"], ["兴达公司", "", "深圳市"], ["三都县大河镇茶厂"])
    assert [firm.county_code for firm in all_firms(database)] == [SANDU, 440300000000, SANDU]


def test_many_new_firms_are_written_with_few_questions(office: Office, database: Database) -> None:
    statements: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", count)
    employers(office, *([f"深圳市第{number}电子厂"] for number in range(90)))
    event.remove(database.engine, "before_cursor_execute", count)
    asked = [each for each in statements if each.lstrip().upper().startswith("SELECT") and "employer" in each]
    assert len(asked) < 10
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Employer)) == 90
        assert session.scalar(select(func.count()).select_from(EmployerAlias)) == 0


DEBTOR = "深圳市爱德康珠宝首饰有限公司"
SHORTER = ["爱德康珠宝首饰有限公司", "爱德康珠宝首饰", "爱德康珠宝", f"{DEBTOR}罗湖分公司"]


def marked(office: Office, code: str = "") -> str:
    """The debtor's public id, registered and marked."""
    employers(office, [DEBTOR, code, "深圳市罗湖区"])
    [firm] = all_firms(office.database)
    with office.database.writing() as session:
        mark_arrears(
            session, firm.public_id, since=date(2026, 10, 1), actor=office.actor, at=office.at, note="三个月没发工资"
        )
    return firm.public_id


def ordered(office: Office, name: str, code: str = "") -> str:
    """File an order under a name; "" when it was taken, else why it came back."""
    header = ["用工企业", "统一社会信用代码", "工种", "人数", "工作地点", "月工资", "到岗时间"]
    rows = [[name, code, "缝纫工", "5", "深圳市罗湖区", "5000", "2027-03-01"]]
    file = office.load("orders", office.sheet("order.csv", header, rows))
    if file.created:
        return ""
    with office.database.reading() as session:
        reasons = session.scalars(select(ImportReject.reasons).order_by(ImportReject.import_id.desc())).first()
    return str(json.loads(reasons or "[]")[0]["code"])


def steps(office: Office) -> list[tuple[str, int | None, str]]:
    with office.database.reading() as session:
        query = select(Step).where(Step.subject == "employer").order_by(Step.id)
        assert all(step.at == office.at for step in session.scalars(query))
        return [(step.action, step.actor_id, step.note) for step in session.scalars(query)]


@pytest.mark.parametrize("name", SHORTER)
def test_a_debtor_files_nothing_under_a_shorter_name(office: Office, database: Database, name: str) -> None:
    marked(office)
    assert ordered(office, DEBTOR) == "employer_owes_wages"
    assert ordered(office, name) == "employer_like_debtor"
    assert len(all_firms(database)) == 1
    employers(office, [name, "", "深圳市罗湖区"])  # the office enters it as a firm of its own
    assert ordered(office, name) == ""


def test_a_credit_code_that_differs_is_another_firm_than_the_debtor(office: Office) -> None:
    marked(office, CODE)
    assert ordered(office, SHORTER[0], CODE) == "employer_owes_wages"
    assert ordered(office, SHORTER[0]) == "employer_like_debtor"
    assert ordered(office, SHORTER[0], OTHER_CODE) == ""


def test_a_firm_that_only_an_order_named_is_not_told_from_the_debtor_by_that(office: Office) -> None:
    assert ordered(office, SHORTER[2]) == ""
    with office.database.writing() as session:
        session.add(Employer(name=DEBTOR, county_code=SANDU, registered_at=office.at))
    [public_id] = [firm.public_id for firm in all_firms(office.database) if firm.name == DEBTOR]
    with office.database.writing() as session:
        mark_arrears(session, public_id, since=date(2026, 10, 1), actor=office.actor, at=office.at)
    assert ordered(office, SHORTER[2]) == "employer_like_debtor"
    with office.database.writing() as session:
        clear_arrears(session, public_id, actor=office.actor, at=office.at)
    assert ordered(office, SHORTER[1]) == ""


def test_who_marked_and_cleared_an_employer_when_and_why_is_kept(office: Office) -> None:
    public_id, operator = marked(office), office.actor.user_id
    with office.database.writing() as session:
        clear_arrears(session, public_id, actor=office.actor, at=office.at, note="已全部付清")
    assert steps(office) == [
        ("enter", operator, ""),
        ("mark_arrears", operator, "2026-10-01 三个月没发工资"),
        ("clear_arrears", operator, "2026-10-01 已全部付清"),
    ]


def test_a_sheet_that_says_a_firm_owes_wages_is_recorded_too(office: Office, database: Database) -> None:
    employers(office, ["兴达厂", CODE, "深圳市罗湖区"])
    assert employers(office, ["兴达厂", CODE, "深圳市罗湖区", "", "", "是"]) == (0, 1, 0, 0)
    assert all_firms(database)[0].wage_arrears_since == date(2026, 11, 22)
    assert [action for action, _, _ in steps(office)] == ["enter", "mark_arrears"]
