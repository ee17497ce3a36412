"""The plan under further limits: what it promises, what it prints, and that re-planning disturbs nobody who agreed."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.checks import Claim, Promise, judge_bound, judge_plan
from matching.columns import Ints
from matching.plan import Plan, compared, cost_of_choosing, plan
from matching.shortlists import Shortlists
from matching.terms import Floor, Share, Terms, values_of
from matching.weights import POINT
from tests.matching.test_auction import lists_of, optimum, problems, tolerance


def claim_of(lists: Shortlists, made: Plan, seats: Ints) -> Claim:
    people = np.flatnonzero(made.line_of >= 0)
    score = np.where(made.held[people] >= 0, lists.scores[made.held[people]], 0)
    return Claim(people, made.line_of[people], score, seats, made.value, made.bound)


def exact(lists: Shortlists, seats: Ints, labourers: int, terms: Terms) -> int | None:
    """The greatest value within seats, shared places, budget and floors; None when nothing is within them."""
    value, lines = values_of(lists, terms), len(seats)
    line = np.repeat(np.arange(lines), np.diff(lists.offsets))
    rows, low, high = [], [], []

    def limit(row: Ints, least: float, most: float) -> None:
        rows.append(row)
        low.append(least)
        high.append(most)

    for person in range(labourers):
        limit(lists.labourer == person, 0, 1)
    for j in range(lines):
        limit(line == j, 0, seats[j])
    for share in terms.shares:
        limit(np.isin(line, share.lines), 0, share.places)
    if terms.cost is not None and terms.budget is not None:
        limit(terms.cost[line], 0, terms.budget)
    for floor in terms.floors:
        limit(np.isin(lists.labourer, floor.members), floor.least, np.inf)
    within = LinearConstraint(np.array(rows, float), low, high)
    found = milp(
        -value.astype(float), constraints=within, integrality=np.ones(len(value)), bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )  # fmt: skip
    return round(-found.fun) if found.success else None


@st.composite
def limited(draw: st.DrawFn) -> tuple[Shortlists, Ints, int, Terms]:
    lists, seats, labourers = draw(problems().filter(lambda problem: len(problem[0].labourer) > 0))
    rows = st.lists(st.integers(0, len(seats) - 1), min_size=1, max_size=3, unique=True)
    shares = tuple(Share(np.array(draw(rows)), draw(st.integers(0, 4))) for _ in range(draw(st.integers(0, 2))))
    floors = ()
    if draw(st.booleans()):
        members = draw(st.lists(st.integers(0, labourers - 1), min_size=1, max_size=4, unique=True))
        floors = (Floor("group", np.array(members), draw(st.integers(0, 2))),)
    cost = np.array(draw(st.lists(st.sampled_from([0, 10_000, 20_000, 30_000]), min_size=4, max_size=4))[: len(seats)])
    budget = draw(st.none() | st.integers(0, 120_000))
    money = {} if budget is None else {"cost": cost, "budget": budget}
    return lists, seats, labourers, Terms(shares=shares, floors=floors, **money)


@given(limited())
@settings(max_examples=50)
def test_limits_hold_and_the_bound_is_above_what_is_possible_within_them(
    problem: tuple[Shortlists, Ints, int, Terms],
) -> None:
    lists, seats, labourers, terms = problem
    made, best = plan(lists, seats, labourers, terms), exact(lists, seats, labourers, terms)
    shared = [(share.lines.tolist(), share.places) for share in terms.shares]
    cost = dict(enumerate(terms.cost.tolist())) if terms.cost is not None else {}
    promise = Promise(shared=shared, cost=cost, budget=terms.budget)
    assert judge_plan(claim_of(lists, made, seats), promise) == []
    if best is not None:
        assert made.bound >= best - 1
        assert made.missed or made.value <= best + 1
    elif terms.floors:
        assert made.missed == ("group",)


@given(problems())
@settings(max_examples=60)
def test_without_limits_the_plan_is_the_assignment_and_its_prices_prove_it(
    problem: tuple[Shortlists, Ints, int],
) -> None:
    lists, seats, labourers = problem
    made, best = plan(lists, seats, labourers), optimum(lists, lists.scores, seats, labourers)
    assert made.value <= best <= made.bound <= made.value + tolerance(lists.scores, made.filled)
    assert judge_plan(claim_of(lists, made, seats), Promise()) == []
    assert judge_bound(lists.offsets, lists.labourer, lists.scores, seats, made.seat_price, made.bound) == []
    simpler = compared(lists, seats, labourers)
    assert max(simpler.greedy, simpler.row_by_row) <= made.bound


@given(problems(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_rows_of_lines_decide_nothing_once_they_have_ties(
    problem: tuple[Shortlists, Ints, int], random: Random
) -> None:
    lists, seats, labourers = problem
    ties = np.array(random.sample(range(1000), len(seats)), np.uint64)
    moved = np.array(random.sample(range(len(seats)), len(seats)))
    rows = [slice(lists.offsets[j], lists.offsets[j + 1]) for j in moved]
    other = lists_of([list(zip(lists.labourer[row].tolist(), lists.scores[row].tolist(), strict=True)) for row in rows])
    before = plan(lists, seats, labourers, ties=ties)
    after = plan(other, seats[moved], labourers, ties=ties[moved])
    there = np.where(after.line_of >= 0, moved[after.line_of], -1)
    assert there.tolist() == before.line_of.tolist()


CROWD = lists_of([[(i, 90 * POINT - i * POINT) for i in range(8)], [(i, 80 * POINT - i * POINT) for i in range(8)]])
TWO = np.array([3, 3])


def test_those_who_agreed_keep_their_seats_and_count_as_filled() -> None:
    fixed = np.full(8, -1)
    fixed[7] = 0
    made = plan(CROWD, TWO, 8, Terms(fixed=fixed))
    assert made.line_of[7] == 0
    assert made.filled == 6
    assert (made.line_of == 0).sum() == 3
    assert judge_plan(claim_of(CROWD, made, TWO), Promise(fixed={7: 0})) == []
    with pytest.raises(ValueError, match="more people have agreed"):
        plan(CROWD, np.array([0, 3]), 8, Terms(fixed=fixed))


def test_a_new_plan_moves_nobody_for_next_to_nothing() -> None:
    lists = lists_of([[(0, 80 * POINT), (1, 80 * POINT - 1)], [(0, 80 * POINT), (1, 80 * POINT)]])
    seats = np.array([1, 1])
    for former in (np.array([0, 1]), np.array([1, 0])):
        assert plan(lists, seats, 2, Terms(former=former)).line_of.tolist() == former.tolist()


def test_priority_acts_openly_and_in_the_plan_alone() -> None:
    one = np.array([1, 0])
    priority = np.zeros(8, np.int64)
    priority[3] = 5 * POINT
    plain, made = plan(CROWD, one, 8), plan(CROWD, one, 8, Terms(priority=priority))
    assert np.flatnonzero(plain.line_of == 0).tolist() == [0]
    assert np.flatnonzero(made.line_of == 0).tolist() == [3]
    assert (made.points, made.value) == (87 * POINT, 92 * POINT)


def test_a_floor_is_met_and_one_that_cannot_be_met_is_said() -> None:
    last = np.array([6, 7])
    assert (plan(CROWD, TWO, 8, Terms(floors=(Floor("last", last, 2),))).line_of[last] >= 0).all()
    missed = plan(CROWD, TWO, 8, Terms(floors=(Floor("last", last, 3),)))
    assert missed.missed == ("last",)
    assert missed.bound >= missed.value


def test_companions_go_together_where_the_bonus_outweighs_what_it_costs() -> None:
    wish, rows = ((0, 1),), [[(0, 90), (1, 80), (2, 79)], [(1, 81), (2, 78)]]
    apart = lists_of([[(person, points * POINT) for person, points in row] for row in rows])
    for bonus, kept in ((0, 0), (4 * POINT, 1)):
        made = plan(apart, np.array([2, 1]), 3, Terms(companions=wish, together=bonus))
        assert made.companions_together == kept
        assert made.bound >= made.value
        promise = Promise(companions=wish, together=bonus)
        flagged = {each.name for each in judge_plan(claim_of(apart, made, np.array([2, 1])), promise)}
        assert flagged == (set() if kept else {"companions_apart"})


def test_what_choosing_somebody_costs_the_others_is_read_from_the_prices() -> None:
    lists = lists_of([[(0, 90 * POINT), (1, 60 * POINT)], [(0, 80 * POINT), (1, 79 * POINT)]])
    seats = np.array([1, 1])
    made = plan(lists, seats, 2)
    assert made.line_of.tolist() == [0, 1]
    chosen = cost_of_choosing(lists, made, 1, 0, lists.scores)
    assert chosen.whole <= 90 * POINT + 79 * POINT - 80 * POINT - 60 * POINT + POINT // 10
    assert cost_of_choosing(lists, made, 0, 0, lists.scores).whole <= POINT // 10
    with pytest.raises(ValueError, match="does not list"):
        cost_of_choosing(lists_of([[(0, 5)], []]), plan(lists_of([[(0, 5)], []]), seats, 1), 0, 1, np.array([5]))


@given(problems(), st.integers(0, 8), st.integers(0, 3))
@settings(max_examples=60)
def test_a_plan_forced_to_a_pair_loses_at_least_its_reduced_cost_less_the_gap(
    problem: tuple[Shortlists, Ints, int], labourer: int, line: int
) -> None:
    lists, seats, labourers = problem
    row = slice(lists.offsets[min(line, len(seats) - 1)], lists.offsets[min(line, len(seats) - 1) + 1])
    listed = dict(zip(lists.labourer[row].tolist(), lists.scores[row].tolist(), strict=True))
    line = min(line, len(seats) - 1)
    if labourer not in listed or seats[line] == 0:
        return
    made, rest = plan(lists, seats, labourers), seats.copy()
    rest[line] -= 1
    without = np.where(lists.labourer == labourer, -1, lists.scores)
    forced = optimum(lists, without, rest, labourers) + listed[labourer]
    assert forced <= made.bound - cost_of_choosing(lists, made, labourer, line, lists.scores).whole


@pytest.mark.parametrize(
    "wrong",
    [{"fill": -1}, {"priority": np.array([-1])}, {"budget": 3}, {"cost": np.array([1])},
     {"cost": np.array([-1]), "budget": 3}, {"shares": (Share(np.array([0]), -1),)},
     {"floors": (Floor("x", np.array([0]), -1),)}, {"companions": ((1, 2), (2, 3))}, {"companions": ((1, 1),)}],
)  # fmt: skip
def test_terms_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must not be negative|needs the costs|nobody is in two"):
        Terms(**wrong)  # type: ignore[arg-type]


def test_the_example_of_the_document() -> None:
    lists = lists_of([[(0, 90 * POINT), (1, 60 * POINT)], [(0, 80 * POINT), (1, 79 * POINT)]])
    seats, prices = np.array([1, 1]), np.array([10 * POINT, 0])
    made = plan(lists, seats, 2)
    assert (made.line_of.tolist(), made.value) == ([0, 1], 169 * POINT)
    assert judge_bound(lists.offsets, lists.labourer, lists.scores, seats, prices, 169 * POINT) == []
    assert judge_bound(lists.offsets, lists.labourer, lists.scores, seats, prices, 169 * POINT - 1) != []
    swapped = lists_of([[(0, 80 * POINT), (1, 79 * POINT)], [(0, 90 * POINT), (1, 60 * POINT)]])
    assert compared(swapped, seats, 2).row_by_row == 140 * POINT
