"""Measures of re-placement, on both databases: medians, shares of those known long enough, failures again."""

from datetime import timedelta
from statistics import median

import pytest

from models.displacement import Displacement
from models.placement import Placement
from services.calendar import county_day
from services.measures import WITHIN, Measure, measures, overall_measures
from services.stays import load_stays
from tests.office import Office
from tests.placing import accept, hire, later, lose, people, placements, recruit, work_on

HOURS = (2, 30, 75)
"""From each failure to the next job that was accepted."""


def told(office: Office, by: str = "", **how: object) -> dict[str, Measure]:
    with office.database.reading() as session:
        return measures(session, by, actor=how.get("actor", office.actor), at=office.at)  # type: ignore[arg-type]


def placed_again(office: Office) -> None:
    """Four people lose their jobs at one firm; three are placed again, after `HOURS`."""
    line = recruit(office, "永兴制衣厂", seats=5)
    hired = [hire(office, each, line) for each in people(office, 4)]
    for each, cause in zip(hired, ("dismissed", "dismissed", "quit_pay", "dismissed"), strict=True):
        lose(office, each, cause)
    recruit(office, "广州依利安达制衣厂", seats=3)
    work_on(office)
    offers = [each for each in placements(office, state="offered") if each.displacement_id is not None]
    for each, hours in zip(offers, HOURS, strict=True):
        accept(later(office, office.at + timedelta(hours=hours)), each.public_id)


def test_hours_and_shares_are_of_those_known_long_enough(office: Office) -> None:
    placed_again(office)
    early, late = (later(office, office.at + timedelta(days)) for days in (1, 40))
    assert told(early)["all"].within[3] == (0, 0)
    found = told(late)["all"]
    assert (found.failed, found.placed, found.hours) == (4, 3, median(HOURS))
    assert [found.within[days] for days in WITHIN] == [(2, 4), (3, 4), (3, 4)]
    assert found.share(3) == 0.5
    assert told(later(office, office.at + timedelta(400))) == {}


def test_they_are_told_apart_by_cause_and_employer_and_the_sums_agree(office: Office) -> None:
    placed_again(office)
    late = later(office, office.at + timedelta(40))
    causes, employers = told(late, "cause"), told(late, "employer")
    assert {cause: each.failed for cause, each in causes.items()} == {"dismissed": 3, "quit_pay": 1}
    assert list(causes) == ["dismissed", "quit_pay"]
    assert {name: each.placed for name, each in employers.items()} == {"永兴制衣厂": 3}
    assert told(late, "base") == {}
    with office.database.reading() as session:
        assert overall_measures(session, at=late.at) == told(late)


def test_an_even_number_has_the_mean_of_both_middle_hours(office: Office) -> None:
    placed_again(office)
    [last] = [each for each in placements(office, state="accepted") if each.displacement_id is not None][-1:]
    with office.database.writing() as session:
        found = session.get_one(Displacement, last.displacement_id)
        found.state, found.resolved_at = "searching", None
    assert told(later(office, office.at + timedelta(40)))["all"].hours == median(HOURS[:2])


def test_a_next_job_that_fails_too_counts_as_failed_again(office: Office) -> None:
    placed_again(office)
    again = next(each for each in placements(office, state="accepted") if each.displacement_id is not None)
    late = later(office, office.at + timedelta(5))
    lose(late, again.public_id, "quit_pay")
    found = told(later(office, late.at + timedelta(1)))["all"]
    assert (found.failed, found.begun, found.again) == (5, 3, 1)
    assert found.share_again == 1 / 3


@pytest.mark.parametrize(("cause", "again"), [("dismissed", 1), ("contract_ended", 0), ("moved_away", 0)])
def test_measures_and_the_watch_list_mean_the_same_by_leaving(office: Office, cause: str, again: int) -> None:
    placed_again(office)
    job = next(each for each in placements(office, state="accepted") if each.displacement_id is not None)
    late = later(office, office.at + timedelta(5))
    with office.database.writing() as session:
        session.get_one(Placement, job.id).delivered_on = county_day(late.at)
    lose(late, job.public_id, cause)
    assert told(later(office, late.at + timedelta(1)))["all"].again == again
    with office.database.reading() as session:
        assert [stay.left for stay in load_stays(session)] == [bool(again)]


def test_another_county_reads_nothing_of_them(office: Office) -> None:
    placed_again(office)
    stranger = office.user("other", "county", 522731000000)
    assert told(later(office, office.at + timedelta(40)), actor=stranger) == {}
