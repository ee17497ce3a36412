"""Signals before failure: what was known on a day, employers beside their peers, and when a model may rank."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.complaint import Complaint
from models.employer import Employer
from services.employers import mark_arrears
from services.follow_ups import record_call
from services.leaving_rates import WINDOW, Count, Rates
from services.signal_model import ENOUGH, Sample, fit
from services.signal_rules import FEATURES, POINTS
from services.signals import LOOKED_AT, WatchList, learn, sample, watch_list
from services.stays import Events, Stay, load_stays
from tests.office import Office
from tests.placing import hire, later, lose, people, placements, recruit
from tests.web.placed import delivered

FIRST = date(2026, 1, 1)
MONTHS_LATER = timedelta(150)


def stay(number: int, employer: int, begun: int, days: int | None, work: str = "6-18", told: int = 0) -> Stay:
    """A stay that began `begun` days after the first of January and that was left after `days`, told `told` later."""
    begun_on = FIRST + timedelta(begun)
    ended = None if days is None else begun_on + timedelta(days)
    told_on = ended and ended + timedelta(told)
    return Stay(number, number, employer, work, begun_on, ended, days is not None, told_on, 400000, 1, 1, False, False)


def crowd(employer: int, left: int, stayed: int) -> list[Stay]:
    return [stay(1000 * employer + each, employer, 0, 5 if each < left else None) for each in range(left + stayed)]


@pytest.mark.parametrize(
    ("left", "stayed", "above"), [(8, 12, True), (3, 17, False), (8, 1, False), (0, 20, False), (4, 36, False)]
)
def test_an_employer_is_above_its_peers_only_surely_and_with_enough_people(left: int, stayed: int, above: bool) -> None:
    rates = Rates([*crowd(1, left, stayed), *crowd(2, 10, 90)])
    assert rates.compare(stay(1, 1, 0, None), FIRST + MONTHS_LATER).is_above == above


def test_peers_do_the_same_class_of_work_and_too_few_of_them_say_nothing() -> None:
    others = [stay(each, 2, 0, None, work="4-01") for each in range(200)]
    compared = Rates([*crowd(1, 15, 5), *others]).compare(stay(1, 1, 0, None), FIRST + MONTHS_LATER)
    assert (compared.peers, compared.is_above) == (Count(), False)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(0, 60), st.none() | st.integers(0, 60), st.integers(0, 20)),
        max_size=25,
    ),
    st.integers(0, 150),
)
def test_counts_as_of_a_day_are_those_of_what_was_known_by_then(
    drawn: list[tuple[int, int, int | None, int]], day: int
) -> None:
    stays = [stay(number, *each[:3], told=each[3]) for number, each in enumerate(drawn)]
    today = FIRST + timedelta(day)
    known = {
        each: each.begun_on + WINDOW if _stayed(each) else max(each.begun_on + WINDOW, each.told_on or today)
        for each in stays
    }
    begun = [each for each in stays if known[each] <= today]
    compared = Rates(stays).compare(stay(99, 1, 0, None), today)
    mine = [each for each in begun if each.employer_id == 1]
    assert compared.own == Count(len(mine), sum(not _stayed(each) for each in mine))
    assert compared.peers.begun == len(begun) - len(mine)


def _stayed(each: Stay) -> bool:
    return each.ended_on is None or each.ended_on > each.begun_on + WINDOW


def at_work(office: Office, count: int = 1) -> list[str]:
    line = recruit(office, "永兴制衣厂", seats=count + 1)
    hired = [hire(office, each, line) for each in people(office, count)]
    delivered(office, *hired)
    return hired


def call(office: Office, placement: str, outcome: str) -> None:
    with office.database.writing() as session:
        record_call(session, placement, "trainee_number", outcome, actor=office.actor, at=office.at)


def watched(office: Office) -> dict[str, tuple[str, ...]]:
    with office.database.reading() as session:
        found = watch_list(session, actor=office.actor, at=office.at)
        assert not found.ranker.by_model
        return {each.placement.public_id: each.signals for each in found.rows}


def test_two_calls_in_a_row_unanswered_put_somebody_on_the_list_and_an_answer_takes_them_off(office: Office) -> None:
    one, two = at_work(office, 2)
    for days, outcome in ((1, "no_answer"), (2, "wrong_number")):
        call(later(office, office.at + timedelta(days)), one, outcome)
    call(later(office, office.at + timedelta(1)), two, "no_answer")
    now = later(office, office.at + timedelta(3))
    assert watched(now) == {one: ("unanswered",)}
    call(now, one, "at_work")
    assert watched(now) == {}


def test_wages_weigh_more_than_a_complaint_and_all_reasons_are_told(office: Office) -> None:
    one, two = at_work(office, 2)
    [first, second] = placements(office)
    with office.database.writing() as session:
        session.add(
            Complaint(
                labourer_id=second.labourer_id, employer_id=second.employer_id, county_code=second.home_code,
                received_at=office.at, answer_by=office.at + timedelta(1),
            )
        )  # fmt: skip
    assert watched(office) == {two: ("complaint",)}
    with office.database.writing() as session:
        employer = session.get_one(Employer, first.employer_id)
        mark_arrears(session, employer.public_id, since=date(2026, 9, 1), actor=office.actor, at=office.at)
    assert watched(office) == {two: ("owes_wages", "complaint"), one: ("owes_wages",)}
    assert list(watched(office)) == [two, one]
    assert watched(later(office, office.at + timedelta(61))) == dict.fromkeys((one, two), ("owes_wages",))


def test_several_of_one_firm_with_the_same_signal_are_one_entry_where_the_most_pressing_stands(office: Office) -> None:
    one, two, three = at_work(office, 3)
    line = recruit(office, "好厂", seats=2)
    alone = hire(office, people(office, 1, first=50)[0], line)
    delivered(office, alone)
    for public_id in (two, alone):
        for days in (1, 2):
            call(later(office, office.at + timedelta(days)), public_id, "no_answer")
    now = later(office, office.at + timedelta(3))

    def listed(**how: object) -> WatchList:
        with office.database.reading() as session:
            return watch_list(session, actor=office.actor, at=now.at, **how)  # type: ignore[arg-type]

    assert [(group.people, group.shared) for group in listed().groups] == [(1, ()), (1, ())]
    firm = placements(office)[0].employer_id
    with office.database.writing() as session:
        employer = session.get_one(Employer, firm)
        mark_arrears(session, employer.public_id, since=date(2026, 9, 1), actor=office.actor, at=office.at)
        number, name = employer.public_id, employer.name
    found = listed()
    together, other = found.groups
    assert [each.placement.public_id for each in together.rows] == [two, one, three]
    assert (together.people, together.shared, other.people) == (3, ("owes_wages",), 1)
    assert (found.entries, found.total) == (2, 4)
    assert [each.placement.public_id for each in listed(limit=1, offset=1).rows] == [alone]
    of_firm = listed(employer=number)
    assert [group.people for group in of_firm.groups] == [1, 1, 1]
    assert (of_firm.employer, of_firm.entries, of_firm.in_work) == (name, 3, 3)


def test_what_happened_later_was_not_known_before(office: Office) -> None:
    [one] = at_work(office)
    for days in (1, 2):
        call(later(office, office.at + timedelta(days)), one, "no_answer")
    day = office.at.date()
    with office.database.reading() as session:
        [known] = load_stays(session)
        events = Events(session, [known], day + timedelta(30))
        assert [events.unanswered(known, day + timedelta(days)) for days in (0, 1, 2, 3)] == [False, False, True, True]


def test_somebody_else_sees_nobody_of_this_county(office: Office) -> None:
    [one] = at_work(office)
    for days in (1, 2):
        call(later(office, office.at + timedelta(days)), one, "no_answer")
    stranger = office.user("other", "county", 522731000000)
    with office.database.reading() as session:
        assert watch_list(session, actor=stranger, at=office.at + timedelta(3)).in_work == 0


def test_rows_to_learn_from_have_their_thirty_days_behind_them(office: Office) -> None:
    one, two, three = at_work(office, 3)
    lose(later(office, office.at + timedelta(20)), one, "quit_pay")
    lose(later(office, office.at + timedelta(20)), two, "died")
    today = office.at.date() + timedelta(65)
    with office.database.reading() as session:
        stays = load_stays(session)
        rows = sample(session, stays, Rates(stays), today)
        assert learn(session, today) is learn(session, today)
    numbers = {each.public_id: each.id for each in placements(office)}
    found = {(number, bool(left)) for number, left in zip(rows.stay, rows.left, strict=True)}
    assert found == {(numbers[one], True), (numbers[three], False)}
    begun = office.at.date()
    assert set(rows.day) == {(begun + ago).toordinal() for ago in LOOKED_AT if ago.days <= 30}


def history(effect: float, rows: int = 4000) -> Sample:
    """People of whom more leave the larger the first input is, by `effect`; the rules know nothing of it."""
    rng = np.random.default_rng(7)
    inputs = rng.normal(size=(rows, len(FEATURES)))
    left = rng.random(rows) < 1 / (1 + np.exp(1.5 - effect * inputs[:, 0]))
    day = np.sort(rng.integers(0, 600, rows))
    return Sample(inputs, np.zeros(rows, np.int64), left, day, np.arange(rows))


def test_a_model_that_is_surely_better_on_later_days_ranks_and_is_calibrated() -> None:
    ranker = fit(history(1.5))
    assert ranker.by_model and ranker.judged is not None
    assert ranker.judged.model < ranker.judged.rules
    assert all(abs(each.foretold - each.left) < 0.12 for each in ranker.judged.bins)
    high, low = ranker.chances(np.array([[2.0, *[0.0] * (len(FEATURES) - 1)], [-2.0, *[0.0] * (len(FEATURES) - 1)]]))
    assert high > 0.6 > 0.1 > low
    assert ranker.drivers(np.array([[2.0, *[0.0] * (len(FEATURES) - 1)]]), most=1) == [[FEATURES[0]]]
    assert fit(history(1.5)).judged == ranker.judged


def test_a_model_that_is_not_surely_better_does_not_rank() -> None:
    judged = fit(history(0.0)).judged
    assert judged is not None
    assert not judged.model_is_better


def test_without_enough_leavers_there_is_no_model() -> None:
    few = history(1.5, rows=ENOUGH)
    assert fit(few).judged is None
    assert fit(few.where(np.zeros(ENOUGH, bool))).judged is None


def test_no_protected_trait_is_an_input() -> None:
    known = {*POINTS, *FEATURES}
    assert not known & {"sex", "age", "birth", "nation", "education", "marital", "category", "health", "village"}


def test_instants_of_calls_count_on_the_day_of_the_counties(office: Office) -> None:
    [one] = at_work(office)
    late = datetime.combine(office.at.date(), time(17, 0), UTC)  # already tomorrow in the county
    for hours in (0, 1):
        call(later(office, late + timedelta(hours=hours)), one, "no_answer")
    with office.database.reading() as session:
        [known] = load_stays(session)
        events = Events(session, [known], late.date() + timedelta(9))
        assert [events.unanswered(known, late.date() + timedelta(days)) for days in (0, 1)] == [False, True]
