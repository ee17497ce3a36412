"""The one writer of state: `take_step` looks the action up in the workflow tables, checks and records it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.displacement import Displacement, Vacancy
from models.enrolment import Enrolment
from models.order import Order
from models.placement import Placement
from models.step import Step
from models.training_base import TrainingBase
from models.training_class import TrainingClass
from models.weights_version import WeightsVersion
from models.workflow import (
    BASE,
    CLASS,
    DISPLACEMENT,
    ENROLMENT,
    MACHINES,
    ORDER,
    PLACEMENT,
    VACANCY,
    WEIGHTS,
    Machine,
    Move,
)
from services.access import CLOCK, Actor, allowed, require
from services.api_outbox import Moved, tell_systems
from services.contacts import note_contact
from services.effects import EFFECTS
from services.errors import NotAllowed, RuleRefusal
from services.guards import GUARDS

Subject = Order | TrainingBase | TrainingClass | Enrolment | Placement | Displacement | Vacancy | WeightsVersion

_MACHINES: dict[type, Machine] = {
    Order: ORDER,
    TrainingBase: BASE,
    TrainingClass: CLASS,
    Enrolment: ENROLMENT,
    Placement: PLACEMENT,
    Displacement: DISPLACEMENT,
    Vacancy: VACANCY,
    WeightsVersion: WEIGHTS,
}
# What makes a subject an actor's own: the same employer, base or labourer.
TIES = ("employer_id", "base_id", "labourer_id")


def machine_of(subject: Subject) -> Machine:
    return _MACHINES[type(subject)]


def division_of(subject: Subject) -> int:
    """The division that bounds who may act: the person's home, else the county."""
    return subject.home_code if isinstance(subject, Enrolment | Placement | Displacement) else subject.county_code


def is_own(subject: Subject, actor: Actor) -> bool:
    if isinstance(subject, TrainingBase):
        return actor.base_id is not None and subject.id == actor.base_id
    mine = ((getattr(actor, tie), getattr(subject, tie, None)) for tie in TIES)
    return any(one is not None and one == other for one, other in mine)


def take_step(session: Session, subject: Subject, action: str, *, actor: Actor, at: datetime, note: str = "") -> Step:
    """Do `action` on `subject` and record it.

    Raises RuleRefusal when the table has no such move from this state, a guard refuses, a reason is missing or a
    second person has to do it, and NotAllowed when the actor lacks the right.
    """
    move = _find(machine_of(subject), subject.state, action)
    _check_right(subject, move, actor)
    if move.needs_note and not note.strip():
        raise RuleRefusal("reason_missing", field="note", action=action)
    if not _is_another(subject, move, actor):
        raise RuleRefusal("second_person_needed", field="action", action=action)
    for guard in move.guards:
        GUARDS[guard](session, subject, at)
    for effect in move.effects:
        EFFECTS[effect](session, subject, at)
    before, subject.state = subject.state, move.to
    return record(session, subject, action, actor=actor, at=at, note=note, before=before)


def record(
    session: Session,
    subject: Subject,
    action: str,
    *,
    actor: Actor,
    at: datetime,
    note: str = "",
    before: str | None = None,
) -> Step:
    """Write down that something was done to a subject; without `before`, its state stayed as it is."""
    step = Step(
        subject=machine_of(subject).subject,
        subject_id=subject.id,
        action=action,
        from_state=subject.state if before is None else before,
        to_state=subject.state,
        actor_id=actor.user_id,
        at=at,
        note=note.strip(),
    )
    session.add(step)
    note_contact(session, subject, action, actor, at)
    session.flush()
    moved = Moved(subject.id, step.from_state, step.to_state)
    tell_systems(session, type(subject), step.subject, [moved], action, at=at)
    return step


def _find(machine: Machine, state: str, action: str) -> Move:
    move = machine.moves.get((state, action))
    if move is None:
        possible = tuple(name for name, each in machine.actions_from(state).items() if not each.by_clock)
        raise RuleRefusal(
            "step_not_possible", field="action", subject=machine.subject, state=state, action=action, possible=possible
        )
    return move


def _check_right(subject: Subject, move: Move, actor: Actor) -> None:
    if actor is CLOCK and not move.by_clock:
        raise NotAllowed("not_allowed", action=move.right, role=actor.role)
    require(actor, move.right, division=division_of(subject), own=is_own(subject, actor))


def _is_another(subject: Subject, move: Move, actor: Actor) -> bool:
    """Whether the actor is not the person whom the move bars."""
    barred = getattr(subject, move.not_by) if move.not_by else None
    return barred is None or barred != actor.user_id


def possible_steps(subject: Subject, actor: Actor) -> dict[str, Move]:
    """The actions a page offers: those of the table that this actor has the right to, that no second person has to do
    and the clock does not do by itself (guards are asked when acting)."""
    own, division = is_own(subject, actor), division_of(subject)
    return {
        action: move
        for action, move in machine_of(subject).actions_from(subject.state).items()
        if not move.by_clock and allowed(actor, move.right, division=division, own=own)
        if _is_another(subject, move, actor)
    }


def steps_of(session: Session, subject: Subject) -> list[Step]:
    """The history of a subject, oldest first, each step with its actor loaded."""
    query = (
        select(Step)
        .options(joinedload(Step.actor))
        .where(Step.subject == machine_of(subject).subject, Step.subject_id == subject.id)
        .order_by(Step.id)
    )
    return list(session.scalars(query))


def steps_as_json(session: Session, subject: Subject, *, notes: bool = True) -> list[dict[str, Any]]:
    """The history of a subject as JSON, oldest first; without `notes`, what was said is left out."""
    return [
        {
            "action": step.action,
            "to": step.to_state,
            "at": step.at,
            "by": step.actor.name if step.actor else None,
            "note": step.note if notes else "",
        }
        for step in steps_of(session, subject)
    ]


def workflow_table() -> str:
    """Every machine as a Markdown table."""
    parts = []
    for machine in MACHINES.values():
        parts += [f"## {machine.subject}", "", f"States: {', '.join(machine.states)}. Starts as {machine.initial}.", ""]
        parts += [
            "| from | action | to | right | guards | effects | reason asked | by the clock | not by |",
            "| --- " * 9 + "|",
        ]
        parts += [
            f"| {state} | {action} | {move.to} | `{move.right}` | {', '.join(move.guards)} "
            f"| {', '.join(move.effects)} | {'yes' if move.needs_note else ''} | {'yes' if move.by_clock else ''} "
            f"| {move.not_by} |"
            for (state, action), move in machine.moves.items()
        ] + [""]
    return "\n".join(parts).rstrip()
