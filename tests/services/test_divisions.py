"""Places as people write them."""

import pytest
from sqlalchemy import select

from models.db import Database
from models.division import DivisionRenaming
from services.divisions import Gazetteer, gazetteer, short_name, variants
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


@pytest.mark.parametrize(
    ("code", "name", "was"),
    [
        ("500225", "大足区", "大足县"),
        ("500225000000", "大足区", "大足县"),
        ("500225103", "大足区", "大足县"),
        ("500225103201", "大足区", "大足县"),
        ("500111", "大足区", ""),
        ("522732101203", "大河镇", ""),
    ],
)
def test_a_code_no_longer_in_use_means_what_its_division_became(
    places: Gazetteer, code: str, name: str, was: str
) -> None:
    place = places.find(code)
    assert (places.by_code[place.code].name, place.was) == (name, was)


def test_every_former_code_that_is_not_in_use_again_is_found(places: Gazetteer, database: Database) -> None:
    with database.reading() as session:
        former = session.scalars(select(DivisionRenaming.old_code).where(DivisionRenaming.old_code.is_not(None))).all()
    assert len(former) > 250
    assert [code for code in former if places.place(str(code), None) is None] == []


def test_an_unknown_code_is_answered_with_what_it_lies_in(places: Gazetteer) -> None:
    with pytest.raises(Refusal) as refused:
        places.find("522732999")
    assert refused.value.params["suggestions"] == ["贵州省黔南布依族苗族自治州三都水族自治县"]


def test_a_division_without_coordinates_has_those_of_what_it_lies_in(places: Gazetteer) -> None:
    assert places.point(DAHE) == places.point(SANDU) != (0.0, 0.0)


def test_everyday_names_of_autonomous_divisions_leave_out_their_peoples() -> None:
    assert variants("三都水族自治县") >= {"三都水族自治县", "三都县", "三都"}
    assert variants("黔东南苗族侗族自治州") >= {"黔东南州", "黔东南"}
    assert variants("忠县") == {"忠县"}
    assert "岭上乡" in variants("岭上乡（2021年撤销）")


@pytest.mark.parametrize(
    ("written", "now"),
    [
        ("四川省大足县龙水镇", "重庆市大足区龙水镇"),
        ("四川省涪陵市", "重庆市涪陵区"),
        ("四川省重庆市长寿区", "重庆市长寿区"),
        ("广东省海口市", "海南省海口市"),
        ("四川省成都市", "四川省成都市"),
    ],
)
def test_a_province_that_was_split_is_followed(database: Database, written: str, now: str) -> None:
    with database.reading() as session:
        places = gazetteer(session)
    place = places.locate(written, None)
    assert place is not None
    assert places.full_name(place.code) == now


@pytest.mark.parametrize(
    ("division", "address", "below"),
    [
        (441900000000, "东莞石排", "石排"),
        (441900000000, "广东东莞 石排镇 工业路12号", "石排镇 工业路12号"),
        (522732101000, "三都县大河镇和平路3号", "和平路3号"),
        (441900000000, "石排镇工业路12号", "石排镇工业路12号"),
        (522732000000, "新加坡裕廊", "新加坡裕廊"),
        (522732000000, "", ""),
    ],
)
def test_an_address_below_its_division_says_the_division_no_second_time(
    database: Database, division: int, address: str, below: str
) -> None:
    with database.reading() as session:
        assert gazetteer(session).below(division, address) == below


@pytest.mark.parametrize(
    ("name", "short"),
    [("三都水族自治县", "三都县"), ("黔南布依族苗族自治州", "黔南州"), ("深圳市", "深圳市"), ("宝安区", "宝安区"),
     ("鄂伦春自治旗", "鄂伦春旗"), ("延边朝鲜族自治州", "延边州")],
)  # fmt: skip
def test_a_short_name_leaves_out_the_peoples(name: str, short: str) -> None:
    assert short_name(name) == short
