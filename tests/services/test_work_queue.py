"""The queue of people: what is due, whose turn it is as it ages, the name on it, and the alarm."""

from datetime import timedelta

import pytest

from models.county_rules import CountyRules
from services.displacements import displace
from services.errors import NotAllowed, NotFound, RuleRefusal
from services.placements import decline_offer
from services.talks import note_talk, take_case, take_placement
from services.work_queue import KINDS, SILENT, Counts, Item, Queue, count_work, work_queue
from tests.office import SANDU, Office
from tests.placing import accept, displacement, hire, later, lose, offer, people, placements, recruit, rules, work_on
from tests.web.placed import delivered

DAHE = 522732101000
LOOK_HOURS, SILENCE_DAYS = (CountyRules.__table__.c[name].default.arg for name in ("look_hours", "silence_days"))


def queue(office: Office, **how: object) -> Queue:
    actor = how.pop("actor", office.actor)
    with office.database.reading() as session:
        return work_queue(session, actor=actor, at=office.at, **how)  # type: ignore[arg-type]


def only(office: Office, kind: str) -> Item:
    [item] = [each for each in queue(office).items if each.kind == kind]
    return item


def lost(office: Office, cause: str = "dismissed") -> str:
    [li] = people(office, 1)
    return displacement(office, lose(office, hire(office, li, recruit(office, "永兴制衣厂")), cause)).public_id


def talk(office: Office, public_id: str, note: str = "想回县里上班") -> None:
    with office.database.writing() as session:
        note_talk(session, public_id, actor=office.actor, at=office.at, note=note)


def test_a_case_that_a_person_must_look_at_climbs_from_township_to_county(office: Office) -> None:
    lost(office, "family_or_harvest")
    town, county = office.user("town", "township", DAHE), office.user("county", "county", SANDU)
    limit = office.at + timedelta(hours=LOOK_HOURS)
    assert (only(office, "look").due, only(office, "look").charge.user_id) == (limit, town.user_id)
    late, later_still = (
        later(office, limit + timedelta(hours=1)),
        later(office, limit + timedelta(hours=LOOK_HOURS + 1)),
    )
    assert only(late, "look").charge.user_id == county.user_id
    assert only(later_still, "look").charge.user_id == county.user_id
    assert only(late, "look").is_late(late.at)


def test_whoever_takes_it_on_has_their_name_on_it(office: Office) -> None:
    public_id = lost(office, "family_or_harvest")
    town, county = office.user("town", "township", DAHE), office.user("county", "county", SANDU)
    assert (queue(office, actor=town).mine, queue(office, actor=county).mine) == (1, 0)
    with office.database.writing() as session:
        take_case(session, public_id, actor=county, at=office.at)
    item = only(office, "look")
    assert (item.name, item.taker) == (county.name, (county.user_id, county.name))
    assert [len(queue(office, actor=each, mine=True).items) for each in (town, county)] == [0, 1]


def test_nothing_past_its_limit_is_without_a_name(office: Office) -> None:
    one, two = people(office, 2)
    line = recruit(office, "永兴制衣厂", seats=4)
    lose(office, hire(office, one, line), "unsafe_work")
    delivered(office, hire(office, two, line))
    office.user("county", "county", SANDU)
    old = later(office, office.at + timedelta(60))
    items = queue(old).items
    assert {each.kind for each in items} == {"complaint", "seat", "call"}
    assert all(each.is_late(old.at) and each.name for each in items)
    assert [each.due for each in items] == sorted(each.due for each in items)


def test_the_alarm_rings_when_nobody_has_spoken_to_somebody_for_days(office: Office) -> None:
    public_id = lost(office)
    limit = office.at + timedelta(SILENCE_DAYS)
    assert queue(office).items == []
    late = later(office, limit + timedelta(hours=1))
    assert (queue(late).silent, only(late, "speak").silent_days) == (1, SILENCE_DAYS)
    assert len(queue(late, kind=SILENT).items) == 1
    talk(late, public_id)
    assert (queue(late).silent, queue(late).items) == (0, [])
    again = later(office, late.at + timedelta(SILENCE_DAYS, hours=1))
    assert (queue(again).silent, only(again, "speak").name) == (1, office.actor.name)


def test_a_county_says_itself_how_long_is_too_long(office: Office) -> None:
    rules(office, silence_days=2)
    lost(office)
    assert queue(later(office, office.at + timedelta(2, hours=1))).silent == 1


def test_an_answer_to_an_offer_is_a_talk(office: Office) -> None:
    lost(office)
    recruit(office, "广州依利安达制衣厂")
    work_on(office)
    [made] = placements(office, state="offered")
    heard = later(office, office.at + timedelta(2))
    with office.database.writing() as session:
        decline_offer(session, made.public_id, reason="place", actor=office.actor, at=heard.at)
    assert queue(later(office, office.at + timedelta(SILENCE_DAYS, hours=1))).silent == 0
    assert queue(later(office, heard.at + timedelta(SILENCE_DAYS, hours=1))).silent == 1


def test_offers_and_calls_are_due_on_their_last_day(office: Office) -> None:
    one, two = people(office, 2)
    line = recruit(office, "永兴制衣厂", seats=3)
    asked = offer(office, one, line)
    delivered(office, hire(office, two, line))
    assert queue(office).items == []
    last = later(office, office.at + timedelta(3))
    assert only(last, "offer").public_id == asked
    week = later(office, office.at + timedelta(7))
    called = only(week, "call")
    assert (called.about, called.is_late(week.at)) == ("trainee_number", False)
    with office.database.writing() as session:
        take_placement(session, called.public_id, actor=office.actor, at=week.at)
    assert only(week, "call").taker == (office.actor.user_id, office.actor.name)
    accept(office, asked)
    assert "offer" not in queue(last).kinds


def test_a_talk_needs_words_and_somebody_who_may_speak_to_the_person(office: Office) -> None:
    public_id = lost(office)
    with pytest.raises(RuleRefusal, match="reason_missing"):
        talk(office, public_id, "  ")
    for role, division, refusal in (("auditor", SANDU, NotAllowed), ("county", 522731000000, NotFound)):
        stranger = office.user(role, role, division)
        assert queue(later(office, office.at + timedelta(30)), actor=stranger).items == []
        with office.database.writing() as session, pytest.raises(refusal):
            take_case(session, public_id, actor=stranger, at=office.at)


def test_what_is_over_is_taken_on_by_nobody(office: Office) -> None:
    [li] = people(office, 1)
    placement = hire(office, li, recruit(office, "永兴制衣厂"))
    with office.database.writing() as session:
        gone = displace(session, placement, "died", actor=office.actor, at=office.at).public_id
    for act, public_id in ((take_case, gone), (take_placement, placement)):
        with office.database.writing() as session, pytest.raises(RuleRefusal, match="step_not_possible"):
            act(session, public_id, actor=office.actor, at=office.at)
    assert queue(later(office, office.at + timedelta(30))).kinds.keys() <= {"seat"}


def test_the_counts_are_those_of_the_lists_whoever_asks_and_pages_make_up_the_list(office: Office) -> None:
    one, two, three, four = people(office, 4)
    line = recruit(office, "永兴制衣厂", seats=6)
    taken = displacement(office, lose(office, hire(office, one, line), "unsafe_work")).public_id
    lose(office, hire(office, two, line), "family_or_harvest")
    delivered(office, hire(office, three, line))
    offer(office, four, line)
    town, county = office.user("town", "township", DAHE), office.user("county", "county", SANDU)
    with office.database.writing() as session:
        take_case(session, taken, actor=county, at=office.at)
    for days in (0, 1, 3, 8, 40):
        day = later(office, office.at + timedelta(days))
        for actor in (office.actor, town, county):
            everything = queue(day, actor=actor)
            with office.database.reading() as session:
                counts = count_work(session, actor=actor, at=day.at)
            assert counts == Counts(everything.mine, everything.late, everything.kinds, everything.silent)
            assert sum(counts.kinds.values()) == everything.found == len(everything.items)
            assert counts.late == sum(each.is_late(day.at) for each in everything.items)
            assert counts.mine == len(queue(day, actor=actor, mine=True).items)
            assert counts.silent == len(queue(day, actor=actor, kind=SILENT).items)
            kinds = {kind: len(queue(day, actor=actor, kind=kind).items) for kind in KINDS}
            assert counts.kinds == {kind: number for kind, number in kinds.items() if number}
            paged = [queue(day, actor=actor, limit=2, offset=start).items for start in range(0, everything.found, 2)]
            assert [each for page in paged for each in page] == everything.items
    assert counts.silent > 0
    assert {"complaint", "seat", "look", "call"} <= counts.kinds.keys()
