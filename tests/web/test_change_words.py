"""What would help, as it is said: how far from home the work is, by how many days something is later or earlier."""

from typing import Any

import pytest

from web.criteria import change_text
from web.errors import in_language

PLACE = "河北省衡水市饶阳县"
ACCEPTED = {
    20_015: (
        "愿意到河北省衡水市饶阳县工作，离家约20公里",
        "agree to work in 河北省衡水市饶阳县, about 20 km from home",
    ),
    499: ("愿意到河北省衡水市饶阳县工作", "agree to work in 河北省衡水市饶阳县"),
    None: ("愿意到河北省衡水市饶阳县工作", "agree to work in 河北省衡水市饶阳县"),
}
DAYS = {
    ("start_later", 1): ("请企业同意晚1天、12月15日（周二）开工", "ask to start 1 day later, on Tue 15 Dec"),
    ("start_later", 14): ("请企业同意晚14天、12月15日（周二）开工", "ask to start 14 days later, on Tue 15 Dec"),
    ("be_free_earlier", 1): ("提前1天、从12月15日（周二）起可以上岗", "be free 1 day earlier, from Tue 15 Dec"),
    ("be_free_earlier", 14): ("提前14天、从12月15日（周二）起可以上岗", "be free 14 days earlier, from Tue 15 Dec"),
}


def said(change: str, params: dict[str, Any]) -> tuple[str, ...]:
    """In Chinese and in English."""
    texts = []
    for language in ("zh", "en"):
        with in_language(language):
            texts.append(change_text({"change": change, "params": params}))
    return tuple(texts)


@pytest.mark.parametrize("metres", ACCEPTED)
def test_a_place_is_said_with_its_distance_where_that_is_known(metres: int | None) -> None:
    assert said("accept_place", {"division": PLACE, "metres": metres}) == ACCEPTED[metres]


@pytest.mark.parametrize(("change", "days"), DAYS)
def test_a_day_is_said_with_how_much_later_or_earlier_it_is(change: str, days: int) -> None:
    assert said(change, {"day": "2026-12-15", "days": days}) == DAYS[change, days]
