"""Invitations to a class from a stored ranked list: departing from its order needs a reason."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.enrolment import IN_CLASS, Enrolment
from models.labourer import Labourer
from models.order import Order, OrderLine
from models.placement import Placement
from models.ranked_list import RankedEntry, RankedList
from models.training_class import ClassLine, TrainingClass
from models.workflow import HOLDING
from services.access import Actor, require
from services.class_messages import tell
from services.county_rules import rules_of
from services.enrolments import class_for, new_enrolment
from services.errors import RuleRefusal
from services.labourers import find_labourer
from services.lists import find_list
from services.offers import last_instant

FREE = ("at_home", "away")


def invite(
    session: Session,
    class_id: str,
    list_id: str,
    labourer_id: str,
    *,
    actor: Actor,
    at: datetime,
    departure: str = "",
    channel: str = "",
) -> Enrolment:
    """Invite somebody of a ranked list to a class that trains for its post, and write the message.

    Raises RuleRefusal when people ranked higher, free today, were neither invited nor placed yet and `departure` does
    not say why; when the class does not train for that post; or as `new_enrolment` does.
    """
    require(actor, "enrolments.invite", division=actor.division_code)
    labourer = find_labourer(session, labourer_id, actor=actor, right="enrolments.invite")
    kept = find_list(session, list_id, actor=actor)
    taught = class_for(session, class_id, labourer)
    _trains_for(session, taught, kept)
    passed_over = _passed_over(session, kept, taught, labourer)
    if passed_over and not departure.strip():
        raise RuleRefusal("departure_reason_missing", field="departure", above=passed_over)
    said = departure.strip() if passed_over else ""
    enrolment = new_enrolment(
        session, taught, labourer, "invited", actor=actor, at=at, channel=channel, note=said,
        line_id=kept.line_id, list_id=kept.id, departure=said[:200],
        answer_by=last_instant(at, rules_of(session, taught.county_code).invitation_days),
    )  # fmt: skip
    tell(session, enrolment, "invitation", taught, at=at)
    return enrolment


def class_asked_to(session: Session, enrolment: Enrolment) -> TrainingClass:
    """The class of an enrolment that the actor may see, with what it leads to: for the person it is about, who may
    not read classes at large."""
    fed = selectinload(TrainingClass.lines).joinedload(ClassLine.line)
    options = (
        joinedload(TrainingClass.training_base),
        joinedload(TrainingClass.division),
        joinedload(TrainingClass.occupation),
        joinedload(TrainingClass.certificate),
        fed.joinedload(OrderLine.order).joinedload(Order.employer),
        fed.joinedload(OrderLine.occupation),
    )
    return session.get_one(TrainingClass, enrolment.class_id, options=options, populate_existing=True)


def _trains_for(session: Session, taught: TrainingClass, kept: RankedList) -> None:
    if kept.line_id is None:
        raise RuleRefusal("list_outdated", field="list")
    if session.get(ClassLine, (taught.id, kept.line_id)) is None:
        raise RuleRefusal("class_not_for_post", field="class", title=taught.title)


def _passed_over(session: Session, kept: RankedList, taught: TrainingClass, labourer: Labourer) -> int:
    """How many ranked above this person are free today and were neither invited nor placed yet."""
    entries = RankedEntry.list_id == kept.id
    position = session.scalar(select(RankedEntry.position).where(entries, RankedEntry.labourer_id == labourer.id))
    if position is None:
        raise RuleRefusal("not_on_list", field="labourer", id=labourer.public_id)
    above = (
        select(func.count())
        .select_from(RankedEntry)
        .join(Labourer, Labourer.id == RankedEntry.labourer_id)
        .where(entries, RankedEntry.position < position, Labourer.situation.in_(FREE))
        .where(Labourer.merged_into_id.is_(None), ~_asked(kept, taught), ~_placed())
    )
    return session.scalar(above) or 0


def _asked(kept: RankedList, taught: TrainingClass) -> ColumnElement[bool]:
    """Was asked to this class or for this post, whatever came of it, or is in another class now."""
    here = (Enrolment.class_id == taught.id) | (Enrolment.line_id == kept.line_id) | Enrolment.state.in_(IN_CLASS)
    return select(Enrolment.id).where(Enrolment.labourer_id == RankedEntry.labourer_id, here).exists()


def _placed() -> ColumnElement[bool]:
    held = (Placement.labourer_id == RankedEntry.labourer_id) & Placement.state.in_(HOLDING)
    return select(Placement.id).where(held).exists()
