"""The list of complaints: what is due first, whose turn it is, who sees it, and what the filters leave."""

from datetime import timedelta

from services.complaint_list import Complaints, list_complaints
from services.complaints import ANSWER_WITHIN
from services.displacements import resume
from services.talks import take_case
from tests.office import SANDU, Office
from tests.placing import displacement, hire, later, lose, people, recruit

DAHE = 522732101000


def listed(office: Office, **how: object) -> Complaints:
    actor = how.pop("actor", office.actor)
    with office.database.reading() as session:
        return list_complaints(session, actor=actor, at=office.at, **how)  # type: ignore[arg-type]


def complaints(office: Office) -> list[str]:
    """Three, an hour apart: about two firms, and one about none. Public ids of their displacements."""
    one, two, three, four = people(office, 4)
    lines = [recruit(office, "甲厂", seats=3), recruit(office, "乙厂")]
    jobs = [hire(office, one, lines[0]), hire(office, two, lines[1]), hire(office, three, lines[0])]
    lose(office, hire(office, four, lines[0]), "dismissed")
    causes, ids = ("unpaid_wages", "quit_treatment", "lured_into_fraud"), []
    for hours, (job, cause) in enumerate(zip(jobs, causes, strict=True)):
        hour = later(office, office.at + timedelta(hours=hours))
        ids.append(displacement(hour, lose(hour, job, cause)).public_id)
    return ids


def looked_into(office: Office, displacement_id: str) -> None:
    with office.database.writing() as session:
        resume(session, displacement_id, actor=office.actor, at=office.at, note="查过了")


def test_open_ones_come_first_by_their_limit_and_answered_ones_only_when_asked_for(office: Office) -> None:
    ids = complaints(office)
    assert [each.displacement for each in listed(office).rows] == ids
    looked_into(office, ids[0])
    assert [each.displacement for each in listed(office).rows] == ids[1:]
    everything = listed(office, answered=True)
    assert [each.displacement for each in everything.rows] == [*ids[1:], ids[0]]
    assert (everything.open, everything.all, everything.total, listed(office).total) == (2, 3, 3, 2)
    paged = [listed(office, answered=True, limit=1, offset=place).rows[0].displacement for place in range(3)]
    assert paged == [each.displacement for each in everything.rows]


def test_a_firm_is_named_as_reported_and_filtered_by(office: Office) -> None:
    ids = complaints(office)
    found = listed(office)
    assert {each.displacement: each.employer for each in found.rows} == dict(
        zip(ids, ("甲厂", "乙厂", None), strict=True)
    )
    [first] = [public_id for public_id, name in found.employers if name == "甲厂"]
    about = listed(office, employer=first)
    assert ([each.displacement for each in about.rows], about.all, about.employers) == ([ids[0]], 1, found.employers)
    assert (listed(office, employer="nobody").rows, listed(office, employer="nobody").total) == ([], 0)


def test_past_the_limit_it_is_late_and_the_countys_turn_until_somebody_takes_it_on(office: Office) -> None:
    ids = complaints(office)
    town, county = office.user("town", "township", DAHE), office.user("county", "county", SANDU)
    assert [each.charge and each.charge.user_id for each in listed(office).rows] == [town.user_id] * 3
    day = later(office, office.at + ANSWER_WITHIN + timedelta(minutes=30))
    found = listed(day)
    assert (found.late, [each.is_late(day.at) for each in found.rows]) == (1, [True, False, False])
    assert found.rows[0].charge is not None
    assert found.rows[0].charge.user_id == county.user_id
    with office.database.writing() as session:
        take_case(session, ids[0], actor=town, at=day.at)
    assert (listed(day).rows[0].name, listed(day).rows[0].taker) == (town.name, town.name)
    looked_into(day, ids[0])
    assert (listed(day).late, listed(day, answered=True).rows[-1].charge) == (0, None)


def test_those_who_look_after_the_person_read_it_and_the_auditor(office: Office) -> None:
    complaints(office)
    for role, place, seen in (("township", DAHE, 3), ("county", 522731000000, 0), ("auditor", SANDU, 3)):
        found = listed(office, actor=office.user(f"{role}-{place}", role, place), answered=True)
        assert (len(found.rows), found.all, len(found.employers)) == (seen, seen, 2 if seen else 0)
