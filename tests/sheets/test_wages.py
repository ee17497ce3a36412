"""Wages as people write them."""

import pytest

from services.errors import Refusal
from services.sheets.cells import Cell
from services.sheets.fields.wages import monthly_equivalent, pay_method_told, read_wage


@pytest.mark.parametrize(
    ("cell", "least", "most", "unit"),
    [("3800", 3800, 3800, "month"), (3800.0, 3800, 3800, "month"), ("3,800元", 3800, 3800, "month"),
     ("３８００", 3800, 3800, "month"), ("3800元/月", 3800, 3800, "month"), ("200元/天", 200, 200, "day"),
     ("25元/小时", 25, 25, "hour"), ("0.5元/件", 0.5, 0.5, "piece"), ("5000-6000", 5000, 6000, "month"),
     ("5千-6千", 5000, 6000, "month"), ("5-6千", 5000, 6000, "month"), ("4500～5500元", 4500, 5500, "month"),
     ("4k-5k", 4000, 5000, "month"), ("0.45万", 4500, 4500, "month"), ("三千五", 3500, 3500, "month"),
     ("六千", 6000, 6000, "month"), ("一万二", 12000, 12000, "month"), ("三千到四千", 3000, 4000, "month"),
     ("一天两百", 200, 200, "day"), ("3500块钱一个月", 3500, 3500, "month"), ("年薪6万", 60000, 60000, "year"),
     ("日结200", 200, 200, "day"), ("5000元/月-6000元/月", 5000, 6000, "month"),
     ("三四千", 3000, 4000, "month"), ("四五千元", 4000, 5000, "month"), ("三四千左右", 3000, 4000, "month"),
     ("一万三四千", 13000, 14000, "month"), ("两三百/天", 200, 300, "day"), ("1500元/半月", 3000, 3000, "month"),
     ("3500 提成5%", 3500, 3500, "month"), ("底薪2500+提成，综合5000-7000", 5000, 7000, "month"),
     ("二十五六元/小时", 25, 26, "hour"), ("三千五六", 3500, 3600, "month"), ("一百二三一天", 120, 130, "day"),
     ("三十一天", 30, 30, "day"), ("计件，综合6000", 6000, 6000, "month"), ("计件6000左右", 6000, 6000, "month"),
     ("计件0.5元", 0.5, 0.5, "piece"), ("3-5毛/件", 0.3, 0.5, "piece"), ("计件8分", 0.08, 0.08, "piece"),
     ("4000六险一金", 4000, 4000, "month"), ("5000左右-6000左右", 5000, 6000, "month")],
)  # fmt: skip
def test_a_wage_is_read_in_fen_with_its_unit(cell: Cell, least: float, most: float, unit: str) -> None:
    assert read_wage(cell).value == (int(least * 100), int(most * 100), unit)


@pytest.mark.parametrize("cell", ["3000以上", "3000起", "不低于3000", "3000+", "≥3000", "最低3000元"])
def test_a_floor_has_no_ceiling(cell: str) -> None:
    assert read_wage(cell).value == (300_000, None, "month")


@pytest.mark.parametrize("cell", ["6000以内", "不超过6000", "6000以下"])
def test_a_ceiling_has_no_floor(cell: str) -> None:
    assert read_wage(cell).value == (None, 600_000, "month")


@pytest.mark.parametrize("cell", ["底薪3000+提成", "底薪3000+提成3%", "底薪3000,提成2%-5%"])
def test_base_pay_is_a_floor_and_what_comes_on_top_a_remark(cell: str) -> None:
    reading = read_wage(cell)
    assert (reading.value, reading.flags[0].code) == ((300_000, None, "month"), "wage_has_note")


@pytest.mark.parametrize("cell", ["8000港币", "2000美元", "3000 USD", "20万日元", "$500"])
def test_a_wage_in_other_money_is_refused(cell: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_wage(cell)
    assert (caught.value.code, caught.value.params) == ("wage_not_yuan", {"text": cell})


@pytest.mark.parametrize(
    ("cell", "told"),
    [("计件，综合6000", "piece"), ("保底3000+计件", "mixed"), ("计件工资", "piece"), ("3800元/月", None), (None, None)],
)
def test_a_wage_that_names_piece_pay_says_how_it_is_paid(cell: Cell, told: str | None) -> None:
    assert pay_method_told(cell) == told


@pytest.mark.parametrize("cell", ["面议", "不限", "工资面议", "按公司规定"])
def test_an_open_wage_is_none_and_flagged(cell: str) -> None:
    reading = read_wage(cell)
    assert (reading.value, reading.flags[0].code) == (None, "wage_open")


def test_words_beside_the_wage_are_flagged() -> None:
    reading = read_wage("3800元/月,包吃住")
    assert reading.value == (380_000, 380_000, "month")
    assert reading.flags[0].code == "wage_has_note"


@pytest.mark.parametrize(
    ("cell", "code"),
    [("abc", "wage_unreadable"), ("8小时200元", "wage_unreadable"), ("4000,5000", "wage_unreadable"),
     ("-3800", "wage_unreadable"), ("800补贴50", "wage_unreadable"), ("30%", "wage_unreadable"),
     ("9" * 30_000, "wage_unreadable"), ("9" * 40, "wage_unreadable"),
     ("800元/周", "wage_unreadable"), ("6000-5000", "wage_reversed"), ("200", "wage_out_of_range"),
     ("38000000", "wage_out_of_range")],
)  # fmt: skip
def test_what_cannot_be_a_wage_is_refused(cell: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_wage(cell)
    assert caught.value.code == code


def test_days_and_hours_come_to_a_month_by_the_ministrys_figures() -> None:
    assert monthly_equivalent(200_00, "day") == 4_350_00  # 200 x 21.75
    assert monthly_equivalent(25_00, "hour") == 4_350_00  # 25 x 8 x 21.75
    assert monthly_equivalent(60_000_00, "year") == 5_000_00
    assert monthly_equivalent(50, "piece") is None
