"""Weights have versions: drafted, proposed, run in the shadow, and switched on by a second person."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from matching.lines import Lines
from matching.pairs import Nearness
from matching.pool import Pool
from matching.rank import rank
from matching.score import rule_hash
from matching.weights import DEFAULT, POINT, Weights
from models.audit_entry import AuditEntry
from models.ranked_list import RankedList
from models.weights_version import WeightsVersion
from services.errors import NotAllowed, NotFound, Refusal, RuleRefusal, Several
from services.lists import replay, show_list, why
from services.openings import openings_of
from services.weights import (
    advance_weights,
    amend_weights,
    county_of_weights,
    draft_weights,
    find_version,
    list_versions,
)
from services.weights_in_force import KNOWN, openings_by_county
from services.weights_values import NUMBERS, read_weights, written
from tests.matching.strategies import AT_DAY, EASY_LABOURER, EASY_LINE, lines, nearnesses, pools
from tests.office import SANDU, Office
from tests.weighing import CHANGE, HUISHUI, county, do, draft, in_force, proposed, shadow, switched_on, told


def test_a_county_without_versions_ranks_by_the_weights_of_this_edition(office: Office) -> None:
    assert in_force(office) == DEFAULT


def test_a_draft_changes_what_it_names_and_nothing_else(office: Office) -> None:
    version = told(office, draft(office))
    assert (version["version"], version["state"], version["based_on"]) == ("2", "draft", "1")
    assert version["changes"] == [
        {"name": "points_skill", "unit": "points", "old": "30", "new": "10"},
        {"name": "points_location", "unit": "points", "old": "25", "new": "45"},
    ]
    assert version["steps"][0]["note"] == CHANGE["reason"]
    assert in_force(office) == DEFAULT
    assert told(office, draft(office))["version"] == "3"


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"points_skill": "31"}, [("points_skill", "points_too_many")]),
        ({"points_skill": "29.5"}, [("points_skill", "points_too_few")]),
        ({"points_skill": "-1"}, [("points_skill", "count_out_of_range")]),
        ({"points_skill": "很多", "unproven": ""}, [("points_skill", "number_unreadable"), ("unproven", "missing")]),
        ({"unproven": "nan"}, [("unproven", "number_unreadable")]),
        ({"unproven": "1e400"}, [("unproven", "count_out_of_range")]),
        ({"unproven": "1e-9"}, [("unproven", "number_too_fine")]),
        ({"unproven": "100.0001"}, [("unproven", "count_out_of_range")]),
        ({"level_short": "100, 70"}, [("level_short", "values_count")]),
        ({"years_as_level": "6、1"}, [("years_as_level", "values_must_rise")]),
        ({"wage_zero_ratio": "100"}, [("wage_zero_ratio", "count_out_of_range")]),
        ({"wage_full_ratio": "100"}, [("wage_full_ratio", "count_out_of_range")]),
        ({"age_floor": "15"}, [("age_floor", "count_out_of_range")]),
        ({"half_distance": "0"}, [("half_distance", "count_out_of_range")]),
        ({}, [("points_skill", "weights_unchanged")]),
        ({"points_skill": "30.0"}, [("points_skill", "weights_unchanged")]),
        ({"late_days": "40", "reason": " "}, [("weights_reason", "missing")]),
        ({"late_days": "40", "reason": "长" * 501}, [("weights_reason", "text_too_long")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_draft_is_said_at_its_field(
    office: Office, fields: dict[str, str], refused: list[tuple[str, str]]
) -> None:
    with pytest.raises(Several) as told, office.database.writing() as session:
        draft_weights(session, SANDU, {"reason": "理由", **fields}, actor=office.actor, at=office.at)
    assert [(each.field, each.code) for each in told.value.refusals] == refused


def test_numbers_are_read_as_people_type_them() -> None:
    typed = {"points_skill": "３１", "points_season": "7.0", "wish_ranks": "100％、85，70", "half_distance": "62.5"}
    read = read_weights(typed, DEFAULT, "2")
    assert (read.points.skill, read.wish_ranks) == (31 * POINT, (1_000_000, 850_000, 700_000))
    assert (read.half_distance, read.version) == (62_500, "2")


def test_every_number_of_the_weights_is_in_the_form() -> None:
    plain = DEFAULT.to_dict()
    assert {*NUMBERS} == {*plain} - {"version", "points"} | {f"points_{name}" for name in plain["points"]}
    assert read_weights(written(DEFAULT), DEFAULT, "1") == DEFAULT


@given(st.dictionaries(st.sampled_from(sorted(NUMBERS)), st.text("0123456789.,-+e% 、x", max_size=12), max_size=4))
def test_whatever_is_typed_makes_weights_or_a_refusal_of_a_field(fields: dict[str, str]) -> None:
    try:
        read = read_weights(fields, DEFAULT, "2")
    except Several as several:
        assert {each.field for each in several.refusals} <= {*NUMBERS}
    else:
        assert Weights.from_dict(read.to_dict()) == read
        assert read_weights(written(read), DEFAULT, "2") == read


def test_a_draft_is_changed_until_it_is_proposed(office: Office) -> None:
    version = draft(office)
    do(office, amend_weights, version, {"points_skill": "25", "points_wish": "17", "reason": "意向更要紧"})
    assert [each["name"] for each in told(office, version)["changes"]] == ["points_skill", "points_wish"]
    do(office, advance_weights, version, "propose")
    with pytest.raises(RuleRefusal, match="weights_not_editable"):
        do(office, amend_weights, version, CHANGE)


def test_a_version_is_switched_on_by_a_second_person_after_its_run_in_the_shadow(office: Office) -> None:
    county(office)
    first, second = office.user("first", "county", SANDU), office.user("second", "county", SANDU)
    version = draft(office, by=first)
    do(office, advance_weights, version, "propose", by=first)
    with pytest.raises(RuleRefusal, match="step_not_possible"):
        do(office, advance_weights, version, "approve", by=second)
    shadow(office, version, by=first)
    with pytest.raises(RuleRefusal, match="second_person_needed"):
        do(office, advance_weights, version, "approve", by=first)
    assert in_force(office) == DEFAULT
    do(office, advance_weights, version, "approve", by=second, note="看过试算")
    assert (in_force(office).version, in_force(office).points.location) == ("2", 45 * POINT)
    assert in_force(office, HUISHUI) == DEFAULT
    steps = [(each["action"], each["by"]) for each in told(office, version)["steps"]]
    said = ["draft", "propose", "ask_shadow", "shadow", "approve"]
    assert steps == list(zip(said, ["first", "first", "first", None, "second"], strict=True))


def test_the_database_refuses_one_person_twice_and_two_in_force(office: Office) -> None:
    version = switched_on(office)
    with pytest.raises(IntegrityError), office.database.writing() as session:
        session.execute(update(WeightsVersion).values(approved_by_id=WeightsVersion.proposed_by_id))
    other = draft(office, {"late_days": "40", "reason": "晚到"})
    with pytest.raises(IntegrityError), office.database.writing() as session:
        session.execute(update(WeightsVersion).where(WeightsVersion.public_id == other).values(state="in_force"))
    assert told(office, version)["state"] == "in_force"


def test_the_next_version_replaces_the_one_in_force(office: Office) -> None:
    old = switched_on(office)
    new = switched_on(office, {"points_wish": "10", "points_wage": "17", "reason": "工资"})
    assert (told(office, old)["state"], told(office, new)["state"]) == ("replaced", "in_force")
    assert (in_force(office).points.location, in_force(office).points.wage) == (45 * POINT, 17 * POINT)
    assert told(office, new)["based_on"] == "2"
    query = select(AuditEntry.action, AuditEntry.detail).where(AuditEntry.subject == "weights_version")
    with office.database.reading() as session:
        kept = [tuple(each) for each in session.execute(query.order_by(AuditEntry.id))]
    assert [detail for action, detail in kept if action == "weights.in_force"] == [f"{DEFAULT.version} → 2", "2 → 3"]
    assert [detail for action, detail in kept if action == "rules.change"][-2:] == [
        "points_wish 12 → 10", "points_wage 15 → 17",
    ]  # fmt: skip


def test_a_run_against_weights_no_longer_in_force_is_not_enough(office: Office) -> None:
    waiting = draft(office)
    do(office, advance_weights, waiting, "propose")
    shadow(office, waiting)
    switched_on(office, {"points_wish": "10", "points_wage": "17", "reason": "工资"})
    other = office.user("other", "county", SANDU)
    with pytest.raises(RuleRefusal, match="shadow_outdated"):
        do(office, advance_weights, waiting, "approve", by=other)
    shadow(office, waiting)
    do(office, advance_weights, waiting, "approve", by=other)
    assert in_force(office).points.wage == DEFAULT.points.wage


def test_numbers_touched_behind_the_back_are_not_switched_on(office: Office) -> None:
    version = proposed(office)
    shadow(office, version)
    with office.database.writing() as session:
        session.execute(update(WeightsVersion).values(weights={**DEFAULT.to_dict(), "late_days": 99}))
    with pytest.raises(RuleRefusal, match="weights_touched"):
        do(office, advance_weights, version, "approve", by=office.user("second", "county", SANDU))
    assert in_force(office) == DEFAULT


@pytest.mark.parametrize("state", ["draft", "proposed", "shadowed"])
def test_a_version_is_withdrawn_with_a_reason(office: Office, state: str) -> None:
    version = draft(office)
    if state != "draft":
        do(office, advance_weights, version, "propose")
    if state == "shadowed":
        shadow(office, version)
    with pytest.raises(RuleRefusal, match="reason_missing"):
        do(office, advance_weights, version, "withdraw")
    do(office, advance_weights, version, "withdraw", note="数不对")
    assert told(office, version)["state"] == "withdrawn"


def test_a_second_person_refuses_with_a_reason(office: Office) -> None:
    version = proposed(office)
    with pytest.raises(RuleRefusal, match="second_person_needed"):
        do(office, advance_weights, version, "refuse", note="不妥")
    do(office, advance_weights, version, "refuse", by=office.user("second", "county", SANDU), note="不妥")
    assert told(office, version)["state"] == "refused"


def test_only_county_offices_draft_and_only_their_own(office: Office) -> None:
    counsellor, other = office.user("c", "counsellor", SANDU), office.user("o", "county", HUISHUI)
    for actor in (counsellor, other):
        with pytest.raises(NotAllowed):
            draft(office, by=actor)
    version = draft(office)
    with office.database.reading() as session:
        assert find_version(session, version, actor=counsellor).name == "2"
        assert list_versions(session, actor=other) == []
        with pytest.raises(NotFound):
            find_version(session, version, actor=other)
        assert [county_of_weights(session, text, actor=office.actor) for text in ("三都县", "")] == [SANDU, None]
        for nowhere in ("贵州省", "没有这个县"):
            with pytest.raises(Refusal):
                county_of_weights(session, nowhere, actor=office.actor)


def test_old_lists_still_replay_and_new_ones_keep_the_new_weights(office: Office) -> None:
    order = county(office)
    with office.database.reading() as session:
        [old] = session.scalars(select(RankedList.public_id))
    version = switched_on(office)
    new = office.rank(order, top=8)
    with office.database.reading() as session:
        assert [replay(session, each, actor=office.actor)["same"] for each in (old, new)] == [True, True]
        shown = [show_list(session, each, actor=office.actor) for each in (old, new)]
    assert [each["rule_version"] for each in shown] == ["1", "2"]
    assert shown[1]["rule_hash"] == told(office, version)["rule_hash"] != shown[0]["rule_hash"]
    assert [each["weight"] for each in shown[1]["list"][0]["criteria"]][:3] == [10, 10, 45]
    assert [each["labourer"] for each in shown[0]["list"]] != [each["labourer"] for each in shown[1]["list"]]


def test_a_pair_has_one_score_by_the_new_weights_from_every_side(office: Office) -> None:
    order = county(office)
    switched_on(office)
    day = office.at.date()
    with office.database.reading() as session:
        ranked = show_list(session, office.rank(order, top=8), actor=office.actor)["list"][0]
        person = ranked["labourer"]
        opening = openings_of(session, person, top=5, as_of=day, actor=office.actor)[0]
        explained = why(session, order, person, as_of=day, actor=office.actor)
    assert ranked["score"] == opening["score"] == explained["score"]
    assert ranked["criteria"] == opening["criteria"] == explained["criteria"]


def _ranked(office: Office, order: str) -> str:
    return office.rank(order, top=8)


@settings(max_examples=40)
@given(pools(EASY_LABOURER, most=1), lines(EASY_LINE, least=2), nearnesses(), st.data())
def test_whoever_several_counties_may_find_has_each_line_by_its_own_weights(
    pool: Pool, table: Lines, nearness: Nearness, data: st.DataObject
) -> None:
    assume(len(pool) == 1)
    regions = np.array(data.draw(st.lists(st.sampled_from([SANDU, HUISHUI]), min_size=len(table), max_size=len(table))))
    by_county = {SANDU: DEFAULT, HUISHUI: read_weights(CHANGE, DEFAULT, "2")}
    session = SimpleNamespace(info={KNOWN: by_county})
    top = data.draw(st.integers(0, 5))
    found = openings_by_county(session, pool, table, regions, nearness, AT_DAY, top)  # type: ignore[arg-type]
    for line, score, points in zip(found.order.tolist(), found.scores.tolist(), found.points.tolist(), strict=True):
        alone = rank(pool, table, nearness, by_county[int(regions[line])], line, AT_DAY)
        assert (alone.scores.tolist(), alone.points.tolist()) == ([score], [points])
    everywhere = openings_by_county(session, pool, table, regions, nearness, AT_DAY, len(table))  # type: ignore[arg-type]
    assert found.order.tolist() == everywhere.order.tolist()[:top]
    assert everywhere.scores.tolist() == sorted(everywhere.scores.tolist(), reverse=True)
    assert (found.considered, found.eligible) == (len(table), len(everywhere.order))


def test_the_hash_names_the_very_numbers(office: Office) -> None:
    version = draft(office)
    with office.database.reading() as session:
        row = find_version(session, version, actor=office.actor)
        assert row.rule_hash == rule_hash(Weights.from_dict(row.weights))
