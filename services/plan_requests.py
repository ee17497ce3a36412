"""Plans that somebody asked for on a page: the row is the queue (law 3). A worker claims it by a lease, tells how far
it is, and keeps the plans in the transaction that ends the request; what a killed worker left is taken up again."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, Update, select, update
from sqlalchemy.orm import Session, aliased

from models.db import Database, nudge
from models.plan import PlanRequest
from models.user import User
from services.access import Actor, allowed
from services.calendar import county_day
from services.errors import NotAllowed
from services.plans import keep_plans, make_plans
from services.queued import Now, count_error
from services.users import actor_of

LEASE = timedelta(minutes=5)
"""Longer than the plan of one county takes; each county renews it."""


class LeaseLost(Exception):
    """Another worker took the request over after this one was silent for too long."""


def ask_plans(session: Session, *, actor: Actor, at: datetime) -> PlanRequest:
    """Ask for new plans of all counties that the actor plans for; asking again while they are made changes nothing.
    Raises NotAllowed."""
    if actor.user_id is None or not allowed(actor, "plans.make", division=actor.division_code):
        raise NotAllowed("not_allowed", action="plans.make", role=actor.role)
    session.execute(select(User.id).where(User.id == actor.user_id).with_for_update())
    request = waiting_request(session, actor=actor)
    if request is None:
        request = PlanRequest(asked_by_id=actor.user_id, asked_at=at, next_try_at=at)
        session.add(request)
        session.flush()
        nudge(session, "make_plans", request.id, 0)
    return request


def waiting_request(session: Session, *, actor: Actor) -> PlanRequest | None:
    """The actor's request that is not done yet."""
    mine = (PlanRequest.asked_by_id == actor.user_id) & PlanRequest.handled_at.is_(None)
    return session.scalar(select(PlanRequest).where(mine))


def last_request(session: Session, *, actor: Actor) -> PlanRequest | None:
    """The latest request of the actor, done or not."""
    query = select(PlanRequest).where(PlanRequest.asked_by_id == actor.user_id)
    return session.scalar(query.order_by(PlanRequest.id.desc()).limit(1))


def plans_due(session: Session, *, at: datetime) -> list[int]:
    """The request to take up now, if none is worked on: plans are made one at a time, in the order they were asked."""
    waiting = PlanRequest.handled_at.is_(None)
    if session.scalar(select(PlanRequest.id).where(waiting, PlanRequest.leased_until > at).limit(1)) is not None:
        return []
    due = select(PlanRequest.id).where(waiting, PlanRequest.next_try_at <= at)
    return list(session.scalars(due.order_by(PlanRequest.id).limit(1)))


def run_plan_request(database: Database, request_id: int, *, now: Now) -> None:
    """Make and keep the plans that were asked for; does nothing when they are done or somebody makes plans already. An
    error is kept and tried again later."""
    lease = _claim(database, request_id, now())
    if lease is None:
        return
    try:
        with database.reading() as session:
            actor = _asker(session, request_id)
            told = _teller(database, request_id, lease, now)
            made = make_plans(session, as_of=county_day(now()), actor=actor, told=told)
        _tell(database, request_id, lease, now(), stage="keeping")
        with database.writing() as session:
            _end(session, request_id, lease, now())
            keep_plans(session, made, actor=actor, at=now())
    except LeaseLost:
        return
    except Exception as error:
        with database.writing() as session:
            _release(session, request_id, lease)
            count_error(session, PlanRequest, request_id, error, at=now())
        raise


def _claim(database: Database, request_id: int, at: datetime) -> str | None:
    """Take the lease by one conditional update; None when the request is done or plans are being made."""
    lease, other = secrets.token_hex(6), aliased(PlanRequest)
    busy = select(other.id).where(other.handled_at.is_(None), other.leased_until > at).exists()
    values = {"lease": lease, "leased_until": at + LEASE, "begun_at": at, "stage": "planning", "done": 0, "counties": 0}
    with database.writing() as session:
        free = (PlanRequest.id == request_id) & PlanRequest.handled_at.is_(None) & ~busy
        claimed = session.execute(_changing().where(free).values(values))
    return lease if _one(claimed) else None


def _asker(session: Session, request_id: int) -> Actor:
    query = select(User).join(PlanRequest, PlanRequest.asked_by_id == User.id).where(PlanRequest.id == request_id)
    return actor_of(session, session.scalars(query).one())


def _teller(database: Database, request_id: int, lease: str, now: Now) -> Callable[[int, int], None]:
    return lambda done, counties: _tell(database, request_id, lease, now(), done=done, counties=counties)


def _tell(database: Database, request_id: int, lease: str, at: datetime, **progress: int | str) -> None:
    """Note how far it is and hold the lease for longer. Raises LeaseLost."""
    with database.writing() as session:
        values = {"leased_until": at + LEASE, **progress}
        if not _one(session.execute(_changing().where(_mine(request_id, lease)).values(values))):
            raise LeaseLost


def _end(session: Session, request_id: int, lease: str, at: datetime) -> None:
    values = {"handled_at": at, "leased_until": None, "last_error": None, "done": PlanRequest.counties}
    if not _one(session.execute(_changing().where(_mine(request_id, lease)).values(values))):
        raise LeaseLost


def _release(session: Session, request_id: int, lease: str) -> None:
    session.execute(_changing().where(_mine(request_id, lease)).values(leased_until=None, stage="waiting"))


def _changing() -> Update:
    return update(PlanRequest).execution_options(synchronize_session=False)


def _mine(request_id: int, lease: str) -> ColumnElement[bool]:
    return (PlanRequest.id == request_id) & (PlanRequest.lease == lease) & PlanRequest.handled_at.is_(None)


def _one(result: object) -> bool:
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
