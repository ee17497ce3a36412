"""Invitations to a class from a stored ranked list: departing from its order needs a reason."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.enrolment import Enrolment
from models.labourer import Labourer
from models.order import Order, OrderLine
from models.ranked_list import RankedEntry, RankedList
from models.training_class import ClassLine, TrainingClass
from services.access import Actor, require
from services.class_messages import tell
from services.county_rules import rules_of
from services.enrolments import class_for, new_enrolment
from services.errors import RuleRefusal
from services.labourers import find_labourer
from services.lists import find_list
from services.offers import last_instant
from services.placements import passed_over, standing_put_forward


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
    tried: Collection[str] = (),
    hold: timedelta = timedelta(),
) -> Enrolment:
    """Invite somebody of a ranked list to a class that trains for its post, and write the message, which waits for
    `hold`; `tried` are those picked in the same go.

    Raises RuleRefusal when people ranked higher, free today, were neither invited nor placed yet and `departure` does
    not say why; when the class does not train for that post; or as `new_enrolment` does.
    """
    require(actor, "enrolments.invite", division=actor.division_code)
    labourer = find_labourer(session, labourer_id, actor=actor, right="enrolments.invite")
    kept = find_list(session, list_id, actor=actor)
    taught = class_for(session, class_id, labourer)
    _trains_for(session, taught, kept)
    said = _reason(session, kept, labourer, departure, tried)
    enrolment = new_enrolment(
        session, taught, labourer, "invited", actor=actor, at=at, channel=channel,
        line_id=kept.line_id, list_id=kept.id, departure=said[:200],
        answer_by=last_instant(at, rules_of(session, taught.county_code).invitation_days),
    )  # fmt: skip
    tell(session, enrolment, "invitation", taught, at=at, hold=hold)
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


def _reason(session: Session, kept: RankedList, labourer: Labourer, departure: str, tried: Collection[str]) -> str:
    """Why this person, where that needs saying: it was said before of somebody put forward by hand."""
    by_hand = standing_put_forward(session, kept.line_id, labourer.public_id)
    if by_hand and not _is_listed(session, kept, labourer):
        return by_hand[1]
    passed = _passed_over(session, kept, labourer, tried)
    if passed and not departure.strip():
        raise RuleRefusal("departure_reason_missing", field="departure", above=passed)
    return departure.strip() if passed else ""


def _is_listed(session: Session, kept: RankedList, labourer: Labourer) -> bool:
    listed = (RankedEntry.list_id == kept.id) & (RankedEntry.labourer_id == labourer.id)
    return session.scalar(select(RankedEntry.position).where(listed)) is not None


def _passed_over(session: Session, kept: RankedList, labourer: Labourer, tried: Collection[str]) -> int:
    """How many ranked above this person are free today and were neither invited nor placed yet."""
    listed = (RankedEntry.list_id == kept.id) & (RankedEntry.labourer_id == labourer.id)
    entry = session.scalar(select(RankedEntry).where(listed))
    if entry is None or kept.line_id is None:
        raise RuleRefusal("not_on_list", field="labourer", id=labourer.public_id)
    return passed_over(session, entry, kept.line_id, tried=tried, asked=_asked(kept.line_id))


def _asked(line_id: int) -> ColumnElement[bool]:
    """Was asked to a class that trains for this post, whatever came of it."""
    feeding = select(ClassLine.class_id).where(ClassLine.line_id == line_id)
    here = ((Enrolment.line_id == line_id) | Enrolment.class_id.in_(feeding)) & Enrolment.undone_at.is_(None)
    return select(Enrolment.id).where(Enrolment.labourer_id == RankedEntry.labourer_id, here).exists()
