"""A plant closes: one action for everybody, one plan for all of them, and nobody lost, first or served twice."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.db import Database, Nudge
from models.displacement import Displacement, Vacancy
from models.employer import Employer
from models.labourer import Labourer
from models.message import Message
from models.order import Order, OrderLine
from models.placement import Placement
from models.plan import Plan, PlanSeat
from models.step import Step
from services import mass_displacement_offers
from services.errors import NotFound, RuleRefusal
from services.mass_displacement import HEAD_START, close_plant, count_at_work
from services.mass_displacement_offers import commit_offers, redeploy_together
from services.mass_displacement_plan import plan_together
from services.redeployment import displacements_due, redeploy
from services.sweeping import due
from tests.classroom import Classroom
from tests.office import SANDU, Office
from tests.placing import hire, offer, people, person, placements, recruit, rules, taken

PLANT = "永兴制衣厂"


def plant(office: Office, count: int) -> list[int]:
    """People who work for the plant; their ids."""
    line, everybody = recruit(office, PLANT, seats=count), people(office, count)
    for each in everybody:
        hire(office, each, line)
    return everybody


def employer(office: Office) -> Employer:
    with office.database.reading() as session:
        return session.scalars(select(Employer).where(Employer.name == PLANT)).one()


def close(office: Office, count: int, cause: str = "plant_closed", *, villages: bool = False) -> int:
    firm = employer(office).public_id
    with office.database.writing() as session:
        return close_plant(session, firm, cause, people=count, actor=office.actor, at=office.at, villages=villages)


def together(office: Office) -> None:
    redeploy_together(office.database, employer(office).id, now=lambda: office.at)


def states(office: Office) -> Counter[str]:
    with office.database.reading() as session:
        return Counter(session.scalars(select(Displacement.state)))


def swept(office: Office, at: timedelta = timedelta(0)) -> list[Nudge]:
    with office.database.reading() as session:
        return [each for each in due(session, at=office.at + at) if each.job.startswith("redeploy")]


def nothing_is_lost_or_doubled(office: Office, people: int) -> None:
    with office.database.reading() as session:
        offers = session.scalars(select(Placement).where(Placement.displacement_id.is_not(None))).all()
        halves = session.scalars(select(Displacement)).all()
        told = Counter(session.scalars(select(Message.placement_id).where(Message.code == "offer")))
        steps = Counter(session.execute(select(Step.subject, Step.subject_id, Step.action)))
        held = Counter(session.scalars(select(Placement.line_id).where(Placement.state.in_(("offered", "accepted")))))
        lines = session.scalars(select(OrderLine)).all()
    assert len(halves) == people
    assert {each.displacement_id: 1 for each in offers} == Counter(each.displacement_id for each in offers)
    assert {each.id: told[each.id] for each in offers} == {each.id: 1 for each in offers}
    assert all(steps["placement", each.id, "offer"] == 1 for each in offers)
    offered = {each.displacement_id for each in offers}
    assert all((each.state == "offered") == (each.id in offered) == (each.offers_made == 1) for each in halves)
    assert all(each.handled_at or each.next_try_at for each in halves)
    assert all(steps["displacement", each.id, "displace"] == 1 for each in halves)
    assert {each.id: each.taken for each in lines} == {each.id: held[each.id] for each in lines}


def test_one_action_displaces_everybody_and_ends_what_the_plant_recruits(office: Office) -> None:
    everybody = plant(office, 20)
    more, [new] = recruit(office, PLANT, seats=3), people(office, 1, first=90)
    open_offer = offer(office, new, more)
    assert close(office, 20) == 20
    with office.database.reading() as session:
        assert set(session.scalars(select(Order.state))) == {"closed"}
        assert session.scalar(select(func.count()).select_from(Vacancy)) == 0
        assert set(session.scalars(select(Labourer.situation))) == {"at_home"}
        [said] = session.scalars(select(Step).where(Step.action == "close_plant"))
    assert said.at == office.at and said.actor_id == office.actor.user_id
    assert Counter(each.state for each in placements(office)) == {"failed": 20, "cancelled": 1}
    assert {each.labourer_id for each in placements(office, state="failed")} == set(everybody)
    assert [each.public_id for each in placements(office, state="cancelled")] == [open_offer]
    assert states(office) == {"open": 20}
    nothing_is_lost_or_doubled(office, 20)


@pytest.mark.parametrize("before", [True, False], ids=["before the plan", "between plan and offers"])
def test_who_begins_a_class_is_offered_no_seat_before_its_end(office: Office, before: bool) -> None:
    learner, other = plant(office, 2)
    recruit(office, "东莞辉鸿制衣厂", seats=2)
    close(office, 2)
    room = Classroom(office)
    taught = room.approved()
    if before:
        room.enrolled(taught, person(office, learner).public_id)
    with office.database.reading() as session:
        found = plan_together(session, employer(office).id, at=office.at)
    assert found is not None and len(found.seats) == (1 if before else 2)
    if not before:
        room.enrolled(taught, person(office, learner).public_id)
    with office.database.writing() as session:
        commit_offers(session, found.seats, at=office.at)
    assert [each.labourer_id for each in placements(office, state="offered")] == [other]


def test_the_number_that_was_typed_has_to_be_right(office: Office) -> None:
    plant(office, 2)
    for wrong in (1, 3):
        with pytest.raises(RuleRefusal, match="people_changed"):
            close(office, wrong)
    close(office, 2)
    with pytest.raises(RuleRefusal, match="nobody_at_work"):
        close(office, 2)
    assert states(office) == {"open": 2}


def test_an_office_closes_a_plant_for_its_own_people_only(office: Office) -> None:
    plant(office, 2)
    stranger = office.user("other", "county", 522731000000)
    own = office.user("county", "county", SANDU)
    with office.database.reading() as session:
        assert count_at_work(session, employer(office), actor=stranger) == 0
        assert count_at_work(session, employer(office), actor=own) == 2
    with pytest.raises(NotFound), office.database.writing() as session:
        close_plant(session, employer(office).public_id, "plant_closed", people=2, actor=stranger, at=office.at)


def test_everybody_gets_one_offer_and_the_others_wait_visibly(office: Office) -> None:
    plant(office, 20)
    lines = [recruit(office, "东莞辉鸿制衣厂", seats=9), recruit(office, "深圳市爱德康珠宝首饰有限公司", seats=6)]
    close(office, 20)
    together(office)
    assert states(office) == {"offered": 15, "waiting": 5}
    assert [taken(office, each) for each in lines] == [9, 6]
    nothing_is_lost_or_doubled(office, 20)
    with office.database.reading() as session:
        waiting = session.scalars(select(Displacement).where(Displacement.state == "waiting")).all()
        kept = session.scalars(select(Plan)).one()
        prices = session.scalars(select(PlanSeat.price).where(PlanSeat.plan_id == kept.id)).all()
    assert {each.next_try_at for each in waiting} == {office.at + timedelta(hours=24)}
    assert (kept.people, kept.filled, kept.replaced_at) == (20, 15, office.at)
    assert min(prices) > 0  # more people than seats: every seat has a price


def test_all_get_a_seat_where_first_come_would_leave_somebody_without(office: Office) -> None:
    """The best seat of the first is the only one of the second: who is searched for first takes it."""
    line = recruit(office, PLANT, seats=2)
    both = people(office, 2)
    for each in both:
        hire(office, each, line)
    with office.database.writing() as session:
        session.get_one(Labourer, both[1]).work_range = "near"
    dear, far = recruit(office, "三都县近处制衣厂", seats=1, wage="6000-7000"), _far(office)
    close(office, 2)
    together(office)
    found = {each.labourer_id: each.line_id for each in placements(office, state="offered")}
    assert found == {both[0]: far, both[1]: dear}
    with office.database.reading() as session:
        made = session.scalars(select(Plan)).one()
    assert made.filled == 2 and made.value >= made.row_by_row_value


def _far(office: Office) -> int:
    start = (office.at + timedelta(days=7)).date().isoformat()
    post = ["缝纫工", "1", "缝纫", "深圳市龙岗区", "3000-3200", "", start]
    order_id = office.orders(["深圳远处制衣厂", *post], name="far.csv")[-1]
    office.approve(order_id)
    with office.database.writing() as session:
        order = session.scalars(select(Order).where(Order.public_id == order_id)).one()
        order.state = "open"
        return session.scalars(select(OrderLine.id).where(OrderLine.order_id == order.id)).one()


def test_a_family_goes_together_where_it_costs_nothing(office: Office) -> None:
    everybody = plant(office, 4)
    account = office.user("family", "labourer").user_id
    with office.database.writing() as session:
        for each in everybody[::3]:
            session.get_one(Labourer, each).account_id = account
    recruit(office, "东莞辉鸿制衣厂", seats=2)
    recruit(office, "深圳市爱德康珠宝首饰有限公司", seats=2)
    close(office, 4)
    together(office)
    found = {each.labourer_id: each.line_id for each in placements(office, state="offered")}
    assert len(found) == 4 and found[everybody[0]] == found[everybody[3]]


@pytest.mark.parametrize("wished", [True, False])
def test_neighbours_of_a_village_go_together_where_they_wish_it(office: Office, wished: bool) -> None:
    """Two firms with two seats each, two villages: by score and tie alone they may be mixed or not."""
    everybody = plant(office, 4)
    with office.database.writing() as session:
        for place, each in enumerate(everybody):
            session.get_one(Labourer, each).village = "龙塘村" if place in (0, 3) else "新寨村"
    recruit(office, "东莞辉鸿制衣厂", seats=2)
    recruit(office, "深圳市爱德康珠宝首饰有限公司", seats=2)
    close(office, 4, villages=wished)
    together(office)
    found = {each.labourer_id: each.line_id for each in placements(office, state="offered")}
    first, second, third, fourth = (found[each] for each in everybody)
    assert len(found) == 4
    assert not wished or (first == fourth and second == third)
    with office.database.reading() as session:
        changes = session.scalars(select(Displacement.changes)).all()
    assert all([each["what"] for each in one] == ["with_village"] * wished for one in changes)


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("after", [0, 1, 2])
def test_killed_between_any_two_transactions_the_next_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    plant(office, 12)
    recruit(office, "东莞辉鸿制衣厂", seats=10)
    close(office, 12)
    monkeypatch.setattr(mass_displacement_offers, "AT_ONCE", 4)
    commit, done = mass_displacement_offers.commit_offers, Counter[str]()

    def killed(*seats: object, **how: object) -> int:
        if done["offers"] == after:
            raise Killed
        done["offers"] += 1
        return commit(*seats, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(mass_displacement_offers, "commit_offers", killed)
    with pytest.raises(Killed):
        together(office)
    assert states(office)["offered"] == 4 * after
    monkeypatch.setattr(mass_displacement_offers, "commit_offers", commit)
    together(office)
    together(office)
    assert states(office) == {"offered": 10, "waiting": 2}
    nothing_is_lost_or_doubled(office, 12)


def test_the_same_plan_acted_on_by_two_at_once_is_done_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(office, 6)
    recruit(office, "东莞辉鸿制衣厂", seats=4)
    close(office, 6)
    plan = mass_displacement_offers.plan_together

    def overtaken(*asked: object, **how: object) -> object:
        found = plan(*asked, **how)  # type: ignore[arg-type]
        monkeypatch.setattr(mass_displacement_offers, "plan_together", plan)
        together(office)  # the other worker, while this one has its plan and nothing written
        return found

    monkeypatch.setattr(mass_displacement_offers, "plan_together", overtaken)
    together(office)
    assert states(office) == {"offered": 4, "waiting": 2}
    nothing_is_lost_or_doubled(office, 6)


def test_a_seat_that_went_meanwhile_sends_its_person_to_the_search_for_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(office, 3)
    line, [other] = recruit(office, "东莞辉鸿制衣厂", seats=3), people(office, 1, first=80)
    close(office, 3)
    plan = mass_displacement_offers.plan_together

    def late(*asked: object, **how: object) -> object:
        found = plan(*asked, **how)  # type: ignore[arg-type]
        offer(office, other, line)
        return found

    monkeypatch.setattr(mass_displacement_offers, "plan_together", late)
    together(office)
    assert states(office) == {"offered": 2, "open": 1} and taken(office, line) == 3
    with office.database.reading() as session:
        [left] = displacements_due(session, at=office.at)
    recruit(office, "深圳市爱德康珠宝首饰有限公司", seats=1)
    redeploy(office.database, left, now=lambda: office.at)
    assert states(office) == {"offered": 3}


def test_the_plan_of_all_goes_before_the_search_for_each_and_the_sweep_asks_for_it(office: Office) -> None:
    plant(office, 3)
    close(office, 3)
    assert [(each.job, each.ids[0]) for each in swept(office)] == [("redeploy_together", employer(office).id)]
    later = swept(office, HEAD_START + timedelta(seconds=1))
    assert [each.job for each in later] == ["redeploy"] * 3


def test_a_nudge_follows_the_commit(office: Office, database: Database) -> None:
    sent: list[Nudge] = []
    plant(office, 2)
    database.send = sent.extend
    close(office, 2)
    assert sent == [Nudge("redeploy_together", (employer(office).id,))]


def test_where_no_plan_can_be_made_each_is_searched_for_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(office, 2)
    recruit(office, "东莞辉鸿制衣厂", seats=2)
    close(office, 2)

    def broken(*asked: object, **how: object) -> None:
        raise ValueError("a poison case")

    monkeypatch.setattr(mass_displacement_offers, "plan_together", broken)
    with pytest.raises(ValueError, match="poison"):
        together(office)
    assert [each.job for each in swept(office)] == ["redeploy", "redeploy"]


def test_where_the_county_decides_by_hand_people_wait_for_a_person(office: Office) -> None:
    plant(office, 2)
    rules(office, redeploys_by_itself=False)
    close(office, 2)
    together(office)
    assert states(office) == {"escalated": 2} and swept(office) == []
    with office.database.reading() as session:
        assert set(session.scalars(select(Displacement.look_by))) == {office.at + timedelta(hours=24)}
    assert placements(office, state="offered") == []
