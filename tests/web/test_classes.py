"""Training classes on the pages: planned, declared, filled, taught, examined; what is refused and who sees what."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from models.db import Database
from models.enrolment import Examination
from models.paper import Paper
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from services.access import Actor
from services.attendance import attendance_on
from services.calendar import county_day
from services.classes import ClassDraft, class_draft, find_class, start_class
from tests.classroom import Classroom
from tests.office import Office
from tests.web.conftest import copied, signed_in
from tests.web.test_orders import values_of
from workers.servers import PostgreSQL

TODAY = county_day(datetime.now(UTC))
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def database_url(template: str, postgres: PostgreSQL | None, tmp_path: Path) -> Iterator[str]:
    """An office of this test's own, with nobody in it."""
    yield copied(template, postgres, f"classes_{tmp_path.name}".lower().replace("-", "_"), tmp_path)


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Classroom:
    """A classroom that lives by the clock of the pages."""
    return Classroom(Office(database, tmp_path, at=datetime.now(UTC)))


def client(app: Flask, actor: Actor) -> FlaskClient:
    return signed_in(app, actor, language="zh")


def begun(room: Classroom, count: int = 2) -> tuple[str, list[str]]:
    """A class that runs since today: class, enrolments."""
    taught = room.approved(starts_on=TODAY, ends_on=TODAY + timedelta(days=40))
    enrolments = [room.enrolled(taught, person) for person in room.people(count)]
    with room.office.database.writing() as session:
        start_class(session, taught, actor=room.teacher, at=room.office.at)
    return taught, enrolments


FORM = {
    "class_title": "平车工第三期",
    "occupation": "缝纫工",
    "skills": "平车",
    "level": "5",
    "programme": "skill",
    "class_starts_on": NEXT_WEEK.isoformat(),
    "ends_on": (NEXT_WEEK + timedelta(days=30)).isoformat(),
    "places": "40人",
    "kind": "travelling",
    "division": "大河镇",
    "fee_way": "reduced",
    "fee": "100",
    "teaching_plan": "四周",
}


def test_a_base_plans_a_class_and_the_form_says_the_same_again(app: Flask, room: Classroom) -> None:
    browser = client(app, room.teacher)
    place = browser.post("/classes/new", data=FORM).location
    assert "平车工第三期" in browser.get(place).text
    form = browser.get(f"{place}/edit").text
    for value in (
        "平车工第三期",
        "缝纫工",
        NEXT_WEEK.isoformat(),
        "40",
        "100",
        "贵州省黔南布依族苗族自治州三都水族自治县大河镇",
    ):
        assert f'value="{value}"' in form
    public_id = place.rsplit("/", 1)[1]
    before = the_draft(room, public_id)
    browser.post(f"{place}/edit", data=values_of(form) | {name: FORM[name] for name in CHOICES} | RECORDS)
    assert the_draft(room, public_id) == before
    assert browser.post(f"{place}/edit", data=FORM | {"places": "41"}).status_code == 303
    assert room.taught(public_id).places == 41


CHOICES, RECORDS = ("level", "programme", "kind", "fee_way"), {"teaching_plan": FORM["teaching_plan"]}


def the_draft(room: Classroom, public_id: str) -> ClassDraft:
    with room.office.database.reading() as session:
        return class_draft(find_class(session, public_id, actor=room.office.actor))


def test_every_fault_of_the_form_comes_back_at_its_field_with_what_was_typed(app: Flask, room: Classroom) -> None:
    faulty = FORM | {"class_title": "", "places": "很多", "skills": "飞天", "division": "没有的镇", "ends_on": ""}
    answer = client(app, room.teacher).post("/classes/new", data=faulty)
    assert answer.status_code == 422
    for field in ("class_title", "places", "skills", "division", "ends_on"):
        assert f'id="wrong-{field}"' in answer.text
    assert 'value="很多"' in answer.text


def test_the_county_names_the_base_of_a_class_it_plans(app: Flask, room: Classroom) -> None:
    browser = client(app, room.county)
    assert 'id="wrong-base"' in browser.post("/classes/new", data=FORM).text
    with room.office.database.reading() as session:
        public_id = session.scalars(select(TrainingBase.public_id)).one()
    assert browser.post("/classes/new", data=FORM | {"base": public_id}).status_code == 303


def test_a_class_is_declared_returned_with_a_reason_and_approved(app: Flask, room: Classroom) -> None:
    taught = room.planned(starts_on=NEXT_WEEK, ends_on=NEXT_WEEK)
    teacher, county, place = client(app, room.teacher), client(app, room.county), f"/classes/{taught}"
    assert f"{place}/approve" not in teacher.get(place).text
    teacher.post(f"{place}/declare")
    assert county.post(f"{place}/return", data={"note": " "}).status_code == 409
    county.post(f"{place}/return", data={"note": "请写明教师"})
    assert "请写明教师" in teacher.get(place).text
    teacher.post(f"{place}/declare")
    county.post(f"{place}/approve")
    assert room.taught(taught).state == "approved"


def test_classes_are_listed_by_state(app: Flask, room: Classroom) -> None:
    planned, approved = room.planned(), room.approved(starts_on=NEXT_WEEK, ends_on=NEXT_WEEK)
    text = client(app, room.county).get("/classes?state=planned").text
    assert planned in text
    assert approved not in text


def test_several_are_enrolled_at_once_and_who_is_refused_says_why(app: Flask, room: Classroom) -> None:
    taught = room.approved(starts_on=NEXT_WEEK, ends_on=NEXT_WEEK)
    other = room.approved(starts_on=NEXT_WEEK, ends_on=NEXT_WEEK, title="别的班")
    people = room.people(3)
    room.enrolled(other, people[0])
    agreed = [room.agreed(taught, person) for person in people]
    browser = client(app, room.teacher)
    answer = browser.post(f"/classes/{taught}/roster", data={"do": "enrol", "chosen": agreed})
    assert answer.status_code == 409
    assert "别的班" in answer.text
    assert [room.state(each) for each in agreed] == ["agreed", "enrolled", "enrolled"]
    assert f'value="{agreed[0]}" id="chosen-{agreed[0]}" aria-label="选择李秀英" checked' in answer.text


def test_one_button_does_the_next_step_of_one_person(app: Flask, room: Classroom) -> None:
    taught = room.approved(starts_on=NEXT_WEEK, ends_on=NEXT_WEEK)
    first, second = (room.agreed(taught, person) for person in room.people(2))
    answer = client(app, room.teacher).post(f"/classes/{taught}/roster", data={"do": f"enrol {second}"})
    assert answer.status_code == 303
    assert [room.state(first), room.state(second)] == ["agreed", "enrolled"]


def test_whoever_enrols_into_a_full_class_puts_the_rest_on_the_waiting_list(app: Flask, room: Classroom) -> None:
    taught = room.approved(starts_on=NEXT_WEEK, ends_on=NEXT_WEEK, places=1)
    agreed = [room.agreed(taught, person) for person in room.people(2)]
    client(app, room.teacher).post(f"/classes/{taught}/roster", data={"do": "enrol", "chosen": agreed})
    assert [room.state(each) for each in agreed] == ["enrolled", "waitlisted"]


def test_dropping_somebody_asks_the_reason_and_nobody_ticked_is_said(app: Flask, room: Classroom) -> None:
    taught, [first, _] = begun(room)
    browser = client(app, room.teacher)
    assert "请先勾选人员" in browser.post(f"/classes/{taught}/roster", data={"do": "drop"}).text
    refused = browser.post(f"/classes/{taught}/roster", data={"do": "drop", "chosen": first})
    assert "请填写理由" in refused.text
    browser.post(f"/classes/{taught}/roster", data={"do": "drop", "chosen": first, "note": "家里有事"})
    assert room.state(first) == "dropped"
    assert "家里有事" in browser.get(f"/enrolments/{first}").text


def test_a_days_attendance_is_kept_but_for_whoever_has_left(app: Flask, room: Classroom) -> None:
    taught, [first, second] = begun(room)
    browser = client(app, room.teacher)
    assert browser.get(f"/classes/{taught}/attendance").text.count("checked") == 2
    browser.post(f"/classes/{taught}/roster", data={"do": "drop", "chosen": first, "note": "没来"})
    day = {"day": TODAY.isoformat(), "person": [first, second], "present": [first, second]}
    answer = browser.post(f"/classes/{taught}/attendance", data=day)
    assert answer.status_code == 409
    assert f'id="present-{first}"' in answer.text
    with room.office.database.reading() as session:
        known = attendance_on(session, find_class(session, taught, actor=room.office.actor), TODAY)
    assert known == {second: True}
    assert room.state(second) == "training"


def test_a_day_to_come_is_refused_and_the_ticks_stay(app: Flask, room: Classroom) -> None:
    taught, [first, second] = begun(room)
    day = {"day": NEXT_WEEK.isoformat(), "person": [first, second], "present": [first]}
    answer = client(app, room.teacher).post(f"/classes/{taught}/attendance", data=day)
    assert answer.status_code == 422
    assert answer.text.count(" checked") == 1


def test_results_are_kept_and_each_unreadable_one_says_why_at_its_field(app: Flask, room: Classroom) -> None:
    taught, [first, second] = begun(room)
    room.attends(taught, first, second, day=TODAY)
    results = {
        f"theory-{first}": "８５分",
        f"practice-{first}": "合格",
        f"theory-{second}": "还行",
        f"practice-{second}": "101",
    }
    browser = client(app, room.assessor)
    answer = browser.post(f"/classes/{taught}/examinations", data={"sat_on": TODAY.isoformat(), **results})
    assert answer.status_code == 422
    assert f'id="wrong-theory-{second}"' in answer.text
    assert f'id="wrong-practice-{second}"' in answer.text
    assert 'value="还行"' in answer.text
    with room.office.database.reading() as session:
        kept = session.scalars(select(Examination).order_by(Examination.part)).all()
        assert [(each.part, each.score, each.passed) for each in kept] == [
            ("practice", None, True),
            ("theory", 85, True),
        ]


def test_marks_that_were_refused_stay_when_the_language_changes(app: Flask, room: Classroom) -> None:
    taught, [person] = begun(room, 1)
    room.attends(taught, person, day=TODAY)
    marks = {"sat_on": TODAY.isoformat(), f"theory-{person}": "还行"}
    page = client(app, room.assessor).post(f"/classes/{taught}/examinations", data=marks | {"shown_in": "en"})
    assert page.status_code == 200 and 'lang="en"' in page.text and 'value="还行"' in page.text


def test_a_liaison_is_told_that_nobody_of_theirs_is_in_a_class_that_has_people(app: Flask, room: Classroom) -> None:
    taught = room.approved(starts_on=TODAY, ends_on=TODAY + timedelta(days=40))
    room.enrolled(taught, room.people(1)[0])
    page = client(app, room.office.user("village", "liaison", 522732102000)).get(f"/classes/{taught}").text
    assert "本班没有您辖区的学员" in page


def test_whoever_kept_attendance_is_told_to_let_somebody_else_examine(app: Flask, room: Classroom) -> None:
    taught, [first, _] = begun(room)
    browser = client(app, room.county)
    browser.post(
        f"/classes/{taught}/attendance", data={"day": TODAY.isoformat(), "person": [first], "present": [first]}
    )
    page = browser.get(f"/classes/{taught}/examinations").text
    assert "请由鉴定人员或县阳光办其他人员考核" in page
    assert f'name="theory-{first}"' not in page


def test_people_finish_are_certified_and_their_papers_stand_on_the_roster(app: Flask, room: Classroom) -> None:
    taught, enrolments = begun(room)
    room.attends(taught, *enrolments, day=TODAY)
    teacher, assessor = client(app, room.teacher), client(app, room.assessor)
    teacher.post(f"/classes/{taught}/roster", data={"do": "finish", "chosen": enrolments})
    for each in enrolments:
        room.examined(each)
    assessor.post(f"/classes/{taught}/roster", data={"do": "certify", "chosen": enrolments})
    text = teacher.get(f"/classes/{taught}").text
    assert text.count("等级证书") == 2
    assert "已获证" in text


def test_a_licence_from_elsewhere_is_recorded_and_counts_once_it_is_checked(app: Flask, room: Classroom) -> None:
    _, [first, _] = begun(room)
    browser, place = client(app, room.assessor), f"/enrolments/{first}"
    faulty = browser.post(f"{place}/licence", data={"issued_on": "去年"})
    assert faulty.status_code == 422
    assert 'id="wrong-certificate_number"' in faulty.text
    licence = {
        "certificates": room.certificate("licence").code,
        "certificate_number": "T5227",
        "issuer": "黔南州应急局",
    }
    browser.post(f"{place}/licence", data=licence | {"issued_on": "2025-05-01"})
    assert "未核验" in browser.get(place).text
    with room.office.database.reading() as session:
        paper = session.scalars(select(Paper)).one()
    browser.post(f"{place}/check", data={"paper": paper.public_id})
    assert "未核验" not in browser.get(place).text


def test_posts_are_linked_and_unlinked_and_too_many_places_are_refused(app: Flask, room: Classroom) -> None:
    _, line = room.order()
    taught = room.planned(starts_on=NEXT_WEEK, ends_on=NEXT_WEEK)
    browser, place = client(app, room.teacher), f"/classes/{taught}"
    assert "三都县服装厂" in browser.get(place).text
    assert browser.post(f"{place}/lines", data={"line": line, "seats": "31", "batch": "1"}).status_code == 409
    browser.post(f"{place}/lines", data={"line": line, "seats": "30", "batch": "1"})
    assert 'action="/classes/' + taught + '/lines/remove"' in browser.get(place).text
    browser.post(f"{place}/lines/remove", data={"line": line})
    with room.office.database.reading() as session:
        assert session.scalars(select(TrainingClass)).one().taken == 0
        assert find_class(session, taught, actor=room.office.actor).lines == []


def test_a_base_sees_its_own_classes_alone(app: Flask, room: Classroom) -> None:
    taught = room.planned()
    stranger = room.user("stranger", "base", base_id=room.a_base("独山县技校"))
    browser = client(app, stranger)
    assert taught not in browser.get("/classes").text
    assert browser.get(f"/classes/{taught}").status_code == 404


def test_a_page_of_a_class_asks_as_much_of_the_database_for_many_as_for_few(app: Flask, room: Classroom) -> None:
    taught = room.approved(starts_on=NEXT_WEEK, ends_on=NEXT_WEEK)
    people = room.people(8)
    browser, asked = client(app, room.county), []
    event.listen(room.office.database.engine, "before_cursor_execute", lambda *_: asked.append(1))

    def queries() -> int:
        asked.clear()
        assert browser.get(f"/classes/{taught}").status_code == 200
        return len(asked)

    room.enrolled(taught, people[0])
    few = queries()
    for person in people[1:]:
        room.enrolled(taught, person)
    assert queries() == few


def test_whoever_came_to_a_class_later_is_not_present_on_a_day_already_recorded(app: Flask, room: Classroom) -> None:
    taught, [first] = begun(room, 1)
    browser = client(app, room.teacher)
    browser.post(f"/classes/{taught}/attendance", data={"day": TODAY.isoformat(), "person": first, "present": first})
    room.enrolled(taught, room.people(2)[-1])
    assert browser.get(f"/classes/{taught}/attendance").text.count(" checked") == 1


def test_a_day_that_cannot_be_read_is_kept_and_records_nothing(app: Flask, room: Classroom) -> None:
    taught, [first, _] = begun(room)
    answer = client(app, room.teacher).post(
        f"/classes/{taught}/attendance", data={"day": "前天", "person": [first], "present": [first]}
    )
    assert (answer.status_code, answer.text.count('value="前天"')) == (422, 2)
    read = client(app, room.teacher).get(f"/classes/{taught}/attendance?day=前天")
    assert (read.status_code, 'value="前天"' in read.text) == (422, True)


def test_the_same_results_sent_twice_are_one_sitting(app: Flask, room: Classroom) -> None:
    taught, [first, _] = begun(room)
    room.attends(taught, first, day=TODAY)
    browser, form = client(app, room.assessor), {"sat_on": TODAY.isoformat(), f"theory-{first}": "85"}
    for _ in range(2):
        assert browser.post(f"/classes/{taught}/examinations", data=form).status_code == 303
    browser.post(f"/classes/{taught}/examinations", data=form | {f"theory-{first}": "90"})
    with room.office.database.reading() as session:
        assert sorted(each.attempt for each in session.scalars(select(Examination))) == [1, 2]


def test_an_assessor_reads_the_employer_of_a_post_without_a_link_that_refuses(app: Flask, room: Classroom) -> None:
    order, line = room.order()
    taught = room.planned(starts_on=NEXT_WEEK, ends_on=NEXT_WEEK)
    room.linked(taught, line)
    assert f'href="/orders/{order}"' in client(app, room.county).get(f"/classes/{taught}").text
    page = client(app, room.assessor).get(f"/classes/{taught}").text
    assert ("三都县服装厂" in page, f"/orders/{order}" in page) == (True, False)


@pytest.mark.parametrize("name", ["public_id", "endpoint", "_method", "_external", "values"])
def test_whatever_stands_in_the_address_of_a_class_its_page_comes(app: Flask, room: Classroom, name: str) -> None:
    taught, [first, _] = begun(room)
    browser, place = client(app, room.teacher), f"/classes/{taught}"
    assert browser.get(f"{place}?{name}=x&page=2").status_code == 200
    answer = browser.post(f"{place}/roster?{name}=x&who=enrolled", data={"do": f"attend {first}"})
    assert answer.status_code == 303
    assert answer.location.endswith(f"{place}?who=enrolled#roster")


def test_of_two_who_change_a_class_at_once_the_later_is_told_and_may_save_again(app: Flask, room: Classroom) -> None:
    browser = client(app, room.teacher)
    place = browser.post("/classes/new", data=FORM).location
    version = values_of(browser.get(f"{place}/edit").text)["version"]
    assert browser.post(f"{place}/edit", data=FORM | {"version": version, "places": "30"}).status_code == 303
    late = browser.post(f"{place}/edit", data=FORM | {"version": version, "places": "50"})
    assert (late.status_code, "此班刚被他人改过" in late.text, 'value="50"' in late.text) == (409, True, True)
    assert room.taught(place.rsplit("/", 1)[1]).places == 30
    again = FORM | {"version": values_of(late.text)["version"], "places": "50"}
    assert browser.post(f"{place}/edit", data=again).status_code == 303


def test_a_reason_that_is_too_long_is_refused_rather_than_cut(app: Flask, room: Classroom) -> None:
    taught, [first, _] = begun(room)
    browser, long = client(app, room.county), {"note": "长" * 501}
    roster = browser.post(f"/classes/{taught}/roster", data=long | {"do": "drop", "chosen": first})
    assert (roster.status_code, "501" in roster.text, room.state(first)) == (422, True, "enrolled")
    with room.office.database.reading() as session:
        base = session.scalars(select(TrainingBase.public_id)).one()
    for address, form in ((f"/classes/{taught}/cancel", {}), (f"/bases/{base}/steps", {"action": "suspend"})):
        assert browser.post(address, data=long | form).status_code == 422
