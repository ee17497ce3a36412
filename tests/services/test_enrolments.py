"""Applying for a class, its places and its waiting list: nobody overtakes, nothing is sold twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from models.db import Database
from models.labourer import Labourer
from services.access import Actor
from services.classes import cancel_class
from services.enrolments import (
    advance_enrolment,
    apply_for_class,
    enrol_or_wait,
    enrolments_due,
    find_enrolment,
    list_enrolments,
    refuse_application,
    withdraw,
)
from services.errors import NotFound, Refusal, RuleRefusal
from services.examinations import certify
from services.steps import steps_of
from tests.classroom import Classroom
from tests.office import Office, id_number


@pytest.fixture
def school(office: Office) -> Classroom:
    return Classroom(office)


def test_somebody_applies_is_taken_enrolled_taught_examined_and_certified(
    school: Classroom, office: Office, database: Database
) -> None:
    _, enrolment, _ = school.a_graduate()
    school.examined(enrolment)
    with database.writing() as session:
        certify(session, enrolment, actor=school.assessor, at=office.at)
    with database.reading() as session:
        steps = [each.action for each in steps_of(session, find_enrolment(session, enrolment, actor=office.actor))]
    assert steps == ["apply", "accept", "enrol", "attend", "finish", "certify"]


def test_a_labourer_applies_and_sees_the_own_enrolment_only(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, [mine, other] = school.approved(), school.people(2)
    school.agreed(taught, other)
    me = labourer_account(school, database, mine)
    with database.writing() as session:
        enrolment = apply_for_class(session, taught, mine, actor=me, at=office.at)
        assert (enrolment.state, enrolment.channel) == ("applied", "online")
        with pytest.raises(NotFound, match="labourer_unknown"):
            apply_for_class(session, taught, other, actor=me, at=office.at)
        assert [each.id for each in list_enrolments(session, actor=me)] == [enrolment.id]


def labourer_account(school: Classroom, database: Database, labourer: str) -> Actor:
    user = school.user("me", "labourer")
    with database.writing() as session:
        person = session.scalars(select(Labourer).where(Labourer.public_id == labourer)).one()
        person.account_id = user.user_id
        return Actor("labourer", user.user_id, "me", "me", labourer_id=person.id)


def test_nobody_applies_before_the_county_approved_or_twice(
    school: Classroom, office: Office, database: Database
) -> None:
    planned, [one] = school.planned(), school.people(1)
    with pytest.raises(RuleRefusal, match="class_not_enrolling"), database.writing() as session:
        apply_for_class(session, planned, one, actor=school.county, at=office.at)
    taught = school.approved()
    school.agreed(taught, one)
    with pytest.raises(RuleRefusal, match="enrolled_already"), database.writing() as session:
        apply_for_class(session, taught, one, actor=school.county, at=office.at)


def test_somebody_of_another_county_or_gone_does_not_apply(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, [one] = school.approved(), school.people(1)
    row = ["石秀兰", id_number("522631"), "", "贵州省黎平县", "初中"]
    office.load("labourers", office.sheet("liping.csv", ["姓名", "身份证号", "电话", "家庭住址", "文化程度"], [row]),
                division=522631000000)  # fmt: skip
    with database.writing() as session:
        stranger = session.scalars(select(Labourer.public_id).where(Labourer.name == "石秀兰")).one()
        session.scalars(select(Labourer).where(Labourer.public_id == one)).one().situation = "moved_away"
    for person, code in ((stranger, "class_unknown"), (one, "person_is_gone")):
        with pytest.raises(Refusal, match=code), database.writing() as session:
            apply_for_class(session, taught, person, actor=office.actor, at=office.at)


def test_an_applicant_turned_down_is_told_and_may_apply_again(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, [one] = school.approved(), school.people(1)
    with database.writing() as session:
        enrolment = apply_for_class(session, taught, one, actor=school.county, at=office.at)
        refuse_application(session, enrolment.public_id, actor=school.teacher, at=office.at, note="knows all of it")
    assert school.told() == ["application_refused"]
    school.agreed(taught, one)


def test_a_full_class_has_a_waiting_list_and_a_free_place_goes_to_the_first_who_waits(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, people = school.approved(places=1), school.people(4)
    enrolments = []
    for person in people[:3]:
        office.at += timedelta(minutes=1)
        enrolments.append(school.enrolled(taught, person))
    assert [school.state(each) for each in enrolments] == ["enrolled", "waitlisted", "waitlisted"]
    assert school.clock() == 0
    with database.writing() as session:
        withdraw(session, enrolments[0], actor=school.county, at=office.at, note="harvest")
    late = school.enrolled(taught, people[3])
    assert school.state(late) == "waitlisted"
    assert school.clock() == 1
    assert [school.state(each) for each in enrolments] == ["withdrawn", "enrolled", "waitlisted"]
    assert school.taught(taught).taken == 1


def test_nobody_who_waits_overtakes_those_before(school: Classroom, office: Office, database: Database) -> None:
    taught, people = school.approved(places=1), school.people(3)
    first, second, third = (enrolled_later(school, office, taught, each) for each in people)
    with database.writing() as session:
        withdraw(session, first, actor=school.county, at=office.at, note="harvest")
    with pytest.raises(RuleRefusal, match="step_not_possible"), database.writing() as session:
        enrol_or_wait(session, third, actor=school.teacher, at=office.at)
    with database.writing() as session:
        assert enrol_or_wait(session, second, actor=school.teacher, at=office.at).state == "enrolled"


def enrolled_later(school: Classroom, office: Office, taught: str, person: str) -> str:
    office.at += timedelta(minutes=1)
    return school.enrolled(taught, person)


def test_the_waiting_who_are_gone_or_in_another_class_are_passed(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, other, people = school.approved(places=1), school.approved(), school.people(4)
    first, gone, busy, fourth = (enrolled_later(school, office, taught, each) for each in people)
    school.enrolled(other, people[2])
    with database.writing() as session:
        session.scalars(select(Labourer).where(Labourer.public_id == people[1])).one().situation = "deceased"
        withdraw(session, first, actor=school.county, at=office.at, note="harvest")
    assert school.clock() == 1
    assert [school.state(each) for each in (gone, busy, fourth)] == ["waitlisted", "waitlisted", "enrolled"]


def test_nobody_is_in_two_classes(school: Classroom, office: Office, database: Database) -> None:
    first, second, [one] = school.approved(), school.approved(), school.people(1)
    school.enrolled(first, one)
    enrolment = school.agreed(second, one)
    with pytest.raises(RuleRefusal, match="in_another_class"), database.writing() as session:
        enrol_or_wait(session, enrolment, actor=school.teacher, at=office.at)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What happens when several act at the same time: what each returned or was refused."""
    start = Barrier(len(acts))

    def act(one: Callable[[], object]) -> object:
        start.wait()
        try:
            return one()
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def test_two_who_race_for_the_last_place_get_one_place(school: Classroom, office: Office, database: Database) -> None:
    taught, people = school.approved(places=1), school.people(4)
    agreed = [school.agreed(taught, each) for each in people]

    def enrol(enrolment: str) -> object:
        with database.writing() as session:
            return enrol_or_wait(session, enrolment, actor=school.teacher, at=office.at).state

    states = at_once(*(lambda each=each: enrol(each) for each in agreed))
    assert sorted(map(str, states)) == ["enrolled", "waitlisted", "waitlisted", "waitlisted"]
    assert school.taught(taught).taken == 1


def test_two_classes_that_race_for_one_person_get_the_person_once(
    school: Classroom, office: Office, database: Database
) -> None:
    [one] = school.people(1)
    agreed = [school.agreed(school.approved(), one) for _ in range(2)]

    def enrol(enrolment: str) -> object:
        with database.writing() as session:
            return enrol_or_wait(session, enrolment, actor=school.teacher, at=office.at).state

    states = at_once(*(lambda each=each: enrol(each) for each in agreed))
    assert sorted(map(str, states)) == ["enrolled", "in_another_class"]


def test_a_class_cancelled_while_somebody_enrols_keeps_nobody(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, people = school.approved(), school.people(2)
    enrolment = school.agreed(taught, people[0])

    def enrol() -> None:
        with database.writing() as session:
            enrol_or_wait(session, enrolment, actor=school.teacher, at=office.at)

    def cancel() -> None:
        with database.writing() as session:
            cancel_class(session, taught, actor=school.county, at=office.at, note="flood")

    at_once(enrol, cancel)
    assert school.state(enrolment) == "withdrawn"
    assert school.taught(taught).taken == 0


def test_the_clock_in_two_processes_enrols_the_next_once(school: Classroom, office: Office, database: Database) -> None:
    taught, people = school.approved(places=1), school.people(3)
    first, second, third = (enrolled_later(school, office, taught, each) for each in people)
    with database.writing() as session:
        withdraw(session, first, actor=school.county, at=office.at, note="harvest")
    with database.reading() as session:
        [due] = enrolments_due(session, at=office.at)

    def advance() -> None:
        with database.writing() as session:
            advance_enrolment(session, due, at=office.at)

    assert at_once(advance, advance) == [None, None]
    assert [school.state(each) for each in (second, third)] == ["enrolled", "waitlisted"]
    assert school.taught(taught).taken == 1
