"""What anyone may see without an account: the five disclosures, the figures of the day with its seal, and no person."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.training_class import ClassLine
from services.calendar import county_day
from services.seals import publish_today
from tests.counted import DONGGUAN, a_class, a_person, at_work, in_class
from tests.placing import recruit, rules
from tests.web.conftest import County
from web.tiles import TILES, squares

PAGES = ("", *(f"disclosures/{name}" for name in (
    "figures", "posts", "fees", "subsidies", "promise", "roster", "seals")))  # fmt: skip


@pytest.fixture
def told(county: County, app: Flask, client: FlaskClient) -> FlaskClient:
    """A browser of nobody in particular, once a day was published: six learnt sewing, five of them work in Dongguan."""
    at = datetime.now(UTC)
    with county.office.database.writing() as session:
        taught = a_class(session, at)
        for number, name in enumerate("赵钱孙周吴郑"):
            person = a_person(session, at, f"{name}德明")
            in_class(session, at, taught, person, "certified" if number else "finished")
            if number:
                at_work(session, at, person, DONGGUAN)
    publish_today(county.office.database, now=lambda: at)
    with client.session_transaction() as session:
        session["language"] = "en"
    return client


def test_every_public_page_opens_without_an_account_and_names_nobody(told: FlaskClient) -> None:
    for page in PAGES:
        answer = told.get(f"/{page}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, max-age=60" and "Cookie" in answer.headers["Vary"]
        assert "李秀英" not in answer.text and "德明" not in answer.text and "18612341402" not in answer.text
        assert 'href="tel:12333"' in answer.text
        five = re.findall(r'<li><a href="(/disclosures/\w+)"', answer.text)
        assert five == [f"/disclosures/{name}" for name in ("posts", "fees", "subsidies", "promise", "roster")]


def test_every_public_page_opens_while_there_is_nothing_to_tell(client: FlaskClient) -> None:
    assert {client.get(f"/{page}").status_code for page in PAGES} == {200}


def test_the_figures_stand_with_their_counts_and_how_they_are_counted(told: FlaskClient) -> None:
    front = told.get("/").text
    for words in ("6 of 6", "5 of 6", "83.3%", "placed ÷ finished", "Groups of fewer than 5 people", "Guangdong"):
        assert words in front
    assert "广东省东莞市" in front and 'data-value="5"' in front


def test_the_seal_on_the_page_is_the_hash_of_the_file(told: FlaskClient) -> None:
    front, file = told.get("/").text, told.get("/disclosures/day.json")
    seal = hashlib.sha256(file.data).hexdigest()
    assert seal in front and seal in told.get("/disclosures/seals").text
    day = file.get_json()["day"]
    assert told.get(f"/disclosures/day.json?day={day}").data == file.data
    for wrong in ("2001-01-01", "yesterday"):
        assert told.get(f"/disclosures/day.json?day={wrong}").status_code == 404


def test_the_roster_masks_names_and_has_no_number_village_or_employer(told: FlaskClient) -> None:
    sheet = told.get("/tables/public_roster.csv").data.decode("utf-8-sig").splitlines()
    assert sheet[0] == "Name,Township,Occupation,Training base,Last day,State"
    assert {row[:3] for row in sheet[1:]} == {f"{name}*明" for name in "赵钱孙周吴郑"}
    assert sum("Placed" in row for row in sheet) == 5 and all(",九阡镇," in row for row in sheet[1:]), sheet


def test_posts_and_fees_are_those_that_are_open(county: County, app: Flask, client: FlaskClient) -> None:
    at = datetime.now(UTC)
    day = county_day(at)
    recruit(county.office, "永兴制衣厂")
    with county.office.database.writing() as session:
        a_class(session, at, state="approved", starts_on=day, ends_on=day, fee_way="charged", fee=38000)
        a_class(session, at, "retraining")
    with client.session_transaction() as session:
        session["language"] = "zh"
    posts, fees = client.get("/disclosures/posts").text, client.get("/disclosures/fees").text
    assert "永兴制衣厂" in posts and "skill班" in posts and "retraining班" not in posts + fees
    assert "380元" in fees
    assert "380元" in client.get("/tables/public_classes.csv").text
    assert "永兴制衣厂" in client.get("/tables/public_posts.csv").text


def test_a_class_that_has_begun_or_is_full_says_so(county: County, client: FlaskClient) -> None:
    at = datetime.now(UTC)
    day = county_day(at)
    with county.office.database.writing() as session:
        a_class(session, at, state="running", starts_on=day - timedelta(1), ends_on=day)
        a_class(session, at, "retraining", state="approved", starts_on=day, ends_on=day, places=9, taken=9)
    with client.session_transaction() as session:
        session["language"] = "zh"
    for address in ("/disclosures/posts", "/tables/public_classes.csv"):
        said = client.get(address).text
        assert "已开班" in said and "已满" in said


def test_a_post_whose_free_places_are_for_a_class_is_told_with_these_words(county: County, client: FlaskClient) -> None:
    line = recruit(county.office, "永兴制衣厂", seats=2)
    day = county_day(at := datetime.now(UTC))
    with county.office.database.writing() as session:
        taught = a_class(session, at, state="approved", starts_on=day, ends_on=day)
        session.add(ClassLine(class_id=taught.id, line_id=line, seats=2))
    with client.session_transaction() as session:
        session["language"] = "zh"
    for address in ("/disclosures/posts", "/tables/public_posts.csv"):
        assert "留给本班学员" in client.get(address).text


def test_the_promise_says_the_limits_that_hold(county: County, client: FlaskClient) -> None:
    assert "保留3天" in client.get("/disclosures/promise").text
    rules(county.office, offer_days=11)
    promise = client.get("/disclosures/promise").text
    assert "保留11天" in promise and "三都" in promise and "24小时" in promise
    rules(county.office, trial_days=0)
    promise = client.get("/disclosures/promise").text
    assert "试岗期" in promise and "前0天" not in promise and "<dd>满1、3、6个月各电话回访一次</dd>" in promise


def test_each_public_table_can_be_taken_away(told: FlaskClient) -> None:
    for name in ("by_nearness", "by_province", "by_city", "by_month", "by_occupation"):
        rows = told.get(f"/tables/public_{name}.csv").text.splitlines()
        assert len(rows) == 2 and rows[1].split(",")[1] in ("5", "6")


def test_offices_see_live_figures_and_the_sketch_is_marked_internal(
    app: Flask, county: County, told: FlaskClient
) -> None:
    client = county.client(app, "county")
    for by in ("month", "township", "occupation", "programme", "base", "destination", "nothing"):
        assert "83.3%" in client.get(f"/figures?by={by}").text
    sketch = client.get("/figures/map").text
    assert "内部示意图" in sketch and "广东省东莞市" in sketch
    assert "广东省东莞市,5" in client.get("/tables/destinations.csv").text
    assert client.get("/tables/figures.csv?by=township").text.splitlines()[1].endswith("6,6,5,6,5")
    assert county.client(app, "base").get("/figures/map").status_code == 403


def test_there_are_34_squares_and_none_lies_on_another() -> None:
    assert len({tile.code for tile in TILES}) == len({(tile.column, tile.row) for tile in TILES}) == 34
    shades = {each.tile.short: each.shade for each in squares([(TILES[0].code, 100), (TILES[1].code, 1)])}
    assert (shades["HL"], shades["XJ"], shades["NM"]) == (5, 1, 0)


def test_who_has_no_account_is_led_to_registering_by_telephone(client: FlaskClient) -> None:
    for address in ("/", "/login"):
        page = client.get(address).text
        assert re.search(r'href="/login/phone">(I look for work|我要找工作)', page), address
