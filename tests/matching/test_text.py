"""Titles and cells as villages and employers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.text import normalise, outside_brackets, parts


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("招电焊工（二保焊）包吃住月薪六千", "电焊工二保焊"),
        ("急招缝纫工6000-8000元/月五险一金", "缝纫工"),
        ("招 普工 若干名 包吃包住", "普工"),
        ("芜湖伟晨物流有限公司招聘理货员", "理货员"),
        ("电工 200元/天 13812345678", "电工"),
        ("车工 八千一月", "车工"),
        ("ＣＮＣ　操作员", "cnc操作员"),
        ("電焊工", "电焊工"),
        ("C++工程师", "c++工程师"),
        ("验货员(A15727)", "验货员"),
    ],
)
def test_offers_and_calls_are_left_out_of_a_title(written: str, plain: str) -> None:
    assert normalise(written) == plain


@pytest.mark.parametrize(
    "title",
    [
        "招聘专员",
        "招商运营专员",
        "招生老师",
        "住院医师",
        "餐厅服务员",
        "食宿管理员",
        "社保专员",
        "千斤顶修理工",
        "包工头",
    ],
)
def test_work_whose_name_looks_like_an_offer_is_kept(title: str) -> None:
    assert normalise(title) == title


def test_a_text_of_offers_alone_is_not_emptied() -> None:
    assert normalise("包吃住") == "包吃住"
    assert normalise("  ——！") == ""


def test_what_stands_in_brackets_can_be_left_out() -> None:
    assert outside_brackets("电焊工（二保焊）") == "电焊工"


def test_a_title_of_two_jobs_has_two_parts() -> None:
    assert parts("招店员/营业员（早班） 包住") == ["店员", "营业员", "早班"]


@given(st.text(alphabet="电焊工招包吃住月薪六千(（）)、/ +5-元名Ａ1", max_size=30))
def test_the_plain_form_is_made_of_letters_and_digits_only(text: str) -> None:
    assert all(mark.isalnum() or mark in "+#" for mark in normalise(text))
