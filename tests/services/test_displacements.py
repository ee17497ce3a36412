"""A placement fails: the person and the seat are both looked after, each by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.displacement import Displacement
from models.employer import Employer
from services.displacements import (
    describe_displacement,
    displace,
    find_displacement,
    list_displacements,
    resume,
    retrain,
    search_again,
    withdraw,
)
from services.employers import mark_arrears
from services.errors import NotAllowed, NotFound, Refusal, RuleRefusal
from services.examinations import certify
from services.orders import close_order
from services.placements import accept_offer, advance_placement, decline_offer
from services.redeployment import claim_and_offer, keep_error, redeploy, search_for_person
from services.steps import steps_of
from services.vacancies import claim_and_fill, close_vacancy, search_for_seat, search_seat_again
from tests.classroom import Classroom
from tests.office import Office
from tests.placing import (
    clock,
    displacement,
    hire,
    later,
    lose,
    offer,
    order_of,
    people,
    person,
    placements,
    recruit,
    rules,
    taken,
    vacancy_of,
    work_on,
)


def test_a_person_who_lost_a_job_is_offered_another_by_itself(office: Office) -> None:
    [li] = people(office, 1)
    first, second = recruit(office, "永兴制衣厂"), recruit(office, "广州依利安达制衣厂")
    lost = lose(office, hire(office, li, first), "business_fell")
    assert person(office, li).situation == "at_home"
    work_on(office)
    [made] = placements(office, li, "offered")
    assert (made.line_id, made.displacement_id, taken(office, second)) == (second, lost, 1)
    assert (displacement(office, lost).state, displacement(office, lost).offers_made) == ("offered", 1)


def test_an_accepted_offer_resolves_the_displacement_and_is_told_with_both_halves(office: Office) -> None:
    [li] = people(office, 1)
    first, _ = recruit(office, "永兴制衣厂"), recruit(office, "广州依利安达制衣厂")
    lost = lose(office, hire(office, li, first))
    work_on(office)
    with office.database.writing() as session:
        accept_offer(session, placements(office, li, "offered")[0].public_id, actor=office.actor, at=office.at)
    with office.database.reading() as session:
        found = find_displacement(session, displacement(office, lost).public_id, actor=office.actor)
        told = describe_displacement(session, found, actor=office.actor, at=office.at)
    assert (told["state"], told["road"], told["offers_made"], told["employer"]) == (
        "resolved", "another_job", 1, "永兴制衣厂",
    )  # fmt: skip
    assert told["vacancy"]["state"] == "searching"
    assert [each["state"] for each in told["offers"]] == ["accepted"]
    assert [step["action"] for step in told["steps"]] == ["displace", "search", "offer", "resolve"]


def test_the_seat_goes_to_the_next_candidate_and_not_back_to_who_left_it(office: Office) -> None:
    left, following = people(office, 2)
    line = recruit(office, "永兴制衣厂", seats=1)
    failed = hire(office, left, line)
    lose(office, failed)
    work_on(office)
    [made] = placements(office, state="offered")
    assert (made.labourer_id, taken(office, line)) == (following, 1)
    assert made.vacancy_id == vacancy_of(office, failed).id
    with office.database.writing() as session:
        accept_offer(session, made.public_id, actor=office.actor, at=office.at)
    assert (vacancy_of(office, failed).state, taken(office, line)) == ("filled", 1)


@pytest.mark.parametrize(("days", "others"), [(6, 0), (7, 1)])
def test_the_seat_of_a_job_goes_to_nobody_whose_class_still_runs_then(office: Office, days: int, others: int) -> None:
    left, learner, *following = people(office, 2 + others)
    line = recruit(office, "永兴制衣厂", seats=1)
    lose(office, hire(office, left, line))
    room, first_day = Classroom(office), office.at.date()
    taught = room.approved(starts_on=first_day, ends_on=first_day + timedelta(days))
    room.enrolled(taught, person(office, learner).public_id)
    work_on(office)
    [made] = placements(office, state="offered")
    assert made.labourer_id == [learner, *following][others]


def test_whoever_lost_a_job_and_learns_waits_for_one_after_the_class(office: Office) -> None:
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")))
    recruit(office, "东莞辉鸿制衣厂")
    room = Classroom(office)
    room.enrolled(room.approved(), person(office, li).public_id)
    work_on(office)
    assert (displacement(office, lost).state, placements(office, li, "offered")) == ("waiting", [])


@pytest.mark.parametrize("half", ["person", "seat"])
def test_who_begins_a_class_between_search_and_claim_is_offered_nothing_before_its_end(
    office: Office, half: str
) -> None:
    left, learner = people(office, 2)
    first = recruit(office, "永兴制衣厂", seats=1)
    lost = lose(office, hire(office, left, first))
    search, claim, row, chosen = search_for_seat, claim_and_fill, 1, learner
    if half == "person":
        recruit(office, "东莞辉鸿制衣厂")
        search, claim, row, chosen = search_for_person, claim_and_offer, lost, left
    with office.database.reading() as session:
        found = search(session, row, at=office.at)
    assert found
    room = Classroom(office)
    room.enrolled(room.approved(), person(office, chosen).public_id)
    with office.database.writing() as session:
        assert claim(session, row, found, at=office.at) is None
    assert placements(office, state="offered") == []


def test_a_declined_or_lapsed_offer_is_followed_by_another(office: Office) -> None:
    [li] = people(office, 1)
    first = recruit(office, "永兴制衣厂")
    others = {recruit(office, name) for name in ("广州依利安达制衣厂", "东莞辉鸿制衣厂")}
    lost = lose(office, hire(office, li, first))
    work_on(office)
    [made] = placements(office, li, "offered")
    with office.database.writing() as session:
        decline_offer(session, made.public_id, reason="hours", actor=office.actor, at=office.at)
    assert displacement(office, lost).state == "searching"
    work_on(office)
    [again] = placements(office, li, "offered")
    assert {made.line_id, again.line_id} == others
    office.at += timedelta(days=4)
    with office.database.writing() as session:
        advance_placement(session, again.id, at=office.at)
    work_on(office)
    assert (displacement(office, lost).state, displacement(office, lost).offers_made) == ("waiting", 2)
    assert [taken(office, line) for line in others] == [0, 0]


def test_nobody_suitable_waits_visibly_and_is_tried_again(office: Office) -> None:
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")))
    work_on(office)
    waiting = displacement(office, lost)
    assert (waiting.state, waiting.next_try_at) == ("waiting", office.at + timedelta(hours=24))
    second = recruit(office, "东莞辉鸿制衣厂")
    work_on(office)
    assert placements(office, li, "offered") == []
    office.at += timedelta(hours=24)
    work_on(office)
    assert [each.line_id for each in placements(office, li, "offered")] == [second]


@pytest.mark.parametrize(
    ("cause", "state"),
    [
        ("injured", "escalated"),
        ("unpaid_wages", "escalated"),
        ("skill_not_enough", "retraining"),
        ("died", "withdrawn"),
    ],
)
def test_the_road_depends_on_the_cause(office: Office, cause: str, state: str) -> None:
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")), cause)
    recruit(office, "东莞辉鸿制衣厂")
    work_on(office)
    assert (displacement(office, lost).state, placements(office, li, "offered")) == (state, [])
    assert (person(office, li).situation == "deceased") == (cause == "died")


def test_a_person_who_looked_into_it_lets_the_search_begin_or_sends_back_to_class(office: Office) -> None:
    one, two = people(office, 2)
    line = recruit(office, "永兴制衣厂")
    lost = [lose(office, hire(office, each, line), "lured_into_fraud") for each in (one, two)]
    recruit(office, "东莞辉鸿制衣厂")
    ids = [displacement(office, each).public_id for each in lost]
    with pytest.raises(RuleRefusal, match="reason_missing"), office.database.writing() as session:
        resume(session, ids[0], actor=office.actor, at=office.at, note="")
    with office.database.writing() as session:
        resume(session, ids[0], actor=office.actor, at=office.at, note="came home, wants to work")
        retrain(session, ids[1], actor=office.actor, at=office.at, note="wants to learn first")
    work_on(office)
    assert [displacement(office, each).state for each in lost] == ["offered", "retraining"]
    with office.database.writing() as session:
        withdraw(session, ids[1], actor=office.actor, at=office.at, note="opened a shop")
    assert displacement(office, lost[1]).state == "withdrawn"


def test_where_the_county_says_so_a_person_must_look_first(office: Office) -> None:
    rules(office, redeploys_by_itself=False)
    [li] = people(office, 1)
    failed = hire(office, li, recruit(office, "永兴制衣厂"))
    recruit(office, "东莞辉鸿制衣厂")
    lost = lose(office, failed)
    people(office, 1, first=2)
    work_on(office)
    assert (displacement(office, lost).state, placements(office, state="offered")) == ("escalated", [])
    with office.database.writing() as session:
        search_seat_again(session, vacancy_of(office, failed).public_id, actor=office.actor, at=office.at)
    work_on(office)
    assert len(placements(office, state="offered")) == 1


def test_a_plant_that_closed_is_sent_nobody_until_a_person_says_so(office: Office) -> None:
    [li, _] = people(office, 2)
    line = recruit(office, "永兴制衣厂")
    failed = hire(office, li, line)
    lose(office, failed, "plant_closed")
    work_on(office)
    assert (vacancy_of(office, failed).state, placements(office, state="offered")) == ("open", [])
    with office.database.writing() as session:
        close_order(session, order_of(office, line), actor=office.actor, at=office.at, note="closed")
    work_on(office)
    assert (vacancy_of(office, failed).state, taken(office, line)) == ("closed", 0)


def test_a_vacancy_of_an_order_that_ended_gives_its_seat_back(office: Office) -> None:
    one, two, three = people(office, 3)
    line = recruit(office, "永兴制衣厂", seats=3)
    hired = [hire(office, each, line) for each in (one, two, three)]
    lose(office, hired[0])
    with office.database.writing() as session:
        vacancy = vacancy_of(office, hired[0]).public_id
        close_vacancy(session, vacancy, actor=office.actor, at=office.at, note="fewer people needed")
    assert taken(office, line) == 2
    lose(office, hired[1])
    with office.database.writing() as session:
        close_order(session, order_of(office, line), actor=office.actor, at=office.at, note="enough")
    work_on(office)
    assert (vacancy_of(office, hired[1]).state, taken(office, line)) == ("closed", 1)
    lose(office, hired[2])
    assert (vacancy_of(office, hired[2]), taken(office, line)) == (None, 0)


def test_no_offer_leads_to_an_employer_that_owes_wages(office: Office) -> None:
    [li] = people(office, 1)
    first, _ = recruit(office, "永兴制衣厂"), recruit(office, "东莞辉鸿制衣厂")
    with office.database.writing() as session:
        debtor = session.query(Employer).filter_by(name="东莞辉鸿制衣厂").one()
        mark_arrears(session, debtor.public_id, since=office.at.date(), actor=office.actor, at=office.at)
    lost = lose(office, hire(office, li, first))
    work_on(office)
    assert displacement(office, lost).state == "waiting"


def test_a_job_found_on_another_way_resolves_a_waiting_displacement(office: Office) -> None:
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")))
    work_on(office)
    hire(office, li, recruit(office, "东莞辉鸿制衣厂"))
    assert displacement(office, lost).state == "resolved"


def test_a_placement_fails_once_with_a_known_cause_on_a_day_that_was(office: Office) -> None:
    [li] = people(office, 1)
    placement = hire(office, li, recruit(office, "永兴制衣厂"))
    for cause, when, code in [("bored", 0, "cause_unknown"), ("dismissed", 1, "day_in_future")]:
        with pytest.raises(Refusal, match=code), office.database.writing() as session:
            day = (office.at + timedelta(days=when)).date()
            displace(session, placement, cause, actor=office.actor, at=office.at, happened_on=day)
    lose(office, placement)
    with pytest.raises(RuleRefusal, match="step_not_possible"):
        lose(office, placement)


def test_a_person_reports_their_own_loss_and_sees_no_other(office: Office) -> None:
    one, two = people(office, 2)
    line = recruit(office, "永兴制衣厂")
    mine, other = hire(office, one, line), hire(office, two, line)
    me = replace(office.actor, role="labourer", labourer_id=one, division_code=None)
    with office.database.writing() as session:
        displace(session, mine, "quit_pay", actor=me, at=office.at)
    with pytest.raises(NotFound), office.database.writing() as session:
        displace(session, other, "quit_pay", actor=me, at=office.at)
    lose(office, other)
    with office.database.reading() as session:
        [seen] = list_displacements(session, actor=me)
        assert (seen.labourer_id, len(list_displacements(session, actor=office.actor))) == (one, 2)
        with pytest.raises(NotAllowed):
            search_again(session, seen.public_id, actor=me, at=office.at)


def test_errors_are_counted_spaced_and_given_up_where_a_person_sees_it(office: Office) -> None:
    [li] = people(office, 1)
    failed = hire(office, li, recruit(office, "永兴制衣厂"))
    lost = lose(office, failed)
    tries = []
    for _ in range(5):
        with office.database.writing() as session:
            keep_error(session, Displacement, lost, OSError("disk"), at=office.at)
        tries.append(displacement(office, lost).next_try_at)
    given_up = displacement(office, lost)
    assert tries == sorted(set(tries))
    assert (given_up.state, given_up.last_error, given_up.attempts) == ("escalated", "OSError", 5)
    with office.database.writing() as session:
        resume(session, given_up.public_id, actor=office.actor, at=office.at, note="the disk was full")
    redeploy(office.database, lost, now=lambda: office.at)
    assert displacement(office, lost).state == "waiting"


def test_the_worker_never_offers_the_same_post_twice_nor_two_at_once(office: Office) -> None:
    [li] = people(office, 1)
    line = recruit(office, "永兴制衣厂")
    lost = lose(office, hire(office, li, line))
    other = recruit(office, "东莞辉鸿制衣厂")
    offer(office, li, other)
    work_on(office)
    assert displacement(office, lost).state == "waiting"
    with office.database.writing() as session:
        [made] = placements(office, li, "offered")
        decline_offer(session, made.public_id, reason="place", actor=office.actor, at=office.at)
    work_on(office)
    assert placements(office, li, "offered") == []
    assert len(placements(office, li)) == 2


def test_every_step_of_both_halves_is_recorded_as_the_clocks(office: Office) -> None:
    one, _ = people(office, 2)
    failed = hire(office, one, recruit(office, "永兴制衣厂"))
    lost = lose(office, failed)
    work_on(office)
    clock(later(office, office.at))
    with office.database.reading() as session:
        for half in (displacement(office, lost), vacancy_of(office, failed)):
            first, *others = steps_of(session, half)
            assert first.actor is not None
            assert all(step.actor is None for step in others)


def test_who_went_back_to_class_is_offered_work_once_certified_and_their_base_may_act(office: Office) -> None:
    [li] = people(office, 1)
    lost = lose(office, hire(office, li, recruit(office, "永兴制衣厂")), "skill_not_enough")
    second = recruit(office, "东莞辉鸿制衣厂")
    room = Classroom(office)
    taught = room.approved()
    enrolment = room.enrolled(taught, person(office, li).public_id)
    room.started(taught)
    room.attends(taught, enrolment)
    room.finished(enrolment)
    work_on(office)
    assert displacement(office, lost).state == "retraining"
    room.examined(enrolment)
    with office.database.writing() as session:
        certify(session, enrolment, actor=room.assessor, at=office.at)
    office.at += timedelta(days=1)
    work_on(office)
    [made] = placements(office, li, "offered")
    assert (made.line_id, made.base_id) == (second, room.base)
    with office.database.writing() as session:
        decline_offer(session, made.public_id, reason="place", actor=room.teacher, at=office.at)
