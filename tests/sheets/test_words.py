"""Names, schooling, levels, yes and no, seasons, lists and the terms of orders."""

import csv
from pathlib import Path

import pytest

from services.errors import Refusal
from services.sheets.fields.choices import read_board_and_lodging, read_distance, read_owes_wages, read_sex, read_yes_no
from services.sheets.fields.counts import read_ages, read_count, read_hours, read_span
from services.sheets.fields.credit_codes import credit_check_character, read_credit_code
from services.sheets.fields.education import read_education, read_level
from services.sheets.fields.lists import read_list, read_skills
from services.sheets.fields.names import read_organisation_name, read_person_name
from services.sheets.fields.order_terms import read_brings, read_order_kind, read_pay_method, read_payer
from services.sheets.fields.seasons import read_season
from services.sheets.fields.situations import read_categories, read_state


@pytest.mark.parametrize(
    ("written", "name"),
    [("李 四", "李四"), ("李　四", "李四"), ("欧阳 修", "欧阳修"), ("阿不都热依木•买买提", "阿不都热依木·买买提"),
     ("买买提 · 依明", "买买提·依明"), ("Zhang  San", "Zhang San"), ("张三(户主)", "张三")],
)  # fmt: skip
def test_a_name_loses_its_gaps_and_keeps_its_dot(written: str, name: str) -> None:
    assert read_person_name(written).value == name


@pytest.mark.parametrize(
    ("written", "code"),
    [("张", "name_too_short"), ("张3", "name_has_digits"), ("李四13812345678", "name_has_digits"),
     ("张三?", "name_bad_character"), ("王" * 41, "name_too_long")],
)  # fmt: skip
def test_what_is_no_name_is_refused(written: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_person_name(written)
    assert caught.value.code == code


def test_a_firm_keeps_its_brackets() -> None:
    assert read_organisation_name(" 深圳市 爱德康（爱得康）珠宝首饰 ") == "深圳市爱德康(爱得康)珠宝首饰"


def test_sex_is_read_in_words_letters_and_figures() -> None:
    assert {read_sex(word) for word in ("男", "M", "1", "男性")} == {"male"}
    assert {read_sex(word) for word in ("女", "f", 2, "Female")} == {"female"}


@pytest.mark.parametrize(
    ("written", "code"),
    [("初中毕业", "junior"), ("初二", "junior"), ("高中及以上", "senior"),
     ("中专（技校）", "vocational"),
     ("大专以上学历", "college"),
     ("大学本科", "bachelor"), ("文盲", "none"), ("初识字", "none"),
     ("小学文化", "primary"), ("Senior High School", "senior")],
)  # fmt: skip
def test_schooling_is_read(written: str, code: str) -> None:
    assert read_education(written) == code


def test_words_of_the_reference_data_are_read_as_their_own_code() -> None:
    for file, reader in (("education_levels", read_education), ("categories", _category)):
        with Path(f"fixtures/data/{file}.csv").open(encoding="utf-8", newline="") as lines:
            for entry in csv.DictReader(lines):
                words = [entry["name"], *entry["also"].split("|")]
                assert {word: reader(word) for word in words} == dict.fromkeys(words, entry["code"])


def _category(word: str) -> str:
    return (*read_categories(word).value, "unknown")[0]


@pytest.mark.parametrize(
    ("written", "level"),
    [("初级", 5), ("五级", 5), ("5", 5), ("四级/中级工", 4), ("高级工", 3), ("三级(高级工)", 3), ("技师", 2),
     ("高级技师", 1), ("Ⅳ", 4)],
)  # fmt: skip
def test_levels_run_from_five_to_one(written: str, level: int) -> None:
    assert read_level(written) == level


def test_yes_and_no_are_read() -> None:
    assert all(read_yes_no(word, "abroad") for word in ("是", "有", "√", "Y", "愿意", True))
    assert not any(read_yes_no(word, "abroad") for word in ("否", "无", "×", "N", "不愿意", "-", False))


def test_wages_owed_are_told_in_words() -> None:
    assert all(map(read_owes_wages, ("拖欠3个月", "欠薪2万", "有，3个月", "是")))
    assert not any(map(read_owes_wages, ("不欠", "无拖欠", "从未拖欠", "没有拖欠工资", "未发生欠薪", "否")))
    with pytest.raises(Refusal, match="yes_no_unclear"):
        read_owes_wages("拖欠3个月，已结清")


@pytest.mark.parametrize(
    ("written", "board", "lodging"),
    [("包吃住", True, True), ("包吃不包住", True, False), ("包住不包吃", False, True), ("食宿自理", False, False),
     ("不包", False, False), ("是", True, True), ("提供住宿", None, True), ("不限", None, None)],
)  # fmt: skip
def test_board_and_lodging_are_told_apart(written: str, board: bool | None, lodging: bool | None) -> None:
    assert read_board_and_lodging(written) == (board, lodging)


def test_near_away_and_state_are_read() -> None:
    assert [read_distance(word) for word in ("就近就业", "省外", "均可")] == ["near", "away", "any"]
    assert [read_state(word) for word in ("在家务农", "外出务工", "培训中")] == ["at_home", "away", "in_training"]


def test_categories_are_found_and_unknown_ones_flagged() -> None:
    assert read_categories("两后生、残疾人").value == ("two_leavers", "disabled")
    assert read_categories("一般") == ((), ())
    assert read_categories("外星人").flags[0].code == "category_unknown"


@pytest.mark.parametrize(
    ("written", "goes_home", "months"),
    [("6月、10月", True, (6, 10)), ("5-6月", True, (5, 6)), ("三月到五月", True, (3, 4, 5)),
     ("11月-2月", True, (1, 2, 11, 12)),
     ("5、6、9月回家", True, (5, 6, 9)), ("5,9-10", True, (5, 9, 10)), ("农忙回家", True, ()), ("是", True, ()),
      ("否", False, ()),
      ("全年可外出", False, ())],
)  # fmt: skip
def test_the_season_people_go_home_is_read(written: str, goes_home: bool, months: tuple[int, ...]) -> None:
    season = read_season(written)
    assert (season.goes_home, season.months) == (goes_home, months)


def test_lists_are_cut_at_every_usual_mark() -> None:
    assert read_list("电工、焊工；厨师，月嫂/保姆") == ("电工", "焊工", "厨师", "月嫂", "保姆")
    assert read_list("1.电工 2.焊工") == ("电工", "焊工")
    assert read_list("不限") == ()


def test_skills_carry_level_and_years() -> None:
    assert read_skills("电焊工(四级)、厨师5年、初级电工") == (
        ("电焊工", 4, None),
        ("厨师", None, 5.0),
        ("电工", 5, None),
    )


def test_a_skill_is_named_without_saying_that_one_has_it() -> None:
    assert [skill.name for skill in read_skills("会电焊、懂电工、能开叉车、擅长缝纫、有证")] == [
        "电焊",
        "电工",
        "叉车",
        "缝纫",
    ]
    assert read_skills("无证") == ()
    assert [skill.name for skill in read_skills("会计、能源管理")] == ["会计", "能源管理"]


def test_counts_ages_hours_and_spans_are_read() -> None:
    assert [read_count(text, "seats") for text in ("96人", "九十六", 96.0, "1,200")] == [96, 96, 96, 1200]
    assert [read_ages(text) for text in ("18-45周岁", "45岁以下", "不限")] == [(18, 45), (None, 45), (None, None)]
    assert [read_hours(text) for text in ("8小时", "每天8小时", 8)] == [8.0, 8.0, 8.0]
    assert [read_span(text, "duration") for text in ("一年", "两个半月", "15天", "1年半", "半年")] == [
        (12, 0), (2, 15), (0, 15), (18, 0), (6, 0),
    ]  # fmt: skip
    assert read_span("长期", "duration") is None


def test_a_count_of_nought_or_half_a_person_is_refused() -> None:
    with pytest.raises(Refusal, match="count_out_of_range"):
        read_count("0", "seats")
    with pytest.raises(Refusal, match="count_unreadable"):
        read_count("12.5", "seats")


def test_a_credit_code_is_checked_by_its_last_character() -> None:
    code = "91350100M000100Y4"
    code += credit_check_character(code)
    assert read_credit_code(code.lower()) == code
    for wrong, reason in (
        (f"{code[:17]}4", "credit_code_wrong_check"), (f"{code[:17]}Z", "credit_code_bad_character"),
        ("9.135E+17", "credit_code_damaged_by_excel"), (code[:15], "credit_code_wrong_length"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=reason):
            read_credit_code(wrong)


@pytest.mark.parametrize(
    ("written", "kind"),
    [("订单班", ("training", "order_class")), ("冠名班", ("training", "title_class")), ("招工", ("hiring", None)),
     ("现代学徒制", ("training", "apprenticeship")), ("季节性用工", ("hiring", "seasonal")),
      ("培训订单", ("training", None)),
     ("境外就业", ("hiring", "abroad"))],
)  # fmt: skip
def test_kinds_of_orders_are_read(written: str, kind: tuple[str, str | None]) -> None:
    assert read_order_kind(written) == kind


def test_terms_of_orders_are_read() -> None:
    assert [read_pay_method(text) for text in ("计件", "月薪制", "日结")] == ["piece", "month", "day"]
    assert [read_payer(text) for text in ("企业承担", "政府补贴", "自费")] == ["employer", "public", "labourer"]
    assert read_brings("场地、设备、师资") == ("premises", "equipment", "teachers")
