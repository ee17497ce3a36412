"""Attendance, finishing and dropping out."""

from datetime import date

import pytest
from sqlalchemy import select

from models.db import Database
from models.labourer import Labourer
from models.paper import Paper
from services.attendance import begin_training, record_attendance
from services.enrolments import (
    describe_enrolment,
    drop,
    find_enrolment,
    finish,
    roster,
)
from services.errors import NotAllowed, NotFound, Refusal, RuleRefusal
from tests.classroom import Classroom
from tests.office import Office


@pytest.fixture
def school(office: Office) -> Classroom:
    return Classroom(office)


def test_the_first_lesson_begins_the_training_and_a_wrong_mark_is_corrected(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, [one, two] = school.approved(), school.people(2)
    came, stayed_away = school.enrolled(taught, one), school.enrolled(taught, two)
    school.started(taught)
    for present in ({came: False, stayed_away: True}, {came: True, stayed_away: False}):
        with database.writing() as session:
            day = date(2026, 12, 1)
            assert record_attendance(session, taught, day, present, actor=school.teacher, at=office.at) == 1
    with database.reading() as session:
        people = {each["id"]: each for each in roster(session, taught, actor=school.teacher)}
        person = session.scalars(select(Labourer).where(Labourer.public_id == one)).one()
    assert (people[came]["state"], people[came]["days"], people[came]["present"]) == ("training", 1, 1)
    assert people[stayed_away]["present"] == 0
    assert person.situation == "in_training"


def test_attendance_is_of_days_of_a_running_class_and_its_own_people(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, other, people = school.approved(), school.approved(), school.people(2)
    mine, theirs = school.enrolled(taught, people[0]), school.enrolled(other, people[1])
    day = date(2026, 12, 1)
    with pytest.raises(RuleRefusal, match="class_not_running"), database.writing() as session:
        record_attendance(session, taught, day, {mine: True}, actor=school.teacher, at=office.at)
    school.started(taught)
    for wrong in (date(2026, 11, 30), date(2026, 12, 2)):
        with pytest.raises(Refusal, match="attendance_day_unfit"), database.writing() as session:
            record_attendance(session, taught, wrong, {mine: True}, actor=school.teacher, at=office.at)
    with pytest.raises(NotFound, match="enrolment_unknown"), database.writing() as session:
        record_attendance(session, taught, day, {mine: True, theirs: True}, actor=school.teacher, at=office.at)
    with pytest.raises(NotAllowed), database.writing() as session:
        record_attendance(session, taught, day, {mine: True}, actor=school.assessor, at=office.at)
    assert school.state(mine) == "enrolled"


def test_nobody_finishes_without_a_lesson_and_whoever_does_gets_a_paper_of_its_own_number(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, people = school.approved(), school.people(2)
    enrolments = [school.enrolled(taught, each) for each in people]
    school.started(taught)
    with database.writing() as session:
        begin_training(session, enrolments[0], actor=school.teacher, at=office.at)
    with pytest.raises(RuleRefusal, match="no_lesson_attended"), database.writing() as session:
        finish(session, enrolments[0], actor=school.teacher, at=office.at)
    school.attends(taught, *enrolments)
    school.finished(*enrolments)
    with database.reading() as session:
        papers = session.scalars(select(Paper)).all()
        said = describe_enrolment(
            session, find_enrolment(session, enrolments[0], actor=school.teacher), actor=school.teacher
        )
    assert {(paper.kind, paper.issuer) for paper in papers} == {("completion", "三都县职业中学")}
    assert len({paper.number for paper in papers}) == 2
    assert said["papers"][0]["number"].startswith("JY5227322026")
    assert (said["name"], said["days"], said["present"]) == ("李*英", 1, 1)


def test_whoever_drops_out_leaves_a_place_and_is_at_home_again(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, [one, two] = school.approved(places=1), school.people(2)
    first, second = school.enrolled(taught, one), school.enrolled(taught, two)
    school.started(taught)
    school.attends(taught, first)
    with database.writing() as session:
        drop(session, first, actor=school.teacher, at=office.at, note="homesick")
    assert school.clock() == 1
    assert (school.state(first), school.state(second)) == ("dropped", "enrolled")
    with database.reading() as session:
        person = session.scalars(select(Labourer).where(Labourer.public_id == one)).one()
    assert person.situation == "at_home"
