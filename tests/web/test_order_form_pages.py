"""The order form page by page: kept as it is typed, mended at its page, filed at the end, and copied."""

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.employer import Employer
from models.order_form import OrderForm
from services.calendar import county_day
from tests.web.conftest import County
from tests.web.test_orders import START

JOB = {"page": "job", "kind": "hiring", "sub_kind": "", "line-1-occupation": "缝纫工", "line-1-skills": "缝纫"}
PEOPLE = {"page": "people", "line-1-seats": "30", "line-1-address": "深圳市龙岗区", "line-1-starts_on": START}
PAY = {"page": "pay", "line-1-wage": "5000-6000", "line-1-board": "yes"}
CONDITIONS = {"page": "conditions", "line-1-hours": "8"}
TRAINING = {"page": "training", "training_paid_by": "employer", "employer_brings": ["premises", "teachers"]}
ALL = (JOB, PEOPLE, PAY, CONDITIONS, TRAINING)
FORM = "/orders/new"


def send(client: FlaskClient, *pages: dict[str, object]) -> None:
    for each in pages:
        assert client.post(FORM, data=each).status_code == 303


def kept(county: County) -> OrderForm | None:
    with county.office.database.reading() as session:
        return session.get(OrderForm, county.accounts["employer"].user_id)


def test_six_pages_make_an_order_that_waits_for_the_county(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    for number, each in enumerate(ALL, start=1):
        assert f"第{number}页，共6页" in client.get(FORM).text
        send(client, each)
    check = client.get(FORM).text
    for said in ("缝纫工", "5000-6000", "深圳市龙岗区", "师资"):
        assert said in check
    place = client.post(f"{FORM}/file", data={"page": "check"}).location
    order = county.office.order(place.rsplit("/", 1)[1])
    assert (order.state, order.lines[0].seats, order.employer_brings) == ("submitted", 30, "premises、teachers")
    assert kept(county) is None


def test_the_answers_are_shown_with_how_they_are_read_and_what_is_not_understood(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    send(client, JOB | {"line-1-occupation": "平车工", "line-1-skills": ""}, PEOPLE, PAY)
    check = client.get(f"{FORM}?page=check").text
    for read in (
        "系统读作：缝纫工 6-05-01-03",
        "按职业取：服装缝制",
        "系统读作：广东省深圳市龙岗区",
        "系统读作：5,000–6,000元",
    ):
        assert read in check
    assert 'class="wrong"' not in check
    client.post(FORM, data=PAY | {"line-1-wage": "面议吧"})
    assert re.search(r"<dd>面议吧<p class=\"wrong\">[^<]*面议吧", client.get(f"{FORM}?page=check").text)


def test_the_place_of_work_is_asked_for(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    send(client, JOB)
    answer = client.post(FORM, data=PEOPLE | {"line-1-address": "", "line-1-seats": ""})
    said = re.findall(r'<a href="#field-line-1-[^>]*>([^<]*)</a>', answer.text)
    assert (answer.status_code, sorted(said)) == (422, ["请填写人数", "请填写工作地点"])


def test_a_bad_field_comes_back_at_its_page_and_is_kept_with_all_the_rest(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    send(client, JOB)
    answer = client.post(FORM, data=PEOPLE | {"line-1-seats": "很多"})
    assert (answer.status_code, 'id="wrong-line-1-seats"' in answer.text) == (422, True)
    assert "wrong-line-1-occupation" not in answer.text
    again = county.client(app, "employer").get(FORM).text  # another device
    assert 'value="很多"' in again
    assert 'value="深圳市龙岗区"' in again


def test_an_unknown_occupation_is_told_on_the_first_page(app: Flask, county: County) -> None:
    answer = county.client(app, "employer").post(FORM, data=JOB | {"line-1-occupation": "吹口哨的人啊"})
    assert (answer.status_code, 'id="wrong-line-1-occupation"' in answer.text) == (422, True)


def test_what_is_typed_is_kept_as_one_goes_and_answered_with_who_would_fit(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    answer = client.post(f"{FORM}/saved", data=JOB)
    assert "本县登记的2人中，不足10人符合" in answer.text
    form = kept(county)
    assert form is not None and form.lines[0]["occupation"] == "缝纫工"
    send(client, JOB)
    answer = client.post(f"{FORM}/saved", data={"page": "conditions", "line-1-education": "高中", "turn": "1"})
    assert "学历要求：去掉后符合的会多不到10人" in answer.text


def test_what_is_kept_late_moves_nobody_back(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    send(client, JOB)
    client.post(f"{FORM}/saved", data=JOB | {"line-1-skills": "", "turn": "0"})
    assert "第2页，共6页" in client.get(FORM).text
    form = kept(county)
    assert form is not None and form.lines[0]["skills"] == "缝纫"  # the page as it was sent stands
    client.post(f"{FORM}/over")
    assert client.post(f"{FORM}/saved", data=PEOPLE).status_code == 200
    assert kept(county) is None  # what comes in after the end begins nothing


def test_a_tick_taken_away_is_kept_as_taken_away(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    send(client, JOB, PEOPLE, PAY)
    send(client, {"page": "pay", "line-1-wage": "5000", "do": "back"})
    form = kept(county)
    assert form is not None
    assert (form.lines[0]["board"], form.page) == ("", "people")


def test_the_wage_is_set_beside_what_orders_here_offer(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    send(client, JOB, PEOPLE)
    shown = client.post(f"{FORM}/saved", data=PAY | {"line-1-wage": "4000", "turn": "2"}).text
    assert "1个岗位" in shown
    assert "5,000元" in shown
    assert "您开的工资低于这个数" in shown


def test_a_wage_below_the_usual_is_remarked_with_its_source_on_the_answers_and_the_order(
    app: Flask, county: County
) -> None:
    client, year = county.client(app, "employer"), county_day(datetime.now(UTC)).year
    send(client, *ALL[:2], PAY | {"line-1-wage": "4000"}, *ALL[3:])
    source = f"数据来源：本县{year - 2}–{year}年订单，1个岗位。 数量很少，仅供参考。"
    said = f"开的月工资低于本县同类工作通常的5,000元。\n{source}"
    assert said in client.get(f"{FORM}?page=check").text
    place = client.post(f"{FORM}/file", data={"page": "check"}).location
    office = county.client(app, "county")
    assert said in client.get(place).text
    assert said in office.get(place).text
    office.post("/language/en", data={"next": "/home"})
    assert f"Source: orders of this county, {year - 2} to {year}, 1 post." in office.get(place).text
    office.post(f"{place}/approve")
    assert "usually pays here" not in office.get(place).text


@pytest.mark.parametrize(
    ("wage", "said"),
    [
        ("200-240元/天", "约合每月4,350元–5,220元（按每月21.75个计薪日）"),
        ("20元/小时", "约合每月3,480元（按每月21.75个计薪日、每日8小时）"),
        ("5000-6000", ""),
    ],
)
def test_a_wage_by_the_day_or_hour_is_told_by_the_month(app: Flask, county: County, wage: str, said: str) -> None:
    client = county.client(app, "employer")
    send(client, JOB, PEOPLE, PAY | {"line-1-wage": wage})
    check = client.get(f"{FORM}?page=check").text
    assert f"您开的工资{said}。" in check if said else "约合" not in check
    place = client.post(f"{FORM}/file", data={"page": "check"}).location
    review = county.client(app, "county").get(place).text
    assert said in review and ("约合" in review) == bool(said)


def test_without_a_wage_the_answers_are_not_handed_in_and_the_sentence_leads_to_its_page(
    app: Flask, county: County
) -> None:
    client = county.client(app, "employer")
    send(client, JOB, PEOPLE, PAY | {"do": "back", "line-1-wage": ""})
    check = client.get(f"{FORM}?page=check").text
    assert "请填写月工资" in check or "请填写工资" in check
    assert f'href="{FORM}?page=pay&amp;post=1#field-line-1-wage"' in check
    refused = client.post(f"{FORM}/file", data={"page": "check"})
    assert refused.status_code in (409, 422)
    assert kept(county) is not None


def test_an_employer_who_owes_wages_is_told_before_the_end(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    send(client, *ALL)
    assert "起欠薪" not in client.get(f"{FORM}?page=check").text
    with county.office.database.writing() as session:
        session.get_one(Employer, county.accounts["employer"].employer_id).wage_arrears_since = date(2026, 1, 1)
    assert "起欠薪" in client.get(f"{FORM}?page=check").text
    assert client.post(f"{FORM}/file", data={"page": "check"}).status_code == 409


def test_a_second_post_is_added_and_taken_away(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    send(client, *ALL)
    second = {name.replace("line-1", "line-2"): value for name, value in JOB.items()} | {"post": "2"}
    send(client, second)
    form = kept(county)
    assert form is not None and [each["occupation"] for each in form.lines] == ["缝纫工", "缝纫工"]
    client.post(f"{FORM}/drop", data={"post": "2"})
    form = kept(county)
    assert form is not None and len(form.lines) == 1


def test_an_earlier_order_is_copied_without_its_days_and_nothing_typed_is_lost_to_a_copy(
    app: Flask, county: County
) -> None:
    client = county.client(app, "employer")
    assert f"/orders/{county.order_id}/copy" in client.get(FORM).text
    assert client.post(f"/orders/{county.order_id}/copy").status_code == 303
    form = kept(county)
    assert form is not None
    line = form.lines[0]
    assert (line["seats"], line["wage"], "starts_on" in line) == ("96", "4000-6000", False)
    assert client.post(f"/orders/{county.draft_id}/copy").status_code == 409
    client.post(f"{FORM}/over")
    assert kept(county) is None


def test_a_text_that_no_field_takes_is_refused_and_shown_again(app: Flask, county: County) -> None:
    answer = county.client(app, "employer").post(FORM, data=JOB | {"line-1-title": "工" * 4_001})
    assert (answer.status_code, 'id="wrong-line-1-title"' in answer.text) == (422, True)
    assert kept(county) is None


def test_an_office_names_the_firm_and_files_a_draft(app: Flask, county: County) -> None:
    client = county.client(app, "county")
    refused = client.post(FORM, data=JOB | {"employer": "没有这家厂"})
    assert 'id="wrong-employer"' in refused.text
    send(client, JOB | {"employer": "深圳市爱德康珠宝首饰有限公司"}, *ALL[1:])
    place = client.post(f"{FORM}/file", data={"page": "check", "do": "draft"}).location
    assert county.office.order(place.rsplit("/", 1)[1]).state == "draft"


def test_a_skill_that_is_not_known_is_answered_with_those_like_it(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    client.post("/language/en", data={"next": "/home"})
    answer = client.post(FORM, data=JOB | {"line-1-occupation": "welder", "line-1-skills": "TIG weldin"})
    assert (answer.status_code, "Nearest: TIG welding" in answer.text) == (422, True)
    send(client, JOB | {"line-1-occupation": "welder", "line-1-skills": "TIG welding"}, PEOPLE, PAY)
    check = client.get(f"{FORM}?page=check").text
    assert "read as Welder 6-18-02-04" in check
