"""Each invariant holds of an office at work, and convicts the row that breaks it."""

import pytest
from sqlalchemy import text

from models.db import Database
from services.databases import check_database
from services.invariants import INVARIANTS, broken, faults
from tests.guards import lift_guards
from tests.office import Office
from tests.placing import hire, lose, people, recruit, work_on

# What breaks each, past every service; the unique indexes that refuse some of it are taken away first.
BREAKS = {
    "displacements_are_looked_after": "update displacement set handled_at = reported_at where state = 'waiting'",
    "vacancies_are_looked_after": "update placement set vacancy_id = null",
    "no_seat_is_held_twice": "update order_line set taken = taken - 1 where taken > 0",
    "no_vacancy_is_filled_twice": "update placement set vacancy_id = 1 where state in ('offered', 'accepted')",
    "nobody_has_two_jobs": "update placement set labourer_id = 1, state = 'accepted'",
    "no_displacement_has_two_jobs": "update placement set displacement_id = 1, state = 'accepted'",
    "offers_are_told_once": "delete from message where placement_id = 1",
    "offers_are_counted": "update displacement set offers_made = offers_made + 1",
    "steps_of_a_placement_lead_to_its_state": "update step set from_state = 'ended' where subject = 'placement'",
    "steps_of_a_displacement_lead_to_its_state": "delete from step where subject = 'displacement'",
    "steps_of_a_vacancy_lead_to_its_state": "update vacancy set state = 'closed'",
}
IN_THE_WAY = ("uq_one_for_a_vacancy", "uq_one_job", "uq_one_redeployment", "uq_once_for_a_line", "uq_open_offers")


@pytest.fixture
def at_work(office: Office) -> Office:
    """Two lost their jobs: one is offered another, one waits; a third is offered a seat they left, a fourth works."""
    first, everybody = recruit(office, "永兴制衣厂", seats=3), people(office, 4)
    jobs = [hire(office, each, first) for each in everybody[:3]]
    recruit(office, "东莞辉鸿制衣厂", seats=1)
    for job in jobs[:2]:
        lose(office, job)
    work_on(office)
    return office


def test_every_invariant_is_named_once_and_can_be_broken() -> None:
    assert sorted(BREAKS) == sorted({each.name for each in INVARIANTS})
    assert all(each.meaning.endswith(".") for each in INVARIANTS)


def test_nothing_is_broken_in_an_office_at_work(at_work: Office, database: Database) -> None:
    with database.reading() as session:
        assert broken(session) == {}
        assert list(faults(session)) == []
    assert check_database(database)["ok"]


def test_a_row_that_breaks_an_invariant_is_found(at_work: Office, database: Database) -> None:
    with database.writing() as session:
        lift_guards(session)
        for index in IN_THE_WAY:
            session.execute(text(f"drop index {index}"))
        for name, statement in BREAKS.items():
            tried = session.begin_nested()
            session.execute(text(statement))
            assert broken(session).get(name), name
            tried.rollback()
        session.execute(text(BREAKS["offers_are_counted"]))
    assert any(each.startswith("offers_are_counted") for each in check_database(database)["integrity"])
