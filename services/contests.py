"""Where somebody stands for a post, and complaints that people write themselves: about wages and work, or about a place
on a list. A person of an office answers with a proposal within 24 hours, which whoever complained reads."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.complaint import COMPLAINT_KINDS, Complaint
from models.employer import Employer
from models.labourer import Labourer
from models.message import Message
from models.order import Order, OrderLine
from models.placement import Placement
from services.access import Actor, require
from services.audit import audit
from services.class_seats import kept_of
from services.complaints import ANSWER_WITHIN, NOT_LOOKED_INTO
from services.errors import NotFound, Refusal, RuleRefusal
from services.families import own_person
from services.lists import first_of, why

OWN_KINDS = tuple(each for each in COMPLAINT_KINDS if each not in ("left", "ranking"))
RIGHT, READ = "displacements.work", "complaints.read"
OPEN = ("approved", "open")
"""States of the orders whose posts a person finds among the openings."""
LONGEST, MOST_OPEN = 1000, 5
_READER = Actor(role="administrator", login="own place", name="own place")
"""Reads a person's place on a list for that person, who has no right to the list."""


def find_opening(session: Session, line_id: str) -> OrderLine:
    """A post that is open, by public id, with its order, employer and occupation. Raises NotFound."""
    whole = (joinedload(OrderLine.order).joinedload(Order.employer), joinedload(OrderLine.occupation))
    query = select(OrderLine).join(Order).where(OrderLine.public_id == line_id, Order.state.in_(OPEN)).options(*whole)
    line = session.scalar(query)
    if line is None:
        raise NotFound("line_unknown", field="line", id=line_id)
    return line


def own_place(session: Session, line: OrderLine, *, as_of: date, actor: Actor) -> dict[str, Any]:
    """What `services.lists.why` says of the actor's own place for a post, and of its free seats those `left` to the
    actor and those `kept` for people of classes. Ranks: never call it while a writing transaction is open."""
    person = own_person(session, actor=actor)
    seats = kept_of(session, line, person=person.id)
    place = why(session, line.order.public_id, person.public_id, line_id=line.public_id, as_of=as_of, actor=_READER)
    return {**place, "left": seats.left, "kept": seats.seats}


def contest(session: Session, line: OrderLine, rank: int | None, text: str, *, actor: Actor, at: datetime) -> Complaint:
    """Ask a person to look at one's place for a post. Raises RuleRefusal for who is among the first, and while an
    earlier request about the post waits."""
    person = own_person(session, actor=actor)
    if rank is not None and rank <= (first := first_of(session, line, person.id)):
        raise RuleRefusal("among_the_first", field="line", first=first)
    about = (Complaint.labourer_id == person.id) & (Complaint.line_id == line.id) & _waiting()
    if session.scalar(select(Complaint.id).where(about)) is not None:
        raise RuleRefusal("contested_already", field="line")
    made = _write(session, person, "ranking", text, at, line_id=line.id, rank=rank)
    audit(session, "ranking.contest", actor=actor, at=at, subject=made)
    return made


def complain(
    session: Session, kind: str, text: str, *, actor: Actor, at: datetime, placement: str | None = None
) -> Complaint:
    """A complaint in the person's own words, about the employer of one of their jobs (public id) or about none.
    Raises Refusal without kind or text, RuleRefusal while five wait for their answer."""
    person = own_person(session, actor=actor)
    if kind not in OWN_KINDS:
        raise Refusal("complaint_kind_missing", field="kind")
    if not text.strip():
        raise Refusal("missing", field="text")
    job = _own_job(session, person, placement) if placement else None
    return _write(session, person, kind, text, at, placement_id=job and job.id, employer_id=job and job.employer_id)


def _own_job(session: Session, person: Labourer, placement: str) -> Placement:
    job = session.scalar(select(Placement).where(Placement.public_id == placement, Placement.labourer_id == person.id))
    if job is None:
        raise NotFound("placement_unknown", field="placement", id=placement)
    return job


def _write(session: Session, person: Labourer, kind: str, text: str, at: datetime, **about: Any) -> Complaint:
    if len(text) > LONGEST:
        raise Refusal("text_too_long", field="text", length=len(text), most=LONGEST)
    open_ones = select(Complaint.id).where((Complaint.labourer_id == person.id) & _waiting()).limit(MOST_OPEN)
    if len(session.scalars(open_ones).all()) >= MOST_OPEN:
        raise RuleRefusal("too_many_complaints", field="text", most=MOST_OPEN)
    complaint = Complaint(
        labourer_id=person.id, county_code=person.home_code - person.home_code % 10**6, kind=kind, text=text.strip(),
        received_at=at, answer_by=at + ANSWER_WITHIN, **about,
    )  # fmt: skip
    session.add(complaint)
    session.flush()
    return complaint


def _waiting() -> Any:
    return Complaint.state.in_(NOT_LOOKED_INTO)


Told = tuple[Complaint, str, str]


def own_complaints(session: Session, *, actor: Actor, limit: int = 20) -> list[Told]:
    """What the actor wrote, or left a job over, the latest first; each with the names of employer and post."""
    query = (
        select(Complaint, Employer.name, OrderLine.title)
        .outerjoin(Employer, Employer.id == Complaint.employer_id)
        .outerjoin(OrderLine, OrderLine.id == Complaint.line_id)
        .where(Complaint.labourer_id == actor.labourer_id)
        .order_by(Complaint.id.desc())
    )
    return [(row[0], row[1] or "", row[2] or "") for row in session.execute(query.limit(limit))]


def own_employers(session: Session, *, actor: Actor) -> list[Placement]:
    """Jobs of the actor with an employer, the latest first: what a complaint may be about."""
    held = (Placement.labourer_id == actor.labourer_id) & Placement.employer_id.is_not(None)
    jobs = select(Placement).where(held, Placement.delivered_on.is_not(None) | (Placement.state == "accepted"))
    return list(session.scalars(jobs.options(joinedload(Placement.employer)).order_by(Placement.id.desc()).limit(10)))


def find_complaint(session: Session, public_id: str, *, actor: Actor) -> tuple[Complaint, Labourer]:
    """One that somebody wrote, with the person. Raises NotFound and NotAllowed."""
    return _find(session, public_id, READ, actor)


def _find(
    session: Session, public_id: str, right: str, actor: Actor, *, lock: bool = False
) -> tuple[Complaint, Labourer]:
    written = (Complaint.public_id == public_id) & Complaint.displacement_id.is_(None)
    query = select(Complaint, Labourer).join(Labourer, Labourer.id == Complaint.labourer_id).where(written)
    row = session.execute(query.with_for_update(of=Complaint) if lock else query).first()
    if row is None:
        raise NotFound("complaint_unknown", field="complaint", id=public_id)
    require(actor, right, division=row[1].home_code)
    return row[0], row[1]


def answer(session: Session, public_id: str, text: str, *, actor: Actor, at: datetime) -> Complaint:
    """Reply with a proposal; whoever complained reads it. Raises RuleRefusal without one, and for one answered."""
    complaint, person = _find(session, public_id, RIGHT, actor, lock=True)
    if complaint.state not in NOT_LOOKED_INTO:
        raise RuleRefusal("complaint_answered", field="answer")
    if not text.strip():
        raise RuleRefusal("reason_missing", field="answer")
    complaint.state, complaint.answer = "answered", text.strip()[:LONGEST]
    complaint.answered_at, complaint.answered_by_id = at, actor.user_id
    session.flush()
    if complaint.kind == "ranking":
        audit(session, "ranking.answer", actor=actor, at=at, subject=complaint)
    _tell(session, person, complaint, at)
    return complaint


def _tell(session: Session, person: Labourer, complaint: Complaint, at: datetime) -> None:
    session.add(Message(labourer_id=person.id, code="complaint_answered", written_at=at, not_before=at))


def about(session: Session, complaint: Complaint) -> tuple[OrderLine | None, Employer | None]:
    """The post, with its order, and the employer that a complaint names."""
    whole = joinedload(OrderLine.order).joinedload(Order.employer)
    line = session.scalar(select(OrderLine).where(OrderLine.id == complaint.line_id).options(whole))
    employer = session.get(Employer, complaint.employer_id) if complaint.employer_id is not None else None
    return line, employer
