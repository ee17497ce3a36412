"""Plans asked for on a page: made once, one at a time, with progress, and taken up again after a killed worker."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.plan import Plan, PlanRequest
from services import plan_requests
from services.access import Actor
from services.errors import NotAllowed
from services.plan_requests import LEASE, ask_plans, last_request, plans_due, run_plan_request
from services.queued import MOST_ATTEMPTS
from tests.office import SANDU, Office
from tests.placing import people, recruit


@pytest.fixture
def planner(office: Office) -> Actor:
    people(office, 2)
    recruit(office, "好厂", 2, "5000-6000")
    return office.user("统筹", "county", SANDU)


def ask(office: Office, actor: Actor) -> int:
    with office.database.writing() as session:
        return ask_plans(session, actor=actor, at=office.at).id


def due(office: Office, **later: int) -> list[int]:
    with office.database.reading() as session:
        return plans_due(session, at=office.at + timedelta(**later))


def run(office: Office, request_id: int, **later: int) -> PlanRequest:
    run_plan_request(office.database, request_id, now=lambda: office.at + timedelta(**later))
    with office.database.reading() as session:
        return session.get_one(PlanRequest, request_id)


def plans(office: Office) -> int:
    with office.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Plan)) or 0


def test_asking_twice_makes_the_plans_once(office: Office, planner: Actor) -> None:
    asked = ask(office, planner)
    assert ask(office, planner) == asked
    done = run(office, asked)
    assert (done.handled_at, done.counties, done.done) == (office.at, 1, 1)
    run(office, asked)
    assert plans(office) == 1
    assert due(office) == []
    assert ask(office, planner) != asked


def test_progress_is_told_before_each_county(office: Office, planner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def planned(*_: object) -> None:
        with office.database.reading() as session:
            found = last_request(session, actor=planner)
        assert found is not None
        seen.append((found.stage, found.done, found.counties))

    monkeypatch.setattr("services.plans._plan_county", planned)
    monkeypatch.setattr("services.plans._proposed", lambda _: [[]])
    monkeypatch.setattr(plan_requests, "keep_plans", lambda *_, **__: [])
    run(office, ask(office, planner))
    assert seen == [("planning", 0, 1)]


def test_what_a_killed_worker_left_is_taken_up_when_its_lease_is_over(
    office: Office, planner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(office, planner)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(plan_requests, "keep_plans", killed)
        run(office, asked)
    minutes = int(LEASE.total_seconds() // 60)
    assert due(office) == []
    run(office, asked)
    assert plans(office) == 0  # the dead one still holds it
    assert due(office, minutes=minutes) == [asked]
    assert run(office, asked, minutes=minutes).handled_at is not None
    assert plans(office) == 1


def test_plans_are_made_one_at_a_time(office: Office, planner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ask(office, planner), ask(office, office.user("另一人", "county", SANDU))
    tried = []

    def busy(*_: object, **__: object) -> list[str]:
        tried.append(run(office, second).handled_at)
        return []

    with monkeypatch.context() as patch:
        patch.setattr(plan_requests, "make_plans", busy)
        run(office, first)
    assert tried == [None]
    assert due(office) == [second]


def test_whoever_lost_the_lease_keeps_nothing(office: Office, planner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(office, planner)

    def slow(*_: object, **__: object) -> list[str]:
        with office.database.writing() as session:
            session.get_one(PlanRequest, asked).lease = "another"
        return []

    monkeypatch.setattr(plan_requests, "make_plans", slow)
    assert run(office, asked).handled_at is None


def test_an_error_is_kept_and_tried_again_until_a_person_has_to_look(
    office: Office, planner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(office, planner)

    def broken(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr(plan_requests, "make_plans", broken)
    for attempt in range(MOST_ATTEMPTS):
        assert due(office, hours=attempt) == [asked]
        with pytest.raises(ValueError):
            run(office, asked, hours=attempt)
    with office.database.reading() as session:
        request = session.get_one(PlanRequest, asked)
    assert (request.attempts, request.last_error) == (MOST_ATTEMPTS, "ValueError")
    assert request.handled_at is not None


def test_only_who_may_plan_asks(office: Office, planner: Actor) -> None:
    with pytest.raises(NotAllowed), office.database.writing() as session:
        ask_plans(session, actor=office.user("指导员", "counsellor", SANDU), at=office.at)
