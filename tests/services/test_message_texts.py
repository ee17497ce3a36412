"""An offer says by itself where the work is, what it pays and how to answer, in one piece where that can be."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.message_texts import SHORT, letter_of, sentence_of
from services.messages import Told

OFFER = Told(
    code="offer",
    params={"answer_by": "2027-03-01T15:59:59+00:00"},
    at=datetime(2027, 2, 26, tzinfo=UTC),
    placement="P",
    enrolment=None,
    state="offered",
    employer="永兴制衣厂",
    post="缝纫工",
    title="",
    city="黔南布依族苗族自治州",
    county="三都水族自治县",
    wage=400_000,
    most=500_000,
    board=True,
    lodging=True,
)
LONG = replace(OFFER, employer="贵州黔南三都水族自治县永兴制衣有限责任公司", post="电子设备装接工（夜班）")


@pytest.mark.parametrize(
    ("told", "phone", "text"),
    [
        (OFFER, "",
         "永兴制衣厂请您去黔南州三都县做缝纫工，月薪4000–5000元，包吃住，请在3月1日（周一）前答复，可找村联络员"),
        (OFFER, "0854-3921234",
         "永兴制衣厂请您去三都县做缝纫工，月薪4000–5000元，请在3月1日（周一）前答复，可打0854-3921234或找村联络员"),
        (replace(OFFER, code="offer_reminder", most=0),
         "", "别忘了：永兴制衣厂请您去黔南州三都县做缝纫工，月薪4000元，包吃住，3月1日（周一）前要答复，可找村联络员"),
        (replace(OFFER, city="深圳市", county="深圳市", board=False, lodging=False),
         "", "永兴制衣厂请您去深圳市做缝纫工，月薪4000–5000元，请在3月1日（周一）前答复，可找村联络员"),
        (LONG, "",
         "贵州黔南三都水族自治县永兴制衣请您去三都县做电子设备装接工（夜班），月薪4000–5000元，"
         "请在3月1日前答复，可找村联络员"),
    ],
)  # fmt: skip
def test_an_offer_says_what_where_and_how_to_answer_in_one_piece(told: Told, phone: str, text: str) -> None:
    letter = letter_of(told, "李秀英", phone=phone)
    assert letter == f"李秀英：{text}。"
    assert len(letter) <= SHORT


def test_a_printed_letter_leaves_nothing_out() -> None:
    letter = letter_of(LONG, "李秀英", most=None)
    assert "永兴制衣有限责任公司请您去黔南州三都县做" in letter
    assert "包吃住" in letter and "（周一）" in letter


def test_an_offer_is_told_in_english_too() -> None:
    assert sentence_of(OFFER, "en") == (
        "永兴制衣厂 offers you a job as 缝纫工 in 黔南州三都县, ¥4000–5000 a month with board and lodging. "
        "Answer by Mon 1 Mar"
    )


def test_who_has_answered_is_not_told_how() -> None:
    assert letter_of(replace(OFFER, state="accepted"), "李秀英") == "李秀英：永兴制衣厂请过您去做缝纫工。"
