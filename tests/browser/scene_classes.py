"""A class in each stage to look at: one that runs with its people at every point, one to fill, one still planned."""

from datetime import timedelta

from sqlalchemy import select

from models.labourer import Labourer
from models.user import User
from services.attendance import record_attendance
from services.calendar import county_day
from services.classes import start_class
from services.enrolments import apply_for_class, drop
from services.examinations import certify
from services.users import actor_by_login
from tests.classroom import Classroom
from tests.office import SANDU, Office, id_number

NAMES = ("韦春兰", "潘国强", "石美芳", "吴正光", "蒙桂芝", "陆志明", "杨小兰", "李光华", "王秀芝", "张美玲")
TRADE = ("", "三都县大河镇", "初中", "平车", "缝纫工", "深圳", "4000")
POST = ("深圳市爱德康珠宝首饰有限公司", "缝纫工", "24", "平车", "深圳市龙岗区", "4500-6000", "包吃包住")
PLAN = {
    "teaching_plan": "第一周：安全与权益；第二至八周：平车基本功和流水线实操。",
    "lesson_preparation": "每课教案开课前一周交县里查阅。",
    "examination_plan": "理论闭卷60分钟，实操2小时。",
}


class Room(Classroom):
    """A classroom whose people sign in with a password, in a county that has its accounts."""

    def __post_init__(self) -> None:
        self.base = self.a_base("三都县阳光培训学校")
        self.assessor = self.office.user("assessor", "assessor", SANDU)
        teacher = self.office.user("teacher", "base", SANDU)
        with self.office.database.writing() as session:
            session.get_one(User, teacher.user_id).base_id = self.base
        with self.office.database.reading() as session:
            self.teacher, self.county = actor_by_login(session, "teacher"), actor_by_login(session, "county")


def class_pages(office: Office) -> dict[str, str]:
    room, today = Room(office), county_day(office.at)
    start = (today + timedelta(days=99)).isoformat()
    order, line = room.order(*POST, start, "12个月", "订单班")
    running = room.approved(title="缝纫工第一期（订单班）", starts_on=today, ends_on=today + timedelta(days=45), **PLAN)
    soon = today + timedelta(days=20)
    filling = room.approved(title="缝纫工第二期", starts_on=soon, ends_on=soon + timedelta(days=40), places=30)
    for each in (running, filling):
        room.linked(each, line, 12)
    planned = room.planned(title="下乡班", starts_on=soon, ends_on=soon, lesson_preparation="", kind="travelling")
    failed = _taught(room, running, _people(office))
    office.rank(order)
    return {"class_running": running, "class_filling": filling, "class_planned": planned, "class_person": failed,
            "order_with_classes": order}  # fmt: skip


def _people(office: Office) -> list[str]:
    rows = [(name, id_number(birth="19880808", sequence=f"{501 + each}"), *TRADE) for each, name in enumerate(NAMES)]
    office.people(*rows, name="class.csv")
    with office.database.reading() as session:
        ids = session.scalars(select(Labourer.public_id).where(Labourer.name.in_(NAMES)).order_by(Labourer.id))
        return list(ids)[-len(NAMES) :]


def _taught(room: Room, taught: str, people: list[str]) -> str:
    """The class has begun; somebody who finished it and did not pass."""
    office, today = room.office, county_day(room.office.at)
    inside = [room.enrolled(taught, person) for person in people[:7]]
    with office.database.writing() as session:
        start_class(session, taught, actor=room.teacher, at=office.at)
    room.attends(taught, *inside[:5], day=today)
    room.finished(*inside[:3])
    room.examined(inside[0])
    room.examined(inside[1], theory=45)
    with office.database.writing() as session:
        record_attendance(session, taught, today, {inside[5]: False}, actor=room.teacher, at=office.at)
        certify(session, inside[0], actor=room.assessor, at=office.at)
        drop(session, inside[6], actor=room.teacher, at=office.at, note="家里老人生病，回去照顾")
        apply_for_class(session, taught, people[7], actor=room.county, at=office.at)
    room.agreed(taught, people[8])
    return inside[1]
