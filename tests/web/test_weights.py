"""Pages of the weights: a version drafted, run in the shadow and switched on by two people in a browser."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from matching.weights import DEFAULT
from models.weights_version import WeightsShadow
from services.shadow import run_shadow
from services.weights import describe_version, find_version
from services.weights_values import written
from tests.office import SANDU
from tests.web.conftest import County

CHANGE = {"points_skill": "10", "points_location": "45", "reason": "上一季去得了的人排得太后"}
FORM = {**written(DEFAULT), **CHANGE}


@pytest.fixture
def first(app: Flask, county: County) -> FlaskClient:
    return county.client(app, "county")


def drafted(client: FlaskClient, form: dict[str, str] = FORM) -> str:
    """The address of a new version."""
    answer = client.post("/weights/new", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def step(client: FlaskClient, address: str, action: str, note: str = "") -> int:
    return client.post(f"{address}/steps", data={"action": action, "note": note}).status_code


def run_waiting(county: County) -> None:
    office = county.office
    with office.database.reading() as session:
        waiting = session.scalars(select(WeightsShadow.id).where(WeightsShadow.handled_at.is_(None))).one()
    run_shadow(office.database, waiting, now=lambda: office.at)


def test_the_list_says_what_is_in_force_before_anybody_drafts(first: FlaskClient) -> None:
    page = first.get("/weights").text
    assert "在用：第1版" in page
    assert "还没有人起草过版本" in page
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["30", "10", "25", "12", "15", "8"]


def test_the_form_holds_the_weights_in_force(first: FlaskClient) -> None:
    page = first.get("/weights/new").text
    fields = dict(re.findall(r'name="(\w+)" type="text" value="([^"]*)"', page))
    assert {name: fields[name] for name in written(DEFAULT)} == written(DEFAULT)


def test_a_version_goes_from_draft_to_in_force_by_two_people(app: Flask, county: County, first: FlaskClient) -> None:
    county.accounts["second"] = county.office.user("second", "county", SANDU)
    second = county.client(app, "second")
    address = drafted(first)
    page = first.get(address).text
    assert re.findall(r'<td class="figure">(\d+)</td><td class="figure"><strong>(\d+)</strong></td>', page) == [
        ("30", "10"), ("25", "45"),
    ]  # fmt: skip
    assert "提出此版本" in page
    assert step(first, address, "propose") == 303
    assert first.post(f"{address}/shadow").status_code == 303
    waiting = first.get(address).text
    assert "正在用上一季名单试算" in waiting
    assert "hx-trigger" in waiting
    run_waiting(county)
    page = first.get(address).text
    assert "1份名单中有" in page
    assert "由另一人决定" in page
    assert "启用</button>" not in page
    assert step(first, address, "approve") == 409
    assert "启用</button>" in second.get(address).text
    assert step(second, address, "approve") == 303
    assert "在用：第2版" in first.get("/weights").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"points_skill": "11"}, "各项分数合计为101，应为100，请减去1"),
        ({"wish_ranks": "很多"}, "请填写数字，现为“很多”"),
        ({"reason": ""}, "请填写修改理由"),
    ],
)
def test_a_wrong_number_comes_back_with_its_sentence_and_the_input(
    first: FlaskClient, change: dict[str, str], said: str
) -> None:
    answer = first.post("/weights/new", data={**FORM, **change})
    assert answer.status_code == 422
    assert said in answer.text
    [(name, typed)] = change.items()
    assert f'value="{typed}"' in answer.text or name == "reason"
    assert 'name="points_location" type="text" value="45"' in answer.text


def test_a_group_of_numbers_opens_where_one_is_wrong(first: FlaskClient) -> None:
    page = first.post("/weights/new", data={**FORM, "half_distance": "0"}).text
    assert len(re.findall(r'<details class="block" open>', page)) == 1


def test_a_draft_is_changed_and_a_proposed_version_is_not(first: FlaskClient) -> None:
    address = drafted(first)
    assert 'value="45"' in first.get(f"{address}/edit").text
    changed = {**FORM, "points_skill": "20", "points_location": "35"}
    assert first.post(f"{address}/edit", data=changed).status_code == 303
    assert "<strong>35</strong>" in first.get(address).text
    step(first, address, "propose")
    assert first.post(f"{address}/edit", data=FORM).status_code == 409


def test_withdrawing_asks_for_a_reason(first: FlaskClient) -> None:
    address = drafted(first)
    answer = first.post(f"{address}/steps", data={"action": "withdraw"})
    assert (answer.status_code, "请填写理由" in answer.text) == (409, True)
    assert step(first, address, "withdraw", "数不对") == 303
    assert "数不对" in first.get(address).text


def test_an_office_of_several_counties_names_the_one(app: Flask, county: County) -> None:
    with county.office.database.reading() as session:
        county.accounts["everywhere"] = county.office.actor
    everywhere = county.client(app, "everywhere")
    assert 'name="county"' in everywhere.get("/weights/new").text
    assert 'name="points_skill"' in everywhere.get("/weights/new?county=三都县").text
    assert "没有" in everywhere.get("/weights/new?county=没有").text
    assert everywhere.post("/weights/new", data=FORM).status_code == 422
    address = drafted(everywhere, {**FORM, "county": "三都县"})
    assert "三都水族自治县" in everywhere.get("/weights").text
    public_id = address.rpartition("/")[2]
    with county.office.database.reading() as session:
        version = find_version(session, public_id, actor=county.office.actor)
        assert describe_version(session, version, actor=county.office.actor)["county"] == "三都水族自治县"


def test_the_pages_speak_english_too(first: FlaskClient) -> None:
    with first.session_transaction() as session:
        session["language"] = "en"
    address = drafted(first)
    assert "What changes against version 1" in first.get(address).text
    assert "They must sum to 100" in first.get("/weights/new").text
