"""The proof that somebody was erased: what is left about a tombstone, table by table, and a search for words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, ForeignKey, String, Table, func, or_, select
from sqlalchemy.orm import Session

from models.labourer import Labourer
from models.model import Model
from models.sealed import Sealed
from services.access import Actor, require
from services.erasure import KEPT
from services.errors import NotFound, RuleRefusal

RIGHT = "labourers.read"


@dataclass(frozen=True)
class Left:
    """Rows of a table that still point at the tombstone, and the words that stand in them, each once: states, codes
    and public ids, and nothing that anybody typed."""

    table: str
    rows: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """When somebody was erased, what the row itself still says, and what points at it."""

    public_id: str
    erased_at: datetime
    row: dict[str, Any]
    left: list[Left]


def proof_of_erasure(session: Session, public_id: str, *, actor: Actor) -> Proof:
    """What is left of somebody. Raises NotFound for nobody that the actor could have read about, RuleRefusal for who
    was not erased."""
    person = session.scalar(select(Labourer).where(Labourer.public_id == public_id))
    if person is None:
        raise NotFound("labourer_unknown", field="labourer", id=public_id)
    require(actor, RIGHT, division=person.home_code, own=actor.labourer_id == person.id)
    if person.erased_at is None:
        raise RuleRefusal("not_erased", field="labourer")
    said = {column.name: getattr(person, column.name) for column in Labourer.__table__.columns}
    row = {name: value for name, value in said.items() if value or name in KEPT}
    left = [each for table in tables_of_people() if (each := _left(session, table, person.id)) is not None]
    return Proof(public_id, person.erased_at, row, left)


def tables_of_people() -> list[Table]:
    """Tables that point at people."""
    return [table for table in Model.metadata.sorted_tables if table.name != "labourer" and keys_of(table)]


def keys_of(table: Table) -> list[ForeignKey]:
    """The columns of a table that point at people."""
    return [key for key in table.foreign_keys if key.target_fullname == "labourer.id"]


def rows_of(table: Table, labourer_id: int) -> ColumnElement[bool]:
    """Which rows of a table point at somebody."""
    return or_(*(key.parent == labourer_id for key in keys_of(table)))


def _left(session: Session, table: Table, labourer_id: int) -> Left | None:
    theirs = rows_of(table, labourer_id)
    rows = session.scalar(select(func.count()).select_from(table).where(theirs)) or 0
    if not rows:
        return None
    columns = [column for column in table.columns if holds_words(column)]
    found = session.execute(select(*columns).where(theirs)).all() if columns else []
    words = {str(value) for row in found for value in row if value}
    return Left(table.name, rows, tuple(sorted(words)))


def holds_words(column: Column[Any]) -> bool:
    """Whether somebody's words may stand in a column."""
    return isinstance(column.type, String | JSON | Sealed)


def tables_that_say(session: Session, texts: Sequence[str]) -> dict[str, int]:
    """How many values of each column of the whole database hold one of the texts, sealed ones unsealed: for tests and
    for whoever audits an erasure; it reads everything."""
    found: dict[str, int] = {}
    for table in Model.metadata.sorted_tables:
        columns = [column for column in table.columns if holds_words(column)]
        for row in session.execute(select(*columns)) if columns else ():
            for column, value in zip(columns, row, strict=True):
                if value and any(text in str(value) for text in texts):
                    found[f"{table.name}.{column.name}"] = found.get(f"{table.name}.{column.name}", 0) + 1
    return found
