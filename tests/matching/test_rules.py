"""Each hard rule by its cases; everyone is 李秀英 with one thing changed."""

from typing import Any

import pytest

from matching.dates import latest_birth
from matching.explain import explain
from matching.pairs import pairs_of_line
from matching.pool import NO_EXPIRY
from matching.rank import judge_all, rank
from matching.rules import RULE_NAMES
from matching.weights import DEFAULT, Weights
from tests.matching.example import (
    AIDEKANG,
    AT_DAY,
    DRIVING_LICENCE,
    HOME_LINE,
    NEARNESS,
    WELDING_CARD,
    day,
    lines_of,
    pool_of,
)

HIRING = {"kind": 0}
WELDING = {"certificates": [(WELDING_CARD,)]}
START = day(2027, 3, 1)


def refused_by(person: dict[str, Any], line: dict[str, Any] | None = None, weights: Weights = DEFAULT) -> list[str]:
    """Names of the rules that refuse a changed 李秀英 for a changed jewellery line."""
    explained = explain(pool_of(person), lines_of(line or {}), NEARNESS, weights, 0, 0, AT_DAY)
    assert explained.eligible == all(rule.ok for rule in explained.rules)
    return [rule.name for rule in explained.rules if not rule.ok]


def test_li_xiuying_fits() -> None:
    assert refused_by({}) == []


@pytest.mark.parametrize("state", [4, 5])
def test_the_dead_and_those_who_moved_away_are_not_proposed(state: int) -> None:
    assert refused_by({"state": state}) == ["alive_and_here"]


def test_a_placed_person_is_not_proposed() -> None:
    assert refused_by({"state": 3}) == ["not_placed"]


@pytest.mark.parametrize("state", [0, 1, 2])
def test_people_at_home_away_or_in_training_are(state: int) -> None:
    assert refused_by({"state": state}) == []


def test_sixteen_on_the_first_day_is_old_enough() -> None:
    assert refused_by({"birth": day(2011, 3, 1)}) == []


def test_sixteen_a_day_later_is_not() -> None:
    assert refused_by({"birth": day(2011, 3, 2)}) == ["of_working_age"]


def test_a_county_may_set_its_age_floor_higher() -> None:
    assert refused_by({"birth": day(2011, 3, 1)}, weights=Weights(age_floor=18)) == ["of_working_age"]


def test_a_late_decision_counts_age_on_its_own_day() -> None:
    pool, lines = pool_of({"birth": day(2011, 3, 2)}), lines_of({})
    assert rank(pool, lines, NEARNESS, DEFAULT, 0, START + 1).eligible == 1


@pytest.mark.parametrize(("born", "refused"), [(day(1981, 3, 2), []), (day(1981, 3, 1), ["within_age_limit"])])
def test_forty_five_is_allowed_until_the_forty_sixth_birthday(born: int, refused: list[str]) -> None:
    assert refused_by({"birth": born}, {"age_max": 45}) == refused


def test_too_young_for_the_line_is_outside_its_limit() -> None:
    assert refused_by({"birth": day(2009, 3, 2)}, {"age_min": 18}) == ["within_age_limit"]


@pytest.mark.parametrize(
    ("today", "years", "born_by"),
    [
        (day(2028, 2, 29), 16, day(2012, 2, 29)),
        (day(2027, 2, 28), 16, day(2011, 2, 28)),
        (day(2027, 3, 1), 15, day(2012, 3, 1)),
        (day(2028, 2, 29), 17, day(2011, 2, 28)),
    ],
)
def test_a_leap_day_child_grows_older_on_the_first_of_march(today: int, years: int, born_by: int) -> None:
    assert latest_birth(today, years) == born_by


@pytest.mark.parametrize(("sex", "refused"), [(2, []), (1, ["lawful_sex_limit"]), (0, ["lawful_sex_limit"])])
def test_a_lawful_sex_limit_holds(sex: int, refused: list[str]) -> None:
    assert refused_by({"sex": sex}, {"sex": 2}) == refused


@pytest.mark.parametrize(("education", "refused"), [(2, []), (1, ["education_enough"]), (0, ["education_enough"])])
def test_education_must_reach_what_is_asked(education: int, refused: list[str]) -> None:
    assert refused_by({"education": education}) == refused


def test_without_consent_to_share_nobody_is_shown_to_an_employer() -> None:
    assert refused_by({"consented": False}) == ["consent_given"]


def test_a_barred_employer_is_not_proposed() -> None:
    assert refused_by({"barred": [(3,), (AIDEKANG,)]}) == ["employer_not_barred"]
    assert refused_by({"barred": [(3,)]}) == []


def test_work_abroad_needs_agreement() -> None:
    assert refused_by({}, {"abroad": True}) == ["abroad_agreed"]
    assert refused_by({"abroad": True}, {"abroad": True}) == []


def test_a_start_may_slip_by_thirty_days() -> None:
    assert refused_by({"available_from": START + 30}) == []
    assert refused_by({"available_from": START + 31}) == ["free_to_start"]


def test_near_home_only_means_within_the_home_county() -> None:
    assert refused_by({"range": 1}) == ["near_home_only"]
    assert refused_by({"range": 1}, HOME_LINE) == []


def test_a_licensed_job_needs_the_licence() -> None:
    assert refused_by({}, {**HIRING, **WELDING}) == ["licence_held"]
    assert refused_by({"certificates": [(WELDING_CARD, NO_EXPIRY)]}, {**HIRING, **WELDING}) == []


def test_an_expired_licence_is_not_held() -> None:
    assert refused_by({"certificates": [(WELDING_CARD, START - 1)]}, {**HIRING, **WELDING}) == ["licence_held"]
    assert refused_by({"certificates": [(WELDING_CARD, START)]}, {**HIRING, **WELDING}) == []


def test_every_licence_asked_for_must_be_held() -> None:
    both = {**HIRING, "certificates": [(WELDING_CARD,), (DRIVING_LICENCE,)]}
    assert refused_by({"certificates": [(WELDING_CARD, NO_EXPIRY)]}, both) == ["licence_held"]


def test_a_class_that_gives_the_licence_does_not_ask_for_it() -> None:
    assert refused_by({}, WELDING) == []
    assert refused_by({}, {**WELDING, "class_gives_certificate": False}) == ["licence_held"]
    assert refused_by({}, {**WELDING, **HIRING}) == ["licence_held"]


def test_an_explained_licence_says_what_is_missing_and_what_expired() -> None:
    papers = {"certificates": [(WELDING_CARD, START - 1)]}
    both = {**HIRING, "certificates": [(WELDING_CARD,), (DRIVING_LICENCE,)]}
    explained = explain(pool_of(papers), lines_of(both), NEARNESS, DEFAULT, 0, 0, AT_DAY)
    licence = explained.rules[RULE_NAMES.index("licence_held")]
    assert licence.reason == "licence_missing"
    assert licence.params["missing"] == [WELDING_CARD, DRIVING_LICENCE]
    assert licence.params["expired"] == [{"certificate": WELDING_CARD, "expires": START - 1}]


def test_counts_say_which_requirement_empties_the_list() -> None:
    pool = pool_of({}, {"state": 5}, {"education": 0}, {"education": 0, "sex": 1}, {"sex": 1})
    lines = lines_of({"sex": 2})
    eligible, rejections = judge_all(pairs_of_line(pool, lines, 0), DEFAULT, AT_DAY)
    counts = rejections.by_rule()
    assert eligible.tolist() == [True, False, False, False, False]
    assert counts["alive_and_here"] == {"rejected": 1, "first": 1, "only": 1}
    assert counts["lawful_sex_limit"] == {"rejected": 2, "first": 2, "only": 1}
    assert counts["education_enough"] == {"rejected": 2, "first": 1, "only": 1}
    assert sum(c["first"] for c in counts.values()) == 4
