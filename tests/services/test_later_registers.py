"""A register loaded again neither ends a job or a class that we know of nor takes away what was earned in it."""

from models.db import Database
from services.examinations import certify
from services.labourers import find_labourer
from tests.classroom import Classroom
from tests.office import Office, id_number
from tests.placing import hire, people, person, recruit

STATE_HEADER = ("姓名", "身份证号", "家庭住址", "目前状态")
SKILLS_HEADER = ("姓名", "身份证号", "家庭住址", "技能特长", "证书")


def says(office: Office, name: str, number: str, state: str) -> int:
    """A later register has one person in some state; how many rows want a look."""
    sheet = office.sheet(f"{state}.csv", STATE_HEADER, [(name, number, "三都县大河镇", state)])
    return office.load("labourers", sheet).flagged


def test_whoever_has_a_job_here_keeps_it_whatever_a_later_register_says(office: Office) -> None:
    [li] = people(office, 1)
    hire(office, li, recruit(office, "永兴制衣厂"))
    assert says(office, "李零零一", id_number(sequence="001"), "在家") == 1
    assert person(office, li).situation == "placed"
    assert [each["code"] for each in person(office, li).flags] == ["situation_kept"]
    assert says(office, "李零零一", id_number(sequence="001"), "死亡") == 0
    assert person(office, li).situation == "deceased"


def test_whoever_found_a_job_alone_is_as_the_later_register_says(office: Office) -> None:
    [li] = people(office, 1)
    says(office, "李零零一", id_number(sequence="001"), "在外务工")
    says(office, "李零零一", id_number(sequence="001"), "在家")
    assert person(office, li).situation == "at_home"


def test_skills_and_papers_earned_here_outlast_a_register_that_does_not_name_them(
    office: Office, database: Database
) -> None:
    school = Classroom(office)
    certificate = school.certificate("level")
    _, enrolment, labourer = school.a_graduate(certificate_id=certificate.id)
    school.examined(enrolment)
    with database.writing() as session:
        certify(session, enrolment, actor=school.assessor, at=office.at)
    before = held(database, labourer, office)
    row = ("李秀英", id_number(sequence="101"), "三都县大河镇", "电焊", "电工证")
    office.load("labourers", office.sheet("later.csv", SKILLS_HEADER, [row]))
    after = held(database, labourer, office)
    assert before[0] & after[0] == {(school.skill("平车"), 5)}
    assert len(after[0]) == 2
    assert before[1] == {certificate.id}
    assert before[1] < after[1]


def held(database: Database, public_id: str, office: Office) -> tuple[set[tuple[int, int]], set[int]]:
    """The skills with their levels and the certificates in somebody's file."""
    with database.reading() as session:
        found = find_labourer(session, public_id, actor=office.actor)
        skills = {(each.skill_id, each.level) for each in found.skills}
        return skills, {each.certificate_id for each in found.certificates}
