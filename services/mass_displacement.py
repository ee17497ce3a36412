"""A plant closes 整厂失岗: everybody it employs is displaced by one action, in one transaction, to be planned together.

Nobody is searched for alone until the plan of all had its turn (`HEAD_START`): nobody is first by luck.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from models.bulk import insert_rows
from models.db import nudge
from models.displacement import Displacement
from models.employer import Employer
from models.labourer import Labourer
from models.order import Order, OrderLine
from models.placement import Placement
from models.workflow import DISPLACEMENT, ORDER, TAKEN
from services.access import CLOCK, Actor, allowed
from services.calendar import county_day
from services.county_rules import rules_of
from services.employers import record_employer
from services.errors import NotFound, Refusal, RuleRefusal
from services.offers import locked
from services.placements import cancel_offer
from services.search_changes import WITH_VILLAGE
from services.sight import seen_by
from services.step_rows import batches, record_all, step_all
from services.steps import take_step

RIGHT = "displacements.close_plant"
MASS_CAUSES = {"plant_closed": "another_job", "business_fell": "another_job", "contract_ended": "another_job"}
"""The causes that displace everybody at once, with their road."""
CLOSED = "close_plant"
"""The action of the step that an employer's file keeps; the people carry its instant as `reported_at`."""
HEAD_START = timedelta(seconds=60)
"""So long the plan of all goes before the search for each."""


class Job(NamedTuple):
    """What is needed of a placement that ends."""

    id: int
    labourer_id: int
    home_code: int
    line_id: int | None
    base_id: int | None
    state: str


def find_plant(session: Session, public_id: str, *, actor: Actor, right: str = RIGHT) -> Employer:
    """An employer with people in work, or displaced, whom the actor has `right` on. Raises NotFound."""
    found = session.scalar(select(Employer).where(Employer.public_id == public_id))
    if found is None or not any(
        session.scalar(select(table.id).where(table.employer_id == found.id, seen_by(table, actor, right)).limit(1))
        for table in (Placement, Displacement)
    ):
        raise NotFound("employer_unknown", field="employer", id=public_id)
    return found


def at_work(employer_id: int, actor: Actor) -> ColumnElement[bool]:
    """The jobs with an employer that people have and the actor may end."""
    return (Placement.employer_id == employer_id) & Placement.state.in_(TAKEN) & seen_by(Placement, actor, RIGHT)


def count_at_work(session: Session, employer: Employer, *, actor: Actor) -> int:
    """How many people would be displaced."""
    return session.scalar(select(func.count()).select_from(Placement).where(at_work(employer.id, actor))) or 0


def close_plant(
    session: Session, public_id: str, cause: str, *, people: int, actor: Actor, at: datetime, note: str = "",
    villages: bool = False,
) -> int:  # fmt: skip
    """Displace everybody who works for an employer, end its orders and offers, and nudge for the plan; how many.

    `people` is the number that somebody read and typed; with `villages` they wish to go with neighbours. Raises Refusal
    `cause_unknown`, RuleRefusal `people_changed` when it is another number by now and `nobody_at_work` for none,
    NotFound.
    """
    if cause not in MASS_CAUSES:
        raise Refusal("cause_unknown", field="reason", cause=cause, causes=tuple(MASS_CAUSES))
    employer = locked(session, Employer, find_plant(session, public_id, actor=actor).id)
    jobs = _held_jobs(session, employer.id, actor)
    if not jobs:
        raise RuleRefusal("nobody_at_work", field="people")
    if len(jobs) != people:
        raise RuleRefusal("people_changed", field="people", people=len(jobs))
    said = note.strip() or cause
    record_employer(session, employer, CLOSED, actor=actor, at=at, note=said)
    _end_jobs(session, jobs, actor, at, said)
    _displace_all(session, employer, jobs, cause, actor, at, note.strip(), villages)
    _end_orders(session, employer.id, actor, at, said)
    _end_offers(session, employer.id, actor, at, said)
    nudge(session, "redeploy_together", employer.id)
    return len(jobs)


def _held_jobs(session: Session, employer_id: int, actor: Actor) -> list[Job]:
    """The jobs that end. All who change somebody's placements hold the person first: so does this."""
    which = at_work(employer_id, actor)
    people = select(Labourer.id).where(Labourer.id.in_(select(Placement.labourer_id).where(which)))
    session.execute(people.order_by(Labourer.id).with_for_update())
    columns = (getattr(Placement, name) for name in Job._fields)
    return [Job(*row) for row in session.execute(select(*columns).where(which).order_by(Placement.id))]


def _end_jobs(session: Session, jobs: list[Job], actor: Actor, at: datetime, said: str) -> None:
    """What the step `fail` does to each, with its effect `person_is_free`; the seats go back to their lines."""
    day = county_day(at)
    step_all(session, Placement, [(job.id, job.state) for job in jobs], "fail", actor=actor, at=at, note=said,
             ended_on=day)  # fmt: skip
    for some in batches([job.labourer_id for job in jobs], 1_000):
        placed = Labourer.id.in_(some) & (Labourer.situation == "placed")
        values = {"situation": "at_home", "waiting_since": day, "version": Labourer.version + 1}
        session.execute(update(Labourer).where(placed).values(values).execution_options(synchronize_session=False))
    for line_id, count in sorted(Counter(job.line_id for job in jobs if job.line_id is not None).items()):
        left = update(OrderLine).where(OrderLine.id == line_id).values(taken=OrderLine.taken - count)
        session.execute(left.execution_options(synchronize_session=False))


def _displace_all(
    session: Session, employer: Employer, jobs: list[Job], cause: str, actor: Actor, at: datetime, note: str,
    villages: bool,
) -> None:  # fmt: skip
    wished = [{"what": WITH_VILLAGE, "from": False, "to": True, "why": cause, "at": at.isoformat()}]
    rows = [
        {"placement_id": job.id, "labourer_id": job.labourer_id, "home_code": job.home_code, "base_id": job.base_id}
        for job in jobs
    ]
    insert_rows(session, Displacement, rows, {
        "employer_id": employer.id, "cause": cause, "road": MASS_CAUSES[cause], "note": note,
        "happened_on": county_day(at), "reported_at": at, "reported_by_id": actor.user_id,
        "next_try_at": at + HEAD_START, "changes": wished if villages else [],
    })  # fmt: skip
    made = session.execute(
        select(Displacement.id, Displacement.home_code)
        .where(Displacement.employer_id == employer.id, Displacement.reported_at == at, Displacement.state == "open")
        .order_by(Displacement.id)
    ).all()
    first = DISPLACEMENT.initial
    record_all(session, Displacement, [(each.id, "", first) for each in made], "displace", actor, at, note or cause)
    by_hand: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for each in made:
        rules = rules_of(session, each.home_code)
        if not rules.redeploys_by_itself:
            by_hand[rules.look_hours].append((each.id, first))
    for hours, some in by_hand.items():
        step_all(session, Displacement, some, "escalate", actor=CLOCK, at=at, handled_at=at,
                 look_by=at + timedelta(hours=hours))  # fmt: skip


def _end_orders(session: Session, employer_id: int, actor: Actor, at: datetime, said: str) -> None:
    """The plant recruits nobody any more, as far as its orders are the actor's to end."""
    for order_id in session.scalars(select(Order.id).where(Order.employer_id == employer_id).order_by(Order.id)).all():
        order = locked(session, Order, order_id)
        ends = next((each for each in ("close", "cancel") if (order.state, each) in ORDER.moves), None)
        if ends and allowed(actor, ORDER.moves[order.state, ends].right, division=order.county_code):
            take_step(session, order, ends, actor=actor, at=at, note=said)


def _end_offers(session: Session, employer_id: int, actor: Actor, at: datetime, said: str) -> None:
    """Nobody takes up a job where everybody lost theirs."""
    here = (Placement.employer_id == employer_id) & (Placement.state == "offered")
    mine = here & seen_by(Placement, actor, "placements.offer")
    for offer_id in session.scalars(select(Placement.public_id).where(mine).order_by(Placement.labourer_id)).all():
        cancel_offer(session, offer_id, actor=actor, at=at, note=said)
