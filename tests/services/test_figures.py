"""Figures as they are defined, where people went, counts that are too small to tell, and the seals of the days."""

import hashlib
import json
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.db import Database
from models.synthetic_world import SyntheticWorld
from services.access import Actor
from services.destinations import ABROAD, UNKNOWN, Going, by_city, by_nearness, by_province, goings, nearness
from services.figures import Figures, count_figures, figures, office_counts
from services.seals import day_is_due, find_day, latest_day, publish_today, seal_of, sealed_days
from services.small_counts import FEWEST, folded
from tests.counted import BEGAN, DAHE, DONGGUAN, PUAN, a_class, a_person, at_work, in_class, was_there
from tests.office import SANDU

COUNTY = Actor("county", division_code=SANDU)


def counted(database: Database, now: datetime) -> None:
    """Of a class that leads to jobs: one of each fate; of one in service: somebody who was certified, and works."""
    with database.writing() as session:
        taught, in_service = a_class(session, now), a_class(session, now, "in_service", starts_on=date(2026, 4, 6))
        states = ("training", "finished", "certified", "failed", "dropped", "dropped", "invited", "enrolled")
        people = [a_person(session, now, f"李{state}", PUAN if state == "failed" else DAHE) for state in states]
        rows = [in_class(session, now, taught, who, state) for who, state in zip(people, states, strict=True)]
        was_there(session, now, rows[4])
        at_work(session, now, people[2], DONGGUAN)
        at_work(session, now, people[1], SANDU, confirmed_on=None, state="delivered")
        other = a_person(session, now, "王在岗")
        in_class(session, now, in_service, other, "certified")
        at_work(session, now, other, None)


def test_each_figure_counts_what_it_says(database: Database, now: datetime) -> None:
    counted(database, now)
    with database.reading() as session:
        whole = count_figures(session)[0]
        assert whole == Figures(trained=6, finished=3, certified=2, for_jobs=2, placed=1)
        assert (whole.completion, whole.placement) == (0.5, 0.5)
        assert count_figures(session, "programme")["in_service"] == Figures(1, 1, 1, 0, 0)
        assert office_counts(session, actor=COUNTY) == (9, 0)
    assert (Figures().completion, Figures().placement) == (None, None)


def test_a_job_from_before_the_class_does_not_count(database: Database, now: datetime) -> None:
    with database.writing() as session:
        taught, person = a_class(session, now), a_person(session, now, "李早")
        in_class(session, now, taught, person, "finished")
        at_work(session, now, person, SANDU, state="ended", confirmed_on=BEGAN - timedelta(1))
    with database.reading() as session:
        assert count_figures(session)[0].placed == 0


@pytest.mark.parametrize("by", ["month", "township", "occupation", "programme", "base"])
def test_the_groups_add_up_to_the_whole(database: Database, now: datetime, by: str) -> None:
    counted(database, now)
    with database.reading() as session:
        whole, groups = count_figures(session)[0], count_figures(session, by)
    sums = {name: sum(vars(each)[name] for each in groups.values()) for name in vars(whole)}
    assert sums == vars(whole)
    assert by != "month" or list(groups) == [202603, 202604]


def test_a_township_counts_its_own_people(database: Database, now: datetime) -> None:
    counted(database, now)
    with database.reading() as session:
        town = figures(session, actor=Actor("township", division_code=PUAN))
        assert town[0].trained == 1
        assert figures(session, actor=Actor("employer", employer_id=1))[0].trained == 0
        assert goings(session, actor=Actor("township", division_code=PUAN)) == []


def test_where_people_went(database: Database, now: datetime) -> None:
    counted(database, now)
    with database.reading() as session:
        found = goings(session, actor=COUNTY)
    assert by_nearness(found) == {"own_county": 1, "other_province": 1, "unknown": 1}
    assert by_province(found) == Counter({520000000000: 1, 440000000000: 1})
    assert by_city(found) == Counter({522700000000: 1, DONGGUAN: 1})


@pytest.mark.parametrize(
    ("work", "near"),
    [(522732000000, "own_county"), (522731000000, "own_city"), (520100000000, "own_province"),
     (DONGGUAN, "other_province"), (ABROAD, "abroad"), (UNKNOWN, "unknown")],
)  # fmt: skip
def test_how_far_from_home_a_place_is(work: int, near: str) -> None:
    assert nearness(Going(SANDU, work, 1)) == near


GROUPS = st.dictionaries(st.integers(0, 20), st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=12)


@given(groups=GROUPS)
def test_no_small_count_is_told_or_can_be_worked_out(groups: dict[int, tuple[int, ...]]) -> None:
    shown, rest = folded(groups)
    hidden = groups.keys() - shown.keys()
    assert not any(0 < count < FEWEST for counts in shown.values() for count in counts)
    assert all(groups[each] == counts for each, counts in shown.items())
    assert (rest is None) == (not hidden)
    if rest is not None:
        assert rest == tuple(map(sum, zip(*(groups[each] for each in hidden), strict=True)))
        assert not shown or (len(hidden) > 1 and not any(0 < count < FEWEST for count in rest))


def test_a_day_is_published_once_and_sealed_to_the_day_before(database: Database, now: datetime) -> None:
    counted(database, now)
    tomorrow = now + timedelta(1)
    for at in (now, now, tomorrow):
        publish_today(database, now=lambda at=at: at)
    with database.reading() as session:
        second, first = sealed_days(session)
        assert latest_day(session) is second and find_day(session, first.day) is first
        for each in (first, second):
            assert each.seal == hashlib.sha256(each.text.encode()).hexdigest() == seal_of(each.text)
        assert json.loads(first.text)["seal_before"] is None
        assert json.loads(second.text)["seal_before"] == first.seal
        assert not day_is_due(session, at=tomorrow) and day_is_due(session, at=tomorrow + timedelta(1))


def test_what_is_published_tells_no_small_group_apart(database: Database, now: datetime) -> None:
    counted(database, now)
    publish_today(database, now=lambda: now)
    with database.reading() as session:
        told = json.loads(latest_day(session).text)  # type: ignore[union-attr]
    assert told["training"]["trained"] == 6 and told["at_work"] == 3
    assert told["by_city"] == {"groups": [], "others": 2} and told["by_nearness"]["others"] == 3
    assert told["by_month"]["groups"] == []


def test_nothing_is_published_of_nobody_or_of_half_a_world(database: Database, now: datetime) -> None:
    with database.reading() as session:
        assert not day_is_due(session, at=now)
    with database.writing() as session:
        a_person(session, now, "李一")
        session.add(SyntheticWorld(name="half", loaded_at=now))
    publish_today(database, now=lambda: now)
    with database.reading() as session:
        assert latest_day(session) is None
