"""Back to class first: whose skill was not enough is invited, by itself, to the next class that teaches it."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from models.displacement import Displacement
from models.enrolment import ENDED, Enrolment
from models.labourer import Labourer
from models.order import LineSkill, OrderLine
from models.placement import Placement
from models.training_class import ClassSkill, TrainingClass
from services.access import CLOCK, enclosing
from services.calendar import county_day
from services.class_messages import tell
from services.county_rules import rules_of
from services.enrolments import new_enrolment
from services.errors import RuleRefusal
from services.guards.enrolments import ENROLLING
from services.offers import last_instant


def invite_back(session: Session, displacement: Displacement, *, at: datetime) -> Enrolment | None:
    """Invite a displaced person, held, to the first class that teaches what the failed post asked for, with the
    message; None while there is no such class, or the person is asked to one or in it."""
    theirs = (Enrolment.labourer_id == displacement.labourer_id) & Enrolment.state.not_in(ENDED)
    since = theirs & (Enrolment.created_at >= displacement.reported_at)
    taught = session.scalar(_classes(displacement, at).limit(1))
    if taught is None or session.scalar(select(Enrolment.id).where(since).limit(1)) is not None:
        return None
    person = session.get_one(Labourer, displacement.labourer_id)
    until = last_instant(at, rules_of(session, taught.county_code).invitation_days)
    try:
        enrolment = new_enrolment(session, taught, person, "invited", actor=CLOCK, at=at, answer_by=until)
    except RuleRefusal:
        return None
    tell(session, enrolment, "invitation", taught, at=at)
    return enrolment


def _classes(displacement: Displacement, at: datetime) -> Select[TrainingClass]:
    """Approved classes of the home county with a free place that were not offered to the person before, the next to
    begin first."""
    asked = select(Enrolment.class_id).where(Enrolment.labourer_id == displacement.labourer_id)
    open_ = TrainingClass.state.in_(ENROLLING) & (TrainingClass.starts_on >= county_day(at))
    here = TrainingClass.county_code.in_(enclosing(displacement.home_code))
    free = (TrainingClass.taken < TrainingClass.places) & TrainingClass.id.not_in(asked)
    query = select(TrainingClass).where(here, open_, free, _teaches(displacement.placement_id))
    return query.order_by(TrainingClass.starts_on, TrainingClass.id)


def _teaches(placement_id: int) -> ColumnElement[bool]:
    """Teaches a skill that the post of a placement asked for, or its trade."""
    line = select(Placement.line_id).where(Placement.id == placement_id).scalar_subquery()
    skills = select(ClassSkill.class_id).join(LineSkill, LineSkill.skill_id == ClassSkill.skill_id)
    trade = select(OrderLine.occupation_id).where(OrderLine.id == line).scalar_subquery()
    return or_(TrainingClass.id.in_(skills.where(LineSkill.line_id == line)), TrainingClass.occupation_id == trade)


def class_asked_to(session: Session, displacement: Displacement) -> Enrolment | None:
    """The last class that the person was asked to, or joined, since the placement failed."""
    since = (Enrolment.labourer_id == displacement.labourer_id) & (Enrolment.created_at >= displacement.reported_at)
    query = select(Enrolment).options(joinedload(Enrolment.training_class)).where(since)
    return session.scalar(query.order_by(Enrolment.id.desc()).limit(1))
