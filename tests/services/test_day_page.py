"""The day of each role: one queue by the clock, what stands beside it, and what an auditor looks at."""

from dataclasses import replace
from datetime import timedelta

from models.complaint import Complaint
from models.labourer import Labourer
from models.placement import Placement
from models.reading import FileReading
from services.access import Actor
from services.attendance import record_attendance
from services.calendar import county_day
from services.classes import declare_class
from services.day_page import Day, day_page
from services.day_tasks import end_of
from services.displacements import displace
from services.enrolments import enrol_or_wait
from services.file_requests import ask
from services.orders import return_order, submit_order
from tests.classroom import Classroom
from tests.office import SANDU, Office
from tests.placing import accept, hire, offer, people, placements, recruit
from tests.web.placed import delivered

FILED = ["三都县服装厂", "缝纫工", "40", "平车", "三都县", "4000", "包吃包住", "2027-06-01", "", "招工"]


def day(office: Office, actor: Actor | None = None) -> Day:
    with office.database.reading() as session:
        return day_page(session, actor=actor or office.actor, at=office.at)


def kinds(office: Office, actor: Actor | None = None) -> list[str]:
    return [each.kind for each in day(office, actor).things]


def firm(office: Office, order_id: str) -> Actor:
    return office.user("firm", "employer", SANDU, office.order(order_id).employer_id)


def test_an_order_waits_for_the_county_then_for_its_firm(office: Office) -> None:
    [order_id] = office.orders(FILED)
    owner, county = firm(office, order_id), office.user("county", "county", SANDU)
    assert (kinds(office, owner), kinds(office, county)) == (["finish_draft"], [])
    with office.database.writing() as session:
        submit_order(session, order_id, actor=owner, at=office.at)
    [task] = day(office, county).things
    assert (task.kind, task.public_id, task.due) == ("review_order", order_id, office.at + timedelta(days=3))
    assert kinds(office, owner) == []
    with office.database.writing() as session:
        return_order(session, order_id, actor=county, at=office.at, note="宿舍照片")
    assert (kinds(office, owner), kinds(office, county)) == (["mend_order"], [])
    assert day(office, county).done == {"return": 1}


def test_a_firm_signs_for_arrivals_and_stamps_after_the_month(office: Office) -> None:
    line = recruit(office, "永兴制衣厂", seats=3)
    first, second = people(office, 2)
    arrived = hire(office, first, line)
    owner = office.user("firm", "employer", SANDU, placements(office)[0].employer_id)
    assert kinds(office, owner) == ["sign_arrivals"]
    delivered(office, arrived)
    assert kinds(office, owner) == []
    accept(office, offer(office, second, line))
    later = replace(office, at=office.at + timedelta(days=31))
    found = {each.kind: each for each in day(later, owner).things}
    assert set(found) == {"sign_arrivals", "stamp_roster"}
    assert found["stamp_roster"].due < later.at
    assert [(each.seats, each.taken) for each in day(later, owner).orders] == [(3, 2)]


def test_signing_for_whoever_agreed_after_the_work_began_is_due_that_day(office: Office) -> None:
    line = recruit(office, "永兴制衣厂", seats=3)
    late = replace(office, at=office.at + timedelta(days=25))
    hire(late, people(office, 1)[0], line)
    owner = office.user("firm", "employer", SANDU, placements(office)[0].employer_id)
    [task] = day(late, owner).things
    assert (task.kind, task.due) == ("sign_arrivals", end_of(county_day(late.at)))


def test_a_class_waits_for_its_base_then_for_the_county(office: Office) -> None:
    room = Classroom(office)
    planned = room.planned()
    assert (kinds(office, room.teacher), kinds(office, room.county)) == (["declare_class"], [])
    with office.database.writing() as session:
        declare_class(session, planned, actor=room.teacher, at=office.at)
    assert (kinds(office, room.teacher), kinds(office, room.county)) == ([], ["review_class"])


def test_attendance_is_asked_for_until_it_is_kept_and_then_who_finished_is_examined(office: Office) -> None:
    room = Classroom(office)
    taught, [person] = room.approved(), room.people(1)
    waits = room.agreed(taught, person)
    assert kinds(office, room.teacher) == ["seat_people"]
    with office.database.writing() as session:
        inside = enrol_or_wait(session, waits, actor=room.teacher, at=office.at).public_id
    room.started(taught)
    today = county_day(room.office.at)
    assert kinds(room.office, room.teacher) == ["attendance"]
    with office.database.writing() as session:
        record_attendance(session, taught, today, {inside: True}, actor=room.teacher, at=room.office.at)
    assert kinds(room.office, room.teacher) == []
    room.finished(inside)
    assert (kinds(room.office, room.assessor), kinds(room.office, room.county)) == (["examine"], [])
    room.examined(inside)
    assert [each.public_id for each in day(room.office, room.county).classes] == [taught]


def test_people_to_speak_to_stand_among_the_rest_by_the_clock(office: Office) -> None:
    [li] = people(office, 1)
    delivered(office, hire(office, li, recruit(office, "永兴制衣厂")))
    [order_id] = office.orders(FILED)[-1:]
    with office.database.writing() as session:
        submit_order(session, order_id, actor=office.actor, at=office.at)
    found = day(replace(office, at=office.at + timedelta(days=40)))
    assert found.queue is not None
    assert {"call", "review_order"} <= {each.kind for each in found.things}
    dues = [each.due for each in found.things if each.due]
    assert dues == sorted(dues)


def test_a_liaison_fetches_answers_and_nobody_elses(office: Office) -> None:
    [li] = people(office, 1)
    offer(office, li, recruit(office, "永兴制衣厂"))
    home = placements(office)[0].home_code
    here, elsewhere = office.user("here", "liaison", home), office.user("elsewhere", "liaison", 522731000000)
    assert (kinds(office, here), kinds(office, elsewhere)) == (["answer"], [])


def test_a_lost_job_whose_seat_is_vacant_was_reported_once(office: Office) -> None:
    [li] = people(office, 1)
    job = hire(office, li, recruit(office, "永兴制衣厂"))
    county = office.user("county", "county", SANDU)
    with office.database.writing() as session:
        displace(session, job, "dismissed", actor=county, at=office.at)
    assert day(office, county).done == {"fail": 1, "displace": 1}


def test_an_auditor_sees_departures_and_numbers_shown_in_full(office: Office) -> None:
    [li] = people(office, 1)
    offer(office, li, recruit(office, "永兴制衣厂"))
    auditor = office.user("auditor", "auditor", SANDU)
    assert (day(office, auditor).departures, day(office, auditor).reveals) == ([], [])
    with office.database.writing() as session:
        session.get_one(Placement, placements(office)[0].id).departure = "同村的人一起去"
        session.add(FileReading(labourer_id=li, user_id=auditor.user_id, at=office.at, purpose="file", revealed=True))
    found = day(office, auditor)
    assert [(each.words, each.undone) for each in found.departures] == [("同村的人一起去", False)]
    with office.database.writing() as session:
        session.get_one(Placement, placements(office)[0].id).undone_at = office.at
    assert day(office, auditor).departures[0].undone
    assert [each.who for each in found.reveals] == ["auditor"]
    assert day(office).reveals == []


def test_what_somebody_wrote_or_asked_for_waits_for_the_office_where_they_live(office: Office) -> None:
    [li] = people(office, 1)
    here, elsewhere = office.user("here", "county", SANDU), office.user("elsewhere", "county", 522731000000)
    with office.database.writing() as session:
        soon = office.at + timedelta(hours=24)
        session.add(Complaint(labourer_id=li, kind="wages", county_code=SANDU, received_at=office.at, answer_by=soon))
        ask(session, session.get_one(Labourer, li), "name", "李秀英", at=office.at)
    assert [(each.kind, each.due) for each in day(office, here).things] == [("complaint", soon), ("requests", None)]
    assert kinds(office, elsewhere) == []
