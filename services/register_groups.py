"""Groups of people in the register that somebody has to look after, and how many there are: entries that nobody
refreshed for a year, people without a telephone, people who have an answer to give."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from models.enrolment import Enrolment
from models.labourer import Labourer
from models.placement import Placement
from services.access import Actor
from services.guards.placements import GONE
from services.labourers import visible_labourers

REFRESHED = timedelta(days=365)  # the register is gone through once a year (domain.md: Registry)
GROUPS = ("stale", "no_phone", "unanswered")


def in_group(group: str, at: datetime) -> ColumnElement[bool]:
    """Who belongs to one of `GROUPS` at an instant."""
    here = Labourer.situation.not_in(GONE)
    if group == "stale":
        return and_(here, Labourer.refreshed_at < at - REFRESHED)
    if group == "no_phone":
        return and_(here, Labourer.phone.is_(None))
    offered = select(Placement.labourer_id).where(Placement.state == "offered", Placement.answer_by >= at)
    invited = select(Enrolment.labourer_id).where(Enrolment.state == "invited", Enrolment.answer_by >= at)
    return or_(Labourer.id.in_(offered), Labourer.id.in_(invited))


def is_stale(labourer: Labourer, at: datetime) -> bool:
    """Whether the entry of somebody who is still here was not refreshed for a year."""
    return labourer.situation not in GONE and labourer.refreshed_at < at - REFRESHED


def count_register(session: Session, *, actor: Actor, at: datetime) -> dict[str, int]:
    """How many people the actor sees by present state and by group; one pass over the register of the division."""
    sums = [func.sum(case((in_group(group, at), 1), else_=0)) for group in GROUPS]
    query = visible_labourers(actor).with_only_columns(Labourer.situation, func.count(), *sums)
    rows = session.execute(query.group_by(Labourer.situation)).all()
    counts = {row[0]: row[1] for row in rows}
    return counts | {group: sum(row[2 + place] for row in rows) for place, group in enumerate(GROUPS)}
