"""The soft criteria by their cases."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from matching.records import Scored
from matching.score import score_pairs
from matching.weights import CRITERIA, DEFAULT
from tests.matching.example import (
    GEM_CUTTER,
    HOME_LINE,
    JEWELLER,
    JEWELLERY,
    NEARNESS,
    POLISHING,
    SEWER,
    lines_of,
    pool_of,
)
from tests.matching.strategies import LABOURER, lines, nearnesses, pools, table_of

HIRING = {"kind": 0}
UNSCORED = ("sex", "birth", "education", "categories", "predicted_stay", "state", "consented", "certificates", "barred")
PLAIN_WAGE = {"wage_min": 400_000, "wage_max": 400_000, "board": False, "lodging": False}
NO_WANTS = {"wants_board": False, "wants_lodging": False}


def points(criterion: str, person: dict[str, Any], line: dict[str, Any]) -> float:
    """Points of one criterion for a changed 李秀英 and a changed jewellery line."""
    one = np.zeros(1, np.int64)
    scored = score_pairs(pool_of(person), lines_of(line), NEARNESS, DEFAULT, one, one)
    return float(scored[0, CRITERIA.index(criterion)]) / 1_000_000


@given(pools(), lines(), nearnesses())
@settings(max_examples=40)
def test_points_stay_within_their_weights(pool: Pool, orders: Lines, nearness: Nearness) -> None:
    i, j = np.divmod(np.arange(len(pool) * len(orders)), len(orders))
    scored = score_pairs(pool, orders, nearness, DEFAULT, i, j)
    assert (scored >= 0).all()
    assert (scored <= [DEFAULT.points_of(name) for name in CRITERIA]).all()


@given(st.fixed_dictionaries(LABOURER), lines(), nearnesses(), st.integers(0, 2), st.sampled_from([10, 40, 200]))
@settings(max_examples=40)
def test_more_of_a_required_skill_never_lowers_a_score(
    person: dict[str, Any], orders: Lines, nearness: Nearness, which: int, years: int
) -> None:
    needs = orders.take(np.zeros(1, np.int64)).skills
    assume(which < len(needs.skill))
    scores = []
    for level in (None, 0, 5, 4, 3, 2, 1):
        more = [] if level is None else [(int(needs.skill[which]), level, years)]
        pool = table_of(Pool, [{**person, "skills": [*person["skills"], *more]}])
        scored = score_pairs(pool, orders, nearness, DEFAULT, np.zeros(1, np.int64), np.zeros(1, np.int64))
        scores.append(int(scored.sum()))
    assert scores == sorted(scores)


def test_a_certificate_below_long_practice_does_not_lower_it() -> None:
    asked = {**HIRING, "skills": [(JEWELLERY, 4, 1)]}
    assert points("skill", {"skills": [(JEWELLERY, 0, 60)]}, asked) == 24.0
    assert points("skill", {"skills": [(JEWELLERY, 5, 60)]}, asked) == 24.0
    assert points("skill", {"skills": [(JEWELLERY, 4, 60)]}, asked) == 30.0


@given(st.fixed_dictionaries(LABOURER), st.fixed_dictionaries(LABOURER), lines(), nearnesses())
@settings(max_examples=50)
def test_nothing_that_no_criterion_may_read_changes_a_score(
    one: dict[str, Any], other: dict[str, Any], orders: Lines, nearness: Nearness
) -> None:
    changed = [{**one, name: other[name]} for name in UNSCORED]
    people = table_of(Pool, [one, *changed])
    for line in range(len(orders)):
        i = np.arange(len(people))
        scored = score_pairs(people, orders, nearness, DEFAULT, i, np.full_like(i, line))
        assert (scored == scored[0]).all()


def test_criteria_are_not_even_handed_what_is_protected() -> None:
    assert not {column for column in Scored._fields if column.startswith(tuple(name.rstrip("s") for name in UNSCORED))}


@pytest.mark.parametrize(
    ("skills", "expected"),
    [
        ([(JEWELLERY, 5, 0)], 30.0),
        ([(JEWELLERY, 1, 0)], 30.0),
        ([(JEWELLERY, 0, 10)], 24.0),
        ([(JEWELLERY, 0, 9)], 16.8),
        ([(POLISHING, 5, 0)], 9.0),
        ([(-1, 5, 0)], 0.0),
        ([], 0.0),
    ],
)
def test_a_skill_counts_by_nearness_level_and_proof(skills: list[tuple[int, ...]], expected: float) -> None:
    assert points("skill", {"skills": skills}, {**HIRING, "skills": [(JEWELLERY, 5, 1)]}) == expected


@pytest.mark.parametrize(("level", "expected"), [(5, 3.0), (4, 7.5), (3, 13.5), (2, 21.0), (1, 30.0)])
def test_each_level_below_the_one_asked_for_costs(level: int, expected: float) -> None:
    asked = {**HIRING, "skills": [(JEWELLERY, 1, 1)]}
    assert points("skill", {"skills": [(JEWELLERY, level, 0)]}, asked) == expected


def test_a_class_gives_half_of_the_skill_points_to_everyone() -> None:
    assert points("skill", {"skills": []}, {}) == 15.0


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"experience": [(GEM_CUTTER, 1)], "wishes": []}, 18.0),
        ({"experience": [], "wishes": [(JEWELLER, 3)]}, 15.0),
        ({"experience": [], "wishes": []}, 0.0),
    ],
)
def test_a_line_without_skills_goes_by_occupation(person: dict[str, Any], expected: float) -> None:
    assert points("skill", person, {**HIRING, "skills": []}) == expected


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        ([(JEWELLER, 18)], 5.0),
        ([(JEWELLER, 400)], 10.0),
        ([(GEM_CUTTER, 30)], 5.0),
        ([(SEWER, 99)], 0.0),
        ([], 0.0),
    ],
)
def test_months_count_until_three_years(jobs: list[tuple[int, int]], expected: float) -> None:
    assert points("experience", {"experience": jobs}, {}) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([(440000000000,)], 25.0),
        ([(440303000000,)], 25.0),
        ([(440307000000,)], 15.0),
        ([(441900000000,)], 6.25),
        ([(110000000000,), (440300000000,)], 25.0),
        ([], 15.0),
    ],
)
def test_a_wanted_place_counts_by_how_well_it_fits(wanted: list[tuple[int]], expected: float) -> None:
    assert points("location", {"wanted": wanted}, {}) == expected


@pytest.mark.parametrize(("reach", "expected"), [(0, 25.0), (1, 25.0), (2, 12.5)])
def test_work_in_the_home_township_is_best_unless_one_wants_away(reach: int, expected: float) -> None:
    assert points("location", {"range": reach, "wanted": []}, HOME_LINE) == expected


@pytest.mark.parametrize(
    ("division", "expected"),
    [(522732106000, 21.25), (522731000000, 15.0), (520100000000, 7.5), (440303000000, 0.0)],
)
def test_living_near_counts_by_the_smallest_shared_division(division: int, expected: float) -> None:
    unknown = {"division": division, "lat": 0, "lng": 0}
    assert points("location", {"wanted": [(110000000000,)]}, unknown) == expected


def test_nearness_to_home_halves_at_sixty_kilometres() -> None:
    away = {"division": 440303000000, "lat": 25_983_200 + 539_593, "lng": 107_869_750}
    assert points("location", {"wanted": [(110000000000,)]}, away) == 12.5


def test_one_who_wants_away_and_names_no_place_is_content_outside_the_county() -> None:
    assert points("location", {"range": 2, "wanted": []}, {}) == 20.0


def test_agreed_work_abroad_has_its_own_worth() -> None:
    assert points("location", {"abroad": True, "wanted": []}, {"abroad": True, "division": 0}) == 17.5


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"wishes": [(JEWELLER, 1)]}, 12.0),
        ({"wishes": [(JEWELLER, 9)]}, 6.6),
        ({"wishes": [(GEM_CUTTER, 1)]}, 7.2),
        ({"wishes": [(SEWER, 1)], "industries": [(3,)]}, 7.2),
        ({"wishes": [(SEWER, 1)]}, 0.0),
        ({"wishes": [], "industries": []}, 4.8),
    ],
)
def test_a_wish_counts_by_nearness_and_rank(person: dict[str, Any], expected: float) -> None:
    assert points("wish", person, {}) == expected


@pytest.mark.parametrize(
    ("floor", "expected"),
    [(400_000, 12.75), (300_000, 15.0), (500_000, 7.65), (800_000, 0.0), (2_000_000, 0.0), (0, 12.75)],
)
def test_a_wage_below_the_floor_yields_by_degrees(floor: int, expected: float) -> None:
    assert points("wage", {"wage_floor": floor, **NO_WANTS}, PLAIN_WAGE) == expected


def test_a_line_that_hides_its_wage_gets_half() -> None:
    assert points("wage", NO_WANTS, {**PLAIN_WAGE, "wage_min": 0, "wage_max": 0}) == 7.5


def test_a_single_upper_wage_is_the_offer() -> None:
    assert points("wage", {"wage_floor": 400_000, **NO_WANTS}, {**PLAIN_WAGE, "wage_min": 0}) == 12.75


def test_wanted_board_that_is_not_given_costs_within_the_wage() -> None:
    person = {"wage_floor": 400_000, "wants_board": True, "wants_lodging": True}
    assert points("wage", person, PLAIN_WAGE) == pytest.approx(6.75)
    assert points("wage", {**person, "wage_floor": 2_000_000}, PLAIN_WAGE) == 0.0


def test_less_money_with_board_and_lodging_can_be_worth_more() -> None:
    bare, kept = PLAIN_WAGE, {**PLAIN_WAGE, "wage_min": 360_000, "wage_max": 360_000, "board": True, "lodging": True}
    assert points("wage", NO_WANTS, kept) > points("wage", NO_WANTS, bare)


@pytest.mark.parametrize(("worked", "expected"), [(0xFFF, 4.0), (1 << 8, 6.0), (1 << 2, 8.0), (0, 8.0)])
def test_harvest_months_away_cost(worked: int, expected: float) -> None:
    assert points("season", {}, {"months": worked}) == expected


def test_a_person_never_at_the_harvest_loses_nothing() -> None:
    assert points("season", {"busy_months": 0}, {}) == 8.0
    assert points("season", {"busy_months": 0xFFF}, {}) == 0.0


def test_everything_asked_for_makes_a_hundred() -> None:
    person = {"skills": [(k, 5, 0) for k in range(3)], "experience": [(JEWELLER, 36)], "wishes": [(JEWELLER, 1)],
              "wage_floor": 300_000, "busy_months": 0}  # fmt: skip
    assert sum(points(name, person, {}) for name in CRITERIA) == 100.0
