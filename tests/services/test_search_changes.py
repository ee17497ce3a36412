"""What a cause or a refusal changes in the next search for a displaced person, and how it is told."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from matching.columns import Ints
from matching.lines import Lines
from models.complaint import Complaint
from models.displacement import Displacement
from models.employer import Employer
from models.enrolment import Enrolment
from models.labourer import BarredEmployer, LabourerSkill
from models.message import Message
from models.order import Order, OrderLine
from services.calendar import SPRING_FESTIVALS, county_day, days_after, in_spring_festival
from services.complaints import reports_against
from services.displacements import displace, resume
from services.errors import RuleRefusal
from services.living_cost import BOARD, HOUSING, worth_there
from services.placements import decline_offer
from services.pools import open_posts
from services.redeployment import lines_for
from services.search_changes import searched
from services.search_terms import agree_to_less, come_back, record_travel
from services.snapshot import load_labourer
from tests.classroom import Classroom
from tests.office import Office
from tests.placing import clock, displacement, hire, lose, offer, people, person, placements, recruit, rules, work_on

SHENZHEN, GUIYANG, SANDU = 440306000000, 520102000000, 522732000000


def recruit_at(office: Office, employer: str, place: str, wage: str = "4000-5000", board: str = "包吃包住") -> int:
    """An order open for sewers somewhere; the id of its line."""
    start = (office.at + timedelta(days=7)).date().isoformat()
    order = office.orders([employer, "缝纫工", "2", "缝纫", place, wage, board, start], name=f"{employer}.csv")[-1]
    office.approve(order)
    clock(office)
    with office.database.reading() as session:
        return session.scalars(select(OrderLine.id).join(Order).where(Order.public_id == order)).one()


def found(office: Office, lost: int) -> list[int]:
    """The lines that a search would offer now, best first."""
    with office.database.reading() as session:
        return [line for line, _ in lines_for(session, displacement(office, lost), office.at)]


def score(office: Office, lost: int, line: int) -> int:
    with office.database.reading() as session:
        return dict(lines_for(session, displacement(office, lost), office.at))[line]


def changes(office: Office, lost: int) -> list[tuple[str, object, object, str]]:
    return [(each["what"], each["from"], each["to"], each["why"]) for each in displacement(office, lost).changes]


def forget(office: Office, lost: int) -> None:
    """Search as if nothing had been learnt."""
    with office.database.writing() as session:
        session.get_one(Displacement, lost).changes = []


def decline(office: Office, made: str, reason: str) -> None:
    with office.database.writing() as session:
        decline_offer(session, made, reason=reason, actor=office.actor, at=office.at)


@pytest.mark.parametrize("cause", ["unpaid_wages", "lured_into_fraud"])
def test_a_grave_cause_opens_a_complaint_and_somebody_must_look_within_a_day(office: Office, cause: str) -> None:
    [li] = people(office, 1)
    line = recruit(office, "永兴制衣厂")
    lost = lose(office, hire(office, li, line), cause)
    with office.database.reading() as session:
        complaint = session.scalars(select(Complaint)).one()
        employer = session.scalars(select(Employer.id).where(Employer.name == "永兴制衣厂")).one()
        reports = reports_against(session, [employer])
    assert (complaint.displacement_id, complaint.labourer_id, complaint.state) == (lost, li, "received")
    assert complaint.answer_by == displacement(office, lost).look_by == office.at + timedelta(hours=24)
    # Whoever lures somebody away is seldom the firm they worked for: that is for a person to find out.
    assert {each: (told.all, told.waiting) for each, told in reports.items()} == (
        {} if cause == "lured_into_fraud" else {employer: (1, 1)}
    )
    with office.database.writing() as session:
        public_id = displacement(office, lost).public_id
        resume(session, public_id, actor=office.actor, at=office.at, note="spoke to both")
    with office.database.reading() as session:
        assert session.scalars(select(Complaint.state)).one() == "answered"
    assert displacement(office, lost).look_by is None


def test_a_plain_cause_opens_no_complaint_and_the_county_says_how_soon_somebody_looks(office: Office) -> None:
    rules(office, redeploys_by_itself=False, look_hours=6)
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")))
    with office.database.reading() as session:
        assert session.scalars(select(Complaint)).all() == []
    assert displacement(office, lost).look_by == office.at + timedelta(hours=6)


def test_an_employer_that_treated_somebody_badly_is_never_proposed_to_them_again(office: Office) -> None:
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")), "quit_treatment")
    with office.database.reading() as session:
        assert session.scalars(select(BarredEmployer.labourer_id)).all() == [li]
    assert [what for what, *_ in changes(office, lost)] == ["barred"]
    other = recruit_at(office, "永兴制衣厂", "三都县", "6000-7000")
    with pytest.raises(RuleRefusal, match="does_not_fit"):
        offer(office, li, other)


def test_who_left_over_pay_is_searched_for_with_a_higher_floor_until_they_agree_to_less(office: Office) -> None:
    [li] = people(office, 1)
    plain = lose(office, hire(office, li, recruit(office, "永兴制衣厂")), "dismissed")
    low = recruit(office, "东莞辉鸿制衣厂", wage="3000-3000")
    before = score(office, plain, low)
    job = hire(office, li, recruit(office, "三都县服装厂", wage="5000-5000"))
    lost = lose(office, job, "quit_pay")
    better = 607700  # 3 percent above 5,000 with 600 of board and 300 of lodging, in whole yuan
    assert changes(office, lost) == [
        ("wage_floor", 300000, better, "quit_pay"),
        ("better_paid", None, better, "quit_pay"),
    ]
    assert found(office, lost) == []
    fine = recruit_at(office, "广州依利安达", "三都县", wage="6077-6077", board="")
    recruit_at(office, "三都县第二服装厂", "三都县", wage="6076-6076", board="")
    assert found(office, lost) == [fine]
    public_id = displacement(office, lost).public_id
    with pytest.raises(RuleRefusal, match="reason_missing"), office.database.writing() as session:
        agree_to_less(session, public_id, 300000, actor=office.actor, at=office.at, note=" ")
    with pytest.raises(RuleRefusal, match="floor_not_lower"), office.database.writing() as session:
        agree_to_less(session, public_id, better, actor=office.actor, at=office.at, note="x")
    with office.database.writing() as session:
        agree_to_less(session, public_id, 300000, actor=office.actor, at=office.at, note="包吃包住可以少点")
    assert score(office, lost, low) == before
    assert changes(office, lost)[-1] == ("wage_floor", better, 300000, "consent")


def test_the_cost_of_living_there_enters_the_wage_and_a_bed_is_worth_what_it_costs_there(office: Office) -> None:
    [li] = people(office, 1)
    job = hire(office, li, recruit(office, "永兴制衣厂"))
    bare = recruit_at(office, "深圳发达制衣厂", "深圳市宝安区", "4000-4000", "")
    kept = recruit_at(office, "深圳兴隆制衣厂", "深圳市宝安区", "4000-4000", "包吃包住")
    lost = lose(office, job, "quit_living_cost")
    assert changes(office, lost) == [("living_cost", False, True, "quit_living_cost")]
    net = score(office, lost, bare), score(office, lost, kept)
    forget(office, lost)
    gross = score(office, lost, bare), score(office, lost, kept)
    assert gross[0] == gross[1]
    assert net[0] < gross[0]
    assert net[1] > net[0]


def lines_at(divisions: list[int], *, wage: int, board: bool = False, lodging: bool = False) -> Lines:
    table = Lines.concat([Lines.blank() for _ in divisions])
    columns = table.columns()
    columns["division"] = np.array(divisions, np.int64)
    columns["wage_min"] = columns["wage_max"] = np.full(len(divisions), wage, np.int64)
    columns["board"], columns["lodging"] = np.full(len(divisions), board), np.full(len(divisions), lodging)
    return Lines.from_columns(columns)


def test_living_costs_most_in_a_capital_less_in_a_city_least_in_a_town_and_no_rent_at_home() -> None:
    there = worth_there(lines_at([GUIYANG, SHENZHEN, 441702000000, 522722000000, SANDU], wage=500000), SANDU + 106000)
    capital, city, other_city, town, home = there.wage_min.tolist()
    assert capital < city == other_city < town < home == 500000
    assert town == 500000 - HOUSING[2]
    assert there.lodging_value.tolist() == [HOUSING[0], HOUSING[1], HOUSING[1], HOUSING[2], 0]


@given(st.lists(st.sampled_from([GUIYANG, SHENZHEN, SANDU, 310115000000]), min_size=1), st.integers(0, 10**6))
def test_whoever_is_given_bed_and_board_keeps_the_wage_and_what_food_cost_at_home(where: list[int], wage: int) -> None:
    lines = worth_there(lines_at(where, wage=wage, board=True, lodging=True), SANDU)
    assert (lines.wage_min <= wage).all()
    assert ((lines.wage_min == 0) == (wage == 0)).all()
    enough: Ints = lines.wage_min > 1
    assert ((lines.wage_min + lines.board_value + lines.lodging_value)[enough] == wage + BOARD[2]).all()


def test_a_skill_that_was_not_enough_counts_less_and_the_class_that_teaches_it_is_offered(office: Office) -> None:
    room = Classroom(office)
    [li] = people(office, 1)
    line = recruit(office, "永兴制衣厂")
    job = hire(office, li, line)
    other = recruit(office, "东莞辉鸿制衣厂")
    taught = room.approved()
    lost = lose(office, job, "skill_not_enough")
    assert changes(office, lost) == [("skill", 0, None, "skill_not_enough")]
    with office.database.reading() as session:
        invited = session.scalars(select(Enrolment)).one()
        told = session.scalars(select(Message).where(Message.enrolment_id == invited.id)).one()
    assert (invited.state, told.code, told.params["class"]) == ("invited", "invitation", taught)
    lower = score(office, lost, other)
    forget(office, lost)
    assert lower < score(office, lost, other)


@pytest.mark.parametrize(("level", "lower"), [(4, 5), (5, 0)])
def test_a_skill_with_a_level_counts_as_that_below_without_years(office: Office, level: int, lower: int) -> None:
    [li] = people(office, 1)
    with office.database.writing() as session:
        had = session.scalars(select(LabourerSkill).where(LabourerSkill.labourer_id == li)).one()
        had.level, had.years_x10 = level, 30
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")), "skill_not_enough")
    with office.database.reading() as session:
        pool, posts = load_labourer(session, li).pool, open_posts(session, SANDU)
        learnt = displacement(office, lost).changes
        person_, _ = searched(session, learnt, pool, posts)
        relearned, _ = searched(session, learnt, pool, posts, relearned=True)
    assert (person_.skills.level.tolist(), person_.skills.years_x10.tolist()) == ([lower], [0])
    assert relearned.skills.level.tolist() == [level]


def test_a_class_that_comes_later_is_offered_when_the_search_looks_again_and_only_once(office: Office) -> None:
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")), "skill_not_enough")
    Classroom(office).approved()
    for _ in range(2):
        office.at += timedelta(hours=24)
        work_on(office)
    with office.database.reading() as session:
        assert [each.state for each in session.scalars(select(Enrolment))] == ["invited"]
    assert displacement(office, lost).state == "retraining"


def test_the_search_for_somebody_home_for_the_harvest_begins_a_week_before_they_are_back(office: Office) -> None:
    [li] = people(office, 1)
    job = hire(office, li, recruit(office, "永兴制衣厂"))
    other = recruit(office, "东莞辉鸿制衣厂")
    back = county_day(office.at) + timedelta(days=20)
    with office.database.writing() as session:
        lost = displace(session, job, "family_or_harvest", actor=office.actor, at=office.at, back_on=back).id
    waiting = displacement(office, lost)
    assert (waiting.road, waiting.state, waiting.back_on) == ("season_return", "open", back)
    assert waiting.next_try_at is not None
    assert county_day(waiting.next_try_at) == back - timedelta(days=7)
    assert person(office, li).available_from == back
    work_on(office)
    assert placements(office, li, "offered") == []
    office.at = waiting.next_try_at
    work_on(office)
    assert [each.line_id for each in placements(office, li, "offered")] == [other]


def test_a_day_to_come_back_can_be_named_later(office: Office) -> None:
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")), "fell_ill")
    public_id, back = displacement(office, lost).public_id, county_day(office.at) + timedelta(days=30)
    with office.database.writing() as session:
        come_back(session, public_id, back, actor=office.actor, at=office.at, note="医生说一个月")
    waiting = displacement(office, lost)
    assert (waiting.state, waiting.look_by, waiting.handled_at) == ("searching", None, None)
    assert waiting.next_try_at is not None
    assert county_day(waiting.next_try_at) == back - timedelta(days=7)
    with pytest.raises(RuleRefusal, match="day_too_early"), office.database.writing() as session:
        come_back(session, public_id, date(2026, 1, 1), actor=office.actor, at=office.at, note="x")


def test_how_somebody_travels_and_with_whom_is_written_down(office: Office) -> None:
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")), "never_arrived")
    with office.database.writing() as session:
        record_travel(session, displacement(office, lost).public_id, "与同村吴国平坐班车", actor=office.actor,
                      at=office.at)  # fmt: skip
    assert displacement(office, lost).travel == "与同村吴国平坐班车"


def offered(office: Office, employer: str, place: str = "深圳市宝安区") -> tuple[int, str]:
    """Somebody who lost a job and is offered one elsewhere; the displacement and the offer."""
    [li] = people(office, 1)
    job = hire(office, li, recruit(office, "永兴制衣厂"))
    recruit_at(office, employer, place, "6000-6000")
    lost = lose(office, job)
    work_on(office)
    [made] = placements(office, li, "offered")
    return lost, made.public_id


def test_too_little_pay_raises_the_floor_above_what_was_declined(office: Office) -> None:
    lost, made = offered(office, "深圳发达制衣厂")
    decline(office, made, "pay")
    assert changes(office, lost) == [("wage_floor", 300000, 759000, "pay"), ("better_paid", None, 710700, "pay")]


def test_too_far_is_followed_by_nearer_posts_alone(office: Office) -> None:
    lost, made = offered(office, "贵阳发达制衣厂", "贵阳市南明区")
    far, near = recruit_at(office, "深圳兴隆制衣厂", "深圳市宝安区"), recruit(office, "三都县服装厂")
    assert set(found(office, lost)) >= {far, near}
    decline(office, made, "place")
    [(what, _, metres, why)] = changes(office, lost)
    assert (what, why) == ("nearer_than", "place")
    assert isinstance(metres, int)
    assert 100_000 < metres < 250_000  # 三都 lies some 150 km from 贵阳
    assert found(office, lost) == [near]


@pytest.mark.parametrize(("reason", "what"), [("hours", "not_employer"), ("work", "not_occupation")])
def test_other_reasons_leave_out_what_was_declined(office: Office, reason: str, what: str) -> None:
    lost, made = offered(office, "深圳发达制衣厂")
    again = recruit_at(office, "深圳发达制衣厂", "深圳市宝安区", "6500-6500")
    home = recruit(office, "三都县服装厂")
    assert set(found(office, lost)) >= {again, home}
    decline(office, made, reason)
    assert [each[0] for each in changes(office, lost)] == [what]
    assert found(office, lost) == ([] if reason == "work" else [home])


def test_a_reason_that_says_nothing_about_the_post_changes_nothing(office: Office) -> None:
    lost, made = offered(office, "深圳发达制衣厂")
    decline(office, made, "other")
    assert changes(office, lost) == []


def test_no_day_of_the_spring_festival_counts_and_none_is_a_last_day() -> None:
    assert days_after(date(2026, 2, 12), 3) == date(2026, 2, 24)
    assert days_after(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert days_after(date(2027, 2, 6), 0) == date(2027, 2, 13)
    assert [last - first for first, last in SPRING_FESTIVALS if first.year > 2026] == [timedelta(7)] * 4


@given(st.dates(date(2024, 1, 1), date(2030, 12, 1)), st.integers(0, 20))
def test_so_many_days_lie_between_that_are_no_holiday(day: date, days: int) -> None:
    last = days_after(day, days)
    counted = sum(not in_spring_festival(day + timedelta(n)) for n in range(1, (last - day).days + 1))
    assert not in_spring_festival(last)
    assert counted == (days or int(in_spring_festival(day)))


def test_an_offer_made_before_the_festival_is_open_until_after_it_and_recalled_the_day_before(office: Office) -> None:
    office.at = datetime.fromisoformat("2027-02-04T02:00:00+00:00")
    [li] = people(office, 1)
    made = offer(office, li, recruit(office, "永兴制衣厂"))
    [open_] = placements(office, li)
    assert open_.answer_by is not None
    assert county_day(open_.answer_by) == date(2027, 2, 15)
    assert reminders(office) == [("2027-02-14T01:00:00+00:00", True)]
    decline(office, made, "other")
    assert reminders(office) == [("2027-02-14T01:00:00+00:00", False)]


def reminders(office: Office) -> list[tuple[str, bool]]:
    """When each reminder is due, and whether it still stands."""
    with office.database.reading() as session:
        told = session.scalars(select(Message).where(Message.code == "offer_reminder"))
        return [(each.not_before.isoformat(), each.cancelled_at is None) for each in told]


def test_a_county_may_want_no_reminders(office: Office) -> None:
    rules(office, reminder_days=0)
    [li] = people(office, 1)
    offer(office, li, recruit(office, "永兴制衣厂"))
    assert reminders(office) == []


def test_family_keeps_somebody_in_the_home_county(office: Office) -> None:
    lost, made = offered(office, "深圳发达制衣厂")
    recruit_at(office, "贵阳发达制衣厂", "贵阳市南明区")
    home = recruit(office, "三都县服装厂")
    decline(office, made, "family")
    assert (changes(office, lost)[0][0], found(office, lost)) == ("near_home", [home])
