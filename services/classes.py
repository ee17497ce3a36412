"""Training classes: planned by a base, approved by its county, run, finished and accepted, by steps of the workflow."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.employer import Employer
from models.enrolment import Enrolment
from models.occupation import Occupation
from models.order import Order, OrderLine
from models.training_base import TrainingBase
from models.training_class import CLASS_KINDS, FEE_WAYS, PROGRAMMES, ClassLine, ClassSkill, TrainingClass
from models.workflow import CLASS, ENROLMENT
from services.access import CLOCK, Actor, bounds, enclosing, require, scope_of, subtree
from services.class_messages import tell
from services.errors import NotFound, Refusal, RuleRefusal
from services.guards.enrolments import ENROLLING
from services.labourers import home_of
from services.steps import is_own, possible_steps, record, steps_as_json, take_step

__all__ = ["CLASS", "CLASS_KINDS", "FEE_WAYS", "PROGRAMMES"]
TITLE_LENGTH, MOST_PLACES = 100, 2_000


@dataclass(frozen=True)
class ClassDraft:
    """A class as planned: ids resolved, `fee` in fen a person, `skills` as (skill id, level or 0); `division_code` is
    where it is held, `county_code` the county that approves it."""

    base_id: int
    county_code: int
    occupation_id: int
    title: str
    division_code: int
    starts_on: date
    ends_on: date
    places: int
    programme: str = "skill"
    kind: str = "at_base"
    level: int = 0
    certificate_id: int | None = None
    address: str = ""
    hours: int = 0
    fee_way: str = "free"
    fee: int = 0
    three_free: bool = False
    work_study: bool = False
    teacher: str = ""
    teaching_plan: str = ""
    lesson_preparation: str = ""
    examination_plan: str = ""
    skills: tuple[tuple[int, int], ...] = ()


def plan_class(session: Session, draft: ClassDraft, *, actor: Actor, at: datetime) -> TrainingClass:
    """Record a new class as planned. Raises NotAllowed, or Refusal for a draft that contradicts itself."""
    _may_plan(draft, actor)
    taught = TrainingClass(**_class_fields(draft), planned_at=at, skills=_skills(draft), lines=[])
    session.add(taught)
    session.flush()
    record(session, taught, "plan", actor=actor, at=at, before="")
    return taught


def amend_class(session: Session, public_id: str, draft: ClassDraft, *, actor: Actor, at: datetime) -> TrainingClass:
    """Replace what a planned or returned class says. Raises NotAllowed without the right to plan the class that it
    becomes, RuleRefusal once it was declared."""
    hold_class(session, public_id)
    taught = find_class(session, public_id, actor=actor, right="classes.declare")
    _may_plan(draft, actor)
    if taught.state != CLASS.initial:
        raise RuleRefusal("class_not_editable", field="state", state=taught.state)
    for name, value in _class_fields(draft).items():
        setattr(taught, name, value)
    taught.skills = []
    session.flush()
    taught.skills = _skills(draft)
    record(session, taught, "amend", actor=actor, at=at)
    return taught


def class_draft(taught: TrainingClass) -> ClassDraft:
    """What a class, loaded whole, says: to amend a part of it."""
    plain = {name: getattr(taught, name) for name in ClassDraft.__dataclass_fields__ if name != "skills"}
    return ClassDraft(**plain, skills=tuple(sorted((each.skill_id, each.level) for each in taught.skills)))


def _may_plan(draft: ClassDraft, actor: Actor) -> None:
    require(actor, "classes.declare", division=draft.county_code, own=draft.base_id == actor.base_id)
    _check_words(draft)
    if draft.starts_on > draft.ends_on:
        raise Refusal("class_dates_reversed", field="ends_on", starts_on=draft.starts_on, ends_on=draft.ends_on)
    if not 1 <= draft.places <= MOST_PLACES:
        raise Refusal("count_out_of_range", field="places", text=draft.places, least=1, most=MOST_PLACES)
    if draft.fee < 0 or (draft.fee > 0) != (draft.fee_way != "free"):
        raise Refusal("class_fee_unfit", field="fee")


def _check_words(draft: ClassDraft) -> None:
    for name, words in (("programme", tuple(PROGRAMMES)), ("kind", CLASS_KINDS), ("fee_way", FEE_WAYS)):
        if (said := getattr(draft, name)) not in words:
            raise Refusal("word_unknown", field=name, text=said, words=words)
    if not draft.title.strip():
        raise Refusal("missing", field="class_title")
    if len(draft.title) > TITLE_LENGTH:
        raise Refusal("text_too_long", field="class_title", length=len(draft.title), most=TITLE_LENGTH)


def _class_fields(draft: ClassDraft) -> dict[str, Any]:
    return {name: value for name, value in vars(draft).items() if name != "skills"}


def _skills(draft: ClassDraft) -> list[ClassSkill]:
    return [ClassSkill(skill_id=skill, level=level) for skill, level in dict(draft.skills).items()]


def visible_classes(actor: Actor) -> Select[TrainingClass]:
    """The classes the actor may read, newest first."""
    query = select(TrainingClass).order_by(TrainingClass.id.desc())
    match scope_of(actor, "classes.read"):
        case "all":
            return query
        case "division" if (division := bounds(actor, "classes.read")) is not None:
            low, high = subtree(division)
            return query.where(TrainingClass.county_code >= low, TrainingClass.county_code < high)
        case "own" if actor.base_id is not None:
            return query.where(TrainingClass.base_id == actor.base_id)
        case _:
            return query.where(TrainingClass.id < 0)


_FED = selectinload(TrainingClass.lines).joinedload(ClassLine.line)
_WHOLE = (
    joinedload(TrainingClass.training_base),
    joinedload(TrainingClass.occupation),
    joinedload(TrainingClass.certificate),
    joinedload(TrainingClass.division),
    selectinload(TrainingClass.skills).joinedload(ClassSkill.skill),
    _FED.joinedload(OrderLine.order).joinedload(Order.employer),
    _FED.joinedload(OrderLine.occupation),
)
_OPEN = (
    joinedload(TrainingClass.training_base).load_only(TrainingBase.name),
    joinedload(TrainingClass.certificate),
    joinedload(TrainingClass.division),
    _FED.joinedload(OrderLine.order).load_only(Order.employer_id).joinedload(Order.employer).load_only(Employer.name),
    _FED.joinedload(OrderLine.occupation),
)
_BRIEF = (
    joinedload(TrainingClass.training_base).load_only(TrainingBase.name),
    joinedload(TrainingClass.occupation).load_only(Occupation.name),
    selectinload(TrainingClass.lines)
    .joinedload(ClassLine.line)
    .load_only(OrderLine.order_id)
    .joinedload(OrderLine.order)
    .load_only(Order.employer_id)
    .joinedload(Order.employer)
    .load_only(Employer.name),
)


def list_classes(
    session: Session,
    *,
    actor: Actor,
    state: str | None = None,
    before: int | None = None,
    limit: int = 50,
    offset: int = 0,
    brief: bool = False,
) -> list[TrainingClass]:
    """Classes the actor may read, newest first, whole, or `brief` with what a table of them shows; those planned
    `before` the one with that id."""
    query = visible_classes(actor).options(*_BRIEF if brief else _WHOLE).limit(limit).offset(offset)
    if before is not None:
        query = query.where(TrainingClass.id < before)
    if state is not None:
        query = query.where(TrainingClass.state == state)
    return list(session.scalars(query))


def classes_open_to(session: Session, labourer_id: str, *, day: date, actor: Actor) -> list[TrainingClass]:
    """The classes that a labourer may apply for on a day, with the jobs they lead to: those of the home county or of
    what it lies in that have not begun, the next one first."""
    _, home = home_of(session, labourer_id, actor=actor, right="openings.read")
    query = select(TrainingClass).options(*_OPEN).order_by(TrainingClass.starts_on, TrainingClass.id)
    here = TrainingClass.county_code.in_(enclosing(home)), TrainingClass.starts_on >= day
    return list(session.scalars(query.where(*here, TrainingClass.state.in_(ENROLLING))))


def find_class(session: Session, public_id: str, *, actor: Actor, right: str = "classes.read") -> TrainingClass:
    """The class, whole. Raises NotFound when there is none that the actor may see, NotAllowed without `right`."""
    found = session.scalar(visible_classes(actor).where(TrainingClass.public_id == public_id).options(*_WHOLE))
    if found is None:
        raise NotFound("class_unknown", field="class", id=public_id)
    if right != "classes.read":
        require(actor, right, division=found.county_code, own=is_own(found, actor))
    return found


def hold_class(session: Session, public_id: str, *, with_base: bool = False) -> None:
    """Hold a class until the end of the transaction, before it is read: whoever comes second sees what the first did.
    Its base is held too where its room is counted, so that two classes declared at once do not both get the last."""
    query = select(TrainingClass.id).join(TrainingClass.training_base).where(TrainingClass.public_id == public_id)
    held = (TrainingBase, TrainingClass) if with_base else (TrainingClass,)
    session.execute(query.with_for_update(of=held))


def declare_class(session: Session, public_id: str, *, actor: Actor, at: datetime) -> TrainingClass:
    """The base declares a planned class to the county, before it opens."""
    return _step(session, public_id, "declare", actor, at)


def return_class(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str) -> TrainingClass:
    """The county sends a declared class back, with the reason."""
    return _step(session, public_id, "return", actor, at, note)


def approve_class(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> TrainingClass:
    """The county approves: from now on people apply, are invited and enrolled."""
    return _step(session, public_id, "approve", actor, at, note)


def start_class(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> TrainingClass:
    return _step(session, public_id, "start", actor, at, note)


def finish_class(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> TrainingClass:
    """End a class whose people have all finished or left; whoever still waits or was asked is released."""
    return _release_others(session, _step(session, public_id, "finish", actor, at, note), at, note)


def accept_class(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> TrainingClass:
    """The county's final acceptance."""
    return _step(session, public_id, "accept", actor, at, note)


def cancel_class(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str) -> TrainingClass:
    """Cancel a class, with the reason; everybody in it or asked to it is released and told."""
    return _release_others(session, _step(session, public_id, "cancel", actor, at, note), at, note)


def _step(session: Session, public_id: str, action: str, actor: Actor, at: datetime, note: str = "") -> TrainingClass:
    hold_class(session, public_id, with_base=action in ("declare", "approve"))
    taught = find_class(session, public_id, actor=actor)
    take_step(session, taught, action, actor=actor, at=at, note=note)
    return taught


_RELEASED_FROM = tuple(state for state, action in ENROLMENT.moves if action == "release")


def _release_others(session: Session, taught: TrainingClass, at: datetime, note: str) -> TrainingClass:
    left = (Enrolment.class_id == taught.id) & Enrolment.state.in_(_RELEASED_FROM)
    for enrolment in session.scalars(select(Enrolment).where(left).order_by(Enrolment.id).with_for_update()).all():
        take_step(session, enrolment, "release", actor=CLOCK, at=at, note=note)
        tell(session, enrolment, f"class_{taught.state}", taught, at=at, can_be_undone=True, note=note)
    return taught


def describe_class(session: Session, taught: TrainingClass, *, actor: Actor) -> dict[str, Any]:
    """The class as the JSON of the command line and the API: public ids, fen, ISO dates."""
    return {
        "id": taught.public_id,
        "state": taught.state,
        "base": taught.training_base.name,
        "base_id": taught.training_base.public_id,
        "county": taught.county_code,
        "title": taught.title,
        "occupation": taught.occupation.name,
        "occupation_code": taught.occupation.code,
        "programme": taught.programme,
        "outcome": PROGRAMMES[taught.programme],
        "kind": taught.kind,
        "place": taught.division.name,
        "address": taught.address,
        "starts_on": taught.starts_on,
        "ends_on": taught.ends_on,
        "hours": taught.hours,
        "places": taught.places,
        "taken": taught.taken,
        "level": taught.level,
        "certificate": taught.certificate.name if taught.certificate else None,
        "skills": [{"code": each.skill.code, "name": each.skill.name, "level": each.level} for each in taught.skills],
        "fee_way": taught.fee_way,
        "fee_fen": taught.fee,
        "three_free": taught.three_free,
        "work_study": taught.work_study,
        "teacher": taught.teacher,
        "lines": [_describe_line(each) for each in taught.lines],
        "actions": list(possible_steps(taught, actor)),
        "steps": steps_as_json(session, taught),
    }


def _describe_line(fed: ClassLine) -> dict[str, Any]:
    return {
        "line": fed.line.public_id,
        "order": fed.line.order.public_id,
        "employer": fed.line.order.employer.name,
        "occupation": fed.line.occupation.name,
        "seats": fed.seats,
        "batch": fed.batch,
    }
