"""Rows of labourers, employers, bases and orders as drafts, with every mistake of a row found at once."""

from datetime import date

import pytest

from services.errors import Several
from services.sheets.cells import Cell
from services.sheets.employer_rows import read_employer
from services.sheets.fields.credit_codes import credit_check_character
from services.sheets.labourer_rows import read_labourer
from services.sheets.order_rows import OrderDraft, read_order
from services.sheets.training_base_rows import read_training_base
from tests.sheets.register import AT, identity_number

PERSON: dict[str, Cell] = {"name": "潘小明", "id_number": identity_number(date(1985, 3, 7), 101)}
ORDER: dict[str, Cell] = {
    "employer": "深圳市爱德康(爱得康)珠宝首饰", "kind": "订单班", "occupation": "珠宝首饰加工", "seats": "96人",
    "address": "深圳市",
    "wage": "3000-4000", "board_lodging": "包吃住", "hours": "8小时", "starts_on": "2026年3月1日", "duration": "一年",
    "probation": "1个月", "training_paid_by": "企业", "employer_brings": "设备、师资", "channel": "驻外办事处",
}  # fmt: skip


def codes(several: Several) -> list[str]:
    return [refusal.code for refusal in several.refusals]


def order_of(**changes: Cell) -> OrderDraft:
    return read_order({**ORDER, **changes})


def test_a_name_and_a_number_are_enough_for_a_labourer() -> None:
    draft = read_labourer(PERSON, at=AT)
    assert (draft.name, draft.sex, draft.phone, draft.skills, draft.flags) == ("潘小明", "male", "", (), ())


def test_all_mistakes_of_a_row_are_told_at_once() -> None:
    cells: dict[str, Cell] = {
        "id_number": "52273",
        "sex": "不明",
        "birth": "很久以前",
        "phone": "1",
        "education": "天才",
    }
    with pytest.raises(Several) as caught:
        read_labourer(cells, at=AT)
    assert codes(caught.value) == [
        "missing", "id_wrong_length", "date_unreadable", "sex_unknown", "phone_wrong_length",
    ]  # fmt: skip


def test_a_wish_that_cannot_be_read_is_kept_as_a_remark() -> None:
    draft = read_labourer({**PERSON, "wage": "很多", "abroad": "也许", "level": "很高"}, at=AT)
    assert [(flag.code, flag.params["text"]) for flag in draft.flags] == [
        ("level_unknown", "很高"), ("wage_unreadable", "很多"), ("yes_no_unclear", "也许"),
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["不详", "不清楚", "未知"])
def test_schooling_nobody_knows_sends_no_person_back(written: str) -> None:
    draft = read_labourer({**PERSON, "education": written}, at=AT)
    assert draft.education is None
    assert [(flag.code, flag.params["text"]) for flag in draft.flags] == [("education_unknown", written)]


def test_an_error_that_excel_left_in_a_cell_is_named() -> None:
    with pytest.raises(Several) as caught:
        read_labourer({**PERSON, "name": "#REF!"}, at=AT)
    assert codes(caught.value) == ["excel_error"]


def test_nobody_under_sixteen_is_registered() -> None:
    child = {"name": "娃娃", "id_number": identity_number(date(2010, 11, 2), 1)}
    with pytest.raises(Several) as caught:
        read_labourer(child, at=AT)
    assert caught.value.refusals[0].params == {"age": 15, "least": 16}
    assert read_labourer(child, at=date(2026, 11, 2)).name == "娃娃"


def test_an_employer_is_read() -> None:
    code = "91440300M000100Y4"
    draft = read_employer(
        {"name": "东莞市石排镇金飞达电子厂", "credit_code": code + credit_check_character(code),
        "phone": "400-123-4567",
         "occupations": "普工、焊锡工", "owes_wages": "无", "staff": "440人", "county": "东莞"}
    )  # fmt: skip
    assert (draft.phone, draft.occupations, draft.owes_wages, draft.staff) == (
        "400-123-4567", ("普工", "焊锡工"), False, 440,
    )  # fmt: skip


@pytest.mark.parametrize(("written", "owes"), [("拖欠3个月", True), ("无拖欠", False), ("", None)])
def test_an_employer_that_owes_wages_is_known_in_words(written: str, owes: bool | None) -> None:
    assert read_employer({"name": "金飞达电子厂", "owes_wages": written}).owes_wages is owes


def test_a_training_base_is_read() -> None:
    draft = read_training_base(
        {"name": "三都县职业技术学校", "ownership": "公办", "occupations": "缝纫、电工", "capacity": "2000人",
         "offices": "深圳、东莞", "accredited_on": "2026年"}
    )  # fmt: skip
    assert (draft.ownership, draft.capacity, draft.offices) == ("public", 2000, ("深圳", "东莞"))
    assert draft.accredited_on == date(2026, 1, 1)


def test_an_order_line_is_read() -> None:
    order = order_of()
    assert (order.kind, order.sub_kind, order.seats, order.starts_on) == (
        "training",
        "order_class",
        96,
        date(2026, 3, 1),
    )
    assert (order.board, order.lodging, order.employer_brings, order.channel) == (
        True, True, ("equipment", "teachers"), "base_office",
    )  # fmt: skip


def test_an_order_says_when_it_recruits_who_sends_abroad_and_whether_the_class_certifies() -> None:
    order = order_of(
        recruits_from="2026-03-01",
        deadline="2026年4月30日",
        agency_licence="LW520020260001",
        class_gives_certificate="是",
    )
    assert (order.recruits_from, order.deadline) == (date(2026, 3, 1), date(2026, 4, 30))
    assert (order.agency_licence, order.class_gives_certificate) == ("LW520020260001", True)
    silent = order_of()
    assert (silent.deadline, silent.agency_licence, silent.class_gives_certificate) == (None, "", None)


def test_the_pay_method_explains_a_small_figure() -> None:
    assert order_of(wage="200", pay_method="日结").wage == (200_00, 200_00, "day")
    assert order_of(wage="5000-6000", pay_method="计件").wage == (5000_00, 6000_00, "month")


def test_least_and_most_may_stand_in_two_columns() -> None:
    assert order_of(wage=None, wage_minimum="3000", wage_maximum="4,000元").wage == (3000_00, 4000_00, "month")


def test_limits_of_age_and_sex_need_a_reason() -> None:
    with pytest.raises(Several) as caught:
        order_of(ages="18-45周岁", sex="女")
    assert [(refusal.code, refusal.field) for refusal in caught.value.refusals] == [
        ("limit_without_reason", "age_reason"), ("limit_without_reason", "sex_reason"),
    ]  # fmt: skip
    limited = order_of(ages="18-45周岁", age_reason="矿山井下作业")
    assert (limited.ages, limited.age_reason) == ((18, 45), "矿山井下作业")


def test_an_order_without_seats_or_trade_is_sent_back() -> None:
    with pytest.raises(Several) as caught:
        order_of(seats="", occupation=None, wage="很多")
    assert codes(caught.value) == ["missing", "missing", "wage_unreadable"]


def test_piece_pay_beside_a_months_wage_is_the_pay_method() -> None:
    order = order_of(wage="计件，综合6000")
    assert (order.wage, order.pay_method) == ((600_000, 600_000, "month"), "piece")
    assert order_of(wage="计件，综合6000", pay_method="月结").pay_method == "month"
