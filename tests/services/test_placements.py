"""From an offer to a confirmed placement: seats held, answers, deliveries, rosters, calls."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.labourer import Labourer
from models.message import Message
from models.order import OrderLine
from models.placement import OwnMove, Placement
from services.awaited import awaited_of
from services.calendar import county_day
from services.deliveries import Terms, confirm_placements, record_terms, roster_of, sign_delivery
from services.errors import NotAllowed, NotFound, Refusal, RuleRefusal, Several
from services.follow_ups import calls_of, follow_ups_due, months_after, record_call
from services.lists import show_list
from services.offers import unfit
from services.own_work import record_own_move, record_own_placement
from services.placements import (
    accept_offer,
    advance_placement,
    cancel_hire,
    cancel_offer,
    decline_offer,
    describe_placement,
    end_placement,
    find_placement,
    list_placements,
    offer_from_list,
    placements_due,
)
from tests.office import Office
from tests.placing import accept, clock, hire, lose, offer, order_of, people, person, placements, recruit, rules, taken

TERMS = Terms(employer_phone="0769-86611234", contract_number="2026-17", address="石排镇工业路12号")


def order_state(office: Office, line: int) -> str:
    return office.order(order_of(office, line)).state


def messages(office: Office, labourer: int) -> list[tuple[str, bool]]:
    """The codes of a person's messages, and whether each still stands."""
    with office.database.reading() as session:
        theirs = (Message.labourer_id == labourer) & (Message.code != "offer_reminder")
        found = session.scalars(select(Message).where(theirs).order_by(Message.id))
        return [(each.code, each.cancelled_at is None) for each in found]


def public_id_of(office: Office, labourer: int) -> str:
    return person(office, labourer).public_id


def test_an_offer_holds_a_seat_says_the_terms_and_runs_to_the_end_of_a_day(office: Office) -> None:
    [li] = people(office, 1)
    line = recruit(office, "永兴制衣厂")
    offer(office, li, line)
    [made] = placements(office, li)
    assert (made.state, made.wage_month, made.division_code, made.slot) == ("offered", 400000, 522732000000, 1)
    assert made.answer_by is not None
    assert made.answer_by.isoformat() == "2026-11-25T15:59:59+00:00"
    assert (taken(office, line), messages(office, li)) == (1, [("offer", True)])
    with office.database.reading() as session:
        shown = describe_placement(
            session, find_placement(session, made.public_id, actor=office.actor), actor=office.actor
        )
    assert [step["action"] for step in shown["steps"]] == ["offer"]
    assert {"accept", "decline", "cancel"} == set(shown["actions"])


def test_nobody_has_more_open_offers_than_the_county_allows(office: Office) -> None:
    [li] = people(office, 1)
    lines = [recruit(office, name) for name in ("永兴制衣厂", "东莞辉鸿制衣厂")]
    offer(office, li, lines[0])
    with pytest.raises(RuleRefusal, match="too_many_offers"):
        offer(office, li, lines[1])
    rules(office, open_offers=2)
    with pytest.raises(RuleRefusal, match="has_this_post"):
        offer(office, li, lines[0])
    offer(office, li, lines[1])
    assert [taken(office, line) for line in lines] == [1, 1]


def test_an_accepted_offer_withdraws_the_others_and_frees_their_seats(office: Office) -> None:
    [li] = people(office, 1)
    lines = [recruit(office, name) for name in ("永兴制衣厂", "东莞辉鸿制衣厂")]
    rules(office, open_offers=2)
    first, second = (offer(office, li, line) for line in lines)
    accept(office, first)
    assert [each.state for each in placements(office, li)] == ["accepted", "superseded"]
    assert ([taken(office, line) for line in lines], person(office, li).situation) == ([1, 0], "placed")
    assert messages(office, li) == [("offer", True), ("offer", False), ("offer_superseded", True)]
    with pytest.raises(RuleRefusal, match="step_not_possible"):
        accept(office, second)


def test_a_full_order_is_filled_and_opens_again_by_the_clock(office: Office) -> None:
    one, two = people(office, 2)
    line = recruit(office, "永兴制衣厂", seats=1)
    made = offer(office, one, line)
    clock(office)
    assert order_state(office, line) == "filled"
    with pytest.raises(RuleRefusal, match="seat_is_taken"):
        offer(office, two, line)
    with office.database.writing() as session:
        decline_offer(session, made, reason="place", actor=office.actor, at=office.at, note="too far")
    clock(office)
    assert (order_state(office, line), taken(office, line)) == ("open", 0)
    assert placements(office, one)[0].decline_reason == "place"


def test_an_unanswered_offer_lapses_when_its_days_are_over_and_not_before(office: Office) -> None:
    [li] = people(office, 1)
    line = recruit(office, "永兴制衣厂")
    late = offer(office, li, line)
    [made] = placements(office, li)
    assert made.answer_by is not None
    with office.database.reading() as session:
        assert placements_due(session, at=made.answer_by) == []
        assert placements_due(session, at=made.answer_by + timedelta(seconds=1)) == [made.id]
    office.at = made.answer_by + timedelta(seconds=1)
    with pytest.raises(RuleRefusal, match="offer_is_over"):
        accept(office, late)
    for _ in range(2):
        with office.database.writing() as session:
            advance_placement(session, made.id, at=office.at)
    assert (placements(office, li)[0].state, taken(office, line)) == ("lapsed", 0)


def test_a_pick_past_somebody_better_needs_a_reason_which_is_kept(office: Office) -> None:
    people(office, 2)
    line = recruit(office, "永兴制衣厂")
    kept = office.rank(order_of(office, line))
    with office.database.reading() as session:
        first, second = [each["labourer"] for each in show_list(session, kept, actor=office.actor)["list"]]
    with pytest.raises(RuleRefusal, match="departure_missing"), office.database.writing() as session:
        offer_from_list(session, kept, second, actor=office.actor, at=office.at)
    with office.database.writing() as session:
        made = offer_from_list(session, kept, second, actor=office.actor, at=office.at, departure="lives next door")
        assert (made.departure, made.list_id is not None, (made.score or 0) > 0) == ("lives next door", True, True)
    with office.database.writing() as session:
        assert offer_from_list(session, kept, first, actor=office.actor, at=office.at).departure == ""


def test_nobody_is_offered_a_post_against_the_hard_rules(office: Office) -> None:
    one, two = people(office, 2)
    line = recruit(office, "永兴制衣厂")
    hire(office, one, recruit(office, "东莞辉鸿制衣厂"))
    with pytest.raises(RuleRefusal, match="has_a_job"):
        offer(office, one, line)
    with office.database.writing() as session:
        session.get_one(Labourer, two).situation = "placed"
    with office.database.reading() as session:
        assert unfit(session, two, line, at=office.at) == ["not_placed"]
    with pytest.raises(RuleRefusal, match="does_not_fit"):
        offer(office, two, line)
    assert taken(office, line) == 0


def test_a_person_answers_for_themselves_and_for_nobody_else(office: Office) -> None:
    one, two = people(office, 2)
    line = recruit(office, "永兴制衣厂")
    mine, other = offer(office, one, line), offer(office, two, line)
    me = replace(office.actor, role="labourer", labourer_id=one, division_code=None)
    with office.database.writing() as session:
        accept_offer(session, mine, actor=me, at=office.at)
    with pytest.raises(NotFound), office.database.writing() as session:
        accept_offer(session, other, actor=me, at=office.at)
    with pytest.raises(NotAllowed), office.database.writing() as session:
        cancel_hire(session, mine, actor=me, at=office.at, note="no")
    with pytest.raises(Refusal, match="decline_reason_unknown"), office.database.writing() as session:
        decline_offer(session, other, reason="bored", actor=office.actor, at=office.at)


def test_an_offer_or_a_hire_taken_back_frees_the_seat_and_is_told_with_a_pause(office: Office) -> None:
    one, two = people(office, 2)
    line = recruit(office, "永兴制衣厂")
    offered, hired = offer(office, one, line), hire(office, two, line)
    with office.database.writing() as session:
        cancel_offer(session, offered, actor=office.actor, at=office.at, note="a mistake")
        cancel_hire(session, hired, actor=office.actor, at=office.at, note="the line stands still")
    assert (taken(office, line), person(office, two).situation) == (0, "at_home")
    assert messages(office, one) == [("offer", False), ("offer_cancelled", True)]
    with office.database.reading() as session:
        bad = session.scalars(select(Message).where(Message.code == "hire_cancelled")).one()
    assert (bad.labourer_id, bad.not_before - bad.written_at) == (two, timedelta(minutes=10))


def deliver(office: Office, *ids: str, line: int) -> int:
    with office.database.writing() as session:
        return sign_delivery(session, order_of(office, line), ids, actor=office.actor, at=office.at)


def set_terms(office: Office, placement: str, terms: Terms = TERMS) -> None:
    with office.database.writing() as session:
        record_terms(session, placement, terms, actor=office.actor, at=office.at)


def call(office: Office, placement: str, kind: str, outcome: str) -> None:
    with office.database.writing() as session:
        record_call(session, placement, kind, outcome, actor=office.actor, at=office.at)


def test_people_are_signed_for_in_batches_all_of_them_or_nobody(office: Office) -> None:
    line = recruit(office, "永兴制衣厂", seats=3)
    one, two, three = (hire(office, each, line) for each in people(office, 3))
    set_terms(office, one)
    with pytest.raises(RuleRefusal, match="terms_missing"):
        deliver(office, one, two, line=line)
    with pytest.raises(Several):
        deliver(office, two, three, line=line)
    assert {each.state for each in placements(office)} == {"accepted"}
    for each in (two, three):
        set_terms(office, each)
    assert (deliver(office, one, two, line=line), deliver(office, three, line=line)) == (1, 2)
    with office.database.reading() as session:
        roster = roster_of(session, order_of(office, line), actor=office.actor)
    assert sorted((each["batch"], each["state"]) for each in roster) == [(1, "delivered")] * 2 + [(2, "delivered")]
    assert all("*" in each["id_number"] for each in roster)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(address="不详"), "address_vague"),
        (Terms(address="厂里"), "address_vague"),
        (Terms(employer_phone="12345"), "phone"),
        (Terms(wage_month=0), "wage_not_positive"),
        (Terms(contract_from=date(2027, 1, 1), contract_until=date(2026, 1, 1)), "contract_ends_early"),
        (Terms(contract_checked_on=date(2027, 1, 1)), "day_in_future"),
    ],
)
def test_vague_entries_are_refused(office: Office, terms: Terms, code: str) -> None:
    [li] = people(office, 1)
    placement = hire(office, li, recruit(office, "永兴制衣厂"))
    with pytest.raises(Refusal, match=code):
        set_terms(office, placement, terms)


def test_the_roster_is_stamped_after_the_month_when_both_were_reached(office: Office) -> None:
    [li] = people(office, 1)
    line = recruit(office, "永兴制衣厂")
    placement = hire(office, li, line)
    set_terms(office, placement)
    deliver(office, placement, line=line)
    for day, code in [(0, "trial_not_over"), (30, "number_not_reached")]:
        at = office.at + timedelta(days=day)
        with pytest.raises(RuleRefusal, match=code), office.database.writing() as session:
            confirm_placements(session, [placement], actor=office.actor, at=at)
    call(office, placement, "trainee_number", "no_answer")
    call(office, placement, "trainee_number", "reached")
    call(office, placement, "employer_number", "reached")
    office.at += timedelta(days=30)
    with office.database.writing() as session:
        confirm_placements(session, [placement], actor=office.actor, at=office.at)
    [confirmed] = placements(office, li)
    assert (confirmed.state, confirmed.confirmed_on) == ("confirmed", date(2026, 12, 22))
    with office.database.writing() as session:
        end_placement(session, placement, actor=office.actor, at=office.at, note="the season is over")
    assert (placements(office, li)[0].state, person(office, li).situation) == ("ended", "at_home")


def test_kept_marks_are_set_by_calls_that_are_due_and_find_the_person_at_work(office: Office) -> None:
    [li] = people(office, 1)
    line = recruit(office, "永兴制衣厂")
    placement = hire(office, li, line)
    set_terms(office, placement)
    deliver(office, placement, line=line)
    with pytest.raises(RuleRefusal, match="call_too_early"):
        call(office, placement, "month_1", "at_work")
    with office.database.reading() as session:
        assert follow_ups_due(session, actor=office.actor, at=office.at) == []
        due = follow_ups_due(session, actor=office.actor, at=office.at + timedelta(days=40))
    assert [each["kind"] for each in due] == ["trainee_number", "employer_number", "month_1"]
    office.at += timedelta(days=31)
    call(office, placement, "month_1", "at_work")
    office.at += timedelta(days=62)
    call(office, placement, "month_3", "no_answer")
    [kept] = placements(office, li)
    assert (kept.kept_1, kept.kept_3) == (date(2026, 12, 23), None)
    with office.database.reading() as session:
        calls = [(each["kind"], each["outcome"]) for each in calls_of(session, kept)]
    assert calls.count(("month_3", None)) == 1
    lose(office, placement)
    with pytest.raises(RuleRefusal, match="not_in_work"):
        call(office, placement, "month_3", "at_work")


def test_the_last_day_of_a_short_month_stands_for_days_it_has_not() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 22), 1) == date(2026, 12, 22)
    assert months_after(date(2026, 12, 31), 6) == date(2027, 6, 30)


def test_own_work_has_its_own_evidence_and_is_confirmed_like_a_roster(office: Office) -> None:
    [li] = people(office, 1)
    terms = Terms(wage_month=600000, address="三合镇客运站", evidence="营业执照 522732-17")
    with office.database.writing() as session:
        made = record_own_placement(
            session, public_id_of(office, li), "self_employed", terms, started_on=date(2026, 10, 1),
            actor=office.actor, at=office.at,
        )  # fmt: skip
        placement = made.public_id
        assert (made.state, made.delivered_on) == ("delivered", date(2026, 10, 1))
    call(office, placement, "trainee_number", "at_work")
    with office.database.writing() as session:
        assert confirm_placements(session, [placement], actor=office.actor, at=office.at)[0].state == "confirmed"
    with pytest.raises(RuleRefusal, match="has_a_job"), office.database.writing() as session:
        record_own_placement(
            session, public_id_of(office, li), "team", terms, started_on=date(2026, 10, 1),
            actor=office.actor, at=office.at,
        )  # fmt: skip


def test_people_who_moved_by_themselves_are_recorded_apart(office: Office) -> None:
    [li] = people(office, 1)
    with office.database.writing() as session:
        record_own_move(
            session, public_id_of(office, li), moved_on=date(2026, 3, 1), actor=office.actor, at=office.at, work="建筑"
        )
    with office.database.reading() as session:
        assert session.scalars(select(OwnMove)).one().labourer_id == li
        assert session.scalars(select(Placement)).all() == []
    assert person(office, li).situation == "away"


def test_placements_are_listed_by_state_and_order_and_only_to_those_who_may_see_them(office: Office) -> None:
    one, two = people(office, 2)
    line, other = recruit(office, "永兴制衣厂"), recruit(office, "东莞辉鸿制衣厂")
    hire(office, one, line)
    offer(office, two, other)
    firm = replace(
        office.actor, role="employer", employer_id=placements(office, one)[0].employer_id, division_code=None
    )
    elsewhere = office.user("liping", "county", 522631000000)
    with office.database.reading() as session:
        assert len(list_placements(session, actor=office.actor)) == 2
        assert len(list_placements(session, actor=office.actor, state="offered")) == 1
        assert len(list_placements(session, actor=office.actor, order=order_of(office, line))) == 1
        assert [each.labourer_id for each in list_placements(session, actor=firm)] == [one]
        assert list_placements(session, actor=elsewhere) == []


@pytest.mark.parametrize(("begins_in", "known"), [(7, True), (-7, False)])
def test_nobody_is_late_for_a_first_day_that_was_over_before_the_offer(
    office: Office, begins_in: int, known: bool
) -> None:
    [li] = people(office, 1)
    line, first_day = recruit(office, "永兴制衣厂"), county_day(office.at) + timedelta(days=begins_in)
    with office.database.writing() as session:
        session.get_one(OrderLine, line).start_on = first_day
    job = hire(office, li, line)
    with office.database.reading() as session:
        [awaited] = awaited_of(session, [find_placement(session, job, actor=office.actor)]).values()
    assert awaited is not None
    assert (awaited.what, awaited.until) == ("deliver", first_day if known else None)
