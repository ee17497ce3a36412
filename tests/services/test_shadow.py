"""A version of the weights on last season's lists: what would change, for whom, and when the run is made."""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import select

from models.db import NUDGES
from models.labourer import Labourer, LabourerCategory
from models.weights_version import WeightsShadow
from services.calendar import age_on
from services.errors import RuleRefusal
from services.lists import show_list
from services.queued import MOST_ATTEMPTS
from services.shadow import ages_on, groups_of, run_shadow, shadows_due
from services.snapshot import days
from services.sweeping import due
from services.weights import advance_weights, ask_shadow
from tests.office import SANDU, Office
from tests.weighing import county, do, draft, proposed, shadow, told


def test_the_run_says_what_two_lists_side_by_side_say(office: Office) -> None:
    order = county(office)
    before = _names(office, office.rank(order, top=12))
    version = proposed(office)
    shadow(office, version)
    report = told(office, version)["shadow"]
    do(office, advance_weights, version, "approve", by=office.user("second", "county", SANDU))
    after = _names(office, office.rank(order, top=12))
    [row] = report["lists"]
    steps = [abs(before.index(each) - after.index(each)) for each in before]
    assert (row["compared"], row["moved"], row["most"]) == (12, sum(step > 0 for step in steps), max(steps))
    assert row["mean"] == pytest.approx(sum(steps) / 12, abs=0.01)
    assert [each["id"] for each in row["entered"]] == [each for each in after[:4] if each not in before[:4]]
    assert [each["id"] for each in row["left"]] == [each for each in before[:4] if each not in after[:4]]
    assert all("*" in each["name"] for each in row["entered"])
    assert report["total"]["gained"] == row["gained"] == row["lost"] > 0
    assert (report["against"], report["total"]["seats"]) == ("1", 4)


def _names(office: Office, list_id: str) -> list[str]:
    with office.database.reading() as session:
        return [each["labourer"] for each in show_list(session, list_id, actor=office.actor)["list"]]


def test_groups_are_counted_before_and_after(office: Office) -> None:
    county(office, people=12)
    with office.database.writing() as session:
        one = session.scalars(select(Labourer.id).order_by(Labourer.id)).first()
        session.add(LabourerCategory(labourer_id=one, category_id=1))
    version = proposed(office)
    shadow(office, version)
    groups = told(office, version)["shadow"]["groups"]
    for kind in ("sex", "age", "township", "category"):
        mine = [each for each in groups if each["kind"] == kind]
        assert sum(each["considered"] for each in mine) == 12
        assert sum(each["seats_before"] for each in mine) == sum(each["seats_after"] for each in mine) == 4
    towns = {each["name"]: each for each in groups if each["kind"] == "township"}
    assert towns["大河镇"]["seats_before"] > towns["大河镇"]["seats_after"]  # they sew; the others want to go there
    assert all(each["ratio_after"] is None and not each["low"] for each in groups)  # fewer than 30 each


def test_ages_are_whole_years() -> None:
    born = [date(1990, 2, 27), date(1990, 2, 28), date(1990, 3, 1), date(1992, 2, 29), date(1990, 12, 31)]
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 29)):
        found = ages_on(np.array([days(each) for each in born]), days(day))
        assert found.tolist() == [age_on(each, day) for each in born]


def test_every_person_is_in_one_group_of_each_kind() -> None:
    birth = np.array([0, days(date(2009, 1, 1)), days(date(1960, 1, 1))])
    home = np.array([522732000000, 522732106201, 522732106000])
    found = groups_of(np.array([0, 1, 2]), birth, home, days(date(2026, 1, 1)))
    assert {kind: {code: has.tolist().index(True) for code, has in of.items()} for kind, of in found.items()} == {
        "sex": {0: 0, 1: 1, 2: 2}, "age": {0: 0, 16: 1, 55: 2}, "township": {0: 0, 522732106000: 1},
    }  # fmt: skip
    assert all((sum(has.astype(int) for has in of.values()) == 1).all() for of in found.values())


def test_lists_of_before_last_season_and_older_ones_of_a_post_are_left_out(office: Office) -> None:
    order = county(office)
    newest = office.rank(order, top=8)
    version = proposed(office)
    shadow(office, version)
    assert [each["list"] for each in told(office, version)["shadow"]["lists"]] == [newest]
    office.at += timedelta(days=400)
    shadow(office, version)
    assert told(office, version)["shadow"]["lists"] == []


def test_a_run_is_nudged_for_until_it_is_made_and_made_once(office: Office) -> None:
    version = draft(office)
    with pytest.raises(RuleRefusal, match="step_not_possible"):
        shadow(office, version)
    do(office, advance_weights, version, "propose")
    with office.database.writing() as session:
        asked = ask_shadow(session, version, actor=office.actor, at=office.at).id
        assert ask_shadow(session, version, actor=office.actor, at=office.at).id == asked
        assert [each.job for each in session.info[NUDGES]] == ["run_shadow"]
    with office.database.reading() as session:
        assert "run_shadow" in {each.job for each in due(session, at=office.at)}
    for _ in range(2):
        run_shadow(office.database, asked, now=lambda: office.at)
    with office.database.reading() as session:
        assert shadows_due(session, at=office.at) == []
    assert [each["action"] for each in told(office, version)["steps"]].count("shadow") == 1


def test_a_run_of_a_version_withdrawn_meanwhile_changes_nothing(office: Office) -> None:
    version = proposed(office)
    with office.database.writing() as session:
        asked = ask_shadow(session, version, actor=office.actor, at=office.at).id
    do(office, advance_weights, version, "withdraw", note="数不对")
    run_shadow(office.database, asked, now=lambda: office.at)
    assert told(office, version)["state"] == "withdrawn"


def test_a_run_that_breaks_off_is_tried_again_later_and_given_up_in_the_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = proposed(office)
    with office.database.writing() as session:
        asked = ask_shadow(session, version, actor=office.actor, at=office.at).id
    monkeypatch.setattr("services.shadow._lists_of", lambda *_: 1 / 0)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with pytest.raises(ZeroDivisionError):
            run_shadow(office.database, asked, now=lambda: office.at)
        with office.database.reading() as session:
            row = session.get_one(WeightsShadow, asked)
            assert (row.attempts, row.last_error) == (attempt, "ZeroDivisionError")
            assert shadows_due(session, at=office.at) == []
            later = [asked] if attempt < MOST_ATTEMPTS else []
            assert shadows_due(session, at=office.at + timedelta(hours=1)) == later
    assert told(office, version)["state"] == "proposed"
