"""What happened to a ranked list while somebody has it open: whose data changed, and whom others picked."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.enrolment import Enrolment
from models.labourer import Labourer
from models.order import OrderLine
from models.placement import Placement
from models.ranked_list import RankedEntry, RankedList
from models.step import Step
from models.user import User
from services.access import Actor


@dataclass(frozen=True)
class Pick:
    """Somebody, by public id, who was offered the post or invited to a class for it; `by` whom and when."""

    person: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Newer:
    """A list of the same post, by public id, made after another; `by` whom and when."""

    list_id: str
    by: str
    at: datetime


@dataclass(frozen=True)
class News:
    """`changed` are public ids of people whose scores on the list are no longer theirs; `newer` is the list made last
    of the post, where it is another."""

    changed: list[str] = field(default_factory=list)
    picked: list[Pick] = field(default_factory=list)
    newer: Newer | None = None


def news_since(session: Session, line: OrderLine, list_id: str, *, since: datetime, actor: Actor) -> News:
    """What whoever has opened a list of a post at `since` does not see there yet, the own picks aside."""
    entries = select(Labourer.public_id).join(RankedEntry, RankedEntry.labourer_id == Labourer.id)
    entries = entries.join(RankedList, RankedList.id == RankedEntry.list_id).where(RankedList.public_id == list_id)
    changed = entries.where(RankedList.line_id == line.id, RankedEntry.version != Labourer.version)
    begun = [row for kind in (Placement, Enrolment) for row in session.execute(_begun(kind, line, since, actor))]
    picked = [Pick(row[0], row[1] or "", row[2]) for row in begun]
    return News(list(session.scalars(changed)), picked, newer_list(session, line, list_id))


def newer_list(session: Session, line: OrderLine, list_id: str) -> Newer | None:
    """The list made last of a post, unless it is that one."""
    query = select(RankedList.public_id, User.name, RankedList.made_at)
    query = query.outerjoin(User, User.id == RankedList.made_by_id).where(RankedList.line_id == line.id)
    last = session.execute(query.order_by(RankedList.id.desc()).limit(1)).first()
    return Newer(last[0], last[1] or "", last[2]) if last is not None and last[0] != list_id else None


def _begun(table: Any, line: OrderLine, since: datetime, actor: Actor) -> Select[Any]:
    subject = "placement" if table is Placement else "enrolment"
    query: Select[Any] = select(Labourer.public_id, User.name, Step.at).select_from(table)  # type: ignore[assignment]
    query = query.join(Labourer, Labourer.id == table.labourer_id).join(Step, Step.is_first(subject, table.id))
    others = (Step.at > since) & Step.actor_id.is_distinct_from(actor.user_id)
    here = (table.line_id == line.id) & table.undone_at.is_(None)
    return query.outerjoin(User, User.id == Step.actor_id).where(here, others).order_by(table.id)
