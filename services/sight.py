"""What of people's placements and displacements an actor sees: the own ones, those of a division, or all."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from services.access import Actor, bounds, scope_of, subtree
from services.steps import TIES


def reads_notes(actor: Actor) -> bool:
    """Whether the actor reads what offices and bases wrote about people and jobs: firms and the people do not."""
    return actor.role not in ("employer", "labourer")


def seen_by(table: type[Any], actor: Actor, right: str) -> ColumnElement[bool]:
    """Which rows of a table with `home_code` and the ties of `TIES` the actor has `right` on."""
    match scope_of(actor, right):
        case "all":
            return true()
        case "division" if (division := bounds(actor, right)) is not None:
            low, high = subtree(division)
            return and_(table.home_code >= low, table.home_code < high)
        case "own":
            ties = [(getattr(table, tie), getattr(actor, tie)) for tie in TIES]
            return or_(false(), *(column == mine for column, mine in ties if mine is not None))
        case _:
            return false()
