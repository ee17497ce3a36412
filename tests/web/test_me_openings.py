"""Openings on a labourer's own pages: a post that is offered or declined, and the first day of work."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from models.labourer import Labourer
from models.order import Order, OrderLine
from models.placement import Placement
from models.training_base import TrainingBase
from models.training_class import ClassLine
from services.calendar import county_day
from tests.counted import a_class
from tests.office import SANDU, Office
from tests.placing import offer, people, recruit
from tests.web.conftest import County, signed_in
from tests.web.test_me import School


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


def test_the_page_of_a_post_tells_the_places_that_the_list_of_posts_tells(scene: Scene) -> None:
    today = county_day(scene.office.at)
    with scene.office.database.writing() as session:
        session.get_one(OrderLine, scene.line).seats = 40
        taught = a_class(session, scene.office.at, state="approved", starts_on=today, ends_on=today)
        session.add(ClassLine(class_id=taught.id, line_id=scene.line, seats=27))
    assert "还有13个名额" in scene.page()
    place = scene.page(scene.address)
    assert "还剩13个" in place and "另有27个名额留给本班学员" in place and "您在前13位" in place


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


def test_a_post_that_starts_before_the_person_is_free_says_so_on_it(scene: Scene) -> None:
    assert "早20天" not in scene.page()
    free = scene.office.at.date() + timedelta(days=7 + 20)
    with scene.office.database.writing() as session:
        session.get_one(Labourer, scene.person).available_from = free
    page = scene.page()
    assert scene.address in page
    assert f"开工比您有空（{free.month}月{free.day}日" in page
    assert "早20天：请先问问行不行" in page
    placement = offer(scene.office, scene.person, scene.line)
    assert "早20天：请先问问行不行" in scene.page(f"/me/offers/{placement}")


def test_a_job_that_is_over_says_from_when_to_when_and_asks_for_nothing(scene: Scene) -> None:
    placement, today = offer(scene.office, scene.person, scene.line), county_day(scene.office.at)
    address, days = f"/me/offers/{placement}", (today - timedelta(days=40), today - timedelta(days=3))
    with scene.office.database.writing() as session:
        session.get_one(OrderLine, scene.line).start_on = today - timedelta(days=41)
    page = scene.page(address)
    assert [each in page for each in ("为什么找我", "是否还收人")] == [True, True]
    over = {"state": "failed", "delivered_on": days[0], "ended_on": days[1]}
    with scene.office.database.writing() as session:
        session.execute(update(Placement).where(Placement.public_id == placement).values(**over))
    page = scene.page(address)
    assert f"您在那里干了：{days[0]}至{days[1]}。" in page
    assert [each in page for each in ("为什么找我", "是否还收人")] == [False, False]


def test_a_class_agreed_to_says_where_it_is_held_by_the_address_of_its_base(scene: Scene) -> None:
    address = f"/me/invitations/{School(scene.office).invited(scene.person)}"
    with scene.office.database.writing() as session:
        session.execute(update(TrainingBase).values(address="文峰路8号"))
    scene.client.post(f"{address}/agree")
    assert all("三都水族自治县文峰路8号" in scene.page(each) for each in ("/me", address))
