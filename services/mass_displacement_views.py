"""What one watches when a plant has closed: how many have a place, where they go, and what a seat there is worth."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from models.displacement import Displacement
from models.division import Division
from models.employer import Employer
from models.placement import Placement
from models.plan import Plan, PlanSeat
from models.step import Step
from models.workflow import HOLDING, TAKEN
from services.access import Actor
from services.employers import SUBJECT
from services.mass_displacement import CLOSED, RIGHT, find_plant
from services.mass_displacement_plan import FILL
from services.sight import seen_by

WATCH = "plans.read"
GROUP_OF = {
    "open": "searching", "searching": "searching", "offered": "offered", "resolved": "accepted", "waiting": "waiting",
    "escalated": "needs_person", "retraining": "retraining", "withdrawn": "withdrawn",
}  # fmt: skip
"""The group on the page by the state of a displacement."""
GROUPS = ("accepted", "offered", "searching", "waiting", "needs_person", "retraining", "withdrawn")


@dataclass
class Destination:
    """An employer at a place with how many are offered a seat there or took it. `worth` is what one seat more would
    bring, in millionths of a point; `short` when it would bring one more person into work."""

    employer: str
    place: str
    offered: int = 0
    accepted: int = 0
    worth: int = 0

    @property
    def short(self) -> bool:
        return self.worth >= FILL


@dataclass(frozen=True)
class Closing:
    """A plant that closed: when, by whom, why, how its people fare by group, and where they go."""

    employer: Employer
    step: Step
    counts: dict[str, int]
    destinations: list[Destination] = field(default_factory=list)

    @property
    def people(self) -> int:
        return sum(self.counts.values())

    @property
    def moving(self) -> bool:
        """Whether more is to be expected by itself."""
        return self.counts["searching"] + self.counts["offered"] > 0


def find_closing(session: Session, public_id: str, *, actor: Actor) -> tuple[Employer, Closing | None]:
    """An employer and its latest closing, if it had one. Raises NotFound where none of its people are the actor's."""
    employer = find_plant(session, public_id, actor=actor, right=WATCH)
    step = latest_closings(session, [employer.id]).get(employer.id)
    if step is None:
        return employer, None
    counts = Counter[str]()
    lost = _lost(employer.id, step.at) & seen_by(Displacement, actor, WATCH)
    query = select(Displacement.state, func.count()).join(Placement, Placement.id == Displacement.placement_id)
    for state, count in session.execute(query.where(lost).group_by(Displacement.state)):
        counts[GROUP_OF[state]] += count
    by_group = {group: counts[group] for group in GROUPS}
    return employer, Closing(employer, step, by_group, _destinations(session, employer, step.at, actor))


def latest_closings(session: Session, employers: Sequence[int]) -> dict[int, Step]:
    """The latest closing of each employer that had one, by id, with whoever reported it."""
    here = (Step.subject == SUBJECT) & (Step.action == CLOSED) & Step.subject_id.in_(employers)
    steps = session.scalars(select(Step).where(here).options(joinedload(Step.actor)).order_by(Step.id))
    return {step.subject_id: step for step in steps}


def at_work_by_employer(session: Session, *, actor: Actor) -> dict[int, int]:
    """How many people of the actor's work for each employer, by id."""
    mine = Placement.state.in_(TAKEN) & seen_by(Placement, actor, RIGHT)
    query = select(Placement.employer_id, func.count()).where(mine).group_by(Placement.employer_id)
    return {employer: count for employer, count in session.execute(query) if employer is not None}


def _lost(employer_id: int, at: datetime) -> ColumnElement[bool]:
    """The people of a closing: by way of their placements, which are found by the employer."""
    return (Placement.employer_id == employer_id) & (Placement.state == "failed") & (Displacement.reported_at == at)


def _destinations(session: Session, employer: Employer, at: datetime, actor: Actor) -> list[Destination]:
    """Where people go, the employers with most of them first."""
    people = select(Displacement.id).join(Placement, Placement.id == Displacement.placement_id)
    mine = Placement.displacement_id.in_(
        people.where(_lost(employer.id, at), seen_by(Displacement, actor, WATCH)).correlate(None)
    )
    query = (
        select(Employer.name, Division.name, Placement.line_id, Placement.state, func.count())
        .join(Employer, Employer.id == Placement.employer_id)
        .outerjoin(Division, Division.code == Placement.division_code)
        .where(mine, Placement.state.in_(HOLDING))
        .group_by(Employer.name, Division.name, Placement.line_id, Placement.state)
    )
    worth, found = _prices(session, employer), dict[tuple[str, str], Destination]()
    for name, place, line_id, state, count in session.execute(query):
        there = found.setdefault((name, place or ""), Destination(name, place or ""))
        there.offered += count if state == "offered" else 0
        there.accepted += count if state != "offered" else 0
        there.worth = max(there.worth, worth[line_id or 0])
    return sorted(found.values(), key=lambda each: (-each.offered - each.accepted, each.employer, each.place))


def _prices(session: Session, employer: Employer) -> defaultdict[int, int]:
    """What a seat of each line is worth by the last plan that was made for the people of this employer; 0 for lines
    that are not in it."""
    made = select(Plan.id, Plan.terms).where(Plan.county_code == employer.county_code, Plan.replaced_at == Plan.made_at)
    plans = [plan_id for plan_id, terms in session.execute(made) if terms.get("closed_employer") == employer.id]
    query = select(PlanSeat.line_id, PlanSeat.price).where(PlanSeat.plan_id.in_(plans)).order_by(PlanSeat.plan_id)
    return defaultdict(int, dict(session.execute(query).all()))
