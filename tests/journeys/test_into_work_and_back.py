"""The whole story: two orders and a register, a list, a class, a certificate, a job; the job is lost, and by itself a
worker finds the person the next one and the seat the next person."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.db import Database
from models.displacement import Displacement, Vacancy
from models.labourer import Labourer
from models.model import Model
from models.paper import Paper
from models.placement import Placement
from models.training_base import TrainingBase
from services.access import Actor
from services.attendance import record_attendance
from services.calendar import county_day
from services.class_lines import link_line
from services.classes import (
    ClassDraft,
    accept_class,
    approve_class,
    declare_class,
    finish_class,
    plan_class,
    start_class,
)
from services.deliveries import Terms, confirm_placements, record_terms, sign_delivery
from services.displacements import displace
from services.enrolments import agree, enrol_or_wait, find_enrolment, finish
from services.examinations import certify, record_examination
from services.follow_ups import record_call
from services.invitations import invite
from services.lists import show_list
from services.orders import describe_order, find_order
from services.placements import accept_offer, find_placement, offer_from_list
from services.training_bases import advance_base
from services.users import actor_by_login, add_user
from services.words import vocabulary
from tests.office import SANDU, Office, id_number
from tests.placing import clock
from tests.workers.conftest import StartWorker, until

STORY = timedelta(days=110)  # it began so long ago; the job is lost today, and workers go by today
PEOPLE = ("李秀英", "王建国", "张桂花")
TERMS = ("", "12个月", "订单班")


@dataclass
class County:
    """Everybody who has a part in the story."""

    office: Office
    county: Actor = field(init=False)
    counsellor: Actor = field(init=False)
    assessor: Actor = field(init=False)
    school: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.county, self.counsellor, self.assessor = (
            self.office.user(role, role, SANDU) for role in ("county", "counsellor", "assessor")
        )

    @property
    def today(self) -> date:
        return county_day(self.office.at)

    def do(self, service: Callable[..., Any], *subjects: Any, by: Actor, **said: Any) -> str:
        """Let somebody do one thing, in a transaction of its own; the public id of what it is about."""
        with self.office.database.writing() as session:
            done = service(session, *subjects, actor=by, at=self.office.at, **said)
            return str(getattr(done, "public_id", ""))

    def account(self, login: str, role: str, person: str | None = None, **of: Any) -> Actor:
        """A new account, of an employer, a base or the person of that public id."""
        office = self.office
        with office.database.writing() as session:
            people = session.scalars(select(Labourer).where(Labourer.public_id == person)).all()
            add_user(
                session, login, name=login, role=role, password=None, actor=office.actor, at=office.at,
                division_code=SANDU, labourers=people, **of,
            )  # fmt: skip
        return self.actor(login)

    def actor(self, login: str) -> Actor:
        with self.office.database.reading() as session:
            return actor_by_login(session, login)

    def days_pass(self, days: int) -> None:
        self.office.at += timedelta(days=days)
        clock(self.office)

    def one(self, table: type[Model], *which: Any) -> Any:
        with self.office.database.reading() as session:
            return session.scalars(select(table).where(*which)).one()


@pytest.fixture
def county(office: Office) -> County:
    office.at = datetime.now(UTC) - STORY
    return County(office)


def test_from_an_order_into_work_and_back_into_work(
    county: County, database: Database, start_worker: StartWorker
) -> None:
    first, second = orders_of_two_firms(county)
    people = registered(county)
    listed = county.office.rank(first)
    taught = a_class_for(county, first)
    enrolment = in_the_class(county, taught, listed, people)
    certified(county, taught, enrolment)
    job = in_work(county, county.office.rank(first), people["李秀英"])
    lost = displaced(county, job)

    start_worker()
    until(lambda: county.one(Displacement).state == county.one(Vacancy).state == "offered")
    [next_job] = open_offers(county, people["李秀英"])
    assert order_of(county, next_job) == second
    [successor] = [each for name in ("王建国", "张桂花") for each in open_offers(county, people[name])]
    assert order_of(county, successor) == first
    accepted_by_their_people(county, next_job, successor)
    until(lambda: (county.one(Displacement).state, county.one(Vacancy).state) == ("resolved", "filled"))
    assert lost == county.one(Displacement).public_id
    nothing_is_sold_twice(county, first, second)


def orders_of_two_firms(county: County) -> list[str]:
    """A training order of one seat, and another firm's with two; both recruit."""
    start = (county.office.at + STORY + timedelta(days=20)).date().isoformat()
    rows = [
        ["永兴制衣厂", "缝纫工", "1", "平车", "三都县三合镇", "4200", "包吃包住", start, *TERMS[1:]],
        ["广州依利安达制衣厂", "缝纫工", "2", "平车", "广州市", "4800", "包吃包住", start, *TERMS[1:]],
    ]
    found = county.office.orders(*rows)
    for order in found:
        county.office.approve(order)
    clock(county.office)
    return found


def registered(county: County) -> dict[str, str]:
    rows = [
        [name, id_number(sequence=f"{101 + 2 * at}"), f"1690000000{at}", "三都县大河镇", "初中", "", "缝纫工"]
        for at, name in enumerate(PEOPLE)
    ]
    county.office.people(*rows)
    with county.office.database.reading() as session:
        return {each.name: each.public_id for each in session.scalars(select(Labourer))}


def a_class_for(county: County, order: str) -> str:
    """A base is entered and accredited, and its class is declared, approved and linked to the post."""
    row = ["三都县职业中学", "三都县三合街道", "缝纫工", "60"]
    county.office.load("bases", county.office.sheet("b.csv", ["基地名称", "地址", "培训工种", "容量"], [row]))
    base = county.one(TrainingBase)
    for action in ("score", "publicise", "accredit"):
        county.do(advance_base, base.public_id, action, by=county.county)
    county.school = county.account("school", "base", base_id=base.id)
    taught = county.do(plan_class, draft(county, base.id), by=county.school)
    county.do(declare_class, taught, by=county.school)
    county.do(approve_class, taught, by=county.county)
    line = county.office.order(order).lines[0].public_id
    county.do(link_line, taught, line, seats=1, by=county.county)
    return taught


def draft(county: County, base_id: int) -> ClassDraft:
    with county.office.database.reading() as session:
        words = vocabulary(session)
        trade, skill = (words.occupations.link("缝纫工", 1).entry, words.skills.link("平车", 1).entry)
    assert trade and skill
    return ClassDraft(
        base_id=base_id,
        county_code=SANDU,
        occupation_id=trade.id,
        title="缝纫工第一期",
        division_code=SANDU,
        starts_on=county.today + timedelta(days=5),
        ends_on=county.today + timedelta(days=50),
        places=20,
        level=5,
        teaching_plan="八周教学计划",
        lesson_preparation="备课本",
        examination_plan="理论和实操",
        skills=((skill.id, 5),),
    )


def in_the_class(county: County, taught: str, listed: str, people: dict[str, str]) -> str:
    """Somebody is invited from the list, agrees with an account of her own, and is enrolled and taught."""
    person = people["李秀英"]
    ranked = shown(county, listed)
    why = "" if ranked[0] == person else "本人最想去"
    enrolment = county.do(invite, taught, listed, person, departure=why, by=county.counsellor)
    county.do(agree, enrolment, by=county.account("li", "labourer", person))
    county.do(enrol_or_wait, enrolment, by=county.school)
    county.days_pass(5)
    county.do(start_class, taught, by=county.school)
    for _ in range(3):
        county.do(record_attendance, taught, county.today, {enrolment: True}, by=county.school)
        county.days_pass(1)
    return enrolment


def certified(county: County, taught: str, enrolment: str) -> None:
    county.days_pass(40)
    county.do(finish, enrolment, by=county.school)
    for part in ("theory", "practice"):
        county.do(record_examination, enrolment, part, score=86, by=county.assessor)
    county.do(certify, enrolment, issuer="三都县职业技能鉴定所", by=county.assessor)
    county.do(finish_class, taught, by=county.school)
    county.do(accept_class, taught, by=county.county)
    with county.office.database.reading() as session:
        assert find_enrolment(session, enrolment, actor=county.office.actor).state == "certified"
        assert set(session.scalars(select(Paper.kind))) == {"completion", "level"}


def in_work(county: County, listed: str, person: str) -> str:
    """She leads the list now, is offered the job, says yes, is delivered, called up and confirmed after a month."""
    assert shown(county, listed)[0] == person
    placement = county.do(offer_from_list, listed, person, by=county.counsellor)
    employer = county.account("yongxing", "employer", employer_id=county.one(Placement).employer_id)
    county.do(accept_offer, placement, by=county.actor("li"))
    terms = Terms(wage_month=420_000, address="三合镇工业园3号", employer_phone="0854-3921234", contract_number="HT-1")
    county.do(record_terms, placement, terms, by=employer)
    county.do(sign_delivery, order_of(county, county.one(Placement)), [placement], by=employer)
    for kind in ("trainee_number", "employer_number"):
        county.do(record_call, placement, kind, "reached", by=county.counsellor)
    county.days_pass(31)
    county.do(confirm_placements, [placement], by=employer)
    county.do(record_call, placement, "month_1", "at_work", by=county.counsellor)
    return placement


def displaced(county: County, placement: str) -> str:
    """She left over pay: the firm's own account reports it, today."""
    county.office.at = datetime.now(UTC)
    employer = county.actor("yongxing")
    with county.office.database.reading() as session:
        assert find_placement(session, placement, actor=employer).state == "confirmed"
    return county.do(displace, placement, "quit_pay", note="另谋高薪", by=employer)


def open_offers(county: County, person: str) -> list[Placement]:
    query = select(Placement).join(Labourer, Labourer.id == Placement.labourer_id)
    with county.office.database.reading() as session:
        return list(session.scalars(query.where(Labourer.public_id == person, Placement.state == "offered")))


def order_of(county: County, placement: Placement) -> str:
    with county.office.database.reading() as session:
        found = find_placement(session, placement.public_id, actor=county.office.actor)
        assert found.order is not None
        return found.order.public_id


def accepted_by_their_people(county: County, next_job: Placement, successor: Placement) -> None:
    county.office.at = datetime.now(UTC)
    county.do(accept_offer, next_job.public_id, by=county.actor("li"))
    other = county.one(Labourer, Labourer.id == successor.labourer_id)
    county.do(accept_offer, successor.public_id, by=county.account("other", "labourer", other.public_id))


def nothing_is_sold_twice(county: County, first: str, second: str) -> None:
    with county.office.database.reading() as session:
        taken = {
            each: describe_order(session, find_order(session, each, actor=county.office.actor), actor=county.county)
            for each in (first, second)
        }
    assert {each: said["lines"][0]["taken"] for each, said in taken.items()} == {first: 1, second: 1}


def shown(county: County, listed: str) -> list[str]:
    with county.office.database.reading() as session:
        ranked = show_list(session, listed, actor=county.office.actor)
    return [each["labourer"] for each in ranked["list"]]
