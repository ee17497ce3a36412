"""The one writer of state: `take_step` looks the action up in the workflow tables, checks and records it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.order import Order
from models.step import Step
from models.training_base import TrainingBase
from models.workflow import MACHINES, Machine, Move
from services.access import CLOCK, Actor, allowed, require
from services.errors import NotAllowed, RuleRefusal
from services.guards import GUARDS


def machine_of(subject: Order | TrainingBase) -> Machine:
    return MACHINES["order" if isinstance(subject, Order) else "base"]


def is_own(subject: Order | TrainingBase, actor: Actor) -> bool:
    if isinstance(subject, Order):
        return actor.employer_id is not None and subject.employer_id == actor.employer_id
    return actor.base_id is not None and subject.id == actor.base_id


def take_step(
    session: Session, subject: Order | TrainingBase, action: str, *, actor: Actor, at: datetime, note: str = ""
) -> Step:
    """Do `action` on `subject` and record it.

    Raises RuleRefusal when the table has no such move from this state, a guard refuses or a reason is missing, and
    NotAllowed when the actor lacks the right.
    """
    machine = machine_of(subject)
    move = _find(machine, subject.state, action)
    _check_right(subject, move, actor)
    if move.needs_note and not note.strip():
        raise RuleRefusal("reason_missing", field="note", action=action)
    for guard in move.guards:
        GUARDS[guard](session, subject, at)  # type: ignore[arg-type]
    step = Step(
        subject=machine.subject,
        subject_id=subject.id,
        action=action,
        from_state=subject.state,
        to_state=move.to,
        actor_id=actor.user_id,
        at=at,
        note=note.strip(),
    )
    subject.state = move.to
    session.add(step)
    session.flush()
    return step


def _find(machine: Machine, state: str, action: str) -> Move:
    move = machine.moves.get((state, action))
    if move is None:
        possible = tuple(name for name, each in machine.actions_from(state).items() if not each.by_clock)
        raise RuleRefusal(
            "step_not_possible", field="action", subject=machine.subject, state=state, action=action, possible=possible
        )
    return move


def _check_right(subject: Order | TrainingBase, move: Move, actor: Actor) -> None:
    if actor is CLOCK and not move.by_clock:
        raise NotAllowed("not_allowed", action=move.right, role=actor.role)
    require(actor, move.right, division=subject.county_code, own=is_own(subject, actor))


def possible_steps(subject: Order | TrainingBase, actor: Actor) -> dict[str, Move]:
    """The actions a page offers: those of the table that this actor has the right to and the clock does not do by
    itself (guards are asked when acting)."""
    own = is_own(subject, actor)
    return {
        action: move
        for action, move in machine_of(subject).actions_from(subject.state).items()
        if not move.by_clock and allowed(actor, move.right, division=subject.county_code, own=own)
    }


def steps_of(session: Session, subject: Order | TrainingBase) -> list[Step]:
    """The history of a subject, oldest first, each step with its actor loaded."""
    query = (
        select(Step)
        .options(joinedload(Step.actor))
        .where(Step.subject == machine_of(subject).subject, Step.subject_id == subject.id)
        .order_by(Step.id)
    )
    return list(session.scalars(query))


def workflow_table() -> str:
    """Every machine as a Markdown table."""
    parts = []
    for machine in MACHINES.values():
        parts += [f"## {machine.subject}", "", f"States: {', '.join(machine.states)}. Starts as {machine.initial}.", ""]
        parts += ["| from | action | to | right | guards | reason asked | by the clock |", "| --- " * 7 + "|"]
        parts += [
            f"| {state} | {action} | {move.to} | `{move.right}` | {', '.join(move.guards)} "
            f"| {'yes' if move.needs_note else ''} | {'yes' if move.by_clock else ''} |"
            for (state, action), move in machine.moves.items()
        ] + [""]
    return "\n".join(parts).rstrip()
