"""From a village register and an order sheet to the first ranked list, and the list once more from its snapshot."""

from datetime import date
from pathlib import Path

from openpyxl import Workbook

from models.db import Database
from models.order import Order
from services.lists import latest_list_id, replay, show_list, why
from services.openings import openings_of
from services.orders import find_order, list_orders
from tests.office import ORDER_HEADER, SANDU, Office, id_number
from tests.sheets.register import write_register

DAY = date(2026, 11, 22)
QIANNAN = 522700000000  # the prefecture that Sandu lies in
WOMAN, MAN, WELDER = id_number(sequence="022"), id_number(birth="19920611"), id_number(birth="19880101")


def a_county_with_an_order(office: Office) -> str:
    office.people(
        ["李秀英", WOMAN, "13800000001", "三都县大河镇", "初中", "首饰抛光、镶石", "首饰加工", "深圳", "4000"],
        ["王建国", MAN, "13800000002", "三都县普安镇", "高中", "二保焊", "焊工", "广东省", "6000"],
        ["石老三", WELDER, "13800000003", "三都县周覃镇", "小学", "砌墙", "小工", "", "5000"],
    )
    row = ["深圳市爱德康珠宝首饰公司", "首饰制作", "96", "首饰抛光、镶石", "深圳市", "5000-6000", "包吃包住"]
    [order_id] = office.orders([*row, "2027-03-01", "12个月", "订单班"])
    return order_id


def test_a_register_and_an_order_sheet_lead_to_a_kept_list(office: Office, database: Database) -> None:
    order_id = a_county_with_an_order(office)
    office.approve(order_id)
    list_id = office.rank(order_id)

    with database.reading() as session:
        shown = show_list(session, list_id, actor=office.actor)
        assert latest_list_id(session, order_id, None, actor=office.actor) == list_id
    assert shown["list"][0]["name"] == "李秀英"
    assert (shown["pool"], shown["eligible"]) == (3, 3)
    for entry in shown["list"]:
        assert abs(sum(each["points"] for each in entry["criteria"]) - entry["score"]) < 1e-6
        assert 0 <= entry["score"] <= 100


def test_a_kept_list_is_computed_again_to_the_bit_whatever_changed_since(office: Office, database: Database) -> None:
    order_id = a_county_with_an_order(office)
    list_id = office.rank(order_id)
    office.people(
        ["李秀英", WOMAN, "13800000001", "三都县大河镇", "初中", "缝纫", "家政", "上海", "9000"], name="later.csv"
    )

    with database.reading() as session:
        assert replay(session, list_id, actor=office.actor)["same"] is True
        shown = show_list(session, list_id, actor=office.actor)
    assert {each["name"]: each["changed"] for each in shown["list"]} == {
        "李秀英": True,
        "王建国": False,
        "石老三": False,
    }


def test_a_pair_has_the_same_score_in_the_list_in_the_explanation_and_among_the_openings(
    office: Office, database: Database
) -> None:
    order_id = a_county_with_an_order(office)
    office.approve(order_id)
    list_id = office.rank(order_id)

    with database.reading() as session:
        for entry in show_list(session, list_id, actor=office.actor)["list"]:
            told = why(session, order_id, entry["labourer"], as_of=DAY, actor=office.actor)
            [opening] = openings_of(session, entry["labourer"], top=10, as_of=DAY, actor=office.actor)
            assert told["score"] == entry["score"] == opening["score"]
            assert told["rank"] == entry["rank"]
            assert all(rule["ok"] for rule in told["rules"])


def test_an_order_of_the_whole_prefecture_is_open_to_everyone_it_ranks(office: Office, database: Database) -> None:
    a_county_with_an_order(office)
    row = ["深圳运发集团", "缝纫工", "16", "平缝", "深圳市", "6000", "包吃包住", "2027-03-01", "12个月", "用工"]
    office.load("orders", office.sheet("prefecture.csv", ORDER_HEADER, [row]), division=QIANNAN)
    [order] = [each for each in office_orders(office, database) if each.county_code == QIANNAN]
    office.approve(order.public_id)
    with database.reading() as session:
        ranked = show_list(session, office.rank(order.public_id), actor=office.actor)["list"]
        for entry in ranked:
            found = openings_of(session, entry["labourer"], top=10, as_of=DAY, actor=office.actor)
            assert (order.public_id, entry["score"]) in [(each["order"], each["score"]) for each in found]
    assert len(ranked) == 3


def office_orders(office: Office, database: Database) -> list[Order]:
    with database.reading() as session:
        return list_orders(session, actor=office.actor)


def test_an_approved_order_waits_for_the_clock_to_open_it(office: Office, database: Database) -> None:
    order_id = a_county_with_an_order(office)
    office.approve(order_id)
    with database.reading() as session:
        assert find_order(session, order_id, actor=office.actor).state == "approved"


def test_a_village_officers_workbook_and_a_firms_sheet_lead_to_a_kept_list(
    office: Office, database: Database, tmp_path: Path
) -> None:
    register = write_register(tmp_path / "三合街道登记台账.xlsx")
    loaded = office.load("labourers", register, division=None)
    assert loaded.created > 0
    assert loaded.rejected > 0
    order_sheet = Workbook()
    for row in (
        ["三都县2026年用工订单汇总表"],
        ["序号", "用 工 单 位", "招工工种", "人 数", "上班地点", "月工资（元）", "食宿", "到岗时间", "技能要求"],
        [
            1,
            "深圳市爱德康珠宝首饰有限公司",
            "首饰加工",
            "96人",
            "广东省深圳市",
            "5千-6千",
            "包吃包住",
            "2027年3月1日",
            "镶石、抛光",
        ],
        ["合计", None, None, "96人"],
        ["填表人：潘某", None, "审核：韦某"],
    ):
        order_sheet.active.append(row)
    order_sheet.save(tmp_path / "订单.xlsx")
    filed = office.load("orders", tmp_path / "订单.xlsx", division=None)
    assert (filed.created, filed.rejected) == (1, 0)
    with database.reading() as session:
        [order] = list_orders(session, actor=office.actor)
        assert order.county_code == SANDU
    office.approve(order.public_id)
    list_id = office.rank(order.public_id)
    with database.reading() as session:
        shown = show_list(session, list_id, actor=office.actor)
        assert replay(session, list_id, actor=office.actor)["same"] is True
    assert shown["pool"] == loaded.created
    assert len(shown["list"]) == shown["eligible"] > 0
