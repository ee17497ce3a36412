"""The open work of somebody who leaves, put under another name: displaced people and placements they took on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.displacement import OVER, Displacement
from models.placement import Placement
from models.user import User
from models.workflow import HOLDING
from services.access import Actor, allowed
from services.audit import audit
from services.contacts import TAKE
from services.errors import NotFound, RuleRefusal
from services.steps import is_own, record
from services.users import actor_of, managed_user

Work = Displacement | Placement
RIGHTS: dict[type, str] = {Displacement: "displacements.work", Placement: "placements.call"}


@dataclass(frozen=True)
class Handed:
    """How much was handed over, and how much was left because the successor has no right to it."""

    done: int
    left: int


def open_work(session: Session, user_id: int) -> list[Work]:
    """What is open and was last taken on by the account."""
    cases = select(Displacement).where(Displacement.state.not_in(OVER), Displacement.taken_by_id == user_id)
    jobs = select(Placement).where(Placement.state.in_(HOLDING), Placement.taken_by_id == user_id)
    return [*session.scalars(cases), *session.scalars(jobs)]


def hand_over(session: Session, login: str, successor: str, *, actor: Actor, at: datetime) -> Handed:
    """Put the successor's name on the open work of an account; whose it was and who did it is in the note.

    Raises NotFound for a successor the actor does not administer or whose account is disabled, NotAllowed for an
    account the actor does not administer, RuleRefusal when both are one.
    """
    leaver = managed_user(session, login, actor)
    heir = managed_user(session, successor, actor)
    if heir.disabled_at is not None:
        raise NotFound("user_unknown", field="successor", login=successor)
    if heir.id == leaver.id:
        raise RuleRefusal("successor_same", field="successor")
    work, taker = open_work(session, leaver.id), actor_of(session, heir)
    mine = [each for each in work if _may(taker, each)]
    for each in mine:
        record(session, each, TAKE, actor=taker, at=at, note=_note(leaver, heir, actor))
    audit(session, "account.hand_over", actor=actor, at=at, subject=leaver, detail=f"{len(mine)} → {heir.public_id}")
    return Handed(len(mine), len(work) - len(mine))


def _may(taker: Actor, work: Work) -> bool:
    return allowed(taker, RIGHTS[type(work)], division=work.home_code, own=is_own(work, taker))


def _note(leaver: User, heir: User, actor: Actor) -> str:
    return f"{leaver.name} → {heir.name} ({actor.name})"
