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
    ],
)
def test_a_place_is_found_as_it_is_written(
    places: Gazetteer, text: str, context: int | None, name: str, village: str
) -> None:
    place = places.find(text, context=context)
    assert (places.by_code[place.code].name, place.village) == (name, village)


def test_a_bare_village_is_no_district_of_that_name(places: Gazetteer) -> None:
    assert places.place("河口村三组", SANDU) is None


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
