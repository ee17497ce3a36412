"""Finding the header and knowing its columns."""

import pytest

from services.errors import Refusal
from services.sheets.columns import KINDS, names_of
from services.sheets.headers import COLUMNS, Heading, find_heading, headers_of, recognise

LABOURERS = ("姓名", "身份证号码", "性别", "联系电话")


def heading_of(*rows: tuple[str | None, ...]) -> Heading:
    return find_heading("labourers", list(enumerate(rows, start=1)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_printed_header_is_recognised_as_its_own_field(kind: str) -> None:
    assert names_of(COLUMNS[kind])
    assert all(recognise(kind, header) == (field, False) for field, header in headers_of(kind).items())


@pytest.mark.parametrize(
    ("header", "field"),
    [("姓 名", "name"), ("*公民身份号码（必填）", "id_number"), ("联系\n电话", "phone"), ("ID Number", "id_number"),
     ("Full name", "name"), ("期望月薪（元/月）", "wage"), ("３.手机号码", "phone"), ("就业意愿", "wish_occupations")],
)  # fmt: skip
def test_headers_are_known_in_spite_of_gaps_notes_and_stars(header: str, field: str) -> None:
    assert recognise("labourers", header)[0] == field


def test_titles_above_the_header_are_passed_over() -> None:
    assert heading_of(("劳动力登记台账", None), (None,), LABOURERS).row == 3


def test_columns_may_stand_in_any_order() -> None:
    assert heading_of(LABOURERS[::-1]).fields == {"phone": 0, "sex": 1, "id_number": 2, "name": 3}


def test_unknown_doubled_and_reason_columns_are_reported_and_left_alone() -> None:
    heading = heading_of((*LABOURERS, "血型", "手机", "退回原因"))
    assert (heading.unknown, heading.duplicated, heading.reason_column) == (("血型",), ("手机",), 6)


def test_a_header_nearly_right_is_guessed_and_said_to_be_guessed() -> None:
    assert heading_of((*LABOURERS, "是否愿意参加的培训")).guessed == {"是否愿意参加的培训": "training"}


def test_a_group_over_its_parts_makes_one_header_of_two_rows() -> None:
    top = ("序号", "姓名", "身份证号", "家庭住址", None, None, "就业意向", None, None)
    heading = heading_of(("台账",), top, (None, None, None, "乡镇", "村", "组", "工种", "地点", "工资"))
    assert (heading.row, heading.height) == (2, 2)
    assert heading.fields == {
        "name": 1, "id_number": 2, "township": 3, "village": 4, "group": 5, "wish_occupations": 6,
        "wish_places": 7, "wage": 8,
    }  # fmt: skip


def test_a_unit_in_the_header_goes_to_bare_figures() -> None:
    assert heading_of((*LABOURERS, "期望工资（元/天）")).suffixes == {"wage": "/天"}


@pytest.mark.parametrize(
    ("header", "suffix"),
    [("Expected wage (yuan/day)", "/天"), ("Expected wage (per day)", "/天"), ("Expected wage/hour", "/小时"),
     ("Expected wage per hour", "/小时"), ("Wage (yuan/year)", "/年"), ("Monthly wage", "/月"), ("Wage (yuan)", None)],
)  # fmt: skip
def test_a_unit_in_an_english_header_goes_to_bare_figures(header: str, suffix: str | None) -> None:
    heading = heading_of((*LABOURERS, header))
    assert (heading.fields["wage"], heading.suffixes.get("wage")) == (4, suffix)


@pytest.mark.parametrize(
    ("header", "suffix"),
    [("期望工资（美元）", "美元"), ("期望工资(港币/天)", "港币/天"), ("Wage (USD)", "usd"), ("期望工资(日/元)", None)],
)
def test_other_money_in_the_header_goes_to_bare_figures_too(header: str, suffix: str | None) -> None:
    assert heading_of((*LABOURERS, header)).suffixes.get("wage") == suffix


def test_a_sheet_without_header_says_what_it_needs() -> None:
    with pytest.raises(Refusal) as caught:
        heading_of(("潘小明", "男"), ("李四", "女"))
    assert (caught.value.code, caught.value.params["needed"]) == ("no_header_row", ("姓名", "身份证号码"))


def test_a_sheet_without_a_column_it_must_have_names_it() -> None:
    with pytest.raises(Refusal) as caught:
        heading_of(("姓名", "性别", "电话"))
    assert (caught.value.code, caught.value.params["missing"]) == ("columns_missing", ("身份证号码",))
