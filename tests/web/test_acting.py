"""An office acts for a person who asked for it; who asked, how and why is kept, and the person can read it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models.acted_for import ActedFor
from models.enrolment import Enrolment
from models.labourer import Labourer
from models.placement import Placement
from models.step import Step
from models.training_class import TrainingClass
from services.enrolments import new_enrolment
from tests.placing import offer, recruit
from tests.web.conftest import County, signed_in
from tests.web.own_subjects import _class as a_class

ASKED = {"asked_by": "family", "asked_way": "visit", "asked_reason": "家里没有电话"}


def person(county: County) -> int:
    with county.office.database.reading() as session:
        return session.scalars(select(Labourer.id).where(Labourer.public_id == county.labourer_id)).one()


def of_the_township(app: Flask, county: County) -> FlaskClient:
    """The village liaison of the first person's township."""
    with county.office.database.reading() as session:
        home = session.scalars(select(Labourer.home_code).where(Labourer.public_id == county.labourer_id)).one()
    return signed_in(app, county.office.user("普安", "liaison", home), language="zh")


def of_the_person(app: Flask, county: County) -> FlaskClient:
    """The person, with an account by now."""
    login = county.office.user("秀英", "labourer")
    with county.office.database.writing() as session:
        session.get_one(Labourer, person(county)).account_id = login.user_id
    return signed_in(app, login, language="zh")


def an_offer(county: County) -> str:
    return offer(county.office, person(county), recruit(county.office, "好厂", 2, "5000-6000"))


def an_invitation(county: County, state: str = "invited") -> tuple[str, str]:
    office = county.office
    office.load("bases", office.sheet("b.csv", ("基地名称", "地址", "培训工种"), [("三都技校", "三合街道", "缝纫工")]))
    with office.database.writing() as session:
        taught = a_class(session, office)
        if state == "open":
            return taught.public_id, ""
        someone = session.get_one(Labourer, person(county))
        until = office.at + timedelta(days=7)
        made = new_enrolment(session, taught, someone, "invited", actor=office.actor, at=office.at, answer_by=until)
        return taught.public_id, made.public_id


def kept(county: County) -> list[ActedFor]:
    with county.office.database.reading() as session:
        return list(session.scalars(select(ActedFor)))


@pytest.mark.parametrize(("form", "state", "act"), [
    ({"answer": "yes"}, "accepted", "accept"),
    ({"answer": "no", "reason": "pay"}, "declined", "decline"),
])  # fmt: skip
def test_the_township_answers_an_offer_for_somebody_without_a_telephone(
    app: Flask, county: County, form: dict[str, str], state: str, act: str
) -> None:
    about, client = an_offer(county), county.client(app, "liaison")
    home = f"/labourers/{county.labourer_id}"
    assert "好厂" in client.get(f"{home}/act").text
    assert client.post(f"{home}/act/offer", data={"about": about, **ASKED, **form}).status_code == 303
    with county.office.database.reading() as session:
        assert session.scalar(select(Placement.state).where(Placement.public_id == about)) == state
        assert session.scalars(select(Step.note).where(Step.action == act)).all() == [ASKED["asked_reason"]]
    [row] = kept(county)
    assert (row.act, row.about, row.asked_by, row.way, row.reason) == (act, about, *ASKED.values())
    assert ASKED["asked_reason"] in client.get(home).text
    assert "家人上门时提出：家里没有电话" in of_the_person(app, county).get("/me/file").text


def test_who_asked_how_and_why_has_to_be_said_and_nothing_is_done_without(app: Flask, county: County) -> None:
    about, client = an_offer(county), county.client(app, "liaison")
    home = f"/labourers/{county.labourer_id}/act"
    answer = client.post(f"{home}/offer", data={"about": about, "answer": "yes", "do": "offer"})
    assert answer.status_code == 422
    assert all(f"请填写{name}" in answer.text for name in ("谁提出", "怎么提出", "为什么代办"))
    with county.office.database.reading() as session:
        assert session.scalar(select(Placement.state).where(Placement.public_id == about)) == "offered"
    assert kept(county) == []


def test_an_offer_of_somebody_else_is_not_answered_from_this_file(app: Flask, county: County) -> None:
    about = an_offer(county)
    with county.office.database.reading() as session:
        other = session.scalars(select(Labourer.public_id).where(Labourer.public_id != county.labourer_id)).first()
    data = {"about": about, "answer": "yes", **ASKED}
    assert county.client(app, "liaison").post(f"/labourers/{other}/act/offer", data=data).status_code == 404


@pytest.mark.parametrize(("answer", "state"), [("yes", "agreed"), ("no", "declined")])
def test_an_invitation_is_answered_for_the_person(app: Flask, county: County, answer: str, state: str) -> None:
    _, about = an_invitation(county)
    data = {"about": about, "answer": answer, **ASKED}
    done = county.client(app, "township").post(f"/labourers/{county.labourer_id}/act/invitation", data=data)
    assert done.status_code == 303
    with county.office.database.reading() as session:
        assert session.scalar(select(Enrolment.state).where(Enrolment.public_id == about)) == state


def test_the_office_applies_for_a_class_and_takes_the_person_out_again(app: Flask, county: County) -> None:
    taught, _ = an_invitation(county, "open")
    client, home = county.client(app, "liaison"), f"/labourers/{county.labourer_id}"
    assert client.post(f"{home}/act/class", data={"about": taught, **ASKED}).status_code == 303
    applied = select(Enrolment).join(TrainingClass).where(TrainingClass.public_id == taught)
    with county.office.database.reading() as session:
        enrolment = session.scalars(applied).one()
    assert (enrolment.state, enrolment.channel) == ("applied", "township")
    client.post(f"{home}/act/invitation", data={"about": enrolment.public_id, "answer": "no", **ASKED})
    assert [row.act for row in kept(county)] == ["apply", "stay_away"]


def test_wishes_are_corrected_and_words_that_nobody_knows_are_shown_again(app: Flask, county: County) -> None:
    client, home = county.client(app, "liaison"), f"/labourers/{county.labourer_id}"
    assert 'name="wish_occupations"' in client.get(f"{home}/act?do=wishes").text
    wishes = {"skills": "缝纫", "wish_occupations": "缝纫工、呼啦圈", "wage": "4100", "distance": "near", "months": "6"}
    done = client.post(f"{home}/act/wishes", data={**wishes, **ASKED}, follow_redirects=True)
    assert "呼啦圈" in done.text
    with county.office.database.reading() as session:
        now = session.get_one(Labourer, person(county))
    assert (now.wage_floor, now.work_range, now.busy_months) == (4100_00, "near", 1 << 5)
    assert [row.act for row in kept(county)] == ["correct"]


def test_the_register_of_a_township_shows_first_whose_answer_is_due_and_counts(app: Flask, county: County) -> None:
    about = an_offer(county)
    client = of_the_township(app, county)
    text = client.get("/labourers").text
    assert text.index(about) < text.index('class="cards people"')
    assert "待答复 1" in text
    assert "王建国" not in text  # of another township
    assert "李秀英" in client.get("/labourers?group=unanswered").text
    assert "李秀英" not in client.get("/labourers?group=no_phone").text


def test_an_entry_that_nobody_refreshed_for_a_year_is_flagged(app: Flask, county: County) -> None:
    with county.office.database.writing() as session:
        session.get_one(Labourer, person(county)).refreshed_at = county.office.at - timedelta(days=800)
    client = county.client(app, "liaison")
    assert "李秀英" in client.get("/labourers?group=stale").text
    assert "未更新" in client.get("/labourers?q=李秀英").text
