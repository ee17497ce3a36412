"""What of people's placements and displacements an actor sees: the own ones, those of a division, or all."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from models.message import Message
from models.placement import Placement
from services.access import Actor, bounds, scope_of, subtree
from services.steps import TIES

ASKING, TAKEN_BACK = ("offered", "invited"), ("cancelled", "superseded", "withdrawn")


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


def left_for_the_person(table: type[Any], at: datetime | None) -> ColumnElement[bool]:
    """Which offers (`Placement`) or invitations (`Enrolment`) their own person may know of by `at`: neither those still
    held, in which they can be undone, nor those taken back before their message left. Without an instant, what was
    held and no sender has handled counts as held."""
    about = Message.placement_id if table is Placement else Message.enrolment_id
    unhandled = Message.handled_at.is_(None) & Message.cancelled_at.is_(None)
    held = table.state.in_(ASKING) & unhandled & (Message.not_before > (at or Message.written_at))
    never = table.state.in_(TAKEN_BACK) & (Message.cancelled_at < Message.not_before)
    told = (about == table.id) & Message.code.in_(("offer", "invitation")) & Message.sent_at.is_(None)
    return and_(table.undone_at.is_(None), ~select(Message.id).where(told, or_(held, never)).exists())
