"""Enrolments: people apply or are invited, agree, wait, are enrolled, trained and certified, by steps of the workflow.

Invitations lie in `services/invitations.py`, lessons in `services/attendance.py`, examinations in
`services/examinations.py`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from models.enrolment import ENDED, EXAM_PARTS, IN_CLASS, Attendance, Enrolment
from models.labourer import Labourer
from models.paper import Paper
from models.training_class import TrainingClass
from models.workflow import ENROLMENT
from services.access import CLOCK, Actor, bounds, enclosing, require, scope_of, subtree
from services.class_messages import send_at_once, take_back, tell, told_already
from services.errors import NotFound, RuleRefusal
from services.guards.enrolments import ENROLLING, class_takes_people
from services.guards.placements import GONE
from services.labourers import find_labourer
from services.masking import mask_name
from services.papers import describe_paper, issue_paper
from services.sight import left_for_the_person
from services.steps import possible_steps, record, steps_as_json, take_step

__all__ = ["ENROLMENT", "EXAM_PARTS"]
# How somebody came to a class where nothing else was said.
_CHANNELS = {"labourer": "online", "liaison": "township", "township": "township"}


def apply_for_class(
    session: Session, class_id: str, labourer_id: str, *, actor: Actor, at: datetime, channel: str = ""
) -> Enrolment:
    """A labourer applies, or an office for one, for an approved class of the home county or of what it lies in. Whoever
    applies while the own invitation to it is held back gets that at once, to be answered.

    Raises NotFound, NotAllowed, or RuleRefusal for a class that takes nobody and a person who is in it or gone.
    """
    require(actor, "enrolments.apply", division=actor.division_code, own=True)
    labourer = find_labourer(session, labourer_id, actor=actor, right="enrolments.apply")
    taught = class_for(session, class_id, labourer)
    if actor.labourer_id == labourer.id and (invitation := _held_back(session, taught, labourer, at)):
        send_at_once(session, invitation)
        return invitation
    return new_enrolment(session, taught, labourer, "applied", actor=actor, at=at, channel=channel)


def _held_back(session: Session, taught: TrainingClass, labourer: Labourer, at: datetime) -> Enrolment | None:
    """The invitation that its person cannot see yet, to a class that is held: nobody undoes it meanwhile."""
    theirs = (Enrolment.class_id == taught.id) & (Enrolment.labourer_id == labourer.id)
    held = (Enrolment.state == "invited") & ~left_for_the_person(Enrolment, at)
    return session.scalar(select(Enrolment).where(theirs, held))


def class_for(session: Session, class_id: str, labourer: Labourer) -> TrainingClass:
    """A class, held, of the county that a labourer is registered in. Raises NotFound."""
    here = TrainingClass.county_code.in_(enclosing(labourer.home_code))
    query = select(TrainingClass).where(TrainingClass.public_id == class_id, here).with_for_update()
    taught = session.scalar(query)
    if taught is None:
        raise NotFound("class_unknown", field="class", id=class_id)
    return taught


def new_enrolment(
    session: Session,
    taught: TrainingClass,
    labourer: Labourer,
    state: str,
    *,
    actor: Actor,
    at: datetime,
    channel: str = "",
    **more: Any,
) -> Enrolment:
    """Somebody new in a class that is held: applied or invited. Raises RuleRefusal for a class that takes nobody and
    for a person who is gone or in it already."""
    enrolment = Enrolment(
        class_id=taught.id,
        labourer_id=labourer.id,
        base_id=taught.base_id,
        home_code=labourer.home_code,
        channel=channel or _CHANNELS.get(actor.role, "office"),
        state=state,
        created_at=at,
        **more,
    )
    class_takes_people(session, enrolment, at)
    if labourer.situation in GONE:
        raise RuleRefusal("person_is_gone", field="labourer", situation=labourer.situation)
    _refuse_twice(session, enrolment)
    session.add(enrolment)
    session.flush()
    done = {"applied": "apply", "invited": "invite"}[state]
    record(session, enrolment, done, actor=actor, at=at, before="")
    return enrolment


def _refuse_twice(session: Session, enrolment: Enrolment) -> None:
    living = Enrolment.state.not_in(ENDED)
    same = (Enrolment.class_id == enrolment.class_id) & (Enrolment.labourer_id == enrolment.labourer_id)
    state = session.scalar(select(Enrolment.state).where(same, living))
    if state is not None:
        raise RuleRefusal("enrolled_already", field="labourer", state=state)


def visible_enrolments(actor: Actor) -> Select[Enrolment]:
    """The enrolments the actor may read, newest first; of the own ones, a person's or a base's, no invitation before it
    leaves and none that was undone (law 3)."""
    query = select(Enrolment).order_by(Enrolment.id.desc())
    match scope_of(actor, "enrolments.read"):
        case "all":
            return query
        case "division" if (division := bounds(actor, "enrolments.read")) is not None:
            low, high = subtree(division)
            return query.where(Enrolment.home_code >= low, Enrolment.home_code < high)
        case "own" if actor.base_id is not None:
            return query.where(Enrolment.base_id == actor.base_id, left_for_the_person(Enrolment, actor.at))
        case "own" if actor.labourer_id is not None:
            return query.where(Enrolment.labourer_id == actor.labourer_id, left_for_the_person(Enrolment, actor.at))
        case _:
            return query.where(Enrolment.id < 0)


_WHOLE = (
    joinedload(Enrolment.labourer).joinedload(Labourer.home),
    joinedload(Enrolment.training_class).joinedload(TrainingClass.training_base),
    selectinload(Enrolment.examinations),
)


def list_enrolments(
    session: Session,
    *,
    actor: Actor,
    state: str | None = None,
    class_id: str | None = None,
    labourer: str | None = None,
    before: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Enrolment]:
    """Enrolments the actor may read, newest first, whole; of one class, of one person, in one state, or `before` an
    id where that is said."""
    query = visible_enrolments(actor).options(*_WHOLE).limit(limit).offset(offset)
    if before is not None:
        query = query.where(Enrolment.id < before)
    if state is not None:
        query = query.where(Enrolment.state == state)
    if class_id is not None:
        query = query.where(Enrolment.class_id.in_(_class_of(class_id)))
    if labourer is not None:
        query = query.where(Enrolment.labourer_id.in_(select(Labourer.id).where(Labourer.public_id == labourer)))
    return list(session.scalars(query))


def _class_of(public_id: str) -> Select[int]:
    return select(TrainingClass.id).where(TrainingClass.public_id == public_id)


def find_enrolment(session: Session, public_id: str, *, actor: Actor) -> Enrolment:
    """The enrolment, whole. Raises NotFound when there is none that the actor may see."""
    found = session.scalar(visible_enrolments(actor).where(Enrolment.public_id == public_id).options(*_WHOLE))
    if found is None:
        raise NotFound("enrolment_unknown", field="enrolment", id=public_id)
    return found


def held_enrolment(session: Session, public_id: str, *, actor: Actor) -> Enrolment:
    """`find_enrolment` with its class and its person held until the end of the transaction: steps of one class follow
    one another, and nobody is enrolled in two classes at once."""
    _hold(session, Enrolment.public_id == public_id)
    return find_enrolment(session, public_id, actor=actor)


def _hold(session: Session, which: ColumnElement[bool]) -> None:
    query = select(TrainingClass.id).select_from(Enrolment).join(Enrolment.training_class).join(Enrolment.labourer)
    session.execute(query.where(which).with_for_update(of=(TrainingClass, Labourer)))


def accept_application(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> Enrolment:
    """The base or the office takes an applicant, who is then enrolled or waits (`enrol_or_wait`)."""
    return _step(session, public_id, "accept", actor, at, note)


def refuse_application(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str) -> Enrolment:
    """Turn an applicant down, with the reason; the person is told."""
    enrolment = _step(session, public_id, "refuse", actor, at, note)
    tell(session, enrolment, "application_refused", enrolment.training_class, at=at, can_be_undone=True, note=note)
    return enrolment


def agree(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> Enrolment:
    """An invited person agrees, while the invitation runs."""
    return _step(session, public_id, "agree", actor, at, note)


def decline(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str) -> Enrolment:
    """An invited person declines, with the reason."""
    return _step(session, public_id, "decline", actor, at, note)


def withdraw(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str) -> Enrolment:
    """A person leaves before the training begins, with the reason; a place taken is free again."""
    enrolment = _step(session, public_id, "withdraw", actor, at, note)
    take_back(session, enrolment, at=at)
    return enrolment


def cancel_invitation(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str) -> Enrolment:
    """Withdraw an invitation that nobody answered, with the reason; whoever may know of it is told."""
    enrolment = _step(session, public_id, "cancel", actor, at, note)
    told = told_already(session, enrolment, at=at)
    take_back(session, enrolment, at=at)
    if told:
        tell(session, enrolment, "invitation_cancelled", enrolment.training_class, at=at, can_be_undone=True, note=note)
    return enrolment


def drop(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str) -> Enrolment:
    """Record that a person never came or stopped coming, with the reason; the place is free again."""
    return _step(session, public_id, "drop", actor, at, note)


def finish(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> Enrolment:
    """A person has finished the class and gets the completion certificate 结业证."""
    enrolment = _step(session, public_id, "finish", actor, at, note)
    issuer = enrolment.training_class.training_base.name
    issue_paper(session, enrolment, "completion", issuer=issuer, actor=actor, at=at)
    return enrolment


def _step(session: Session, public_id: str, action: str, actor: Actor, at: datetime, note: str) -> Enrolment:
    enrolment = held_enrolment(session, public_id, actor=actor)
    take_step(session, enrolment, action, actor=actor, at=at, note=note)
    return enrolment


def enrol_or_wait(session: Session, public_id: str, *, actor: Actor, at: datetime, note: str = "") -> Enrolment:
    """Enrol a person who agreed, or put the person on the waiting list of a full class; nobody overtakes those who
    wait already. Raises RuleRefusal for a person who is in another class now."""
    enrolment = held_enrolment(session, public_id, actor=actor)
    if _others_come_first(session, enrolment) or not _enrolled(session, enrolment, actor, at, note):
        take_step(session, enrolment, "wait", actor=actor, at=at, note=note)
        enrolment.queued_at = at
    return enrolment


def _enrolled(session: Session, enrolment: Enrolment, actor: Actor, at: datetime, note: str = "") -> bool:
    """Take a place for a person; False when the class is full."""
    _refuse_second_class(session, enrolment)
    try:
        take_step(session, enrolment, "enrol", actor=actor, at=at, note=note)
    except RuleRefusal as refusal:
        if refusal.code != "class_is_full":
            raise
        return False
    tell(session, enrolment, "enrolled", enrolment.training_class, at=at)
    return True


def _refuse_second_class(session: Session, enrolment: Enrolment) -> None:
    elsewhere = (Enrolment.labourer_id == enrolment.labourer_id) & Enrolment.state.in_(IN_CLASS)
    query = select(TrainingClass.title).join(Enrolment, Enrolment.class_id == TrainingClass.id)
    title = session.scalar(query.where(elsewhere, Enrolment.id != enrolment.id))
    if title is not None:
        raise RuleRefusal("in_another_class", field="labourer", title=title)


def _others_come_first(session: Session, enrolment: Enrolment) -> bool:
    """Whether those who wait already will take every free place."""
    ahead = _queue().where(Enrolment.class_id == enrolment.class_id, Enrolment.id != enrolment.id)
    if enrolment.queued_at is not None:
        ahead = ahead.where(Enrolment.queued_at < enrolment.queued_at)
    waiting = session.scalar(select(func.count()).select_from(ahead.subquery())) or 0
    taught = enrolment.training_class
    return waiting > 0 and taught.taken + waiting >= taught.places


def _queue() -> Select[int]:
    """Ids of those who wait and could come today: they are not gone and in no other class."""
    other = aliased(Enrolment)
    elsewhere = select(other.id).where(other.labourer_id == Enrolment.labourer_id, other.state.in_(IN_CLASS)).exists()
    query = select(Enrolment.id).join(Labourer, Labourer.id == Enrolment.labourer_id)
    return query.where(Enrolment.state == "waitlisted", Labourer.situation.not_in(GONE), ~elsewhere)


def enrolments_due(session: Session, *, at: datetime) -> list[int]:
    """Ids of the enrolments that the clock has something to do on: invitations that are over, and those whose turn it
    is to take a free place, in the order they were put on the list."""
    over = (Enrolment.state == "invited") & (Enrolment.answer_by < at)
    lapsing = list(session.scalars(select(Enrolment.id).where(over).order_by(Enrolment.answer_by, Enrolment.id)))
    return lapsing + _next_in_line(session)


def _next_in_line(session: Session) -> list[int]:
    free = (TrainingClass.taken < TrainingClass.places) & TrainingClass.state.in_(ENROLLING)
    waiting = _queue().join(TrainingClass, TrainingClass.id == Enrolment.class_id).where(free)
    turn = func.row_number().over(partition_by=Enrolment.class_id, order_by=(Enrolment.queued_at, Enrolment.id))
    left = TrainingClass.places - TrainingClass.taken
    queue = waiting.add_columns(turn.label("turn"), left.label("left"), Enrolment.queued_at).subquery()
    return list(session.scalars(select(queue.c.id).where(queue.c.turn <= queue.c.left).order_by(queue.c.queued_at)))


def advance_enrolment(session: Session, enrolment_id: int, *, at: datetime) -> None:
    """Do what the clock asks of one enrolment: let an invitation lapse, enrol the next who waits."""
    _hold(session, Enrolment.id == enrolment_id)
    enrolment = session.get_one(Enrolment, enrolment_id, options=_WHOLE)
    if enrolment_id not in enrolments_due(session, at=at):
        return
    if enrolment.state == "invited":
        take_step(session, enrolment, "lapse", actor=CLOCK, at=at)
        take_back(session, enrolment, at=at)
    else:
        _enrolled(session, enrolment, CLOCK, at)


def roster(session: Session, class_id: str, *, actor: Actor) -> list[dict[str, Any]]:
    """Everybody of a class whom the actor may read, in the order they came, with lessons attended."""
    query = visible_enrolments(actor).where(Enrolment.class_id.in_(_class_of(class_id))).order_by(None)
    people = list(session.scalars(query.order_by(Enrolment.id).options(*_WHOLE)))
    days = attended(session, [each.id for each in people])
    return [brief_enrolment(each, actor=actor) | days.get(each.id, NO_DAYS) for each in people]


NO_DAYS = {"days": 0, "present": 0}


def attended(session: Session, ids: list[int]) -> dict[int, dict[str, int]]:
    """{enrolment: its days recorded and days present}; those without a lesson are left out."""
    present = func.sum(cast(Attendance.present, Integer))
    query = select(Attendance.enrolment_id, func.count(), present).group_by(Attendance.enrolment_id)
    rows = session.execute(query.where(Attendance.enrolment_id.in_(ids)))
    return {enrolment: {"days": days, "present": came} for enrolment, days, came in rows}


def brief_enrolment(enrolment: Enrolment, *, actor: Actor) -> dict[str, Any]:
    """One person of a class, for lists: public ids, the name masked."""
    return {
        "id": enrolment.public_id,
        "state": enrolment.state,
        "class": enrolment.training_class.public_id,
        "title": enrolment.training_class.title,
        "labourer": enrolment.labourer.public_id,
        "name": mask_name(enrolment.labourer.name),
        "home": enrolment.labourer.home.name,
        "channel": enrolment.channel,
        "departure": (enrolment.departure or None) if scope_of(actor, "lists.read") else None,
        "answer_by": enrolment.answer_by,
        "queued_at": enrolment.queued_at,
        "examinations": [
            {"part": sat.part, "attempt": sat.attempt, "sat_on": sat.sat_on, "score": sat.score, "passed": sat.passed}
            for sat in sorted(enrolment.examinations, key=lambda sat: (sat.part, sat.attempt))
        ],
        "actions": list(possible_steps(enrolment, actor)),
    }


def describe_enrolment(session: Session, enrolment: Enrolment, *, actor: Actor) -> dict[str, Any]:
    """The enrolment as the JSON of the command line and the API: `brief_enrolment` with lessons, papers and steps."""
    papers = select(Paper).where(Paper.enrolment_id == enrolment.id).order_by(Paper.id)
    return {
        **brief_enrolment(enrolment, actor=actor),
        **attended(session, [enrolment.id]).get(enrolment.id, NO_DAYS),
        "papers": [describe_paper(paper) for paper in session.scalars(papers)],
        "steps": steps_as_json(session, enrolment),
    }
