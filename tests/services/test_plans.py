"""The plan of a county: whom it proposes, whom it leaves alone, and what it replaces."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from models.labourer import Labourer
from models.model import Model
from models.order import Order, OrderLine
from models.placement import Placement
from models.plan import Plan, PlanProposal, PlanSeat
from models.training_base import TrainingBase
from services import plans
from services.access import Actor
from services.calendar import county_day
from services.errors import NotAllowed, RuleRefusal
from services.plan_views import plan_says
from services.plans import (
    CountyPlan,
    cost_to_others,
    describe_plans,
    keep_plans,
    make_plans,
    plan_in_force,
    proposals_for,
)
from tests.classroom import Classroom
from tests.office import SANDU, Office
from tests.placing import accept, hire, offer, people, recruit


def plan(office: Office, actor: Actor | None = None) -> list[CountyPlan]:
    with office.database.reading() as session:
        return make_plans(session, as_of=county_day(office.at), actor=actor or office.actor)


def keep(office: Office, made: list[CountyPlan]) -> None:
    with office.database.writing() as session:
        keep_plans(session, made, actor=office.actor, at=office.at)


def replan(office: Office) -> dict[int, int]:
    keep(office, plan(office))
    return proposals(office)


def proposals(office: Office) -> dict[int, int]:
    """The line that every labourer is proposed for."""
    query = select(PlanProposal.labourer_id, PlanSeat.line_id).join(PlanSeat, PlanSeat.id == PlanProposal.seat_id)
    with office.database.reading() as session:
        return {row.labourer_id: row.line_id for row in session.execute(query)}


def count(office: Office, table: type[Model]) -> int:
    with office.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_every_open_seat_is_planned_at_once_and_nobody_twice(office: Office) -> None:
    four = people(office, 4)
    well, badly = recruit(office, "好厂", 2, "5000-6000"), recruit(office, "小厂", 1, "3200-3300")
    made = plan(office)
    document = describe_plans(made)
    assert (document["seats"], document["filled"], document["people"]) == (3, 3, 4)
    assert document["row_by_row_value"] <= document["value"] <= document["bound"]
    keep(office, made)
    proposed = proposals(office)
    assert set(proposed) <= set(four)
    assert sorted(proposed.values()) == sorted([well, well, badly])
    assert count(office, Placement) == 0
    auditor, elsewhere = office.user("audit", "auditor"), office.user("there", "county", 522731000000)
    with office.database.reading() as session:
        found = proposals_for(session, well, actor=auditor)
        assert {labourer for labourer, _ in found} == {each for each, line in proposed.items() if line == well}
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        assert proposals_for(session, well, actor=elsewhere) == []


def test_a_family_that_shares_an_account_goes_together_where_it_costs_little(office: Office) -> None:
    people(office, 4)
    recruit(office, "好厂", 2, "5000-6000"), recruit(office, "小厂", 2, "5000-6000")
    alone = replan(office)
    lines = sorted(set(alone.values()))
    family = [min(each for each, line in alone.items() if line == wanted) for wanted in lines]
    account = office.user("family", "labourer").user_id
    with office.database.writing() as session:
        session.execute(update(Labourer).where(Labourer.id.in_(family)).values(account_id=account))
    together = replan(office)
    assert len(lines) == 2
    assert together[family[0]] == together[family[1]]
    assert sorted(together.values()) == sorted(alone.values())


def test_those_who_have_an_offer_or_a_job_are_left_alone_with_their_seats(office: Office) -> None:
    li, wang, *others = people(office, 5)
    line = recruit(office, "永兴制衣厂", 4)
    offer(office, li, line)
    hire(office, wang, line)
    [made] = plan(office)
    assert made.planned.plan.seats == 2
    keep(office, [made])
    assert set(proposals(office)) < set(others)


def test_whoever_agreed_to_a_class_keeps_the_place_and_is_not_planned(office: Office) -> None:
    room = Classroom(office)
    _, line = room.order()
    taught, six = room.approved(places=3), room.people(6)
    room.linked(taught, line, seats=3)
    asked = room.row(room.agreed(taught, six[0])).labourer_id
    [made] = plan(office)
    assert [seat.seats for seat in made.open.seats] == [3, 37]
    assert [(share.lines.tolist(), share.places) for share in made.open.shares] == [([0], 2), ([0], 99)]
    keep(office, [made])
    assert asked not in proposals(office)
    with office.database.reading() as session:
        filled = {seat.class_id: seat.filled for seat in session.scalars(select(PlanSeat))}
    assert filled == {room.taught(taught).id: 2, None: 3}


def test_classes_of_one_base_share_its_places_while_they_overlap(office: Office) -> None:
    room = Classroom(office)
    room.base = room.a_base("小学校", capacity=4)
    room.teacher = room.user("small", "base", base_id=room.base)
    _, line = room.order()
    room.people(6)
    spring = {"starts_on": date(2027, 2, 1), "ends_on": date(2027, 3, 1)}
    for title, days in (("第一期", {}), ("第二期", {}), ("第三期", spring)):
        room.linked(room.approved(title=title, places=2, **days), line, seats=2)
    with office.database.writing() as session:
        session.get_one(TrainingBase, room.base).capacity = 2
    keep(office, plan(office))
    with office.database.reading() as session:
        first, second, third, rest = session.scalars(select(PlanSeat.filled).order_by(PlanSeat.id))
    assert first + second <= 2
    assert third <= 2
    assert first + second + third + rest == 6


def test_a_new_plan_disturbs_nobody_who_agreed_and_moves_nobody_for_nothing(office: Office) -> None:
    people(office, 6)
    recruit(office, "甲厂", 2, "4000-5000")
    recruit(office, "乙厂", 2, "4000-5000")
    before = replan(office)
    assert len(before) == 4
    chosen = next(iter(before))
    accept(office, offer(office, chosen, before[chosen]))
    after = replan(office)
    assert chosen not in after
    assert {each: after[each] for each in before if each != chosen} == {
        each: line for each, line in before.items() if each != chosen
    }


def test_the_plan_before_stays_in_force_when_storing_the_next_is_interrupted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(office, 3)
    recruit(office, "永兴制衣厂", 2)
    before = replan(office)
    made = plan(office)

    def torn(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(plans, "insert_rows", torn)
    with pytest.raises(KeyboardInterrupt):
        keep(office, made)
    assert proposals(office) == before
    assert count(office, Plan) == 1


def test_a_replaced_plan_keeps_its_figures_and_loses_its_proposals(office: Office) -> None:
    people(office, 3)
    recruit(office, "永兴制衣厂", 2)
    replan(office)
    replan(office)
    with office.database.reading() as session:
        first, second = session.scalars(select(Plan).order_by(Plan.id))
        assert (first.replaced_at, second.replaced_at) == (office.at, None)
        assert (first.value, first.bound) == (second.value - second.terms["stay"] * 2, first.bound)
        assert session.scalar(select(func.count()).select_from(PlanProposal)) == 2
        assert plan_in_force(session, SANDU, actor=office.actor).id == second.id


def test_whoever_gets_an_offer_while_the_plan_is_made_is_not_stored(office: Office) -> None:
    people(office, 3)
    line = recruit(office, "永兴制衣厂", 3)
    made = plan(office)
    first = int(made[0].ids[0])
    offer(office, first, line)
    keep(office, made)
    assert first not in proposals(office)


def test_what_a_choice_costs_the_others_is_told_at_the_prices_in_force(office: Office) -> None:
    people(office, 1)
    good, poor = recruit(office, "好厂", 1, "5000-6000"), recruit(office, "小厂", 1, "2000-2200")
    replan(office)
    with office.database.reading() as session:
        [person] = session.scalars(select(Labourer.public_id))
        lines = {each.id: each.public_id for each in session.scalars(select(OrderLine))}
        day = county_day(office.at)
        costs = [cost_to_others(session, lines[each], person, as_of=day, actor=office.actor) for each in (good, poor)]
        assert 0 < min(each["others"] for each in costs) <= max(each["others"] for each in costs) < 100
    extra = recruit(office, "新厂", 1)
    with office.database.reading() as session:
        unknown = session.scalar(select(OrderLine.public_id).where(OrderLine.id == extra))
        with pytest.raises(RuleRefusal, match="line_not_planned"):
            cost_to_others(session, str(unknown), person, as_of=day, actor=office.actor)


def test_what_a_choice_costs_is_asked_of_the_database_in_few_queries_and_follows_its_posts(office: Office) -> None:
    people(office, 2)
    lines = [recruit(office, f"第{number}厂", 1, "2000-2200") for number in range(4)]
    replan(office)
    asked: list[int] = []
    event.listen(office.database.engine, "before_cursor_execute", lambda *_: asked.append(1))

    def cost(person: str) -> tuple[float, int]:
        asked.clear()
        with office.database.reading() as session:
            line = session.get_one(OrderLine, lines[0])
            told = plan_says(session, line, person, as_of=county_day(office.at), actor=office.actor)
            assert told is not None
            return told["others"], len(asked)

    with office.database.reading() as session:
        one, two = session.scalars(select(Labourer.public_id).order_by(Labourer.id))
    first, at_first = cost(one)
    (again, queries), (_, for_another) = cost(one), cost(two)
    assert again == first
    assert max(queries, for_another) < at_first
    assert max(queries, for_another) <= 18
    with office.database.writing() as session:
        for line in session.scalars(select(OrderLine).where(OrderLine.id.in_(lines[1:]))):
            line.wage_month_min = line.wage_month_max = 10_000_00
    assert cost(one)[0] > first


def test_only_the_office_of_the_county_plans(office: Office) -> None:
    people(office, 1)
    recruit(office, "永兴制衣厂", 1)
    assert len(plan(office, office.user("here", "county", SANDU))) == 1
    for login, role, division in (("there", "county", 522731000000), ("li", "counsellor", SANDU)):
        with pytest.raises(NotAllowed):
            plan(office, office.user(login, role, division))


def test_a_county_without_open_seats_has_nothing_to_plan(office: Office) -> None:
    people(office, 1)
    assert describe_plans(plan(office)) == {
        "seats": 0, "filled": 0, "value": 0, "bound": 0, "gap": 0.0, "greedy_value": 0, "row_by_row_value": 0,
        "points": 0, "people": 0, "rounds": 0,
    }  # fmt: skip


def test_orders_that_begin_later_are_planned_when_asked_for(office: Office) -> None:
    people(office, 1)
    recruit(office, "永兴制衣厂", 1)
    with office.database.writing() as session:
        session.scalars(select(Order)).one().recruits_from = county_day(office.at) + timedelta(days=30)
    assert plan(office) == []
    with office.database.reading() as session:
        assert len(make_plans(session, orders="approved", as_of=county_day(office.at), actor=office.actor)) == 1
