"""Where a labourer lives, from what a register says."""

import pytest

from models.db import Database
from services.access import Actor
from services.divisions import Gazetteer, gazetteer
from services.errors import Refusal
from services.intake.batch import Intake
from services.intake.places import home_of
from services.sheets.fields.texts import WrittenPlace
from tests.moments import NOW
from tests.office import SANDU

DAHE = 522732101000


@pytest.fixture
def places(database: Database) -> Gazetteer:
    with database.reading() as session:
        return gazetteer(session)


def home(places: Gazetteer, operator: Actor, context: int | None, **written: str) -> tuple[str, str]:
    place, _ = home_of(WrittenPlace(**written), places, Intake(operator, NOW, context))
    return places.by_code[place.code].name, place.village


def refusal(places: Gazetteer, operator: Actor, context: int | None, **written: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        home(places, operator, context, **written)
    return refused.value


@pytest.mark.parametrize(
    ("written", "name", "village"),
    [
        ({"code": "522732", "township": "大河镇", "village": "高硐村", "group": "三组"}, "大河镇", "高硐村三组"),
        ({"code": "522732", "village": "高硐村"}, "三都水族自治县", "高硐村"),
        ({"code": "522732101203", "village": "高硐村"}, "大河镇", "高硐村"),
        ({"code": "522732101203", "township": "大河镇", "group": "三组"}, "大河镇", "三组"),
        ({"code": "522732101", "county": "三都县"}, "大河镇", ""),
        ({"code": "522732", "address": "贵州省三都县大河镇高硐村"}, "大河镇", "高硐村"),
        ({"code": "522732101", "address": "高硐村三组"}, "大河镇", "高硐村"),
        ({"code": "520000", "address": "三都县大河镇"}, "大河镇", ""),
        ({"code": "522732", "province": "贵州省", "township": "大河镇"}, "大河镇", ""),
        ({"code": "522732", "address": "广东省东莞市石排镇"}, "三都水族自治县", ""),
        ({"code": "522732"}, "三都水族自治县", ""),
    ],
)
def test_names_are_looked_for_inside_the_division_code(
    places: Gazetteer, operator: Actor, written: dict[str, str], name: str, village: str
) -> None:
    assert home(places, operator, None, **written) == (name, village)


@pytest.mark.parametrize("written", [{"township": "周潭镇"}, {"address": "周潭镇板光村"}, {"township": "石排镇"}])
def test_a_township_that_the_codes_county_does_not_have_is_refused_with_those_it_has(
    places: Gazetteer, operator: Actor, written: dict[str, str]
) -> None:
    refused = refusal(places, operator, None, code="522732", **written)
    suggestions = refused.params["suggestions"]
    assert refused.code == "division_unknown"
    assert isinstance(suggestions, list)
    assert all("三都水族自治县" in name for name in suggestions)
    assert written != {"township": "周潭镇"} or suggestions[0].endswith("周覃镇")


@pytest.mark.parametrize("written", [{"county": "独山县"}, {"county": "三都县", "township": "普安镇"}])
def test_a_code_and_names_that_contradict_each_other_go_back(
    places: Gazetteer, operator: Actor, written: dict[str, str]
) -> None:
    assert refusal(places, operator, None, code="522732101", **written).code == "division_code_differs"


@pytest.mark.parametrize(
    "written", [{"address": "贵州省"}, {"code": "520000"}, {"address": "黔南州"}, {"code": "522700", "village": "上寨"}]
)
def test_a_home_is_a_county_or_smaller(places: Gazetteer, operator: Actor, written: dict[str, str]) -> None:
    assert refusal(places, operator, None, **written).code == "home_too_coarse"
    assert refusal(places, operator, SANDU, **written).code == "home_too_coarse"


@pytest.mark.parametrize("address", ["广东省东莞市", "广东省东莞市石排镇"])
def test_a_city_without_counties_is_home_enough(places: Gazetteer, operator: Actor, address: str) -> None:
    assert home(places, operator, SANDU, address=address)[0] == "东莞市"


@pytest.mark.parametrize("address", ["独山县城关镇", "贵州省三都县没有这个镇上寨村", "三都县合汪镇", "三都县某某街道"])
def test_an_unknown_township_below_a_county_is_refused_with_those_of_that_county(
    places: Gazetteer, operator: Actor, address: str
) -> None:
    refused = refusal(places, operator, SANDU, address=address)
    county = "独山县" if "独山" in address else "三都水族自治县"
    assert refused.code == "division_unknown"
    assert all(county in name for name in refused.params["suggestions"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("context", [SANDU, DAHE])
def test_a_bare_unknown_township_is_not_the_division_of_the_register(
    places: Gazetteer, operator: Actor, context: int
) -> None:
    refused = refusal(places, operator, context, address="没有这个镇")
    assert refused.code == "division_unknown"
    assert all("三都水族自治县" in name for name in refused.params["suggestions"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["三组", "上寨", "高硐村三组", "新乡村", "河口村三组"])
def test_a_village_or_group_alone_lies_in_the_division_of_the_register(
    places: Gazetteer, operator: Actor, address: str
) -> None:
    assert home(places, operator, DAHE, address=address)[0] == "大河镇"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("合江镇", "大河镇"),
        ("贵州省三都县坝街乡", "都江镇"),
        ("三都县廷牌镇", "周覃镇"),
        ("黔南州三都县三洞乡", "中和镇"),
    ],
)
def test_a_township_that_was_merged_is_todays(places: Gazetteer, operator: Actor, address: str, name: str) -> None:
    assert home(places, operator, SANDU, address=address)[0] == name


def test_a_township_that_only_the_id_numbers_county_has_is_taken_and_flagged(
    places: Gazetteer, operator: Actor
) -> None:
    intake = Intake(operator, NOW, 522726000000)
    place, flags = home_of(WrittenPlace(address="大河镇"), places, intake, id_number="522732199001010011")
    assert place.code == DAHE
    assert [each.code for each in flags] == ["place_guessed_from_id"]


def test_a_code_from_before_a_renaming_is_flagged_with_what_it_became(places: Gazetteer, operator: Actor) -> None:
    written = WrittenPlace(code="500225", address="大足县龙水镇")
    place, flags = home_of(written, places, Intake(operator, NOW, None))
    assert places.by_code[place.code].name == "龙水镇"
    assert [(each.code, each.params["was"], each.params["place"]) for each in flags] == [
        ("division_renamed", "大足县", "重庆市大足区")
    ]
