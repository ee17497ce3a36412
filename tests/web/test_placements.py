"""Placements on the pages: found by what is due, recorded by form, called, answered, reported as failed."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models.follow_up import FollowUp
from models.labourer import Labourer
from models.placement import OwnMove, Placement
from models.reading import FileReading
from tests.office import SANDU, Office
from tests.placing import offer, people, person, placements, recruit
from tests.web.conftest import County, signed_in
from tests.web.placed import at_present, delivered, hired, order_of, reached

MONTH = timedelta(days=40)


def the_placement(county: County, public_id: str) -> Placement:
    return next(each for each in placements(county.office) if each.public_id == public_id)


def test_the_list_says_who_where_and_what_is_due_next(app: Flask, county: County) -> None:
    office = at_present(county)
    one, _ = hired(office, 2)
    delivered(office, one)
    shown = county.client(app, "counsellor").get("/placements").text
    for words in ("李零零一", "深圳市爱德康珠宝首饰有限公司", "岗前培训月", "核实学员电话", "待到岗", "到岗签收"):
        assert words in shown


def test_the_list_is_filtered_by_state_name_and_due_calls(app: Flask, county: County) -> None:
    office = at_present(county, MONTH)
    one, two = hired(office, 2)
    delivered(office, one)
    client = county.client(app, "counsellor")

    def listed(address: str) -> list[bool]:
        shown = client.get(address).text
        return [f"/placements/{each}" in shown for each in (one, two)]

    assert listed("/placements?state=delivered") == [True, False]
    assert listed("/placements?due=yes") == [True, False]
    assert listed("/placements?q=lilinglinger") == [False, True]
    assert listed("/placements?q=爱德康") == [True, True]
    assert listed("/placements?q=nobody") == [False, False]


def test_an_employer_and_another_county_see_only_their_own(app: Flask, county: County) -> None:
    office = at_present(county)
    [mine] = hired(office)
    line = recruit(office, "东莞市石排镇金飞达电子厂")
    theirs = offer(office, people(office, 1, first=50)[0], line)
    seen = county.client(app, "employer").get("/placements").text
    assert (mine in seen, theirs in seen) == (True, False)
    assert county.client(app, "employer").get(f"/placements/{theirs}").status_code == 404
    assert county.client(app, "other county").get(f"/placements/{mine}").status_code == 404


def test_the_page_says_what_is_missing_before_the_next_step(app: Flask, county: County) -> None:
    office = at_present(county)
    [hire] = hired(office)
    shown = county.client(app, "counsellor").get(f"/placements/{hire}").text
    assert "请先填写：人事部门电话" in shown
    delivered(office, hire)
    shown = county.client(app, "counsellor").get(f"/placements/{hire}").text
    assert "核实企业电话" in shown
    assert "在岗满30天后名册才可盖章" in shown


def test_terms_are_recorded_and_vague_ones_come_back_with_the_input(app: Flask, county: County) -> None:
    office = at_present(county)
    [hire] = hired(office)
    client, form = county.client(app, "counsellor"), {"wage_month": "4800", "address": "不详", "contract_number": "17"}
    refused = client.post(f"/placements/{hire}/terms", data=form)
    assert refused.status_code == 422
    assert 'value="4800"' in refused.text
    assert 'href="#field-address"' in refused.text
    client.post(f"/placements/{hire}/terms", data=form | {"address": "工业路12号", "place": "深圳市龙岗区"})
    kept = the_placement(county, hire)
    assert (kept.wage_month, kept.address, kept.contract_number) == (480_000, "工业路12号", "17")
    assert kept.division_code == 440307000000


def test_a_call_to_the_employer_counts_for_everybody_of_the_order(app: Flask, county: County) -> None:
    office = at_present(county)
    ids = hired(office, 3)
    delivered(office, *ids)
    client = county.client(app, "counsellor")
    assert "另外2人" in client.get(f"/placements/{ids[0]}").text
    form = {"call": "employer_number", "outcome": "reached", "others": "yes"}
    assert client.post(f"/placements/{ids[0]}/calls", data=form).status_code == 303
    with office.database.reading() as session:
        made = session.scalars(select(FollowUp.placement_id).where(FollowUp.outcome == "reached")).all()
    assert len(set(made)) == 3


def test_a_call_without_an_outcome_is_refused_beside_its_field(app: Flask, county: County) -> None:
    office = at_present(county)
    [hire] = hired(office)
    refused = county.client(app, "counsellor").post(f"/placements/{hire}/calls", data={"call": "trainee_number"})
    assert refused.status_code == 422
    assert "请填写结果" in refused.text


def test_the_numbers_to_call_are_shown_to_callers_and_the_reading_is_logged(app: Flask, county: County) -> None:
    office = at_present(county)
    [hire] = hired(office)
    client = county.client(app, "counsellor")
    assert client.post(f"/placements/{hire}/numbers").status_code == 200
    with office.database.reading() as session:
        [reading] = session.scalars(select(FileReading).where(FileReading.purpose == "call")).all()
    assert (reading.labourer_id, reading.revealed) == (the_placement(county, hire).labourer_id, True)
    assert county.client(app, "auditor").post(f"/placements/{hire}/numbers").status_code == 403


def test_an_offer_is_declined_with_a_reason_that_the_page_shows(app: Flask, county: County) -> None:
    office = at_present(county)
    made = offer(office, people(office, 1)[0], recruit(office, "东莞市石排镇金飞达电子厂"))
    client = county.client(app, "counsellor")
    assert client.post(f"/placements/{made}/decline", data={}).status_code == 422
    client.post(f"/placements/{made}/decline", data={"reason": "place"})
    shown = client.get(f"/placements/{made}").text
    assert "理由：地点" in shown
    assert the_placement(county, made).decline_reason == "place"


def test_an_offer_is_taken_back_and_a_hire_cancelled_with_the_reason(app: Flask, county: County) -> None:
    office = at_present(county)
    [hire] = hired(office)
    made = offer(office, people(office, 1, first=50)[0], recruit(office, "东莞市石排镇金飞达电子厂"))
    client = county.client(app, "counsellor")
    assert client.post(f"/placements/{made}/cancel-offer", data={"note": ""}).status_code == 409
    for address in (f"/placements/{made}/cancel-offer", f"/placements/{hire}/cancel"):
        assert client.post(address, data={"note": "招错了岗位"}).status_code == 303
    assert {the_placement(county, each).state for each in (hire, made)} == {"cancelled"}


def test_a_failure_is_reported_with_its_cause_and_leads_to_both_halves(app: Flask, county: County) -> None:
    office = at_present(county)
    [hire] = hired(office)
    client = county.client(app, "employer")
    assert client.post(f"/placements/{hire}/fail", data={"note": "走了"}).status_code == 422
    place = client.post(f"/placements/{hire}/fail", data={"reason": "quit_pay", "note": "另有高薪"}).location
    assert "/displacements/" in place
    assert "嫌工资低离开" in client.get(place).text
    assert place in client.get(f"/placements/{hire}").text


def test_work_that_ended_as_agreed_frees_the_person(app: Flask, county: County) -> None:
    office = at_present(county, MONTH)
    [hire] = hired(office)
    delivered(office, hire)
    reached(office, hire)
    client = county.client(app, "county")
    assert client.post(f"/placements/{hire}/confirm").status_code == 303
    assert client.post(f"/placements/{hire}/end", data={"note": "合同到期"}).status_code == 303
    found = the_placement(county, hire)
    assert (found.state, person(office, found.labourer_id).situation) == ("ended", "at_home")


OWN = {"own_kind": "self_employed", "evidence": "出租车营运证", "wage_month": "6000", "address": "三合街道建设路8号"}


def test_own_work_is_recorded_found_by_name_and_signed_for_by_the_county(app: Flask, county: County) -> None:
    office = at_present(county)
    client = county.client(app, "counsellor")
    assert f"labourer={county.labourer_id}" in client.get("/own-work?q=李秀英").text
    form = OWN | {"labourer": county.labourer_id, "started_on": office.at.date().isoformat()}
    refused = client.post("/own-work", data=form | {"own_kind": ""})
    assert (refused.status_code, "出租车营运证" in refused.text) == (422, True)
    place = client.post("/own-work", data=form).location
    assert "自主经营" in client.get(place).text
    begun = county.client(app, "county").post(f"{place}/deliver", data={"started_on": form["started_on"]})
    assert begun.status_code == 303
    assert the_placement(county, place.rpartition("/")[2]).state == "delivered"


def test_own_work_takes_back_the_offers_that_are_open(app: Flask, county: County) -> None:
    office = at_present(county)
    sewer = people(office, 1)[0]
    made = offer(office, sewer, recruit(office, "东莞市石排镇金飞达电子厂"))
    form = OWN | {"labourer": person(office, sewer).public_id, "started_on": office.at.date().isoformat()}
    assert county.client(app, "county").post("/own-work", data=form).status_code == 303
    assert the_placement(county, made).state == "superseded"


def test_the_month_of_a_post_at_an_employer_begins_on_its_roster_alone(app: Flask, county: County) -> None:
    office = at_present(county)
    [hire] = hired(office)
    form = {"started_on": office.at.date().isoformat()}
    refused = county.client(app, "county").post(f"/placements/{hire}/deliver", data=form)
    assert (refused.status_code, "名册" in refused.text) == (409, True)


def test_somebody_who_moved_alone_is_counted_apart(app: Flask, county: County) -> None:
    office = at_present(county)
    form = {"labourer": county.labourer_id, "moved_on": "2026-03-01", "place": "广东省深圳市", "work": "餐馆"}
    client = county.client(app, "liaison")
    assert client.post("/moves/new", data=form).status_code == 303
    assert "餐馆" in client.get("/moves").text
    assert county.labourer_id not in client.get("/placements").text
    with office.database.reading() as session:
        assert session.scalars(select(OwnMove)).one().division_code == 440300000000


def test_what_was_said_in_a_call_or_with_a_no_is_read_by_neither_firm_nor_person(app: Flask, county: County) -> None:
    office = at_present(county)
    [hire] = hired(office)
    delivered(office, hire)
    counsellor = county.client(app, "counsellor")
    counsellor.post(
        f"/placements/{hire}/calls", data={"call": "trainee_number", "outcome": "reached", "note": "说老板骂人"}
    )
    no = offer(office, people(office, 1, first=50)[0], the_placement(county, hire).line_id)
    counsellor.post(f"/placements/{no}/decline", data={"reason": "health", "note": "肝不好"})
    assert "说老板骂人" in counsellor.get(f"/placements/{hire}").text
    assert "肝不好" in counsellor.get(f"/placements/{no}").text
    employer = county.client(app, "employer")
    assert "说老板骂人" not in employer.get(f"/placements/{hire}").text
    assert "肝不好" not in employer.get(f"/placements/{no}").text
    person = a_labourer(app, office, the_placement(county, hire).labourer_id)
    assert "说老板骂人" not in person.get(f"/placements/{hire}").text


def a_labourer(app: Flask, office: Office, labourer: int) -> FlaskClient:
    """A browser signed in as that person."""
    actor = office.user("person", "labourer", SANDU)
    with office.database.writing() as session:
        session.get_one(Labourer, labourer).account_id = actor.user_id
    return signed_in(app, actor, language="zh")


def test_what_somebody_says_of_the_job_is_read_by_the_office_and_not_by_the_firm(app: Flask, county: County) -> None:
    [one] = hired(at_present(county, MONTH))
    delivered(at_present(county, MONTH), one)
    counsellor, firm = county.client(app, "counsellor"), county.client(app, "employer")
    empty = counsellor.post(f"/placements/{one}/review", data={"words": " "})
    assert (empty.status_code, "请至少回答一个问题" in empty.text) == (422, True)
    said = {"wage": "no", "again": "no", "words": "工资晚发半个月", "shared": "yes"}
    assert counsellor.post(f"/placements/{one}/review", data=said).status_code == 303
    assert "工资晚发半个月" in counsellor.get(f"/placements/{one}").text
    for page in (f"/placements/{one}", "/placements", f"/orders/{order_of(county.office, one)}"):
        assert "晚发" not in firm.get(page).text
    queue = counsellor.get("/reviews").text
    assert ("工资晚发半个月" in queue, "李零零一" in queue) == (True, False)
    sent = dict(re.findall(r'name="(review|version)" value="([^"]+)"', queue))
    assert counsellor.post("/reviews", data={**sent, "do": "show", "version": "9"}).status_code == 409
    assert counsellor.post("/reviews", data={**sent, "do": "show"}).status_code == 303
    assert "没有待看的留言" in counsellor.get("/reviews").text
    person = person_client(app, county, one)
    assert "可以看到" in person.get(f"/me/offers/{one}").text
    assert "工资晚发半个月" in person.get(f"/me/offers/{one}/review").text
    assert person.post(f"/me/offers/{one}/review", data={"again": "yes"}).location == f"/me/offers/{one}?said=thanks"


def person_client(app: Flask, county: County, placement: str) -> FlaskClient:
    """A browser of the person of a placement."""
    actor = county.office.user("of-placement", "labourer", SANDU)
    with county.office.database.writing() as session:
        job = session.scalars(select(Placement).where(Placement.public_id == placement)).one()
        session.get_one(Labourer, job.labourer_id).account_id = actor.user_id
    return signed_in(app, actor, language="zh")
