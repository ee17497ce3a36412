"""Orders on the pages: filed, mended, reviewed; what is refused and what is shown."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

from docx import Document
from flask import Flask
from sqlalchemy import select

from models.order import OrderLine
from services.calendar import county_day
from tests.web.conftest import County, signed_in
from tests.web.placed import at_present, delivered, hired, order_of

START = (datetime.now(UTC) + timedelta(days=99)).date().isoformat()
GOOD = {
    "kind": "hiring",
    "sub_kind": "",
    "line-1-occupation": "缝纫工",
    "line-1-seats": "30",
    "line-1-address": "深圳市龙岗区",
    "line-1-wage": "5000-6000",
    "line-1-starts_on": START,
    "line-1-duration": "12",
    "line-1-board": "yes",
}


def test_an_employer_files_and_submits_and_the_county_approves(app: Flask, county: County) -> None:
    employer, office = county.client(app, "employer"), county.client(app, "county")
    place = employer.post("/orders/new/all", data=GOOD).location
    assert "草稿" in employer.get(place).text
    employer.post(f"{place}/submit")
    assert "等县阳光办审核" in office.get(place).text
    office.post(f"{place}/approve")
    assert "已批准" in employer.get(place).text


def test_a_form_with_faults_comes_back_with_its_input_and_every_sentence(app: Flask, county: County) -> None:
    faulty = GOOD | {"line-1-seats": "", "line-1-wage": "面议吧", "line-2-occupation": "缝纫工"}
    answer = county.client(app, "employer").post("/orders/new/all", data=faulty)
    assert answer.status_code == 422
    assert "岗位1：请填写人数" in answer.text
    assert "岗位2：请填写人数" in answer.text
    assert 'href="#field-line-1-seats"' in answer.text
    assert 'value="面议吧"' in answer.text


def test_orders_of_one_name_are_told_apart_by_the_day_they_were_filed(app: Flask, county: County) -> None:
    employer = county.client(app, "employer")
    place = employer.post("/orders/new/all", data=GOOD).location
    employer.post(f"{place}/submit")
    for address in ("/orders", "/home", "/orders/new"):
        assert f"{county_day(datetime.now(UTC))}填报" in employer.get(address).text


def test_what_is_to_be_done_about_orders_of_one_name_says_where_and_when_filed(app: Flask, county: County) -> None:
    employer, today = county.client(app, "employer"), county_day(datetime.now(UTC))
    for place in ("深圳市龙岗区", "广州市番禺区"):
        employer.post("/orders/new/all", data=GOOD | {"line-1-address": place})
    page = employer.get("/home").text
    for place in ("龙岗区", "番禺区"):
        assert f'<span class="name">缝纫工</span> <span class="second">{place}，{today}填报，共30人' in page


def test_a_limit_names_its_post_by_number_where_there_are_others(app: Flask, county: County) -> None:
    employer = county.client(app, "employer")
    limited = GOOD | {"line-1-title": "A&B<工>", "line-1-ages": "18-40", "line-1-age_reason": "高处<作业>"}
    other = {name.replace("line-1-", "line-2-"): value for name, value in GOOD.items()}
    for fields, said in ((limited, "<li>A&amp;B"), (limited | other, "<li>岗位1 A&amp;B")):
        page = employer.get(employer.post("/orders/new/all", data=fields).location).text
        assert f"{said}&lt;工&gt;：年龄18至40岁。理由：高处&lt;作业&gt;" in page


def test_the_only_post_of_a_form_is_not_called_by_its_number(app: Flask, county: County) -> None:
    answer = county.client(app, "employer").post("/orders/new/all", data=GOOD | {"line-1-seats": ""})
    assert '<a href="#field-line-1-seats">请填写人数</a>' in answer.text


def test_a_sentence_that_names_its_post_does_so_only_where_there_are_others(app: Flask, county: County) -> None:
    employer, passed = county.client(app, "employer"), {"line-1-starts_on": "2020-03-01"}
    only = employer.post("/orders/new/all", data=GOOD | passed).text
    assert only.count("到岗日期2020-03-01已过") == 2  # above the form and at the field
    assert "岗位1：" not in only
    both = employer.post("/orders/new/all", data=GOOD | passed | {"line-2-occupation": "缝纫工"}).text
    assert both.count("岗位1：到岗日期2020-03-01已过") == 1
    place = employer.post("/orders/new/all", data=GOOD | {"line-1-wage": ""}).location
    answer = employer.post(f"{place}/submit").text
    assert "请填写工资" in answer and "岗位1" not in answer


def test_a_post_is_added_and_removed_without_losing_what_was_typed(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    two = client.post("/orders/new/all", data=GOOD | {"do": "add"}).text
    assert 'id="line-2"' in two
    assert 'value="5000-6000"' in two
    one = client.post("/orders/new/all", data=GOOD | {"line-2-title": "x", "do": "remove-2"}).text
    assert 'id="line-2"' not in one


def test_returning_needs_a_reason_which_the_employer_reads(app: Flask, county: County) -> None:
    employer, office = county.client(app, "employer"), county.client(app, "county")
    place = employer.post("/orders/new/all", data=GOOD).location
    employer.post(f"{place}/submit")
    refused = office.post(f"{place}/return", data={"note": " "})
    assert refused.status_code == 409
    assert "请填写理由" in refused.text
    office.post(f"{place}/return", data={"note": "请写明住宿条件"})
    assert "请写明住宿条件" in employer.get(place).text
    assert employer.post(f"{place}/edit", data=GOOD | {"line-1-hours": "8"}).status_code == 303


def test_the_edit_form_holds_what_the_order_says(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    place = client.post("/orders/new/all", data=GOOD).location
    form = client.get(f"{place}/edit").text
    for value in ("缝纫工", "30", "5000-6000", START):
        assert f'value="{value}"' in form


TERMS = {
    "kind": "training",
    "line-1-title": "平车工",
    "line-1-board_value": "750",
    "line-1-lodging": "yes",
    "line-1-lodging_value": "0",
    "line-1-class_gives_certificate": "yes",
}


def the_only_post(county: County, place: str) -> tuple[str, str, int, int, bool]:
    line = county.office.order(place.rsplit("/", 1)[1]).lines[0]
    return line.title, line.occupation.name, line.board_value, line.lodging_value, line.class_gives_certificate


def test_title_worth_of_board_and_what_the_class_gives_survive_an_edit(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    place = client.post("/orders/new/all", data=GOOD | TERMS).location
    assert the_only_post(county, place) == ("平车工", "缝纫工", 75_000, 0, True)
    form = values_of(client.get(f"{place}/edit").text)
    assert {name: form[name] for name in TERMS if name != "kind"} == {k: v for k, v in TERMS.items() if k != "kind"}
    client.post(f"{place}/edit", data=form | {"kind": "training", "line-1-seats": "31"})
    assert the_only_post(county, place) == ("平车工", "缝纫工", 75_000, 0, True)


def test_board_without_a_stated_worth_has_the_usual_one_and_what_is_not_given_none(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    place = client.post("/orders/new/all", data=GOOD | {"line-1-lodging_value": "400"}).location
    assert the_only_post(county, place) == ("", "缝纫工", 60_000, 0, False)


def test_a_worth_that_is_no_amount_and_a_title_too_long_come_back_at_their_fields(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    answer = client.post("/orders/new/all", data=GOOD | {"line-1-board_value": "很多"})
    assert (answer.status_code, 'id="wrong-line-1-board_value"' in answer.text) == (422, True)
    answer = client.post("/orders/new/all", data=GOOD | {"line-1-title": "工" * 81})
    assert (answer.status_code, 'id="wrong-line-1-title"' in answer.text) == (422, True)


def values_of(form: str) -> dict[str, str]:
    """What a browser would send of the form as it stands, its choices aside."""
    inputs = re.findall(r"<input ([^>]*)>", form)
    fields = [dict(re.findall(r'(\w+)="([^"]*)"', each)) | {"on": " checked" in each} for each in inputs]
    sent = [each for each in fields if "name" in each and (each.get("type") != "checkbox" or each["on"])]
    return {each["name"]: each.get("value", "") for each in sent}


def test_the_reviewer_sees_limits_with_their_reason(app: Flask, county: County) -> None:
    employer = county.client(app, "employer")
    limits = {"line-1-ages": "18-40", "line-1-age_reason": "夜班", "line-1-sex": "female", "line-1-sex_reason": "宿舍"}
    place = employer.post("/orders/new/all", data=GOOD | limits).location
    text = county.client(app, "county").get(place).text
    assert "年龄18至40岁。理由：夜班" in text
    assert "只招女性。理由：宿舍" in text


def test_only_permitted_actions_are_buttons(app: Flask, county: County) -> None:
    place = f"/orders/{county.order_id}"
    assert f"{place}/cancel" in county.client(app, "county").get(place).text
    assert f"{place}/cancel" not in county.client(app, "counsellor").get(place).text


def test_orders_are_filtered_by_state(app: Flask, county: County) -> None:
    client = county.client(app, "county")
    assert county.order_id in client.get("/orders?state=approved").text
    assert county.order_id not in client.get("/orders?state=draft").text


def test_occupations_are_offered_while_typing(app: Flask, county: County) -> None:
    assert "缝纫工" in county.client(app, "employer").get("/suggest/occupations?line-1-occupation=缝纫").text


def test_the_words_of_the_hint_file_an_order_and_english_is_offered_to_who_types_it(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    for said, meant in (("sewing", "缝纫工"), ("electronics assembly", "电子设备装接工"), ("welder", "焊工")):
        sent = GOOD | {"line-1-occupation": said, "line-1-skills": "Garment sewing, TIG welding"}
        line = county.office.order(client.post("/orders/new/all", data=sent).location.rsplit("/", 1)[1]).lines[0]
        assert (line.occupation.name, line.title, len(line.skills)) == (meant, "", 2)
    refused = client.post("/orders/new/all", data=GOOD | {"line-1-occupation": "carpenter"})
    assert refused.status_code == 422
    assert "Woodworker" in refused.text
    client.post("/language/en", data={"next": "/home"})
    offers = client.get("/suggest/occupations?line-1-occupation=weld").text
    assert 'value="Welder" label="Welder 6-18-02-04 焊工 weld"' in offers
    assert client.get("/suggest/occupations?line-1-occupation=qwerty").text.strip() == ""


def test_nonsense_comes_back_at_its_field_and_nothing_is_cut(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    faulty = {"kind": "zz", "training_paid_by": "nobody", "agency_licence": "L" * 61, "line-1-starts_on": "2020-01-01"}
    faulty |= {"employer_brings": "gold"}
    answer = client.post("/orders/new/all", data=GOOD | faulty)
    assert answer.status_code == 422
    for field in ("kind", "training_paid_by", "agency_licence", "line-1-starts_on", "employer_brings"):
        assert f'id="wrong-{field}"' in answer.text
    assert "L" * 61 in answer.text


def test_candidates_are_offered_only_where_they_may_be_read(app: Flask, county: County) -> None:
    place = f"/orders/{county.order_id}"
    assert f"{place}/candidates" in county.client(app, "counsellor").get(place).text
    township = county.office.user("dahe", "counsellor", 522732101000)
    page = signed_in(app, township).get(place)
    assert page.status_code == 200
    assert f"{place}/candidates" not in page.text


def test_the_reviewer_reads_what_was_doubtful_in_the_sheet_and_the_employer_does_not(
    app: Flask, county: County
) -> None:
    employer, office = county.client(app, "employer"), county.client(app, "county")
    place = employer.post("/orders/new/all", data=GOOD).location
    with county.office.database.writing() as session:
        line = session.scalars(select(OrderLine).order_by(OrderLine.id.desc()).limit(1)).one()
        line.flags = [{"code": "skill_unknown", "field": "skills", "params": {"text": "吹口哨", "suggestions": []}}]
    assert "吹口哨" in office.get(place).text
    assert "吹口哨" not in employer.get(place).text


def test_an_employer_reads_what_each_requirement_costs(app: Flask, county: County) -> None:
    employer, office = county.client(app, "employer"), county.client(app, "county")
    place = employer.post("/orders/new/all", data=GOOD | {"line-1-education": "senior"}).location
    employer.post(f"{place}/submit")
    office.post(f"{place}/approve")
    assert "挡住" not in employer.get(place).text
    office.post(f"{place}/candidates")
    shown = employer.get(place).text
    assert "排名时，当时本县登记的2人中有1人符合" in shown
    assert "学历要求：挡住1人，去掉后多1人符合" in shown


def test_the_contract_opens_in_word_for_who_may_read_the_order(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    second = {name.replace("line-1", "line-2"): value for name, value in GOOD.items()}
    place = client.post("/orders/new/all", data=GOOD | second).location
    assert f"{place}/contract.docx" in client.get(place).text
    document = Document(BytesIO(client.get(f"{place}/contract.docx").data))
    assert [row.cells[2].text for row in document.tables[0].rows] == ["人数", "30人", "30人"]
    assert "共60人" in "".join(each.text for each in document.paragraphs)
    assert county.client(app, "other county").get(f"{place}/contract.docx").status_code == 404


def test_a_draft_says_who_would_fit_and_an_open_order_for_whom_it_waits(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    place = client.post("/orders/new/all", data=GOOD).location
    assert "本县登记的2人中，不足10人符合" in client.get(place).text
    [one, two, _] = hired(at_present(county), 3)
    delivered(at_present(county), two)
    shown = client.get(f"/orders/{order_of(county.office, one)}").text
    assert "2人待到岗" in shown
    assert "1人在岗前培训月内" in shown
    assert "空1个名额" in shown
    assert re.search(r"到岗签收 1人|签收\w* 1人", shown)


def test_an_order_says_its_city_once_and_that_its_employer_filed_it(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    place = client.post("/orders/new/all", data=GOOD | {"line-1-address": "东莞石排"}).location
    shown = client.get(place).text
    assert ("广东省东莞市石排" in shown, "企业直接申报" in shown) == (True, True)
    assert county.office.order(place.rsplit("/", 1)[1]).channel == "direct"
