"""What would help, held against the readable twin: each change made by hand, judged, scored and ranked again."""

from collections import Counter
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings

from matching.changes import MOST_LATER, Change, place_of, ways_into, would_help
from matching.explain import single
from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import NO_EXPIRY, Pool
from matching.rank import standing_of_line
from matching.reference import Subject, day_of, hash_of_pair, metres_apart, points_of_pair, ranked, refusals, row_of
from matching.weights import DEFAULT, Weights
from tests.matching import strategies
from tests.matching.example import (
    ALL_YEAR,
    AT_DAY,
    HOME_LINE,
    NEARNESS,
    WELDING_CARD,
    day,
    lines_of,
    pool_of,
)
from tests.matching.strategies import EASY_LABOURER, EASY_LINE, LABOURER, LINE, lines, nearnesses, pools, some_weights

OFTEN_LATE = EASY_LABOURER | {name: LABOURER[name] for name in ("available_from", "range", "abroad")}
ASKING = EASY_LINE | {"certificates": LINE["certificates"]}
MARCH, JULY = 1 << 2, 1 << 6
SPRING: dict[str, Any] = {"kind": 0, "start": day(2027, 3, 20), "months": 0b11100}
"""March to May."""


def helps(person: dict[str, Any], line: dict[str, Any], weights: Weights = DEFAULT) -> dict[str, Change]:
    """Changes by code for someone alone in the pool."""
    return {c.change: c for c in would_help(pool_of(person), lines_of(line), NEARNESS, weights, 0, 0, AT_DAY)}


def make(code: str, params: dict[str, Any], person: Subject, line: Subject, at_day: int) -> None:
    """Do to plain rows what a change says, and see that it says how far and how long."""
    first = max(line.start, at_day)
    if code == "gain_certificate":
        person.certificates.append(SimpleNamespace(certificate=params["certificate"], expires=NO_EXPIRY))
    elif code == "gain_level":
        person.skills.append(SimpleNamespace(**params, years_x10=0))
    elif code == "accept_place":
        known = (person.lat, person.lng) != (0, 0) != (line.lat, line.lng)
        assert params == {"division": line.division, "metres": metres_apart(person, line) if known else None}
        person.wanted.append(SimpleNamespace(division=line.division))
        person.range = 0 if person.range == 1 else person.range
        person.abroad = person.abroad or line.abroad
    elif code == "lower_wage_floor":
        person.wage_floor = params["wage_floor"]
    elif code == "be_free_earlier":
        assert params == {"day": first, "days": person.available_from - first}
        person.available_from = first
    else:
        assert (code, params) == ("start_later", {"day": person.available_from, "days": person.available_from - first})
        line.months, line.start = moved(line, person.available_from), person.available_from


def moved(line: Subject, start: int) -> int:
    """The months worked from another start on, counted on the calendar one by one."""
    then, months = day_of(line.start), line.months
    while (then.year, then.month) != (day_of(start).year, day_of(start).month):
        then = then.replace(year=then.year + then.month // 12, month=then.month % 12 + 1, day=1)
        months = months << 1 & ALL_YEAR | months >> 11
    return int(months)


def place_after(
    made: list[tuple[str, dict[str, Any]]], pool: Pool, orders: Lines, row: int, nearness: Nearness, weights: Weights
) -> tuple[int, int]:
    """Score and rank in a pool after the changes of a list, by the readable twin; the others for the line as it is."""
    at_day = strategies.AT_DAY
    person, line = deepcopy(row_of(pool, row)), deepcopy(row_of(orders, 0))
    for change in made:
        make(*change, person, line, at_day)
    assert refusals(person, line, weights, at_day) == []
    score = sum(points_of_pair(person, line, nearness, weights))
    key = (-score, person.waiting_since, hash_of_pair(person.tie, line.tie))
    others = [(row_of(pool, other), points) for other, points in ranked(pool, orders, nearness, weights, 0, at_day)]
    keys = [(-points, o.waiting_since, hash_of_pair(o.tie, line.tie)) for o, points in others if o.tie != person.tie]
    return score, 1 + sum(each < key for each in keys)


@given(pools(OFTEN_LATE, most=5), lines(ASKING, most=1), nearnesses(), some_weights)
@settings(max_examples=120)
def test_each_change_made_by_hand_leads_where_it_was_said_to(
    pool: Pool, orders: Lines, nearness: Nearness, weights: Weights
) -> None:
    stand = standing_of_line(pool, orders, nearness, weights, 0, strategies.AT_DAY)
    for row in range(len(pool)):
        now = place_of(stand, single(pool, orders, row, 0), nearness, weights, strategies.AT_DAY)
        for each in would_help(pool, orders, nearness, weights, row, 0, strategies.AT_DAY, stand):
            after = place_after([(each.change, each.params)], pool, orders, row, nearness, weights)
            assert after == (each.score, each.rank)
            assert now.rank is None or each.score > now.score


@given(pools(OFTEN_LATE, most=4), lines(ASKING, most=1), nearnesses(), some_weights)
@settings(max_examples=80)
def test_the_changes_of_a_way_made_by_hand_lead_where_it_was_said_to(
    pool: Pool, orders: Lines, nearness: Nearness, weights: Weights
) -> None:
    stand = standing_of_line(pool, orders, nearness, weights, 0, strategies.AT_DAY)
    for row in range(len(pool)):
        pair = single(pool, orders, row, 0)
        for way in ways_into(pair, nearness, weights, strategies.AT_DAY, stand, first=1, most=2):
            assert place_after(list(way.changes), pool, orders, row, nearness, weights) == (way.score, way.rank)
            codes = Counter(code for code, _ in way.changes)
            assert codes["start_later"] + codes["be_free_earlier"] <= 1


def test_twenty_kilometres_more_are_said_in_metres() -> None:
    beyond = {**HOME_LINE, "division": 522723000000, "lat": HOME_LINE["lat"] + 180_000}
    found = helps({"range": 1, "wanted": []}, beyond)
    assert found["accept_place"].params == {"division": 522723000000, "metres": 20_015}


@pytest.mark.parametrize("lacking", [({"lat": 0, "lng": 0}, {}), ({}, {"lat": 0, "lng": 0})])
def test_where_coordinates_are_unknown_no_distance_is_told(lacking: tuple[dict[str, Any], dict[str, Any]]) -> None:
    found = helps({"range": 1, "wanted": [], **lacking[0]}, lacking[1])
    assert found["accept_place"].params["metres"] is None


def test_a_start_two_weeks_later_spares_a_month_that_one_is_needed_at_home() -> None:
    person = {"available_from": day(2027, 4, 3), "busy_months": MARCH}
    found = helps(person, SPRING)["start_later"]
    assert found.params == {"day": day(2027, 4, 3), "days": 14}
    assert (found.score, found.rank) == (score_of(person, SPRING) + 2_000_000, 1)


def score_of(person: dict[str, Any], line: dict[str, Any]) -> int:
    pool, orders = pool_of(person), lines_of(line)
    return sum(points_of_pair(row_of(pool, 0), row_of(orders, 0), NEARNESS, DEFAULT))


def test_a_later_start_is_not_told_when_it_costs_points() -> None:
    """The work lasts as long as before, so it then goes on into another month."""
    june = 1 << 5
    assert "start_later" not in helps({"available_from": day(2027, 4, 3), "busy_months": june}, SPRING)


@pytest.mark.parametrize(("weights", "most"), [(DEFAULT, 30 + MOST_LATER), (strategies.OTHER, MOST_LATER)])
def test_a_start_is_put_off_for_one_who_is_free_four_weeks_after_what_is_forgiven(weights: Weights, most: int) -> None:
    first = day(2027, 3, 1)
    told = helps({"available_from": first + most}, {"kind": 0}, weights)
    assert told["start_later"].params == {"day": first + most, "days": most}
    assert told["be_free_earlier"].params == {"day": first, "days": most}
    assert told["start_later"].score == told["be_free_earlier"].score
    assert helps({"available_from": first + most + 1}, {"kind": 0}, weights).keys() == {"be_free_earlier"}


def test_a_start_that_is_past_is_put_off_from_today() -> None:
    found = helps({"available_from": AT_DAY + 40}, {"kind": 0, "start": day(2026, 9, 1)})
    assert found["start_later"].params == {"day": AT_DAY + 40, "days": 40}


def test_work_without_a_start_keeps_its_months() -> None:
    person = {"available_from": AT_DAY + 40, "busy_months": JULY}
    line = {"kind": 0, "start": 0, "months": JULY}
    assert helps(person, line)["start_later"].score == score_of(person, line)


def test_the_others_stand_for_the_line_as_it_is() -> None:
    """Who would gain by the later start as well does not gain by what is asked for another."""
    late, waiting = {"available_from": day(2027, 4, 30)}, {"busy_months": MARCH, "waiting_since": 1}
    pool, line = pool_of(late | {"busy_months": MARCH}, waiting), lines_of(SPRING)
    found = {c.change: c for c in would_help(pool, line, NEARNESS, DEFAULT, 0, 0, AT_DAY)}
    assert (found["be_free_earlier"].rank, found["start_later"].rank) == (2, 1)


def test_a_certificate_that_expires_before_the_later_start_belongs_to_the_way() -> None:
    paper = {"certificates": [(WELDING_CARD, day(2027, 4, 10))], "busy_months": MARCH}
    pool = pool_of(paper | {"available_from": day(2027, 4, 30)}, paper | {"waiting_since": 1})
    line = lines_of(SPRING | {"certificates": [(WELDING_CARD,)]})
    stand = standing_of_line(pool, line, NEARNESS, DEFAULT, 0, AT_DAY)
    ways = ways_into(single(pool, line, 0, 0), NEARNESS, DEFAULT, AT_DAY, stand, first=1)
    assert ["start_later", "gain_certificate"] in [[code for code, _ in way.changes] for way in ways]
