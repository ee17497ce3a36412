"""A training base with its class for tests: planned, approved, filled and taught, in one line each."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from models.certificate import Certificate
from models.enrolment import Enrolment
from models.labourer import Labourer
from models.message import Message
from models.training_base import BaseOccupation, TrainingBase
from models.training_class import TrainingClass
from services.access import Actor
from services.attendance import record_attendance
from services.class_lines import link_line
from services.classes import ClassDraft, approve_class, declare_class, plan_class, start_class
from services.enrolments import (
    accept_application,
    advance_enrolment,
    apply_for_class,
    enrol_or_wait,
    enrolments_due,
    find_enrolment,
    finish,
)
from services.examinations import record_examination
from services.steps import take_step
from services.users import actor_by_login, add_user
from services.words import vocabulary
from tests.office import SANDU, Office, id_number

SEWING = ["三都县服装厂", "缝纫工", "40", "平车", "三都县", "4000", "包吃包住", "2027-06-01", "", "订单班"]


@dataclass
class Classroom:
    """`office` is the county's, `teacher` the base's, `assessor` examines; the class teaches sewing at level 5."""

    office: Office
    base: int = field(init=False)
    teacher: Actor = field(init=False)
    assessor: Actor = field(init=False)
    county: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.base = self.a_base("三都县职业中学")
        self.teacher = self.user("teacher", "base", base_id=self.base)
        self.assessor = self.user("assessor", "assessor")
        self.county = self.user("county", "county")

    def user(self, login: str, role: str, **more: Any) -> Actor:
        office = self.office
        with office.database.writing() as session:
            add_user(
                session, login, name=login, role=role, password=None, division_code=SANDU, actor=office.actor,
                at=office.at, **more,
            )  # fmt: skip
        with office.database.reading() as session:
            return actor_by_login(session, login)

    def a_base(self, name: str, capacity: int = 100) -> int:
        """An accredited base that teaches sewing; its id."""
        office = self.office
        with office.database.writing() as session:
            base = TrainingBase(name=name, county_code=SANDU, capacity=capacity, registered_at=office.at)
            session.add(base)
            session.flush()
            session.add(BaseOccupation(base_id=base.id, occupation_id=self.occupation("缝纫工")))
            for action in ("score", "publicise", "accredit"):
                take_step(session, base, action, actor=office.actor, at=office.at)
            return base.id

    def occupation(self, name: str) -> int:
        with self.office.database.reading() as session:
            found = vocabulary(session).occupations.link(name, 1).entry
        assert found is not None
        return found.id

    def skill(self, name: str) -> int:
        with self.office.database.reading() as session:
            found = vocabulary(session).skills.link(name, 1).entry
        assert found is not None
        return found.id

    def certificate(self, kind: str) -> Certificate:
        with self.office.database.reading() as session:
            query = select(Certificate).where(Certificate.kind == kind).order_by(Certificate.id).limit(1)
            return session.scalars(query).one()

    def draft(self, **changes: Any) -> ClassDraft:
        plain = ClassDraft(
            base_id=self.base,
            county_code=SANDU,
            occupation_id=self.occupation("缝纫工"),
            title="缝纫工第一期",
            division_code=SANDU,
            starts_on=date(2026, 12, 1),
            ends_on=date(2027, 1, 20),
            places=30,
            level=5,
            teaching_plan="八周教学计划",
            lesson_preparation="备课本",
            examination_plan="理论和实操",
            skills=((self.skill("平车"), 5),),
        )
        return replace(plain, **changes)

    def planned(self, **changes: Any) -> str:
        """A planned class; its public id."""
        with self.office.database.writing() as session:
            return plan_class(session, self.draft(**changes), actor=self.teacher, at=self.office.at).public_id

    def approved(self, **changes: Any) -> str:
        taught = self.planned(**changes)
        with self.office.database.writing() as session:
            declare_class(session, taught, actor=self.teacher, at=self.office.at)
            approve_class(session, taught, actor=self.county, at=self.office.at)
        return taught

    def people(self, count: int) -> list[str]:
        """Registered people, public ids in the order of the register."""
        names = ("李秀英", "王建国", "张桂花", "陈小明", "杨胜兰", "吴国平")
        self.office.people(
            *([names[each % 6], id_number(sequence=f"{2 * each + 101}"), "", "三都县大河镇", "初中", "平车", "缝纫工"]
              for each in range(count))
        )  # fmt: skip
        with self.office.database.reading() as session:
            return list(session.scalars(select(Labourer.public_id).order_by(Labourer.id)))

    def agreed(self, taught: str, labourer: str) -> str:
        """Somebody who applied and was accepted; public id of the enrolment."""
        with self.office.database.writing() as session:
            enrolment = apply_for_class(session, taught, labourer, actor=self.county, at=self.office.at)
            accept_application(session, enrolment.public_id, actor=self.teacher, at=self.office.at)
            return enrolment.public_id

    def enrolled(self, taught: str, labourer: str) -> str:
        enrolment = self.agreed(taught, labourer)
        with self.office.database.writing() as session:
            enrol_or_wait(session, enrolment, actor=self.teacher, at=self.office.at)
        return enrolment

    def started(self, taught: str) -> None:
        """The first day of the class has come."""
        self.office.at += timedelta(days=9)
        with self.office.database.writing() as session:
            start_class(session, taught, actor=self.teacher, at=self.office.at)

    def attends(self, taught: str, *enrolments: str, day: date = date(2026, 12, 1)) -> None:
        with self.office.database.writing() as session:
            present = dict.fromkeys(enrolments, True)
            record_attendance(session, taught, day, present, actor=self.teacher, at=self.office.at)

    def finished(self, *enrolments: str) -> None:
        with self.office.database.writing() as session:
            for enrolment in enrolments:
                finish(session, enrolment, actor=self.teacher, at=self.office.at)

    def examined(self, enrolment: str, theory: int = 80, practice: int = 75) -> None:
        with self.office.database.writing() as session:
            for part, score in (("theory", theory), ("practice", practice)):
                record_examination(session, enrolment, part, score=score, actor=self.assessor, at=self.office.at)

    def a_graduate(self, **changes: Any) -> tuple[str, str, str]:
        """Somebody who finished a class: class, enrolment, labourer."""
        taught, [labourer] = self.approved(**changes), self.people(1)
        enrolment = self.enrolled(taught, labourer)
        self.started(taught)
        self.attends(taught, enrolment)
        self.finished(enrolment)
        return taught, enrolment, labourer

    def order(self, *row: str) -> tuple[str, str]:
        """An approved training order for forty sewing workers: order and line."""
        order = self.office.orders(list(row) or SEWING)[-1]
        self.office.approve(order)
        return order, self.office.order(order).lines[0].public_id

    def linked(self, taught: str, line: str, seats: int = 10) -> None:
        with self.office.database.writing() as session:
            link_line(session, taught, line, seats=seats, actor=self.county, at=self.office.at)

    def state(self, enrolment: str) -> str:
        with self.office.database.reading() as session:
            return find_enrolment(session, enrolment, actor=self.office.actor).state

    def taught(self, public_id: str) -> TrainingClass:
        with self.office.database.reading() as session:
            return session.scalars(select(TrainingClass).where(TrainingClass.public_id == public_id)).one()

    def row(self, enrolment: str) -> Enrolment:
        with self.office.database.reading() as session:
            return find_enrolment(session, enrolment, actor=self.office.actor)

    def clock(self) -> int:
        """Let the clock do all that is due with enrolments; how much it was."""
        database, at = self.office.database, self.office.at
        with database.reading() as session:
            due = enrolments_due(session, at=at)
        for each in due:
            with database.writing() as session:
                advance_enrolment(session, each, at=at)
        return len(due)

    def told(self) -> list[str]:
        """The codes of the messages that were not taken back."""
        with self.office.database.reading() as session:
            query = select(Message.code).where(Message.cancelled_at.is_(None)).order_by(Message.id)
            return list(session.scalars(query))
