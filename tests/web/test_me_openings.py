"""Openings on a labourer's own pages: a post that is offered or declined, and the first day of work."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from models.labourer import Labourer
from models.order import Order, OrderLine
from tests.office import SANDU, Office
from tests.placing import offer, people, recruit
from tests.web.conftest import County, signed_in


class Scene:
    """Somebody signed in, and a post that fits."""

    def __init__(self, app: Flask, office: Office) -> None:
        office.at = datetime.now(UTC)
        self.office, self.person, self.line = office, people(office, 1)[0], recruit(office, "三都服装厂")
        actor = office.user("person", "labourer", SANDU)
        with office.database.writing() as session:
            session.execute(update(Labourer).where(Labourer.id == self.person).values(account_id=actor.user_id))
            self.address = f"/me/openings/place?line={session.get_one(OrderLine, self.line).public_id}"
        self.client: FlaskClient = signed_in(app, actor, language="zh")

    def page(self, address: str = "/me/openings") -> str:
        return self.client.get(address).text


@pytest.fixture
def scene(app: Flask, county: County) -> Scene:
    return Scene(app, county.office)


def test_a_post_that_is_offered_leads_to_the_offer_and_one_declined_is_not_proposed(scene: Scene) -> None:
    assert scene.address in scene.page()
    placement = offer(scene.office, scene.person, scene.line)
    assert f"/me/offers/{placement}" in scene.page(scene.address)
    scene.client.post(f"/me/offers/{placement}/decline", data={"reason": "pay"})
    assert scene.address not in scene.page()
    assert "您已回绝过这份工作" in scene.page(scene.address)
    assert "推荐过您的企业看得到您的姓名：三都服装厂" in scene.page("/me/file")


def test_a_first_day_that_is_past_is_said_with_its_year(scene: Scene) -> None:
    last_year = scene.office.at.year - 1
    with scene.office.database.writing() as session:
        session.get_one(OrderLine, scene.line).start_on = date(last_year, 3, 1)
    assert f"{last_year}-03-01，已开工" in scene.page()


def test_a_post_that_starts_too_early_is_named_under_what_stands_before_it_and_leads_to_a_later_start(
    scene: Scene,
) -> None:
    with scene.office.database.writing() as session:
        session.get_one(Labourer, scene.person).available_from = scene.office.at.date() + timedelta(days=7 + 44)
    page = scene.page()
    assert page.count("只差这一条的岗位有1个") == 1
    row = page[page.index('<ul class="nearly">') : page.index("</ul>", page.index('<ul class="nearly">'))]
    assert f'href="{scene.address}"' in row
    assert "三都服装厂" in row
    assert "4,000" in row
    assert "请企业同意晚44天" in scene.page(scene.address)


def test_whoever_is_ruled_out_by_two_rules_is_told_of_no_post_by_either(scene: Scene) -> None:
    with scene.office.database.writing() as session:
        session.get_one(Labourer, scene.person).available_from = scene.office.at.date() + timedelta(days=90)
        session.get_one(OrderLine, scene.line).age_min = 60
    assert 'class="nearly"' not in scene.page()


def test_a_post_that_is_offered_is_marked_where_posts_are_looked_for(scene: Scene) -> None:
    placement = offer(scene.office, scene.person, scene.line)
    page = scene.page()
    assert f"/me/offers/{placement}" in page
    assert "这份工作正等您答复" in page


def test_a_post_that_recruits_later_is_an_opening_with_a_place(scene: Scene) -> None:
    with scene.office.database.writing() as session:
        session.execute(update(Order).values(state="approved"))
    assert scene.address in scene.page()
    assert scene.client.get(scene.address).status_code == 200


@pytest.mark.parametrize(("seats", "first"), [(2, 10), (14, 14)])
def test_among_the_first_are_those_whom_the_places_left_would_take_or_ten(scene: Scene, seats: int, first: int) -> None:
    rivals = people(scene.office, 12, first=2)
    with scene.office.database.writing() as session:
        session.execute(update(Labourer).where(Labourer.id.in_(rivals)).values(wage_floor=570000))
        session.get_one(Labourer, scene.person).wage_floor = 600000
        session.get_one(OrderLine, scene.line).seats = seats
    page = scene.page(scene.address)
    assert ("怎样能进前10位" in page) == (first == 10)
    assert ("您在前14位" in page) == (first == 14)


def test_what_would_help_names_the_way_from_home_and_the_days_of_a_later_start(scene: Scene) -> None:
    with scene.office.database.writing() as session:
        line, person = session.get_one(OrderLine, scene.line), session.get_one(Labourer, scene.person)
        line.division_code, person.work_range = 522636000000, "near"  # 丹寨县, the next county
    start = scene.office.at.date() + timedelta(days=7)
    assert "愿意到贵州省黔东南苗族侗族自治州丹寨县工作，离家约25公里" in scene.page(scene.address)
    free = start + timedelta(days=44)
    with scene.office.database.writing() as session:
        person = session.get_one(Labourer, scene.person)
        person.work_range, person.available_from = "anywhere", free
    page = scene.page(scene.address)
    assert f"请企业同意晚44天、{free.month}月{free.day}日（周" in page
    assert f"提前44天、从{start.month}月{start.day}日（周" in page


def test_the_telephone_of_the_office_stands_on_the_page_of_help(scene: Scene, app: Flask) -> None:
    assert "0854-3922110" not in scene.page("/me/help")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], hotline="0854-3922110")
    assert 'href="tel:0854-3922110"' in scene.page("/me/help")
