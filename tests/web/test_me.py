"""A labourer's own pages: what to do now, offers and invitations, openings, papers, the file, a shared account."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from models.enrolment import Enrolment
from models.labourer import Labourer
from models.message import Message
from models.placement import Placement
from models.training_class import TrainingClass
from services.access import Actor
from services.calendar import county_day
from services.deliveries import Terms, record_terms
from services.invitations import invite
from services.lists import latest_list_id, show_list
from services.own_work import record_own_placement
from services.placements import cancel_offer
from tests.classroom import Classroom
from tests.office import SANDU, Office, id_number
from tests.placing import hire, offer, people, placements, recruit
from tests.web.conftest import County, signed_in

Visit = Callable[..., FlaskClient]


@pytest.fixture
def office(county: County) -> Office:
    county.office.at = datetime.now(UTC)
    return county.office


@pytest.fixture
def visit(app: Flask, office: Office) -> Visit:
    """A browser signed in as a person, reading Chinese."""

    def visits(*labourers: int) -> FlaskClient:
        actor = office.user(f"person-{labourers[0]}", "labourer", SANDU)
        with office.database.writing() as session:
            session.execute(update(Labourer).where(Labourer.id.in_(labourers)).values(account_id=actor.user_id))
        return signed_in(app, actor, language="zh")

    return visits


class School(Classroom):
    """A classroom beside the accounts of the county, with a class that begins in nine days."""

    def user(self, login: str, role: str, **more: Any) -> Actor:
        return super().user(f"school-{login}", role, **more)

    def soon(self) -> str:
        first = county_day(self.office.at) + timedelta(days=9)
        return self.approved(starts_on=first, ends_on=first + timedelta(days=30))

    def invited(self, person: int) -> str:
        """Somebody invited from the list of a post; public id of the enrolment."""
        office, taught = self.office, self.soon()
        order, line = self.order()
        self.linked(taught, line)
        ranked = office.rank(order)
        with office.database.writing() as session:
            public_id = session.get_one(Labourer, person).public_id
            return invite(
                session, taught, ranked, public_id, actor=self.county, at=office.at, departure="同村同去"
            ).public_id


def plain(page: str) -> str:
    """The text of a page, for sentences that run over several elements."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def late(office: Office, placement: str) -> None:
    """The last day to answer is over."""
    over = office.at - timedelta(days=1)
    with office.database.writing() as session:
        session.execute(update(Placement).where(Placement.public_id == placement).values(answer_by=over))


def test_a_labourer_lands_on_the_own_page(app: Flask, office: Office) -> None:
    office.user("li", "labourer", SANDU)
    client = app.test_client()
    answer = client.post("/login", data={"login": "li", "password": "li-secret"})
    assert answer.location == "/me"
    assert client.get("/home").location == "/me"


def test_an_open_offer_stands_first_with_its_last_day(office: Office, visit: Visit) -> None:
    person, line = people(office, 1)[0], recruit(office, "三都服装厂")
    offer(office, person, line)
    page = visit(person).get("/me").text
    assert 0 < page.index("还剩3天") < page.index("消息")
    assert "三都服装厂请您去黔南州三都县做缝纫工，月薪" in page


def test_the_bar_of_a_labourer_has_four_places(office: Office, visit: Visit) -> None:
    page = visit(people(office, 1)[0]).get("/me").text
    bar = page.partition('<nav class="menu"')[2].partition("</nav>")[0]
    assert plain(bar).split()[-4:] == ["机会", "邀约", "我的", "求助"]
    assert bar.count("aria-current") == 1


def test_an_offer_says_what_is_left_each_month_and_what_nobody_knows(office: Office, visit: Visit) -> None:
    person, line = people(office, 1)[0], recruit(office, "三都服装厂")
    text = plain(visit(person).get(f"/me/offers/{offer(office, person, line)}").text)
    assert "每月能剩 4,000元" in text
    assert "吃住 不要钱（按900元算） 合计 连吃住相当于4,900元" in text
    assert "不知道 社保要扣多少" in text
    assert "工时 没写" in text
    assert "您会这活：" in text


def test_where_food_is_not_given_the_wage_is_only_the_most_that_is_left(office: Office, visit: Visit) -> None:
    order = office.orders(["县城制衣厂", "缝纫工", "3", "缝纫", "三都县", "5000", "否", "2027-03-01"], name="bare.csv")[
        -1
    ]
    office.approve(order)
    person, line = people(office, 1)[0], office.order(order).lines[0].id
    text = plain(visit(person).get(f"/me/offers/{offer(office, person, line)}").text)
    assert "每月最多能剩 5,000元" in text
    assert "吃饭 自己出，要多少不知道" in text


def test_yes_takes_the_job_and_the_page_says_what_is_next(office: Office, visit: Visit) -> None:
    person, line = people(office, 1)[0], recruit(office, "三都服装厂")
    client, placement = visit(person), offer(office, person, line)
    page = client.post(f"/me/offers/{placement}/accept", follow_redirects=True).text
    assert placements(office, person)[0].state == "accepted"
    assert "下一步：按时到岗" in page and "您已答应去" in page


def test_no_asks_one_reason_and_keeps_the_words(office: Office, visit: Visit) -> None:
    person, line = people(office, 1)[0], recruit(office, "三都服装厂")
    client, address = visit(person), f"/me/offers/{offer(office, person, line)}/decline"
    without = client.post(address, data={"note": "太远"})
    assert (without.status_code, "请选一个原因" in without.text, "太远" in without.text) == (422, True, True)
    assert "您已回绝" in client.post(address, data={"reason": "place", "note": "太远"}, follow_redirects=True).text
    declined = placements(office, person)[0]
    assert (declined.state, declined.decline_reason) == ("declined", "place")


@pytest.mark.parametrize("data", [None, {"reason": "pay"}])
def test_a_late_answer_is_told_so(office: Office, visit: Visit, data: dict[str, str] | None) -> None:
    person, line = people(office, 1)[0], recruit(office, "三都服装厂")
    client, placement = visit(person), offer(office, person, line)
    late(office, placement)
    if data is None:
        answer = client.post(f"/me/offers/{placement}/accept")
        assert answer.status_code == 409
    else:
        answer = client.get(f"/me/offers/{placement}/decline")
    assert "答复晚了" in answer.text
    assert "我愿意去" not in answer.text


def test_a_second_yes_finds_the_offer_answered(office: Office, visit: Visit) -> None:
    person, line = people(office, 1)[0], recruit(office, "三都服装厂")
    client, placement = visit(person), hire(office, person, line)
    again = client.post(f"/me/offers/{placement}/accept")
    assert (again.status_code, "您已答应" in again.text) == (409, True)


def test_companions_are_told_as_a_number_from_three_on(office: Office, visit: Visit) -> None:
    others, line = people(office, 4), recruit(office, "三都服装厂", seats=9)
    with office.database.writing() as session:
        session.execute(update(Labourer).where(Labourer.id.in_(others)).values(village="姑鲁村"))
    for each in others[1:3]:
        hire(office, each, line)
    client, placement = visit(others[0]), offer(office, others[0], line)
    assert "同村" not in client.get(f"/me/offers/{placement}").text
    hire(office, others[3], line)
    assert "有3人在那里干" in client.get(f"/me/offers/{placement}").text


def test_what_is_held_back_or_was_taken_back_is_not_told(office: Office, visit: Visit) -> None:
    person, line = people(office, 1)[0], recruit(office, "三都服装厂")
    client, placement = visit(person), offer(office, person, line)
    with office.database.writing() as session:
        cancel_offer(session, placement, actor=office.actor, at=office.at, note="写错了")
    page = client.get("/me").text
    assert "请您去" not in page
    assert "已收回" not in page


def test_an_opening_has_the_score_of_the_ranked_list(county: County, office: Office, visit: Visit) -> None:
    with office.database.reading() as session:
        list_id = latest_list_id(session, county.order_id, None, actor=office.actor)
        assert list_id is not None
        ranked = show_list(session, list_id, actor=office.actor)["list"][0]
        person = session.scalars(select(Labourer.id).where(Labourer.public_id == ranked["labourer"])).one()
    page = visit(person).get("/me/openings").text
    assert f"合适度{ranked['score']:.1f}（满分100）" in page


def test_when_nothing_fits_the_page_names_the_rule_and_who_can_help(office: Office, visit: Visit) -> None:
    person, _ = people(office, 1)[0], recruit(office, "三都服装厂")
    with office.database.writing() as session:
        session.execute(update(Labourer).where(Labourer.id == person).values(birth=office.at.date()))
    text = plain(visit(person).get("/me/openings").text)
    assert "还没有适合您的" in text
    assert "法律规定满16岁才能工作" in text
    assert "可以先问问培训班" in text


def test_somebody_applies_for_a_class_and_leaves_it_again(office: Office, visit: Visit) -> None:
    person = people(office, 1)[0]
    client, taught = visit(person), School(office).soon()
    assert "缝纫工第一期" in client.get("/me/openings").text
    answer = client.post("/me/openings", data={"class": taught})
    assert "已报名" in client.get(answer.location).text
    twice = client.post("/me/openings", data={"class": taught})
    assert (twice.status_code, "这个班您已报名" in twice.text) == (409, True)
    client.post(f"{answer.location}/decline", data={"leaves": "yes", "reason": "family", "note": "收稻子"})
    assert "您已退出" in client.get(answer.location).text


def test_an_invitation_is_answered_with_yes_or_no(office: Office, visit: Visit) -> None:
    first, second = people(office, 2)
    school = School(office)
    invitation = school.invited(first)
    client, address = visit(first), f"/me/invitations/{invitation}"
    assert "缝纫工第一期" in client.get("/me").text
    assert client.get("/me/offers").text.count("看一看，再答复") == 1
    assert "学完去哪" in client.get(address).text
    without = client.post(f"{address}/decline", data={"note": "不想去"})
    assert (without.status_code, "请选一个原因" in without.text) == (409, True)
    assert "您已答应参加培训" in client.post(f"{address}/agree", follow_redirects=True).text
    assert school.state(invitation) == "agreed"
    assert visit(second).get(address).status_code == 404


def test_who_applies_for_a_class_while_the_invitation_to_it_is_held_back_is_asked_to_answer_it(
    office: Office, visit: Visit
) -> None:
    person, school = people(office, 1)[0], School(office)
    address, later = f"/me/invitations/{school.invited(person)}", office.at + timedelta(seconds=10)
    with office.database.writing() as session:
        session.execute(update(Message).values(not_before=later))
        taught = session.scalars(select(TrainingClass.public_id)).one()
    client = visit(person)
    assert client.get(address).status_code == 404
    assert client.post("/me/openings", data={"class": taught}).location == address
    assert f"{address}/agree" in client.get(address).text


def test_an_invitation_answered_too_late_says_so(office: Office, visit: Visit) -> None:
    person = people(office, 1)[0]
    invitation = School(office).invited(person)
    with office.database.writing() as session:
        session.execute(update(Enrolment).values(answer_by=office.at - timedelta(days=1)))
    answer = visit(person).post(f"/me/invitations/{invitation}/agree")
    assert (answer.status_code, "答复晚了" in answer.text) == (409, True)


def test_a_certificate_is_shown_and_its_number(office: Office, visit: Visit) -> None:
    school, person = School(office), people(office, 1)[0]
    taught = school.soon()
    enrolment = school.enrolled(taught, public_id(office, person))
    school.started(taught)
    school.attends(taught, enrolment, day=county_day(office.at))
    school.finished(enrolment)
    page = visit(person).get("/me/papers").text
    assert "结业证" in page
    assert re.search(r"JY522732\d{4}", page)


def test_the_file_masks_the_id_number_and_names_who_read_it(
    app: Flask, county: County, office: Office, visit: Visit
) -> None:
    person = people(office, 1)[0]
    county.client(app, "counsellor").get(f"/labourers/{public_id(office, person)}")
    client = visit(person)
    client.get("/me/file")
    page = client.get("/me/file").text
    assert id_number(sequence="001") not in page
    assert "counsellor，就业指导员：看了您的资料" in plain(page)
    assert plain(page).count("看了您的资料") == 1


def test_a_family_says_who_is_there_and_sees_only_that_person(office: Office, visit: Visit) -> None:
    first, second = people(office, 2)
    client = visit(first, second)
    assert client.get("/me").location == "/me/person"
    assert client.get("/me/openings").location == "/me/person"
    chosen = {"person": public_id(office, second), "fact": id_number(sequence="002")[-4:].lower()}
    assert client.post("/me/person", data=chosen).location == "/me"
    page = client.get("/me").text
    assert (person_name(office, second) in page, person_name(office, first) in page) == (True, False)
    assert "换一个人" in page


def test_a_wrong_second_fact_is_refused_and_the_fifth_locks(office: Office, visit: Visit) -> None:
    first, second = people(office, 2)
    client = visit(first, second)
    wrong = {"person": public_id(office, second), "fact": "0000"}
    for _ in range(5):
        answer = client.post("/me/person", data=wrong)
        assert (answer.status_code, "和所选的人对不上" in answer.text) == (422, True)
    right = {**wrong, "fact": id_number(sequence="002")[-4:]}
    assert client.post("/me/person", data=right).status_code == 409
    assert client.get("/me").location == "/me/person"


def test_nobody_is_chosen_from_another_account(office: Office, visit: Visit) -> None:
    first, second, stranger = people(office, 3)
    chosen = {"person": public_id(office, stranger), "fact": id_number(sequence="003")[-4:]}
    assert visit(first, second).post("/me/person", data=chosen).status_code == 404


def test_an_account_of_nobody_is_sent_to_the_office(app: Flask, office: Office) -> None:
    actor = office.user("nobody", "labourer", SANDU)
    assert "还没有对应到登记的人" in signed_in(app, actor, language="zh").get("/me", follow_redirects=True).text


@pytest.mark.parametrize("role", ["counsellor", "liaison", "county", "employer"])
def test_only_a_labourer_has_own_pages(app: Flask, county: County, role: str) -> None:
    assert county.client(app, role).get("/me").status_code == 403


def public_id(office: Office, person: int) -> str:
    with office.database.reading() as session:
        return session.get_one(Labourer, person).public_id


def person_name(office: Office, person: int) -> str:
    with office.database.reading() as session:
        return session.get_one(Labourer, person).name


def paid(office: Office, wage: str) -> int:
    """The line of a post that gives neither food nor bed."""
    post = ["缝纫工", "3", "缝纫", "三都县", wage, "否", "2027-03-01"]
    order = office.orders(["县城制衣厂", *post], name="bare.csv")[-1]
    office.approve(order)
    return office.order(order).lines[0].id


def test_the_most_that_is_left_is_the_highest_wage_of_the_post(office: Office, visit: Visit) -> None:
    person = people(office, 1)[0]
    text = plain(visit(person).get(f"/me/offers/{offer(office, person, paid(office, '3000-4000'))}").text)
    assert "每月最多能剩 4,000元" in text


def test_once_a_wage_is_agreed_the_page_names_it_alone(office: Office, visit: Visit) -> None:
    person = people(office, 1)[0]
    placement = offer(office, person, paid(office, "3000-4000"))
    with office.database.writing() as session:
        record_terms(session, placement, Terms(wage_month=200_000), actor=office.actor, at=office.at)
    text = plain(visit(person).get(f"/me/offers/{placement}").text)
    assert "每月最多能剩 2,000元 工资 2,000元" in text
    assert "4,000" not in text


def test_work_of_ones_own_speaks_of_no_firm(office: Office, visit: Visit) -> None:
    person = people(office, 1)[0]
    terms = Terms(wage_month=600_000, address="三合街道建设路8号", evidence="营运证")
    with office.database.writing() as session:
        record_own_placement(
            session, session.get_one(Labourer, person).public_id, "self_employed", terms,
            started_on=county_day(office.at), actor=office.actor, at=office.at,
        )  # fmt: skip
    page = visit(person).get("/me").text
    assert "满一个月后，县阳光办核实确认" in page
    assert "单位盖章" not in page


def test_the_file_says_that_somebody_looked_up_the_phone_to_call(
    app: Flask, county: County, office: Office, visit: Visit
) -> None:
    person, line = people(office, 1)[0], recruit(office, "三都服装厂")
    county.client(app, "counsellor").post(f"/placements/{hire(office, person, line)}/numbers")
    page = plain(visit(person).get("/me/file").text)
    assert "看了您的电话号码" in page
    assert "完整的身份证号" not in page


@pytest.mark.parametrize("address", ["/placements?q=%00", "/orders?state=%00", "/me?%00=1"])
def test_a_character_that_no_text_may_have_is_refused(app: Flask, county: County, address: str) -> None:
    answer = county.client(app, "county").get(address)
    assert (answer.status_code, "返回" in answer.text) == (400, True)
    assert county.client(app, "county").post("/own-work", data={"address": "路\0号"}).status_code == 400


def test_nobody_on_a_waiting_list_is_told_to_be_the_next(office: Office, visit: Visit) -> None:
    person, school = people(office, 1)[0], School(office)
    enrolment = school.agreed(school.soon(), public_id(office, person))
    with office.database.writing() as session:
        session.execute(update(Enrolment).where(Enrolment.public_id == enrolment).values(state="waitlisted"))
    client = visit(person)
    with client.session_transaction() as session:
        session["language"] = "en"
    assert "free places are given in its order" in client.get("/me").text
