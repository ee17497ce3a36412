"""Places as people write them."""

import pytest

from models.db import Database
from services.divisions import Gazetteer, gazetteer, variants
from services.errors import Refusal

SANDU, DAHE = 522732000000, 522732105000


@pytest.fixture
def places(database: Database) -> Gazetteer:
    with database.reading() as session:
        return gazetteer(session)


@pytest.mark.parametrize(
    ("text", "context", "name", "village"),
    [
        ("贵州省黔南布依族苗族自治州三都水族自治县大河镇", None, "大河镇", ""),
        ("贵州省三都县大河镇高硐村三组", None, "大河镇", "高硐村"),
        ("三都县大河镇高硐村", None, "大河镇", "高硐村"),
        ("大河镇高硐村", SANDU, "大河镇", "高硐村"),
        ("大河镇高硐村", DAHE, "大河镇", "高硐村"),
        ("普安镇葡萄井村", DAHE, "普安镇", "葡萄井村"),
        ("黔南州", None, "黔南布依族苗族自治州", ""),
        ("广西", None, "广西壮族自治区", ""),
        ("深圳", None, "深圳市", ""),
        ("大足县", None, "大足区", ""),
        ("５２２７３２", None, "三都水族自治县", ""),
        ("522732", None, "三都水族自治县", ""),
        (" 广东省 / 东莞市 ", None, "东莞市", ""),
        ("北京市朝阳区", SANDU, "朝阳区", ""),
        ("广东省东莞市石排镇", SANDU, "东莞市", ""),
        ("三都县大河镇", SANDU, "大河镇", ""),
        ("三都大河镇", None, "大河镇", ""),
        ("三合镇", SANDU, "三合街道", ""),
        ("合江镇", SANDU, "大河镇", ""),
        ("四川合江", None, "合江县", ""),
        ("江苏镇江", SANDU, "镇江市", ""),
        ("海南屯昌", None, "屯昌县", ""),
        ("唐山市开平区开平镇", None, "开平镇", ""),
    ],
)
def test_a_place_is_found_as_it_is_written(
    places: Gazetteer, text: str, context: int | None, name: str, village: str
) -> None:
    place = places.find(text, context=context)
    assert (places.by_code[place.code].name, place.village) == (name, village)


def test_a_bare_village_is_no_district_of_that_name(places: Gazetteer) -> None:
    assert places.place("河口村三组", SANDU) is None


@pytest.mark.parametrize("text", ["合江镇", "河口街", "三都镇", "通州镇"])
def test_a_town_is_no_county_of_that_name_without_its_kind(places: Gazetteer, text: str) -> None:
    assert places.place(text, 110101000000) is None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("三都水族自治县2026年农村劳动力登记台账", "三都水族自治县"),
        ("贵州省三都县大河镇高硐村劳动力花名册", "大河镇"),
        ("三都县 用工订单（2026）", "三都水族自治县"),
        ("三都县企业用工台账", "三都水族自治县"),
        ("三都水族自治县", "三都水族自治县"),
    ],
)
def test_a_title_names_the_place_of_its_sheet(places: Gazetteer, title: str, name: str) -> None:
    place = places.title_place(title)
    assert place is not None
    assert places.by_code[place.code].name == name


@pytest.mark.parametrize(
    "title",
    [
        "深圳市爱德康珠宝首饰公司用工订单",
        "三都县农村信用社用工订单",
        "东莞市石排镇金飞达电子厂用工订单",
        "深圳运发集团2004年用工订单",
        "用工订单",
    ],
)
def test_a_firms_name_in_a_title_is_no_place_of_the_sheet(places: Gazetteer, title: str) -> None:
    assert places.title_place(title) is None


def test_an_unknown_place_is_refused_with_the_nearest_full_names(places: Gazetteer) -> None:
    with pytest.raises(Refusal) as refused:
        places.find("深圴市", context=None)
    assert refused.value.code == "division_unknown"
    assert "广东省深圳市" in refused.value.params["suggestions"]  # type: ignore[operator]


def test_a_division_without_coordinates_has_those_of_what_it_lies_in(places: Gazetteer) -> None:
    assert places.point(DAHE) == places.point(SANDU) != (0.0, 0.0)


def test_everyday_names_of_autonomous_divisions_leave_out_their_peoples() -> None:
    assert variants("三都水族自治县") >= {"三都水族自治县", "三都县", "三都"}
    assert variants("黔东南苗族侗族自治州") >= {"黔东南州", "黔东南"}
    assert variants("忠县") == {"忠县"}
    assert "岭上乡" in variants("岭上乡（2021年撤销）")
