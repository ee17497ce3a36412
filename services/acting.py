"""An office acts for a person who asked it to, somebody without a telephone first of all: answers an offer or an
invitation, applies for a class, corrects wishes. Why, who asked and how is kept, and the person can read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.acted_for import ASKED_BY, WAYS, ActedFor
from models.labourer import Labourer
from services.access import Actor
from services.enrolments import agree, apply_for_class, decline, find_enrolment, withdraw
from services.errors import NotFound, Refusal, Several
from services.labourers import find_labourer
from services.own_file import Wishes, correct_wishes
from services.placements import accept_offer, decline_offer, find_placement
from services.sheets.fields.readings import Flag

LONGEST = 500


@dataclass(frozen=True)
class Asked:
    """Who asked the office to act, how, and why the person does not do it alone."""

    by: str
    way: str
    reason: str


def answer_offer_for(
    session: Session,
    labourer_id: str,
    placement_id: str,
    asked: Asked,
    *,
    yes: bool,
    because: str = "",
    actor: Actor,
    at: datetime,
) -> ActedFor:
    """Say yes or no to an offer, no with one of the reasons of `decline_offer`. Raises what these raise."""
    person = _person(session, labourer_id, asked, actor)
    if find_placement(session, placement_id, actor=actor).labourer_id != person.id:
        raise NotFound("placement_unknown", field="placement", id=placement_id)
    if yes:
        accept_offer(session, placement_id, actor=actor, at=at, note=asked.reason)
    else:
        decline_offer(session, placement_id, reason=because, actor=actor, at=at, note=asked.reason)
    return _keep(session, person, "accept" if yes else "decline", placement_id, asked, actor, at)


def answer_invitation_for(
    session: Session, labourer_id: str, enrolment_id: str, asked: Asked, *, yes: bool, actor: Actor, at: datetime
) -> ActedFor:
    """Say yes or no to an invitation to a class, or take somebody out of one that has not begun."""
    person = _person(session, labourer_id, asked, actor)
    enrolment = find_enrolment(session, enrolment_id, actor=actor)
    if enrolment.labourer_id != person.id:
        raise NotFound("enrolment_unknown", field="enrolment", id=enrolment_id)
    act = agree if yes else decline if enrolment.state == "invited" else withdraw
    act(session, enrolment_id, actor=actor, at=at, note=asked.reason)
    return _keep(session, person, "agree" if yes else "stay_away", enrolment_id, asked, actor, at)


def apply_for(
    session: Session, labourer_id: str, class_id: str, asked: Asked, *, actor: Actor, at: datetime
) -> ActedFor:
    """Apply for a class."""
    person = _person(session, labourer_id, asked, actor)
    enrolment = apply_for_class(session, class_id, labourer_id, actor=actor, at=at)
    return _keep(session, person, "apply", enrolment.public_id, asked, actor, at)


def correct_for(
    session: Session, labourer_id: str, wishes: Wishes, asked: Asked, *, actor: Actor, at: datetime
) -> list[Flag]:
    """Write what the person wants and can; what could not be read of the lists comes back as flags."""
    person = _person(session, labourer_id, asked, actor)
    flags = correct_wishes(session, person.id, wishes, actor=actor, at=at)
    _keep(session, person, "correct", "", asked, actor, at)
    return flags


def acts_for(session: Session, labourer_id: int, *, limit: int = 50) -> Sequence[ActedFor]:
    """What offices did for a person, newest first, each with its account."""
    query = select(ActedFor).where(ActedFor.labourer_id == labourer_id).options(joinedload(ActedFor.user))
    return session.scalars(query.order_by(ActedFor.id.desc()).limit(limit)).all()


def _person(session: Session, labourer_id: str, asked: Asked, actor: Actor) -> Labourer:
    """The person, in the actor's sight; Several refusals when it is not said who asked, how and why."""
    person = find_labourer(session, labourer_id, actor=actor, right="labourers.act")
    wrong = [Refusal("missing", field=field) for field, text in vars(asked).items() if not text.strip()]
    known = (("by", asked.by, ASKED_BY), ("way", asked.way, WAYS))
    wrong += [
        Refusal("not_in_list", field=field, text=text) for field, text, all_ in known if text and text not in all_
    ]
    if len(asked.reason) > LONGEST:
        wrong.append(Refusal("text_too_long", field="reason", length=len(asked.reason), most=LONGEST))
    if wrong:
        raise Several([_at_form(refusal) for refusal in wrong])
    return person


def _at_form(refusal: Refusal) -> Refusal:
    """The refusal at the field as forms call it."""
    return Refusal(refusal.code, field=f"asked_{refusal.field}", **refusal.params)


def _keep(
    session: Session, person: Labourer, act: str, about: str, asked: Asked, actor: Actor, at: datetime
) -> ActedFor:
    kept = ActedFor(
        labourer_id=person.id,
        user_id=actor.user_id,
        at=at,
        act=act,
        about=about,
        asked_by=asked.by,
        way=asked.way,
        reason=asked.reason.strip(),
    )
    session.add(kept)
    session.flush()
    return kept
