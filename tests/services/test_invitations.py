"""Invitations from a ranked list: in its order, or with a reason, and not for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.db import Database
from models.labourer import Labourer
from models.message import Message
from services.enrolments import (
    agree,
    decline,
)
from services.errors import NotAllowed, RuleRefusal
from services.invitations import invite
from services.lists import show_list
from services.steps import steps_of
from tests.classroom import Classroom
from tests.office import Office, id_number


@pytest.fixture
def school(office: Office) -> Classroom:
    return Classroom(office)


@pytest.fixture
def listed(school: Classroom, office: Office) -> tuple[str, str, list[str]]:
    """A class, a list for its post, and those on it, best first."""
    school.people(3)
    order, line = school.order()
    taught = school.approved()
    school.linked(taught, line)
    ranked = office.rank(order)
    with office.database.reading() as session:
        people = [each["labourer"] for each in show_list(session, ranked, actor=office.actor)["list"]]
    return taught, ranked, people


Listed = tuple[str, str, list[str]]


def test_the_best_of_the_list_are_invited_and_told_until_when_to_answer(
    listed: Listed, school: Classroom, office: Office, database: Database
) -> None:
    taught, ranked, people = listed
    with database.writing() as session:
        enrolment = invite(session, taught, ranked, people[0], actor=school.county, at=office.at, channel="township")
        told = session.scalars(select(Message)).one()
        assert (enrolment.state, enrolment.channel, enrolment.departure) == ("invited", "township", "")
        assert enrolment.answer_by is not None
        assert (enrolment.answer_by - office.at).days == 7
        assert (told.code, told.labourer_id, told.params["class"]) == ("invitation", enrolment.labourer_id, taught)
        assert (told.not_before, enrolment.list_id is not None, enrolment.line_id is not None) == (
            office.at, True, True,
        )  # fmt: skip


def test_passing_over_somebody_ranked_higher_needs_a_reason(
    listed: Listed, school: Classroom, office: Office, database: Database
) -> None:
    taught, ranked, people = listed
    with pytest.raises(RuleRefusal, match="departure_reason_missing") as refused, database.writing() as session:
        invite(session, taught, ranked, people[2], actor=school.county, at=office.at, departure=" ")
    assert refused.value.params["above"] == 2
    with database.writing() as session:
        reason = "sister of the teacher's cook, and next door"
        enrolment = invite(session, taught, ranked, people[2], actor=school.county, at=office.at, departure=reason)
        assert enrolment.departure == reason
        assert steps_of(session, enrolment)[0].note == ""  # the history is the person's to read, the reason is not


def test_those_asked_already_or_not_free_are_not_passed_over(
    listed: Listed, school: Classroom, office: Office, database: Database
) -> None:
    taught, ranked, people = listed
    with database.writing() as session:
        first = invite(session, taught, ranked, people[0], actor=school.county, at=office.at)
        decline(session, first.public_id, actor=school.county, at=office.at, note="harvest")
        session.scalars(select(Labourer).where(Labourer.public_id == people[1])).one().situation = "placed"
    with database.writing() as session:
        third = invite(session, taught, ranked, people[2], actor=school.county, at=office.at, departure="anyhow")
        assert third.departure == ""


def test_an_invitation_needs_a_list_of_a_post_that_the_class_trains_for(
    listed: Listed, school: Classroom, office: Office, database: Database
) -> None:
    _, ranked, people = listed
    other = school.approved()
    with pytest.raises(RuleRefusal, match="class_not_for_post"), database.writing() as session:
        invite(session, other, ranked, people[0], actor=school.county, at=office.at)
    with pytest.raises(NotAllowed), database.writing() as session:
        invite(session, other, ranked, people[0], actor=school.teacher, at=office.at)


def test_somebody_registered_after_the_list_is_not_on_it(
    listed: Listed, school: Classroom, office: Office, database: Database
) -> None:
    taught, ranked, _ = listed
    office.people(["新来的", id_number(sequence="999"), "", "三都县大河镇"], name="late.csv")
    with database.writing() as session:
        late = session.scalars(select(Labourer.public_id).where(Labourer.name == "新来的")).one()
        with pytest.raises(RuleRefusal, match="not_on_list"):
            invite(session, taught, ranked, late, actor=school.county, at=office.at)


def test_an_invitation_lapses_by_the_clock_and_cannot_be_agreed_to_afterwards(
    listed: Listed, school: Classroom, office: Office, database: Database
) -> None:
    taught, ranked, people = listed
    with database.writing() as session:
        enrolment = invite(session, taught, ranked, people[0], actor=school.county, at=office.at).public_id
    assert school.clock() == 0
    office.at += timedelta(days=8)
    with pytest.raises(RuleRefusal, match="invitation_is_over"), database.writing() as session:
        agree(session, enrolment, actor=school.county, at=office.at)
    assert school.clock() == 1
    assert school.state(enrolment) == "lapsed"
    assert school.told() == []
    assert school.clock() == 0
