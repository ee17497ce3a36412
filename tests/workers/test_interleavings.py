"""Whatever happens in whatever order, with jobs that die in the middle, the invariants hold after every step."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from models.displacement import Displacement, Vacancy
from models.placement import Placement
from models.workflow import TAKEN
from services.displacements import displace, resume, withdraw
from services.errors import NotAllowed, RuleRefusal
from services.invariants import broken
from services.placements import accept_offer, cancel_placement, decline_offer
from services.redeployment import redeploy
from services.vacancies import close_vacancy, refill, search_seat_again
from tests.conftest import OutsidePostgreSQL
from tests.faults import BrokenOff, Saved, at_point, break_off, sweep, watching
from tests.office import Office
from tests.placing import hire, offer, people, recruit
from workers.servers import PostgreSQL
from workers.worker import warm

CAUSES = ("dismissed", "quit_pay", "plant_closed", "unpaid_wages", "skill_not_enough")
WHICH = st.integers(0, 5)


@pytest.fixture
def saved(office: Office, postgres: PostgreSQL | OutsidePostgreSQL | None) -> Iterator[Saved]:
    """Four people, three of them in work at one firm, and five seats at three."""
    first, everybody = recruit(office, "永兴制衣厂", seats=3), people(office, 4)
    for each in everybody[:3]:
        hire(office, each, first)
    recruit(office, "东莞辉鸿制衣厂", seats=1)
    recruit(office, "广州依利安达制衣厂", seats=1)
    warm(office.database)
    saved = Saved(office.database, postgres.url if postgres else None)
    yield saved
    saved.remove()


class Interleavings(RuleBasedStateMachine):
    """People, counsellors, the clock and workers act on one small county; what a rule forbids is refused."""

    def __init__(self, office: Office, saved: Saved) -> None:
        super().__init__()
        saved.put_back()
        self.office, self.database, self.at = office, office.database, office.at

    def tell(self, which: Any, position: int) -> Any:
        """One of the rows that a condition is true of, by its position; None when there is none."""
        with self.database.reading() as session:
            found = session.scalars(which).all()
        return found[position % len(found)] if found else None

    def do(self, action: Callable[..., object], subject: str | None, *more: str, **how: Any) -> None:
        """What a counsellor does to a subject, if there is one; a refusal is an answer like any other."""
        if subject is None:
            return
        with suppress(RuleRefusal, NotAllowed), self.database.writing() as session:
            action(session, subject, *more, actor=self.office.actor, at=self.at, **how)

    @rule(position=WHICH, cause=st.sampled_from(CAUSES))
    def displace(self, position: int, cause: str) -> None:
        self.do(displace, self.tell(in_state(*TAKEN), position), cause)

    @rule(position=WHICH)
    def accept(self, position: int) -> None:
        self.do(accept_offer, self.tell(in_state("offered"), position))

    @rule(position=WHICH)
    def decline(self, position: int) -> None:
        self.do(decline_offer, self.tell(in_state("offered"), position), reason="pay")

    @rule(position=WHICH)
    def cancel(self, position: int) -> None:
        self.do(cancel_placement, self.tell(in_state("offered", "accepted"), position), note="改了主意")

    @rule(person=WHICH, line=WHICH)
    def offer_by_hand(self, person: int, line: int) -> None:
        with suppress(RuleRefusal):
            offer(self.office_now(), person % 4 + 1, line % 3 + 1)

    @rule(position=WHICH, action=st.sampled_from((resume, withdraw)))
    def look_into(self, position: int, action: Callable[..., object]) -> None:
        subject = self.tell(select(Displacement.public_id).order_by(Displacement.id), position)
        self.do(action, subject, note="问过了")

    @rule(position=WHICH, close=st.booleans())
    def decide_on_a_seat(self, position: int, close: bool) -> None:
        subject = self.tell(select(Vacancy.public_id).order_by(Vacancy.id), position)
        self.do(close_vacancy, subject, note="不招了") if close else self.do(search_seat_again, subject)

    @rule(hours=st.sampled_from((1, 30, 400)))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule(hours=st.sampled_from((1, 5)))
    @precondition(lambda self: self.at > self.office.at)
    def the_clock_is_set_back(self, hours: int) -> None:
        self.at = max(self.office.at, self.at - timedelta(hours=hours))

    @rule(half=st.sampled_from((Displacement, Vacancy)), position=WHICH, point=st.integers(1, 70))
    def kill(self, half: type[Displacement] | type[Vacancy], position: int, point: int) -> None:
        row = self.tell(select(half.id).order_by(half.id), position)
        if row is None:
            return
        job = redeploy if half is Displacement else refill
        with suppress(BrokenOff), watching(self.database.engine, at_point(point, break_off)):
            job(self.database, row, now=lambda: self.at)

    @rule()
    def sweep(self) -> None:
        sweep(self.database, self.at)

    def office_now(self) -> Office:
        return Office(self.database, self.office.folder, self.at)

    @invariant()
    def nothing_is_broken(self) -> None:
        with self.database.reading() as session:
            assert broken(session) == {}

    def teardown(self) -> None:
        sweep(self.database, self.at)
        self.nothing_is_broken()


def in_state(*states: str) -> Any:
    return select(Placement.public_id).where(Placement.state.in_(states)).order_by(Placement.id)


def test_the_invariants_hold_after_every_step_of_any_interleaving(
    office: Office, saved: Saved, kind_of_database: str
) -> None:
    run_state_machine_as_test(
        lambda: Interleavings(office, saved),
        settings=settings(
            max_examples=15 if kind_of_database == "sqlite" else 5,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
