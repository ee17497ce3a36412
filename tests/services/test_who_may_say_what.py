"""What a firm may say of its people, what it may not change, and on which days; what the people are told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.displacement import Displacement
from models.labourer import Labourer
from models.message import Message
from models.placement import OwnMove
from services.access import Actor
from services.calendar import county_day
from services.deliveries import Terms, confirm_placements, record_terms, sign_delivery
from services.displacements import displace
from services.enrolments import find_enrolment
from services.errors import NotFound, Refusal, RuleRefusal
from services.follow_ups import record_call, record_office_call
from services.invitations import invite
from services.lists import show_list
from services.own_work import list_own_moves, people_to_place, record_own_move, record_own_placement
from services.placements import cancel_offer, describe_placement, end_placement, find_placement
from services.steps import steps_of
from tests.classroom import SEWING, Classroom
from tests.office import SANDU, Office
from tests.placing import hire, later, offer, people, person, placements, recruit

PHONE = "0854-3921234"
FULL = Terms(wage_month=400_000, address="工业园3号", employer_phone=PHONE, contract_number="HT-1")


def do(office: Office, service: Callable[..., Any], *subjects: Any, by: Actor | None = None, **said: Any) -> Any:
    """Let somebody do one thing; what the service counted, or the public id of what it is about."""
    with office.database.writing() as session:
        done = service(session, *subjects, actor=by or office.actor, at=office.at, **said)
        return getattr(done, "public_id", done)


def lost_one(office: Office) -> Displacement:
    with office.database.reading() as session:
        return session.scalars(select(Displacement)).one()


def hired(office: Office) -> tuple[str, Actor, str]:
    """Somebody who said yes: the placement, the firm's account and the order."""
    [li] = people(office, 1)
    job = hire(office, li, recruit(office, "永兴制衣厂"))
    [placement] = placements(office, li)
    firm = office.user("yongxing", "employer", SANDU, employer=placement.employer_id)
    with office.database.reading() as session:
        order = find_placement(session, job, actor=office.actor).order
        assert order is not None
        return job, firm, order.public_id


def test_that_somebody_died_is_not_taken_from_a_firm(office: Office) -> None:
    job, firm, _ = hired(office)
    do(office, displace, job, "died", by=firm)
    assert (lost_one(office).road, lost_one(office).state) == ("person_looks", "escalated")
    [placement] = placements(office)
    assert person(office, placement.labourer_id).situation == "at_home"


def test_a_county_office_says_that_somebody_died(office: Office) -> None:
    job, _, _ = hired(office)
    do(office, displace, job, "died")
    assert lost_one(office).road == "none"
    assert person(office, placements(office)[0].labourer_id).situation == "deceased"


def test_a_firm_fills_in_terms_and_changes_none_that_were_agreed(office: Office) -> None:
    job, firm, _ = hired(office)
    do(office, record_terms, job, FULL, by=firm)
    for terms in (Terms(wage_month=50_000), Terms(division_code=520000000000)):
        with pytest.raises(RuleRefusal) as refused:
            do(office, record_terms, job, terms, by=firm)
        assert refused.value.code == "terms_were_agreed"
    do(office, record_terms, job, Terms(wage_month=450_000))
    with office.database.reading() as session:
        note = steps_of(session, find_placement(session, job, actor=office.actor))[-1].note
    assert note == "wage_month: 4000 → 4500"


def test_too_long_a_contract_number_is_refused_at_its_field(office: Office) -> None:
    job, firm, _ = hired(office)
    with pytest.raises(Refusal) as refused:
        do(office, record_terms, job, Terms(contract_number="H" * 61), by=firm)
    assert (refused.value.code, refused.value.field) == ("text_too_long", "contract_number")


def test_nothing_happens_in_a_job_before_it_began(office: Office) -> None:
    job, firm, order = hired(office)
    do(office, record_terms, job, FULL, by=firm)
    yesterday = county_day(office.at) - timedelta(days=1)
    with pytest.raises(RuleRefusal) as refused:
        do(office, sign_delivery, order, [job], by=firm, on=yesterday)
    assert refused.value.code == "day_too_early"
    with pytest.raises(RuleRefusal):
        do(office, displace, job, "never_arrived", happened_on=yesterday)
    do(office, sign_delivery, order, [job], by=firm)
    for kind in ("trainee_number", "employer_number"):
        do(office, record_call, job, kind, "reached")
    after = later(office, office.at + timedelta(days=31))
    with pytest.raises(RuleRefusal) as refused:
        do(after, confirm_placements, [job], by=firm, on=county_day(office.at) + timedelta(days=1))
    assert (refused.value.code, refused.value.field) == ("day_too_early", "confirmed_on")
    do(after, confirm_placements, [job], by=firm)
    with pytest.raises(RuleRefusal):
        do(after, end_placement, job, note="合同到期", on=yesterday)


def test_a_base_places_whom_it_taught_to_the_end_and_nobody_else(office: Office) -> None:
    school = Classroom(office)
    taught, [asked] = school.approved(), school.people(1)
    school.agreed(taught, asked)
    own = {"started_on": county_day(office.at), "base_id": school.base, "by": school.teacher}
    terms = Terms(wage_month=400_000, address="三合镇车站", evidence="营业执照")
    with pytest.raises(NotFound):
        do(office, record_own_placement, asked, "self_employed", terms, **own)


@pytest.mark.parametrize("typed", ["秀英", "lixiu", "lxy"])
def test_a_base_finds_its_graduates_by_name_pinyin_or_initials(office: Office, typed: str) -> None:
    school = Classroom(office)
    _, _, graduate = school.a_graduate()
    with office.database.reading() as session:
        assert [each.public_id for each in people_to_place(session, typed, actor=school.teacher)] == [graduate]


def test_an_offer_taken_back_is_told_with_its_reason(office: Office) -> None:
    [li] = people(office, 1)
    made = offer(office, li, recruit(office, "永兴制衣厂"))
    do(office, cancel_offer, made, note="岗位减少")
    with office.database.reading() as session:
        told = session.scalars(select(Message).where(Message.cancelled_at.is_(None))).one()
    assert (told.code, told.params["note"]) == ("offer_cancelled", "岗位减少")


def test_why_somebody_was_passed_over_is_not_told_to_the_one_who_was_picked(office: Office) -> None:
    school = Classroom(office)
    school.people(2)
    order, line = school.order(*SEWING)
    taught = school.approved()
    school.linked(taught, line)
    listed = office.rank(order)
    with office.database.reading() as session:
        second = show_list(session, listed, actor=office.actor)["list"][1]["labourer"]
    enrolment = do(office, invite, taught, listed, second, departure="家里急用钱")
    assert school.row(enrolment).departure == "家里急用钱"
    with office.database.reading() as session:
        assert [each.note for each in steps_of(session, find_enrolment(session, enrolment, actor=office.actor))] == [""]


def test_a_firm_reads_no_notes_about_its_people(office: Office) -> None:
    job, firm, _ = hired(office)
    do(office, displace, job, "unpaid_wages", note="老板打人")
    with office.database.reading() as session:
        mine, theirs = (
            describe_placement(session, find_placement(session, job, actor=each), actor=each)
            for each in (office.actor, firm)
        )
    assert "老板打人" in [each["note"] for each in mine["steps"]]
    assert {each["note"] for each in theirs["steps"]} == {""}


def test_one_call_to_the_firm_counts_for_everybody_of_its_order(office: Office) -> None:
    line, both = recruit(office, "永兴制衣厂"), people(office, 2)
    jobs = [hire(office, each, line) for each in both]
    with office.database.reading() as session:
        order = find_placement(session, jobs[0], actor=office.actor).order
        assert order is not None
    for job in jobs:
        do(office, record_terms, job, FULL)
    do(office, sign_delivery, order.public_id, jobs)
    assert do(office, record_office_call, jobs[1], "reached") == 2


def test_the_same_move_told_twice_is_one(office: Office) -> None:
    people(office, 1)
    with office.database.reading() as session:
        labourer = session.scalars(select(Labourer.public_id)).one()
    for _ in range(2):
        do(office, record_own_move, labourer, moved_on=county_day(office.at))
    with office.database.reading() as session:
        assert len(session.scalars(select(OwnMove)).all()) == 1
        assert list_own_moves(session, actor=office.actor)[1] == 1
