"""Undoing a pick before anybody was told: for some seconds its messages are held, and the last go can be taken back.

A go is all that one account did to a post at one instant. What is taken back in time leaves no offer, no invitation
and no message; what the sender has, or may have, is out and can only be withdrawn.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select, update
from sqlalchemy.orm import Session

from models.enrolment import Enrolment
from models.labourer import Labourer
from models.list_mark import NOTE, ListMark
from models.message import Message
from models.order import OrderLine
from models.placement import Placement
from models.step import Step
from services.access import Actor
from services.class_messages import take_back
from services.enrolments import held_enrolment
from services.errors import RuleRefusal
from services.halves import search_on
from services.offers import tell_bad_news
from services.placements import hold_placement
from services.steps import take_step

UNDONE = "undone"
TELLING = ("offer", "invitation")
LONGEST_GO = timedelta(minutes=30)


@dataclass
class Go:
    """What can still be undone, by public id, with the names of the people; `until` when it is too late."""

    at: datetime
    until: datetime
    placements: list[str] = field(default_factory=list)
    enrolments: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def held_for(seconds: int, people: int) -> timedelta:
    """How long messages of a go are held at first: as long as it can be undone, and while it lasts; `hold_go` sets the
    end once it is over."""
    return timedelta(seconds=seconds + (people if seconds and people > 1 else 0))


def hold_go(session: Session, line: OrderLine, *, go: datetime, actor: Actor, until: datetime) -> None:
    """Let the messages of a go of several leave at one instant, those that did not leave yet and were not sent
    at once."""
    whose = {"line": line.id, "actor": actor.user_id}
    for table in (Placement, Enrolment):
        of_it = _held(table).where(_begun(table) == go).with_only_columns(Message.id)
        ids = list(session.scalars(of_it, whose))
        held = Message.id.in_(ids) & (Message.not_before > Message.written_at)
        session.execute(update(Message).where(held).values(not_before=until))


def last_go(session: Session, line: OrderLine, *, actor: Actor, at: datetime, seconds: int) -> Go | None:
    """The newest go of the actor at a post that can be undone now."""
    asked = {"line": line.id, "actor": actor.user_id, "since": at - LONGEST_GO, "late": at}
    found = [
        *(("placements", *row) for row in session.execute(_in_time(Placement), asked)),
        *(("enrolments", *row) for row in session.execute(_in_time(Enrolment), asked)),
        *(("marks", *row) for row in _marks(session, line, actor, at, timedelta(seconds=seconds))),
    ]
    newest = max((row[3] for row in found), default=None)
    if newest is None:
        return None
    of_it = [row for row in found if row[3] == newest]
    go = Go(newest, min(row[4] for row in of_it))
    for kind, public_id, name, *_ in of_it:
        getattr(go, kind).append(public_id)
        go.names.append(name)
    return go


@cache
def _held(table: Any) -> Select[Any]:
    """(public id, name, when, until) of the offers or invitations of the `actor` for a `line` whose message waits.
    Built once, as it is asked with every list: to build it takes longer than to ask."""
    told = Message.placement_id if table is Placement else Message.enrolment_id
    query = select(table.public_id, Labourer.name, _begun(table), Message.not_before).select_from(table)
    query = (
        query.join(Labourer, Labourer.id == table.labourer_id)
        .join(Message, told == table.id)
        .join(Step, Step.is_first(table.__tablename__, table.id))
    )
    mine = (table.line_id == bindparam("line")) & (Step.actor_id == bindparam("actor"))
    asking = table.state == ("offered" if table is Placement else "invited")
    return query.where(mine, asking, Message.code.in_(TELLING), _waits()).order_by(table.id)


@cache
def _in_time(table: Any) -> Select[Any]:
    """Those `_held` of a go begun after `since`, whose message leaves after `late`."""
    return _held(table).where(_begun(table) > bindparam("since"), Message.not_before > bindparam("late"))


def _begun(table: Any) -> Any:
    return table.offered_at if table is Placement else table.created_at


def _waits() -> ColumnElement[bool]:
    """Messages that no sender has, had or gave up."""
    unhandled = Message.handled_at.is_(None) & Message.sent_at.is_(None) & Message.cancelled_at.is_(None)
    return unhandled & Message.sending_until.is_(None)


def _marks(session: Session, line: OrderLine, actor: Actor, at: datetime, window: timedelta) -> list[Any]:
    mine = (ListMark.line_id == line.id) & (ListMark.by_id == actor.user_id) & (ListMark.kind != NOTE)
    new = (ListMark.at > at - window) & ListMark.taken_back_at.is_(None)
    query = select(ListMark.public_id, Labourer.name, ListMark.at).join(Labourer, Labourer.id == ListMark.labourer_id)
    return [(*row, row.at + window) for row in session.execute(query.where(mine, new))]


def undo_offer(session: Session, placement_id: str, *, actor: Actor, at: datetime) -> Placement:
    """An offer nobody was told of is as if never made: its seat is free, its messages never leave. Raises RuleRefusal
    `too_late_to_undo` once a sender may have the message or somebody answered; NotFound, NotAllowed."""
    offer = hold_placement(session, placement_id, actor=actor)
    _not_out_yet(session, Message.placement_id == offer.id, offer.state == "offered", at)
    take_step(session, offer, "cancel", actor=actor, at=at, note=UNDONE)
    offer.undone_at = at
    tell_bad_news(session, offer, "offer_cancelled", known=False, at=at)
    search_on(session, offer, at=at)
    return offer


def undo_invitation(session: Session, enrolment_id: str, *, actor: Actor, at: datetime) -> Enrolment:
    """`undo_offer` for an invitation to a class."""
    enrolment = held_enrolment(session, enrolment_id, actor=actor)
    _not_out_yet(session, Message.enrolment_id == enrolment.id, enrolment.state == "invited", at)
    take_step(session, enrolment, "cancel", actor=actor, at=at, note=UNDONE)
    enrolment.undone_at = at
    take_back(session, enrolment, at=at)
    return enrolment


def _not_out_yet(session: Session, about: ColumnElement[bool], is_open: bool, at: datetime) -> None:
    """Hold the message that tells: a sender takes one only once its time is over and nobody else holds it."""
    query = select(Message).where(about, Message.code.in_(TELLING)).with_for_update()
    told = session.scalars(query.execution_options(populate_existing=True)).all()
    held = [each for each in told if each.cancelled_at is None and each.not_before > at]
    free = [each for each in held if not (each.sent_at or each.handled_at or each.sending_until)]
    if not is_open or not free:
        raise RuleRefusal("too_late_to_undo", field="undo")
