"""What must hold of displaced people, vacant seats and offers whatever crashes: each rule is a query for the rows that
break it, so that nothing found is the proof.

`sunmatch db check` asks them of a database in use; the tests of faults ask them after every kill.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Select, exists, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from models.displacement import UNFILLED, Displacement, Vacancy
from models.message import Message
from models.order import OrderLine
from models.placement import Placement
from models.step import Step
from models.workflow import HOLDING, TAKEN
from services.displacements import SEARCHED

Rows = Select[Any]  # ids
SEATS_SEARCHED = ("open", "searching")
MOST_SHOWN = 20  # rows of one rule that are named


@dataclass(frozen=True)
class Invariant:
    """A rule by name, in one sentence, and the query for the ids of the rows that break it."""

    name: str
    meaning: str
    offenders: Callable[[], Rows]


def _displacements() -> Rows:
    """Searched: in the queue, or given up with its error. Offered: an offer is open. Else: out of the queue."""
    waits, gave_up = Displacement.handled_at.is_(None), Displacement.last_error.is_not(None)
    offered = exists().where(Placement.displacement_id == Displacement.id, Placement.state == "offered")
    lost = or_(
        Displacement.state.in_(SEARCHED) & ~waits & ~gave_up,
        Displacement.state.not_in(SEARCHED) & waits,
        (Displacement.state == "offered") & ~offered,
    )
    return select(Displacement.id).where(lost)


def _vacancies() -> Rows:
    """As above; a seat that was never searched for may wait for a person to say so since it was opened."""
    waits, gave_up = Vacancy.handled_at.is_(None), Vacancy.last_error.is_not(None)
    asked_first = (Vacancy.state == "open") & (Vacancy.handled_at == Vacancy.opened_at)
    offered = exists().where(Vacancy.id == Placement.vacancy_id, Placement.state == "offered")
    lost = or_(
        Vacancy.state.in_(SEATS_SEARCHED) & ~waits & ~gave_up & ~asked_first,
        Vacancy.state.not_in(SEATS_SEARCHED) & waits,
        (Vacancy.state == "offered") & ~offered,
    )
    return select(Vacancy.id).where(lost)


def _seats() -> Rows:
    """The count of a line is its placements that hold a seat and its vacancies that nobody took over yet."""
    holding = select(Placement.line_id).where(Placement.line_id.is_not(None), Placement.state.in_(HOLDING))
    taken_over = exists().where(Placement.vacancy_id == Vacancy.id, Placement.state.in_(HOLDING))
    kept = select(Vacancy.line_id).where(Vacancy.state.in_(UNFILLED), ~taken_over)
    each = union_all(holding, kept).subquery()
    held = select(each.c.line_id, func.count().label("seats")).group_by(each.c.line_id).subquery()
    count = func.coalesce(held.c.seats, 0)
    wrong = or_(OrderLine.taken != count, count > OrderLine.seats)
    return select(OrderLine.id).outerjoin(held, held.c.line_id == OrderLine.id).where(wrong)


def _twice(column: Any, states: tuple[str, ...]) -> Rows:
    """What more than one placement in one of the states names."""
    named = select(column).where(column.is_not(None), Placement.state.in_(states))
    return named.group_by(column).having(func.count() > 1)


def _messages() -> Rows:
    """Work of one's own is recorded, not offered: it has no line."""
    told = select(func.count()).where(Message.placement_id == Placement.id, Message.code == "offer")
    return select(Placement.id).where(Placement.line_id.is_not(None), told.correlate(Placement).scalar_subquery() != 1)


def _offers_made() -> Rows:
    offers = select(func.count()).where(Placement.displacement_id == Displacement.id)
    return select(Displacement.id).where(offers.correlate(Displacement).scalar_subquery() != Displacement.offers_made)


_WATCHED: dict[str, Any] = {"placement": Placement, "displacement": Displacement, "vacancy": Vacancy}


def _histories(subject: str) -> Rows:
    """Rows whose steps do not lead, one from the other, from nothing to the state they are in."""
    table = _WATCHED[subject]
    before = func.lag(Step.to_state, 1, "").over(partition_by=Step.subject_id, order_by=Step.id)
    steps = select(Step.id, Step.subject_id, Step.from_state, before.label("before")).where(Step.subject == subject)
    chain = steps.subquery()
    broken = exists().where(chain.c.subject_id == table.id, chain.c.from_state != chain.c.before)
    step = aliased(Step)
    last = select(func.max(step.id)).where(step.subject == subject, step.subject_id == table.id).correlate(table)
    ends = exists().where(Step.id == last.scalar_subquery(), Step.to_state == table.state)
    return select(table.id).where(or_(broken, ~ends))


INVARIANTS = (
    Invariant(
        "displacements_are_looked_after",
        "Every displacement is handled or has a next try: nobody waits for an answer that cannot come.",
        _displacements,
    ),
    Invariant(
        "vacancies_are_looked_after",
        "Every vacancy is handled or has a next try: no seat waits for an answer that cannot come.",
        _vacancies,
    ),
    Invariant(
        "no_seat_is_held_twice",
        "The seats taken of a line are its placements and vacancies that hold one, and never more than it has.",
        _seats,
    ),
    Invariant(
        "no_vacancy_is_filled_twice",
        "A vacant seat is held for one person at most.",
        partial(_twice, Placement.vacancy_id, HOLDING),
    ),
    Invariant(
        "nobody_has_two_jobs",
        "Nobody has two placements that are accepted, delivered or confirmed.",
        partial(_twice, Placement.labourer_id, TAKEN),
    ),
    Invariant(
        "no_displacement_has_two_jobs",
        "One displacement leads to one accepted job at most.",
        partial(_twice, Placement.displacement_id, TAKEN),
    ),
    Invariant("offers_are_told_once", "Each offer of a post has exactly one message that tells of it.", _messages),
    Invariant(
        "offers_are_counted",
        "A displacement counts the offers that were made for it, each once.",
        _offers_made,
    ),
    *(
        Invariant(
            f"steps_of_a_{subject}_lead_to_its_state",
            f"The recorded steps of each {subject} follow one from the other and end in its state.",
            partial(_histories, subject),
        )
        for subject in _WATCHED
    ),
)


def broken(session: Session) -> dict[str, list[int]]:
    """{name of an invariant: ids of the rows that break it}, empty when all hold; one query each."""
    found = {each.name: list(session.scalars(each.offenders().limit(MOST_SHOWN))) for each in INVARIANTS}
    return {name: ids for name, ids in found.items() if ids}


def faults(session: Session) -> Iterator[str]:
    """What is broken, a sentence each, with the ids of the first rows."""
    meanings = {each.name: each.meaning for each in INVARIANTS}
    for name, ids in broken(session).items():
        yield f"{name}: {meanings[name]} Not so for {', '.join(map(str, ids))}"
