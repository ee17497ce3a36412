"""Examinations by somebody who did not teach, and the papers people earn or bring."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.db import Database
from models.enrolment import Enrolment
from models.labourer import Labourer, LabourerCertificate, LabourerSkill
from models.paper import Paper
from services.attendance import record_attendance
from services.enrolments import (
    roster,
)
from services.errors import NotAllowed, Refusal, RuleRefusal
from services.examinations import certify, fail, record_examination
from services.papers import LicenceDraft, check_paper, record_outside_licence
from tests.classroom import Classroom
from tests.office import Office


@pytest.fixture
def school(office: Office) -> Classroom:
    return Classroom(office)


def test_those_who_taught_do_not_examine(school: Classroom, office: Office, database: Database) -> None:
    taught, enrolment, _ = school.a_graduate()
    inspector = school.user("inspector", "assessor", base_id=school.base)
    for actor, code in ((school.teacher, "not_allowed"), (inspector, "examiner_taught")):
        with pytest.raises(NotAllowed, match=code), database.writing() as session:
            record_examination(session, enrolment, "theory", score=90, actor=actor, at=office.at)
    with database.writing() as session:
        record_examination(session, enrolment, "theory", score=90, actor=school.county, at=office.at)
    assert school.taught(taught).state == "running"


def test_who_kept_the_attendance_does_not_examine(school: Classroom, office: Office, database: Database) -> None:
    taught, [one] = school.approved(), school.people(1)
    enrolment = school.enrolled(taught, one)
    school.started(taught)
    with database.writing() as session:
        day = date(2026, 12, 1)
        record_attendance(session, taught, day, {enrolment: True}, actor=school.county, at=office.at)
    with pytest.raises(NotAllowed, match="examiner_taught"), database.writing() as session:
        record_examination(session, enrolment, "theory", score=90, actor=school.county, at=office.at)


def test_both_parts_must_be_passed_and_a_later_sitting_counts(
    school: Classroom, office: Office, database: Database
) -> None:
    _, enrolment, _ = school.a_graduate()
    school.examined(enrolment, theory=59, practice=60)
    with pytest.raises(RuleRefusal, match="examination_not_passed") as refused, database.writing() as session:
        certify(session, enrolment, actor=school.assessor, at=office.at)
    assert refused.value.params["parts"] == ["theory"]
    with database.writing() as session:
        again = record_examination(session, enrolment, "theory", passed=True, actor=school.assessor, at=office.at)
        assert (again.attempt, again.score) == (2, None)
        certify(session, enrolment, actor=school.assessor, at=office.at)
    assert school.state(enrolment) == "certified"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"part": "song", "score": 90}, "word_unknown"),
        ({"part": "theory"}, "missing"),
        ({"part": "theory", "score": 101}, "count_out_of_range"),
        ({"part": "theory", "score": 90, "sat_on": date(2026, 12, 2)}, "day_in_future"),
        ({"part": "theory", "score": 90, "sat_on": date(2026, 11, 30)}, "day_too_early"),
    ],
)
def test_a_sitting_that_cannot_be_is_refused(
    school: Classroom, office: Office, database: Database, given: dict[str, object], code: str
) -> None:
    _, enrolment, _ = school.a_graduate()
    with pytest.raises(Refusal, match=code), database.writing() as session:
        record_examination(session, enrolment, actor=school.assessor, at=office.at, **given)  # type: ignore[arg-type]


def test_whoever_failed_an_examination_has_failed_and_whoever_passed_has_not(
    school: Classroom, office: Office, database: Database
) -> None:
    _, enrolment, _ = school.a_graduate()
    with pytest.raises(RuleRefusal, match="no_examination_failed"), database.writing() as session:
        fail(session, enrolment, actor=school.assessor, at=office.at)
    school.examined(enrolment, practice=20)
    with database.writing() as session:
        assert fail(session, enrolment, actor=school.assessor, at=office.at).state == "failed"


def test_the_certified_have_a_numbered_certificate_and_the_matching_sees_it(
    school: Classroom, office: Office, database: Database
) -> None:
    level = school.certificate("level")
    taught, enrolment, labourer = school.a_graduate(certificate_id=level.id, level=4)
    school.examined(enrolment)
    before = version(database, labourer)
    with database.writing() as session:
        certify(session, enrolment, actor=school.assessor, at=office.at, issuer="三都县鉴定所")
    with database.reading() as session:
        paper = session.scalars(select(Paper).where(Paper.kind == "level")).one()
        held = session.scalars(select(LabourerCertificate)).one()
        skill = session.get_one(LabourerSkill, (paper.labourer_id, school.skill("平车")))
    assert (paper.level, paper.issuer, paper.number[:2]) == (4, "三都县鉴定所", "DJ")
    assert (held.certificate_id, held.number, held.level) == (level.id, paper.number, 4)
    assert skill.level == 5
    assert version(database, labourer) > before
    assert school.taught(taught).taken == 1


def version(database: Database, labourer: str) -> int:
    with database.reading() as session:
        return session.scalars(select(Labourer.version).where(Labourer.public_id == labourer)).one()


def test_a_class_never_lowers_the_level_of_a_skill(school: Classroom, office: Office, database: Database) -> None:
    _, enrolment, labourer = school.a_graduate()
    with database.writing() as session:
        person = session.scalars(select(Labourer.id).where(Labourer.public_id == labourer)).one()
        session.merge(LabourerSkill(labourer_id=person, skill_id=school.skill("平车"), level=3))
    school.examined(enrolment)
    with database.writing() as session:
        certify(session, enrolment, actor=school.assessor, at=office.at)
        assert session.get_one(LabourerSkill, (person, school.skill("平车"))).level == 3


def licence(school: Classroom, enrolment: str | None = None, **changes: object) -> LicenceDraft:
    plain = {"certificate_id": school.certificate("licence").id, "number": "T52273219860412", "issuer": "省安监局",
             "issued_on": date(2026, 11, 30), "expires_on": date(2029, 11, 29), "enrolment_id": enrolment}  # fmt: skip
    return LicenceDraft(**{**plain, **changes})  # type: ignore[arg-type]


def test_a_licence_from_elsewhere_certifies_once_somebody_checked_it(
    school: Classroom, office: Office, database: Database
) -> None:
    given = school.certificate("licence").id
    _, enrolment, labourer = school.a_graduate(certificate_id=given, level=0)
    with database.writing() as session:
        paper = record_outside_licence(
            session, labourer, licence(school, enrolment), actor=school.county, at=office.at
        ).public_id
    with pytest.raises(RuleRefusal, match="examination_not_passed"), database.writing() as session:
        certify(session, enrolment, actor=school.assessor, at=office.at)
    with database.writing() as session:
        check_paper(session, paper, actor=school.assessor, at=office.at)
        certify(session, enrolment, actor=school.assessor, at=office.at)
        held = session.scalars(select(LabourerCertificate)).one()
        assert (held.certificate_id, held.number, held.expires_on) == (given, "T52273219860412", date(2029, 11, 29))
        assert session.scalars(select(Paper).where(Paper.kind == "level")).all() == []
    with pytest.raises(RuleRefusal, match="paper_checked_already"), database.writing() as session:
        check_paper(session, paper, actor=school.assessor, at=office.at)


def test_passing_the_schools_examination_gives_nobody_a_licence(
    school: Classroom, office: Office, database: Database
) -> None:
    _, enrolment, _ = school.a_graduate(certificate_id=school.certificate("licence").id)
    school.examined(enrolment)
    with database.writing() as session:
        certify(session, enrolment, actor=school.assessor, at=office.at)
        assert session.scalars(select(LabourerCertificate)).all() == []


def test_a_licence_that_expired_certifies_nobody(school: Classroom, office: Office, database: Database) -> None:
    _, enrolment, labourer = school.a_graduate()
    brought = licence(school, enrolment, expires_on=date(2026, 12, 5))
    with database.writing() as session:
        paper = record_outside_licence(session, labourer, brought, actor=school.county, at=office.at)
        check_paper(session, paper.public_id, actor=school.county, at=office.at)
    office.at += timedelta(days=10)
    with pytest.raises(RuleRefusal, match="examination_not_passed"), database.writing() as session:
        certify(session, enrolment, actor=school.assessor, at=office.at)


def test_a_licence_has_its_number_once_and_a_mistake_is_corrected_until_it_is_checked(
    school: Classroom, office: Office, database: Database
) -> None:
    _, enrolment, labourer = school.a_graduate()
    with database.writing() as session:
        for number in ("T1", "T2"):
            draft = licence(school, enrolment, number=number)
            record_outside_licence(session, labourer, draft, actor=school.county, at=office.at)
        assert [paper.number for paper in session.scalars(select(Paper).where(Paper.kind == "licence"))] == ["T2"]
    with pytest.raises(RuleRefusal, match="paper_number_taken"), database.writing() as session:
        record_outside_licence(session, labourer, licence(school, number="T2 "), actor=school.county, at=office.at)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": " "}, "missing"),
        ({"issuer": ""}, "missing"),
        ({"issued_on": date(2027, 1, 1)}, "day_in_future"),
        ({"expires_on": date(2026, 11, 1)}, "paper_expired"),
        ({"enrolment_id": "NOSUCHENROLM"}, "enrolment_unknown"),
    ],
)
def test_a_licence_that_cannot_be_is_not_recorded(
    school: Classroom, office: Office, database: Database, changes: dict[str, object], code: str
) -> None:
    _, _, labourer = school.a_graduate()
    with pytest.raises(Refusal, match=code), database.writing() as session:
        record_outside_licence(session, labourer, licence(school, **changes), actor=school.county, at=office.at)


def test_a_licence_of_another_kind_than_the_class_leads_to_is_refused(
    school: Classroom, office: Office, database: Database
) -> None:
    _, enrolment, labourer = school.a_graduate(certificate_id=school.certificate("level").id)
    with pytest.raises(RuleRefusal, match="licence_of_other_kind"), database.writing() as session:
        record_outside_licence(session, labourer, licence(school, enrolment), actor=school.county, at=office.at)


def test_a_roster_shows_masked_names_to_the_base_and_nothing_to_another(
    school: Classroom, office: Office, database: Database
) -> None:
    taught, people = school.approved(), school.people(2)
    for person in people:
        school.enrolled(taught, person)
    stranger = school.user("stranger", "base", base_id=school.a_base("三都县技工学校"))
    with database.reading() as session:
        assert [each["name"] for each in roster(session, taught, actor=school.teacher)] == ["李*英", "王*国"]
        assert roster(session, taught, actor=stranger) == []
        assert session.scalars(select(Enrolment.state)).all() == ["enrolled", "enrolled"]
