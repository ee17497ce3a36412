"""Classes are brought on their way, invitations answered, figures and complaints read, and webhooks kept by the API."""

from base64 import b64encode

import pytest
from flask import Flask
from sqlalchemy import select

from models.api import KeptAnswer, Webhook
from tests.api.calling import Caller, system
from tests.api.test_classes import School
from tests.placing import lose
from tests.web.conftest import OTHER_COUNTY, County
from tests.web.placed import hired

SECRET = "whsec_" + b64encode(bytes(range(32))).decode()
HOOK = {"url": "https://bank.example/hook", "kinds": ["placement.*"], "secret": SECRET}


@pytest.fixture
def school(county: County) -> School:
    school = School(county.office)
    school.people(3)
    return school


def test_a_class_goes_its_way_and_a_refused_step_says_why(caller: Caller, school: School) -> None:
    taught = school.planned()
    assert caller.post(f"/classes/{taught}/approve").json["code"] == "step_not_possible"
    for step, state in (
        ("declare", "declared"),
        ("return", "planned"),
        ("declare", "declared"),
        ("approve", "approved"),
    ):
        answer = caller.post(f"/classes/{taught}/{step}", {"note": "理由"})
        assert (answer.status_code, answer.json["state"]) == (200, state), answer.json
    assert caller.post(f"/classes/{taught}/cancel").json["code"] == "reason_missing"
    cancelled = caller.post(f"/classes/{taught}/cancel", {"note": "没有老师"}).json
    assert [each["action"] for each in cancelled["steps"]][-2:] == ["approve", "cancel"]


def test_an_invitation_is_answered_for_the_person_and_by_nobody_elsewhere(
    app: Flask, caller: Caller, county: County, school: School
) -> None:
    order, line = school.order()
    taught = school.approved()
    school.linked(taught, line)
    made = caller.post(f"/orders/{order}/candidates").json
    people = [each["labourer"] for each in caller.get(f"/orders/{order}/candidates", limit=2).json["list"]]
    pick = {"class": taught, "list": made["list_id"]}
    first, second = (caller.post("/invitations", {**pick, "labourer": each}).json["id"] for each in people)
    stranger = system(app, county.office, "stranger", division=OTHER_COUNTY)
    assert stranger.get(f"/enrolments/{first}").status_code == 404
    assert stranger.get("/enrolments").json["items"] == []
    for step in ("agree", "decline", "withdraw", "accept", "refuse", "cancel"):
        assert stranger.post(f"/enrolments/{first}/{step}", {"note": "x"}).status_code == 404
    for step in ("declare", "approve", "cancel"):
        assert stranger.post(f"/classes/{taught}/{step}", {"note": "x"}).status_code == 404
    agreed = caller.post(f"/enrolments/{first}/agree").json
    assert (agreed["state"], agreed["class"], agreed["name"][1]) == ("agreed", taught, "*")
    assert caller.post(f"/enrolments/{first}/enrol").json["state"] == "enrolled"
    assert caller.post(f"/enrolments/{second}/decline").json["code"] == "reason_missing"
    assert caller.post(f"/enrolments/{second}/decline", {"note": "路远"}).json["state"] == "declined"
    found = caller.get("/enrolments", **{"class": taught, "state": "enrolled"}).json
    assert [each["id"] for each in found["items"]] == [first] and found["next"] is None
    walk = caller.get("/enrolments", limit=1).json
    assert [each["id"] for each in walk["items"]] == [second]
    assert caller.get("/enrolments", limit=1, cursor=walk["next"]).json["items"][0]["id"] == first


def test_figures_and_complaints_are_read(app: Flask, caller: Caller, county: County) -> None:
    assert caller.get("/measures").json == {"items": []}
    _, other = hired(county.office, 2)
    lose(county.office, other)
    [all_] = caller.get("/measures").json["items"]
    assert (all_["of"], all_["failed"], all_["placed"], all_["within"][0]["days"]) == ("all", 1, 0, 3)
    assert len(caller.get("/measures", by="cause").json["items"]) == 1
    told = caller.get("/complaints", answered="true").json
    assert set(told) == {"items", "total", "late"} and told["total"] == len(told["items"])
    stranger = system(app, county.office, "stranger", division=OTHER_COUNTY)
    assert stranger.get("/measures").json == {"items": []}
    assert stranger.get("/complaints", answered="true").json["total"] == 0


def test_a_system_keeps_its_own_webhooks_with_a_secret_that_is_kept_sealed(
    app: Flask, caller: Caller, county: County
) -> None:
    made = caller.post("/webhooks", HOOK)
    assert made.status_code == 201 and "secret" not in made.json
    with county.office.database.reading() as session:
        assert session.scalars(select(Webhook.secret)).one() == SECRET
        assert all(SECRET not in (each or "") for each in session.scalars(select(KeptAnswer.body)))
    other = system(app, county.office, "another")
    assert other.get("/webhooks").json == {"items": []}
    assert other.post(f"/webhooks/{made.json['id']}/stop").status_code == 404
    assert caller.post(f"/webhooks/{made.json['id']}/stop").json["stopped_at"]
    inside = caller.post("/webhooks", {**HOOK, "url": "http://10.0.0.1/"})
    assert (inside.status_code, inside.json["code"]) == (422, "webhook_not_https")
    reader = system(app, county.office, "reader", rights=["webhooks.manage"])
    assert reader.post("/webhooks", HOOK).json["code"] == "webhook_without_right"
    assert [caller.post("/webhooks", HOOK).status_code for _ in range(21)] == [201] * 20 + [409]
