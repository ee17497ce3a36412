"""Pages of what is to be done, of the watch list and of measures; and the sums for monitoring."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.employer import Employer
from services.employers import mark_arrears
from services.follow_ups import record_call
from services.signals import OF_A_FIRM
from tests.placing import accept, displacement, hire, lose, people, placements, recruit, work_on
from tests.web.conftest import County
from tests.web.placed import at_present, delivered, hired

DAYS = timedelta(20)  # ago


def lost(county: County, cause: str = "dismissed") -> str:
    office = at_present(county, DAYS)
    [job] = hired(office)
    return displacement(office, lose(office, job, cause)).public_id


def test_the_queue_shows_the_limit_the_name_and_the_alarm(app: Flask, county: County) -> None:
    lost(county)
    client = county.client(app, "county")
    shown = client.get("/work").text
    for words in ("李零零一", "联系本人", "超时13天", "已20天没人联系", "有1名失岗人员太久没人联系", "县里"):
        assert words in shown
    today = client.get("/home").text
    for words in ("李零零一", "联系本人", "超时13天", "有1名失岗人员太久没人联系"):
        assert words in today
    assert "李零零一" not in county.client(app, "other county").get("/work").text


def test_taking_on_and_speaking_lead_back_to_the_queue_as_it_was(app: Flask, county: County) -> None:
    case = f"/displacements/{lost(county)}"
    client = county.client(app, "county")
    kept = {"mine": "yes", "kind": "speak"}
    assert client.post(f"{case}/take", data=kept).location == "/work?mine=yes&kind=speak"
    assert "已接手" in client.get("/work?mine=yes&kind=speak").text
    refused = client.post(f"{case}/speak", data={**kept, "note": ""})
    assert (refused.status_code, "李零零一" in refused.text) == (409, True)
    assert client.post(f"{case}/speak", data={**kept, "note": "想去广州"}).status_code == 303
    assert "李零零一" not in client.get("/work").text
    assert "想去广州" in client.get(case).text
    assert "想去广州" not in county.client(app, "employer").get(case).text


def test_a_call_is_taken_on_too(app: Flask, county: County) -> None:
    office = at_present(county, DAYS)
    [job] = hired(office)
    delivered(office, job)
    client = county.client(app, "counsellor")
    assert "回访电话" in client.get("/work?kind=call").text
    assert client.post(f"/placements/{job}/take").status_code == 303
    text = client.get("/work").text
    assert "已接手" in text
    assert f'class="button small" href="/placements/{job}"' in text


def test_the_watch_list_says_why_and_what_ranks(app: Flask, county: County) -> None:
    office = at_present(county, DAYS)
    [job] = hired(office)
    delivered(office, job)
    client = county.client(app, "counsellor")
    assert "今天在岗人员都没有离岗迹象" in client.get("/watch").text
    with office.database.writing() as session:
        for days in (1, 2):
            at = office.at + timedelta(days)
            record_call(session, job, "trainee_number", "no_answer", actor=office.actor, at=at)
    shown = client.get("/watch").text
    for words in ("李零零一", "连续两次电话没人接", "历史数据还不够建模型", "目前有0例离岗", "都不看性别、年龄"):
        assert words in shown


def test_the_watch_list_names_a_firm_once_over_its_people(app: Flask, county: County) -> None:
    office = at_present(county, DAYS)
    line = recruit(office, "永兴制衣厂", seats=12)
    jobs = [hire(office, each, line) for each in people(office, 11, first=30)]
    delivered(office, *jobs)
    firm = placements(office)[-1].employer_id
    with office.database.writing() as session:
        employer = session.get_one(Employer, firm)
        number = employer.public_id
        mark_arrears(session, number, since=office.at.date(), actor=office.actor, at=office.at)
    client = county.client(app, "counsellor")
    shown = client.get("/watch").text
    assert (shown.count("永兴制衣厂"), shown.count("同上")) == (1, OF_A_FIRM)
    assert "这家企业的全部11人" in shown
    one_by_one = client.get(f"/watch?employer={number}").text
    assert one_by_one.count('href="/placements/') == 11


def test_complaints_are_a_page_that_leads_to_where_they_are_answered(app: Flask, county: County) -> None:
    client = county.client(app, "county")
    assert "还没有投诉" in client.get("/complaints").text
    case = lost(county, "unpaid_wages")
    shown = client.get("/complaints").text
    for words in ("李零零一", "超时19天", "刚收到", "不等于已经查实", f"/displacements/{case}"):
        assert words in shown
    assert client.post(f"/displacements/{case}/resume", data={"note": "查过了"}).status_code == 303
    assert "所有投诉都已答复" in client.get("/complaints").text
    assert "李零零一" in client.get("/complaints?state=all").text
    assert "李零零一" not in client.get("/complaints?state=all&employer=nobody").text
    assert "李零零一" not in county.client(app, "other county").get("/complaints?state=all").text
    assert "李零零一" in county.client(app, "auditor").get("/complaints?state=all").text
    assert county.client(app, "auditor").get("/watch").status_code == 200


def placed_again(county: County) -> None:
    """Somebody is displaced and accepts another job 20 hours later."""
    office = at_present(county, DAYS)
    [job] = hired(office)
    lose(office, job)
    recruit(office, "东莞市石排镇金飞达电子厂")
    work_on(office)
    [offer] = [each for each in placements(office, state="offered") if each.displacement_id is not None]
    accept(replace(office, at=office.at + timedelta(hours=20)), offer.public_id)


def test_measures_are_a_table_and_a_sheet(app: Flask, county: County) -> None:
    placed_again(county)
    client = county.client(app, "auditor")
    shown = client.get("/measures?by=cause").text
    for words in ("被辞退", "20.0", "100%", "14天内"):
        assert words in shown
    assert client.get("/measures?by=nothing").status_code == 200
    sheet = client.get("/tables/measures.csv?by=cause")
    assert sheet.mimetype == "text/csv"
    assert sheet.text.splitlines()[1] == "被辞退,1,0,1,20.0,1,1,1,1,0,0,1,0"
    assert "近365天没有失岗" in county.client(app, "other county").get("/measures").text


def numbers(client: FlaskClient, **how: object) -> dict[str, float]:
    answer = client.get("/metrics", **how)
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_metrics_are_sums_and_name_no_small_group(app: Flask, county: County, client: FlaskClient) -> None:
    placed_again(county)
    office = at_present(county, DAYS)
    line = recruit(office, "永兴制衣厂", seats=7)
    for each in people(office, 5, first=80):
        lose(office, hire(office, each, line), "quit_pay")
    found = numbers(client)
    assert found["sunmatch_replacement_hours_median"] == 20
    assert found['sunmatch_replaced_share{days="3"}'] == pytest.approx(1 / 6)
    assert found['sunmatch_failures_year{cause="quit_pay"}'] == 5
    assert not [name for name in found if "dismissed" in name]
    assert found['sunmatch_halves{half="displacement",state="resolved"}'] == 1
    assert found["sunmatch_displaced_silent"] == 5
    assert found['sunmatch_halves_due_oldest_seconds{half="displacement"}'] == pytest.approx(DAYS.total_seconds(), 0.01)


def test_metrics_answer_this_machine_or_whoever_has_the_token(app: Flask, client: FlaskClient) -> None:
    assert numbers(client)
    elsewhere = {"REMOTE_ADDR": "10.0.0.7"}
    assert client.get("/metrics", environ_base=elsewhere).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 404
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], metrics_token="geheim")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer falsch"}).status_code == 404
    assert numbers(client, headers={"Authorization": "Bearer geheim"}, environ_base=elsewhere)
