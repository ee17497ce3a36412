"""Every machine over every state × action × role: the tables decide what is possible and who may, guards the rest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from matching.score import rule_hash
from matching.weights import DEFAULT
from models.db import Database
from models.displacement import Displacement, Vacancy
from models.employer import Employer
from models.enrolment import Enrolment
from models.labourer import Labourer
from models.occupation import Occupation
from models.order import Order, OrderLine
from models.placement import Placement
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from models.user import ROLES
from models.weights_version import WeightsVersion
from models.workflow import MACHINES, Machine, Move
from services.access import CLOCK, PERMISSIONS, Actor
from services.errors import NotAllowed, Refusal, RuleRefusal
from services.steps import Subject, possible_steps, steps_of, take_step
from tests.moments import NOW
from tests.web.conftest import copied
from workers.servers import PostgreSQL

SANDU, DAHE, LIPING = 522732000000, 522732106000, 522631000000
# Whose own each subject is; whoever has the right in a division has it for the person's home, else for the county.
OWNERS = {
    "order": {"employer"},
    "base": {"base"},
    "class": {"base"},
    "enrolment": {"base", "labourer"},
    "placement": {"employer", "base", "labourer"},
    "displacement": {"employer", "base", "labourer"},
    "vacancy": {"employer"},
    "weights": set(),
}
CELLS = [(name, state) for name, machine in MACHINES.items() for state in machine.states]
DAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def shared(template: str, postgres: PostgreSQL | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all cells: nothing is ever kept in it."""
    database = Database(copied(template, postgres, "machines", tmp_path_factory.mktemp("machines")))
    yield database
    database.dispose()


@pytest.fixture
def session(shared: Database) -> Iterator[Session]:
    """A writing session whose changes are all taken back."""
    with shared.writing() as session:
        yield session
        session.rollback()


def a_world(session: Session) -> dict[str, Subject]:
    """One subject of each kind, all of one employer, base and person."""
    trade = session.query(Occupation).order_by(Occupation.id).first()
    assert trade is not None
    employer = Employer(name="三都县服装厂", county_code=SANDU, registered_at=NOW)
    base = TrainingBase(name="三都县职业中学", county_code=SANDU, registered_at=NOW)
    person = Labourer(
        name="李秀英", home_code=DAHE, registered_at=NOW, refreshed_at=NOW, waiting_since=DAY, situation="at_home"
    )
    session.add_all([employer, base, person])
    session.flush()
    line = OrderLine(position=1, occupation_id=trade.id, seats=3, taken=1, division_code=SANDU)
    order = Order(
        employer_id=employer.id, county_code=SANDU, kind="training", sub_kind="order_class", filed_at=NOW, lines=[line]
    )
    taught = TrainingClass(
        base_id=base.id, county_code=SANDU, title="缝纫", occupation_id=trade.id, division_code=SANDU, starts_on=DAY,
        ends_on=DAY, places=2, taken=1, planned_at=NOW,
    )  # fmt: skip
    session.add_all([order, taught])
    session.flush()
    enrolment = Enrolment(class_id=taught.id, labourer_id=person.id, base_id=base.id, home_code=DAHE, created_at=NOW)
    placement = Placement(
        labourer_id=person.id, home_code=DAHE, line_id=line.id, order_id=order.id, employer_id=employer.id,
        base_id=base.id, offered_at=NOW,
    )  # fmt: skip
    session.add_all([enrolment, placement])
    session.flush()
    displacement = Displacement(
        placement_id=placement.id, labourer_id=person.id, home_code=DAHE, employer_id=employer.id, base_id=base.id,
        cause="plant_closed", road="another_job", happened_on=DAY, reported_at=NOW,
    )  # fmt: skip
    vacancy = Vacancy(
        placement_id=placement.id, line_id=line.id, employer_id=employer.id, county_code=SANDU, opened_at=NOW
    )
    weights = WeightsVersion(
        county_code=SANDU, name="2", reason="", weights=DEFAULT.to_dict(), based_on=DEFAULT.to_dict(),
        rule_hash=rule_hash(DEFAULT), drafted_at=NOW,
    )  # fmt: skip
    session.add_all([displacement, vacancy, weights])
    session.flush()
    subjects = (order, base, taught, enrolment, placement, displacement, vacancy, weights)
    return dict(zip(MACHINES, subjects, strict=True))


def put_into(session: Session, subject: Subject, state: str) -> None:
    session.execute(update(type(subject)).where(type(subject).id == subject.id).values(state=state))
    session.refresh(subject)


def actors(world: dict[str, Subject]) -> list[tuple[Actor, bool]]:
    """An actor of each role whom the subjects belong to, or who covers their county, and one of another county, with
    whether it is the near one; the clock; and somebody who merely calls himself that."""
    placement = world["placement"]
    assert isinstance(placement, Placement)
    ties = {"employer": "employer_id", "base": "base_id", "labourer": "labourer_id"}
    both = []
    for role in ROLES:
        own = {ties[role]: getattr(placement, ties[role])} if role in ties else {}
        both.append((Actor(role, division_code=SANDU, **own), True))
        both.append((Actor(role, division_code=LIPING, **dict.fromkeys(own, 999_999)), False))
    return [*both, (CLOCK, True), (replace(CLOCK, login="imposter"), True)]


def may(machine: Machine, move: Move, actor: Actor, *, near: bool) -> bool:
    """What the permission table says, read apart from the code that reads it."""
    if actor is CLOCK:
        return move.by_clock
    scope = PERMISSIONS[move.right].get(actor.role)
    if scope == "own":
        return near and actor.role in OWNERS[machine.subject]
    return scope == "all" or (scope == "division" and near)


def outcome(session: Session, subject: Subject, action: str, actor: Actor, note: str, at: datetime) -> str:
    """The state that a step leads to, or the code of the refusal; nothing of it stays."""
    savepoint = session.begin_nested()
    try:
        step = take_step(session, subject, action, actor=actor, at=at, note=note)
        assert (step.to_state, step.actor_id) == (subject.state, actor.user_id)
        assert steps_of(session, subject)[-1] is step
        return subject.state
    except Refusal as refusal:
        assert isinstance(refusal, RuleRefusal | NotAllowed)
        return refusal.code
    finally:
        savepoint.rollback()


@pytest.mark.parametrize(("name", "state"), CELLS)
def test_the_tables_alone_decide_what_is_possible_and_who_may(session: Session, name: str, state: str) -> None:
    machine, world = MACHINES[name], a_world(session)
    subject = world[name]
    put_into(session, subject, state)
    for action in sorted({action for _, action in machine.moves}):
        move = machine.moves.get((state, action))
        for actor, near in actors(world):
            cell = f"{actor.role} ({'near' if near else 'far'}): {action} from {state}"
            said = outcome(session, subject, action, actor, "a reason", NOW)
            if move is None:
                assert said == "step_not_possible", cell
            elif not may(machine, move, actor, near=near):
                assert said == "not_allowed", cell
            else:
                refused = said != move.to
                assert said not in ("step_not_possible", "not_allowed", "reason_missing"), cell
                assert not refused or move.guards or move.effects, cell
    assert subject.state == state


@pytest.mark.parametrize(("name", "state"), CELLS)
def test_a_step_that_asks_for_a_reason_is_refused_without_one(session: Session, name: str, state: str) -> None:
    machine, subject = MACHINES[name], a_world(session)[name]
    put_into(session, subject, state)
    administrator = Actor("administrator")
    for action, move in machine.actions_from(state).items():
        said = outcome(session, subject, action, administrator, "  ", NOW)
        assert (said == "reason_missing") == move.needs_note, action


@pytest.mark.parametrize(("name", "state"), CELLS)
def test_pages_offer_what_may_be_done_and_the_clock_does_not_do(session: Session, name: str, state: str) -> None:
    machine, world = MACHINES[name], a_world(session)
    put_into(session, world[name], state)
    by_people = {action: move for action, move in machine.actions_from(state).items() if not move.by_clock}
    for actor, near in actors(world):
        if actor is CLOCK:  # reads no pages
            continue
        offered = {action for action, move in by_people.items() if may(machine, move, actor, near=near)}
        assert set(possible_steps(world[name], actor)) == offered, actor.role


@pytest.mark.parametrize("machine", MACHINES.values(), ids=list(MACHINES))
def test_every_state_is_reached_from_the_first_and_no_move_leaves_the_table(machine: Machine) -> None:
    reached = {machine.initial, *({"invited"} if machine.subject == "enrolment" else ())}
    for _ in machine.states:
        reached |= {move.to for (state, _), move in machine.moves.items() if state in reached}
    assert reached == set(machine.states)
    assert {state for state, _ in machine.moves} <= reached
