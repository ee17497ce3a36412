"""The life of a class: declared before it opens, approved by the county, fed by order lines, and over."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.db import Database
from models.message import Message
from services.class_lines import link_line, unlink_line
from services.classes import (
    accept_class,
    amend_class,
    approve_class,
    cancel_class,
    class_draft,
    classes_open_to,
    declare_class,
    describe_class,
    find_class,
    finish_class,
    list_classes,
    plan_class,
    return_class,
    start_class,
)
from services.enrolments import drop
from services.errors import NotAllowed, NotFound, Refusal, RuleRefusal
from services.steps import steps_of
from tests.classroom import SEWING, Classroom
from tests.office import Office

HIRING = [*SEWING[:9], "招聘"]


@pytest.fixture
def school(office: Office) -> Classroom:
    return Classroom(office)


def test_a_class_goes_from_planned_to_accepted_and_every_step_is_recorded(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, enrolment, _ = school.a_graduate()
    with database.writing() as session:
        finish_class(session, taught, actor=school.teacher, at=office.at)
        accept_class(session, taught, actor=school.county, at=office.at)
    with database.reading() as session:
        found = find_class(session, taught, actor=school.county)
        steps = [(step.action, step.actor.login if step.actor else None) for step in steps_of(session, found)]
    assert found.state == "accepted"
    assert steps == [
        ("plan", "teacher"), ("declare", "teacher"), ("approve", "county"), ("start", "teacher"),
        ("finish", "teacher"), ("accept", "county"),
    ]  # fmt: skip
    assert school.state(enrolment) == "finished"


@pytest.mark.parametrize("record", ["teaching_plan", "lesson_preparation", "examination_plan"])
def test_a_class_is_declared_with_its_three_records(
    school: Classroom, office: Office, database: Database, record: str
) -> None:
    taught = school.planned(**{record: " "})
    with pytest.raises(RuleRefusal, match="class_record_missing") as refused, database.writing() as session:
        declare_class(session, taught, actor=school.teacher, at=office.at)
    assert refused.value.field == record


def test_a_class_that_has_begun_is_declared_too_late(school: Classroom, office: Office, database: Database) -> None:
    taught = school.planned(starts_on=date(2026, 11, 21))
    with pytest.raises(RuleRefusal, match="class_has_begun"), database.writing() as session:
        declare_class(session, taught, actor=school.teacher, at=office.at)


def test_a_base_teaches_what_it_is_accredited_for_to_as_many_as_it_has_room_for(
    school: Classroom, office: Office, database: Database
) -> None:
    school.approved(places=70)
    driving, big = school.planned(occupation_id=school.occupation("保安员")), school.planned(places=31)
    for taught, code in ((driving, "occupation_not_accredited"), (big, "base_is_full")):
        with pytest.raises(RuleRefusal, match=code), database.writing() as session:
            declare_class(session, taught, actor=school.teacher, at=office.at)
    later = school.planned(places=31, starts_on=date(2027, 1, 21), ends_on=date(2027, 2, 21))
    with database.writing() as session:
        declare_class(session, later, actor=school.teacher, at=office.at)


def test_a_base_plans_no_class_of_another_base_and_approves_none(
    school: Classroom, office: Office, database: Database
) -> None:
    other = school.a_base("三都县技工学校")
    with pytest.raises(NotAllowed), database.writing() as session:
        plan_class(session, school.draft(base_id=other), actor=school.teacher, at=office.at)
    taught = school.planned()
    with pytest.raises(NotAllowed), database.writing() as session:
        declare_class(session, taught, actor=school.teacher, at=office.at)
        approve_class(session, taught, actor=school.teacher, at=office.at)


def test_a_returned_class_carries_the_reason_and_is_amended_and_declared_again(
    school: Classroom, office: Office, database: Database
) -> None:
    taught = school.planned()
    with database.writing() as session:
        declare_class(session, taught, actor=school.teacher, at=office.at)
    with pytest.raises(RuleRefusal, match="class_not_editable"), database.writing() as session:
        amend_class(session, taught, school.draft(places=20), actor=school.teacher, at=office.at)
    with database.writing() as session:
        return_class(session, taught, actor=school.county, at=office.at, note="the hall seats twenty")
    with database.writing() as session:
        draft = replace(class_draft(find_class(session, taught, actor=school.teacher)), places=20)
        amend_class(session, taught, draft, actor=school.teacher, at=office.at)
        declare_class(session, taught, actor=school.teacher, at=office.at)
    with database.reading() as session:
        found = find_class(session, taught, actor=school.teacher)
        assert (found.state, found.places, class_draft(found)) == ("declared", 20, draft)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_on": date(2026, 11, 1)}, "class_dates_reversed"),
        ({"places": 0}, "count_out_of_range"),
        ({"title": " "}, "missing"),
        ({"title": "班" * 101}, "text_too_long"),
        ({"programme": "singing"}, "word_unknown"),
        ({"fee": 100}, "class_fee_unfit"),
        ({"fee_way": "charged"}, "class_fee_unfit"),
    ],
)
def test_a_class_that_contradicts_itself_is_not_planned(
    school: Classroom, office: Office, database: Database, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal, match=code), database.writing() as session:
        plan_class(session, school.draft(**changes), actor=school.teacher, at=office.at)


def test_a_class_starts_on_its_day_with_somebody_in_it(school: Classroom, office: Office, database: Database) -> None:
    taught, [one] = school.approved(), school.people(1)
    day = office.at + timedelta(days=9)
    for at, code in ((office.at, "class_not_begun"), (day, "class_is_empty")):
        with pytest.raises(RuleRefusal, match=code), database.writing() as session:
            start_class(session, taught, actor=school.teacher, at=at)
    school.enrolled(taught, one)
    with database.writing() as session:
        assert start_class(session, taught, actor=school.teacher, at=day).state == "running"


def test_a_class_is_not_finished_while_somebody_is_in_it(school: Classroom, office: Office, database: Database) -> None:
    taught, [one] = school.approved(), school.people(1)
    enrolment = school.enrolled(taught, one)
    school.started(taught)
    with pytest.raises(RuleRefusal, match="people_in_training"), database.writing() as session:
        finish_class(session, taught, actor=school.teacher, at=office.at)
    with database.writing() as session:
        drop(session, enrolment, actor=school.teacher, at=office.at, note="never came")
        finish_class(session, taught, actor=school.teacher, at=office.at)


def test_a_cancelled_class_releases_everybody_and_tells_them_later(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, people = school.approved(places=1), school.people(3)
    enrolments = [school.enrolled(taught, people[0]), school.enrolled(taught, people[1])]
    enrolments.append(school.agreed(taught, people[2]))
    assert [school.state(each) for each in enrolments] == ["enrolled", "waitlisted", "agreed"]
    with database.writing() as session:
        cancel_class(session, taught, actor=school.teacher, at=office.at, note="the hall burnt down")
    assert [school.state(each) for each in enrolments] == ["withdrawn"] * 3
    assert school.taught(taught).taken == 0
    with database.reading() as session:
        told = session.scalars(select(Message).where(Message.code == "class_cancelled")).all()
        unsent = session.scalars(select(Message).where(Message.code == "enrolled", Message.cancelled_at.is_(None)))
        assert unsent.all() == []
    assert [each.not_before - office.at for each in told] == [timedelta(minutes=10)] * 3


def test_those_still_waiting_when_a_class_ends_are_released(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, people = school.approved(places=1), school.people(2)
    first, second = school.enrolled(taught, people[0]), school.enrolled(taught, people[1])
    school.started(taught)
    school.attends(taught, first)
    school.finished(first)
    with database.writing() as session:
        finish_class(session, taught, actor=school.teacher, at=office.at)
    assert [school.state(each) for each in (first, second)] == ["finished", "withdrawn"]


def test_a_class_feeds_several_orders_and_an_order_takes_from_several_classes(
    school: Classroom, office: Office, database: Database
) -> None:
    _, sewing = school.order()
    _, abroad = school.order("榕江县制衣厂", "缝纫工", "5", "", "三都县", "3800", "", "2027-06-01", "", "订单班")
    first, second = school.approved(places=30), school.approved(places=30)
    for taught, line, seats in ((first, sewing, 25), (first, abroad, 5), (second, sewing, 15)):
        school.linked(taught, line, seats)
    with database.reading() as session:
        lines = describe_class(session, find_class(session, first, actor=school.county), actor=school.county)["lines"]
    assert {(each["line"], each["seats"]) for each in lines} == {(sewing, 25), (abroad, 5)}
    for line, seats, code in ((sewing, 16, "seats_linked"), (abroad, 1, "seats_linked")):
        with pytest.raises(RuleRefusal, match=code), database.writing() as session:
            link_line(session, second, line, seats=seats, actor=school.county, at=office.at)
    with database.writing() as session:
        cancel_class(session, first, actor=school.teacher, at=office.at, note="no teacher")
    school.linked(second, sewing, 30)


def test_a_class_trains_for_no_more_seats_than_it_has_places(
    school: Classroom, office: Office, database: Database
) -> None:
    _, line = school.order()
    taught = school.approved(places=10)
    with pytest.raises(RuleRefusal, match="seats_beyond_places"), database.writing() as session:
        link_line(session, taught, line, seats=11, actor=school.county, at=office.at)


def test_a_hiring_order_and_one_not_approved_are_not_trained_for(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, [draft] = school.planned(), office.orders(SEWING)
    _, hiring = school.order(*HIRING)
    for line in (office.order(draft).lines[0].public_id, hiring):
        with pytest.raises(RuleRefusal, match="order_trains_nobody"), database.writing() as session:
            link_line(session, taught, line, seats=1, actor=school.teacher, at=office.at)


def test_the_base_links_posts_while_it_plans_and_the_county_afterwards(
    school: Classroom, office: Office, database: Database
) -> None:
    _, line = school.order()
    taught = school.planned()
    with database.writing() as session:
        link_line(session, taught, line, seats=10, batch=2, actor=school.teacher, at=office.at)
        declare_class(session, taught, actor=school.teacher, at=office.at)
    with pytest.raises(NotAllowed), database.writing() as session:
        unlink_line(session, taught, line, actor=school.teacher, at=office.at)
    with database.writing() as session:
        unlink_line(session, taught, line, actor=school.county, at=office.at)
    with database.reading() as session:
        assert find_class(session, taught, actor=school.county).lines == []


def test_a_base_sees_its_own_classes_and_a_county_those_of_the_county(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, other = school.planned(), school.a_base("三都县技工学校")
    stranger = school.user("stranger", "base", base_id=other)
    neighbour = office.user("liping", "county", 522631000000)
    with database.reading() as session:
        for actor, seen in ((school.teacher, 1), (school.county, 1), (stranger, 0), (neighbour, 0)):
            assert len(list_classes(session, actor=actor)) == seen
        with pytest.raises(NotFound, match="class_unknown"):
            find_class(session, taught, actor=stranger)


def test_a_labourer_may_apply_for_the_approved_classes_of_the_home_county(
    school: Classroom, office: Office, database: Database
) -> None:
    [person], taught = school.people(1), school.approved()
    school.planned()
    with database.reading() as session:
        first = find_class(session, taught, actor=office.actor).starts_on
        for day, found in ((first, [taught]), (first + timedelta(1), [])):
            open_to = classes_open_to(session, person, day=day, actor=office.actor)
            assert [each.public_id for each in open_to] == found


def test_the_description_says_what_the_programme_is_measured_by(school: Classroom, database: Database) -> None:
    taught = school.planned(programme="in_service")
    with database.reading() as session:
        said = describe_class(session, find_class(session, taught, actor=school.teacher), actor=school.teacher)
    assert (said["programme"], said["outcome"]) == ("in_service", "certified")
    assert said["actions"] == ["declare", "cancel"]
    assert (said["places"], said["taken"], said["base"]) == (30, 0, "三都县职业中学")
