"""From a village register and an order sheet to the first ranked list, and the list once more from its snapshot."""

from datetime import date

from models.db import Database
from services.lists import latest_list_id, openings_of, replay, show_list, why
from services.orders import find_order
from tests.office import Office, id_number

DAY = date(2026, 11, 22)
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


def test_an_approved_order_waits_for_the_clock_to_open_it(office: Office, database: Database) -> None:
    order_id = a_county_with_an_order(office)
    office.approve(order_id)
    with database.reading() as session:
        assert find_order(session, order_id, actor=office.actor).state == "approved"
