"""Orders on the pages: filed, mended, reviewed; what is refused and what is shown."""

from flask import Flask

from tests.web.conftest import County

GOOD = {
    "kind": "hiring",
    "sub_kind": "",
    "line-1-occupation": "缝纫工",
    "line-1-seats": "30",
    "line-1-address": "深圳市龙岗区",
    "line-1-wage": "5000-6000",
    "line-1-starts_on": "2027-03-01",
    "line-1-duration": "12",
    "line-1-board": "yes",
}


def test_an_employer_files_and_submits_and_the_county_approves(app: Flask, county: County) -> None:
    employer, office = county.client(app, "employer"), county.client(app, "county")
    place = employer.post("/orders/new", data=GOOD).location
    assert "草稿" in employer.get(place).text
    employer.post(f"{place}/submit")
    assert "等县阳光办审核" in office.get(place).text
    office.post(f"{place}/approve")
    assert "已批准" in employer.get(place).text


def test_a_form_with_faults_comes_back_with_its_input_and_every_sentence(app: Flask, county: County) -> None:
    faulty = GOOD | {"line-1-seats": "", "line-1-wage": "面议吧", "line-2-occupation": "缝纫工"}
    answer = county.client(app, "employer").post("/orders/new", data=faulty)
    assert answer.status_code == 422
    assert "岗位1：请填写人数" in answer.text
    assert "岗位2：请填写人数" in answer.text
    assert 'href="#field-line-1-seats"' in answer.text
    assert 'value="面议吧"' in answer.text


def test_a_post_is_added_and_removed_without_losing_what_was_typed(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    two = client.post("/orders/new", data=GOOD | {"do": "add"}).text
    assert 'id="line-2"' in two
    assert 'value="5000-6000"' in two
    one = client.post("/orders/new", data=GOOD | {"line-2-title": "x", "do": "remove-2"}).text
    assert 'id="line-2"' not in one


def test_returning_needs_a_reason_which_the_employer_reads(app: Flask, county: County) -> None:
    employer, office = county.client(app, "employer"), county.client(app, "county")
    place = employer.post("/orders/new", data=GOOD).location
    employer.post(f"{place}/submit")
    refused = office.post(f"{place}/return", data={"note": " "})
    assert refused.status_code == 409
    assert "请填写理由" in refused.text
    office.post(f"{place}/return", data={"note": "请写明住宿条件"})
    assert "请写明住宿条件" in employer.get(place).text
    assert employer.post(f"{place}/edit", data=GOOD | {"line-1-hours": "8"}).status_code == 303


def test_the_edit_form_holds_what_the_order_says(app: Flask, county: County) -> None:
    client = county.client(app, "employer")
    place = client.post("/orders/new", data=GOOD).location
    form = client.get(f"{place}/edit").text
    for value in ("缝纫工", "30", "5000-6000", "2027-03-01"):
        assert f'value="{value}"' in form


def test_the_reviewer_sees_limits_with_their_reason(app: Flask, county: County) -> None:
    employer = county.client(app, "employer")
    limits = {"line-1-ages": "18-40", "line-1-age_reason": "夜班", "line-1-sex": "female", "line-1-sex_reason": "宿舍"}
    place = employer.post("/orders/new", data=GOOD | limits).location
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
