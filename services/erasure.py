"""Erasing a person at their own wish: what they hold is given back, what was written about them goes, and a row that
holds nobody stays where counts need one. `services/erasure_proof.py` shows what is left.

What the money and the figures rest on stays: that somebody of a township, man or woman, was trained, certified, placed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from models.account_notice import AccountNotice
from models.complaint import Complaint
from models.displacement import OVER, Displacement
from models.enrolment import Enrolment
from models.follow_up import FollowUp
from models.job_review import JobReview
from models.labourer import Consent, Labourer
from models.message import Message
from models.model import Model, new_public_id
from models.paper import Paper
from models.password_code import PasswordCode
from models.phone_code import PhoneCode
from models.placement import OwnMove, Placement
from models.sealed import key_ring
from models.second_factor import RecoveryCode, SecondFactor
from models.sign_in import SignIn
from models.step import Step
from models.twin import Merge, Twin
from models.user import User
from models.workflow import TAKEN
from services.access import Actor
from services.audit import audit
from services.displacements import displace
from services.displacements import withdraw as withdraw_displacement
from services.enrolments import decline, drop, withdraw
from services.errors import RuleRefusal
from services.families import own_person
from services.offers import lock_person
from services.placements import decline_offer, end_placement
from services.sight import left_for_the_person

NOTE = "本人注销"
TOMBSTONE = "已注销"
"""Stands where a name stood, so that nobody takes an empty cell for a mistake."""
HOUSE = Actor(role="administrator", login="erasure", name="erasure")
"""Does, in nobody's name, what the person may not do alone: ends a job or a class that has begun."""
_LEAVE: dict[str, tuple[Callable[..., Enrolment], Actor | None]] = {
    **dict.fromkeys(("applied", "agreed", "waitlisted", "enrolled"), (withdraw, None)),
    "invited": (decline, None),
    "training": (drop, HOUSE),
}
# What stays of the row itself; everything else becomes empty, or what a new row would hold.
KEPT = (
    "id", "public_id", "version", "tie", "sex", "education", "home_code", "situation", "name", "registered_at",
    "refreshed_at", "waiting_since", "merged_into_id", "erased_at",
)  # fmt: skip
# Rows about the person that stay, and the columns of theirs that somebody may have written a name into.
EMPTIED: dict[type[Model], dict[str, Any]] = {
    Message: {"text": "", "params": {}, "receipt": None},
    Complaint: {"text": "", "answer": ""},
    Displacement: {"note": "", "travel": "", "changes": []},
    Placement: {"departure": "", "contract_number": "", "evidence": ""},
    Enrolment: {"departure": ""},
    OwnMove: {"work": ""},
}
CONSENTS = Consent.__tablename__
STEPPED: dict[str, type[Model]] = {"placement": Placement, "enrolment": Enrolment, "displacement": Displacement}
OF_ACCOUNT = (SignIn, SecondFactor, RecoveryCode, PasswordCode, AccountNotice)
TOWNSHIP = 10**3


def erase_own_file(session: Session, typed: str, *, actor: Actor, at: datetime) -> int:
    """Erase the actor's person once they typed their name; the id of the row that is left. Raises RuleRefusal for
    another text. The account goes with its last person."""
    person = lock_person(session, own_person(session, actor=actor).id)
    if "".join(typed.split()) != "".join(person.name.split()):
        raise RuleRefusal("erase_not_confirmed", field="typed")
    _give_back(session, person, actor, at)
    session.flush()
    for each in [person, *_folded_into(session, person.id)]:
        _empty(session, each, at)
        _close_account(session, each, at)
    session.flush()
    audit(session, "person.erase", actor=actor, at=at, subject=person)
    return person.id


def _give_back(session: Session, person: Labourer, actor: Actor, at: datetime) -> None:
    """Offers are declined and a job that has begun ends, so that their seats go to the next; so do places in class."""
    open_offers = (Placement.labourer_id == person.id) & (Placement.state == "offered")
    for offer, left in session.execute(_of_which_they_know(Placement, at).where(open_offers)).all():
        decline_offer(session, offer, reason="other", note=NOTE, actor=actor if left else HOUSE, at=at)
    jobs = (Placement.labourer_id == person.id) & Placement.state.in_(TAKEN)
    for public_id, state in session.execute(select(Placement.public_id, Placement.state).where(jobs)).all():
        if state == "confirmed":
            end_placement(session, public_id, actor=HOUSE, at=at, note=NOTE)
        else:
            displace(session, public_id, "moved_away", actor=HOUSE, at=at, note=NOTE)
    classes = _of_which_they_know(Enrolment, at).where(Enrolment.labourer_id == person.id)
    for public_id, left, state in session.execute(classes.add_columns(Enrolment.state)).all():
        if state in _LEAVE:
            leave, who = _LEAVE[state]
            leave(session, public_id, actor=who or (actor if left else HOUSE), at=at, note=NOTE)
    unresolved = (Displacement.labourer_id == person.id) & Displacement.state.not_in(OVER)
    for displacement in session.scalars(select(Displacement.public_id).where(unresolved)).all():
        withdraw_displacement(session, displacement, actor=HOUSE, at=at, note=NOTE)


def _of_which_they_know(table: type[Any], at: datetime) -> Select[Any]:
    """The public id of offers or invitations, and whether they have left for their person: what is held is not theirs
    to answer yet."""
    return select(table.public_id, left_for_the_person(table, at))


def _folded_into(session: Session, labourer_id: int) -> list[Labourer]:
    """Entries of the same person that were folded into this one, whatever was folded into those with them."""
    found = list(session.scalars(select(Labourer).where(Labourer.merged_into_id == labourer_id)))
    return found + [deeper for each in found for deeper in _folded_into(session, each.id)]


def _empty(session: Session, person: Labourer, at: datetime) -> None:
    if person.phone is not None:
        session.execute(delete(PhoneCode).where(PhoneCode.phone_lookup.in_(key_ring().find_hashes(person.phone))))
    _drop_parts(session, person.id)
    _empty_history(session, person.id, at)
    _empty_twins(session, person.id)
    session.expire(person)
    for column in Labourer.__table__.columns:
        if column.name not in KEPT and column.name != "account_id":
            setattr(person, column.name, None if column.nullable else _usual(column))
    person.name, person.situation, person.erased_at = TOMBSTONE, "moved_away", at
    person.home_code -= person.home_code % TOWNSHIP
    session.flush()


def _usual(column: Any) -> Any:
    """What a new row holds in a column."""
    default = column.default
    return default.arg if default.is_scalar else default.arg(None)


def _drop_parts(session: Session, labourer_id: int) -> None:
    """Rows that hang on the person go, whatever table they are of; on a list their place stays, and is nobody's. What
    was agreed to stays as the proof of it."""
    for table in Model.metadata.tables.values():
        for key in (each for each in table.foreign_keys if each.target_fullname == "labourer.id"):
            theirs = key.parent == labourer_id
            if key.ondelete == "CASCADE" and table.name != CONSENTS:
                session.execute(delete(table).where(theirs))
            elif key.ondelete == "SET NULL":
                session.execute(update(table).where(theirs).values({key.parent.name: None}))


def _empty_history(session: Session, labourer_id: int, at: datetime) -> None:
    """What somebody wrote beside what was done goes; that it was done stays."""
    for table, values in EMPTIED.items():
        _set(session, table, table.__table__.c.labourer_id == labourer_id, values)
    holding = (Consent.labourer_id == labourer_id) & Consent.withdrawn_at.is_(None)
    _set(session, Consent, holding, {"withdrawn_at": at})
    unsent = (Message.labourer_id == labourer_id) & Message.sent_at.is_(None) & Message.handled_at.is_(None)
    _set(session, Message, unsent, {"cancelled_at": at, "handled_at": at})
    papers = Paper.labourer_id == labourer_id
    _set(session, Paper, papers, {"number": "erased-" + Paper.public_id})
    jobs = select(Placement.id).where(Placement.labourer_id == labourer_id)
    session.execute(delete(FollowUp).where(FollowUp.placement_id.in_(jobs), FollowUp.called_at.is_(None)))
    _set(session, FollowUp, FollowUp.placement_id.in_(jobs), {"note": ""})
    said = {"text": "", "words": "none", "said_by_id": None}  # the answers stay in the counts
    _set(session, JobReview, JobReview.placement_id.in_(jobs), said)
    for subject, table in STEPPED.items():
        ids = select(table.__table__.c.id).where(table.__table__.c.labourer_id == labourer_id)
        _set(session, Step, (Step.subject == subject) & Step.subject_id.in_(ids), {"note": ""})


def _empty_twins(session: Session, labourer_id: int) -> None:
    pairs = or_(Twin.first_id == labourer_id, Twin.second_id == labourer_id)
    _set(session, Twin, pairs, {"note": ""})
    _set(session, Twin, pairs & (Twin.outcome == "waiting"), {"outcome": "distinct"})
    _set(session, Merge, or_(Merge.kept_id == labourer_id, Merge.folded_id == labourer_id), {"before": ""})


def _set(session: Session, table: type[Model], which: Any, values: dict[str, Any]) -> None:
    session.execute(update(table).where(which).values(values).execution_options(synchronize_session=False))


def _close_account(session: Session, person: Labourer, at: datetime) -> None:
    """End the sign-ins of the person; an account that is nobody's any more is emptied and disabled."""
    user_id, person.account_id = person.account_id, None
    session.flush()
    if user_id is None:
        return
    session.execute(delete(SignIn).where(SignIn.user_id == user_id, SignIn.person == person.public_id))
    if session.scalar(select(Labourer.id).where(Labourer.account_id == user_id).limit(1)) is not None:
        return
    for table in OF_ACCOUNT:
        session.execute(delete(table).where(table.user_id == user_id))
    user = session.get_one(User, user_id)
    for column in User.__table__.columns:
        if column.nullable:
            setattr(user, column.name, None)
    user.name, user.login, user.disabled_at = TOMBSTONE, f"erased-{new_public_id().lower()}", at
