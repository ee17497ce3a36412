"""The same step on many subjects at once: the state by the workflow tables, a record each, without the ORM."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.bulk import insert_rows
from models.model import Model
from models.step import Step
from models.workflow import MACHINES
from services.access import Actor
from services.api_outbox import Moved, tell_systems

T = TypeVar("T")
MANY = 1_000  # ids in one statement


def step_all(
    session: Session, table: type[Any], subjects: Sequence[tuple[int, str]], action: str, *, actor: Actor, at: datetime,
    note: str = "", **values: Any,
) -> None:  # fmt: skip
    """Do `action` on subjects of one kind, (id, state) each, which the transaction holds; `values` change with the
    state. Rights, guards and effects are the caller's. Raises KeyError where the table knows no such move."""
    machine = MACHINES[table.__tablename__]
    moves = {state: machine.moves[state, action].to for state in {state for _, state in subjects}}
    for state, to in moves.items():
        change_all(session, table, [each for each, was in subjects if was == state], state=to, **values)
    record_all(session, table, [(each, was, moves[was]) for each, was in subjects], action, actor, at, note)


def record_all(
    session: Session, table: type[Model], moved: Iterable[tuple[int, str, str]], action: str, actor: Actor,
    at: datetime, note: str = "",
) -> None:  # fmt: skip
    """Write down that `action` brought subjects, (id, from, to) each, from one state to another."""
    moved = list(moved)
    rows = [{"subject_id": each, "from_state": was, "to_state": to} for each, was, to in moved]
    subject = MACHINES[table.__tablename__].subject
    shared = {"subject": subject, "action": action, "actor_id": actor.user_id, "at": at, "note": note.strip()}
    insert_rows(session, Step, rows, shared)
    tell_systems(session, table, subject, [Moved(*each) for each in moved], action, at=at)


def change_all(session: Session, table: type[Any], ids: Sequence[int], **values: Any) -> None:
    """Set columns of the rows with these ids; each is a newer version of itself."""
    for some in batches(ids, MANY):
        statement = update(table).where(table.id.in_(some)).values(version=table.version + 1, **values)
        session.execute(statement.execution_options(synchronize_session=False))


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in their order, at most `size` at a time."""
    return (items[at : at + size] for at in range(0, len(items), size))
