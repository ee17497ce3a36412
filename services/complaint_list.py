"""Complaints as those read them who answer them or inspect: open ones first, by the instant when the answer is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from models.complaint import Complaint
from models.displacement import Displacement
from models.employer import Employer
from models.labourer import Labourer
from models.user import User
from services.access import Actor, scope_of
from services.charges import Charge, Charges
from services.complaints import NOT_LOOKED_INTO
from services.county_rules import rules_of
from services.sight import seen_by

RIGHT = "complaints.read"
_OPEN = Complaint.state.in_(NOT_LOOKED_INTO)
_FIRST = (case((_OPEN, 0), else_=1), case((_OPEN, Complaint.answer_by)), Complaint.answer_by.desc(), Complaint.id)


@dataclass(frozen=True)
class Listed:
    """A complaint with who complained, about which firm (reported, which is no verdict; none where somebody was lured
    away) and the displacement where it is answered; those that people wrote themselves have none, and no cause.
    `charge` is whose turn it is, `taker` who took it on: of open ones alone."""

    complaint: Complaint
    labourer: str
    person: str
    employer: str | None
    displacement: str | None
    cause: str | None
    charge: Charge | None
    taker: str | None

    def is_late(self, at: datetime) -> bool:
        return self.charge is not None and self.complaint.answer_by < at

    @property
    def name(self) -> str:
        """The name on it: of whoever took it on, else of whoever answers for it now."""
        return self.taker or (self.charge.name if self.charge else "")


@dataclass(frozen=True)
class Complaints:
    """A page of complaints out of `total` like what was asked for; `open`, `late` and `all` count those about the firm
    asked for, `employers` are the firms that any complaint names, as public id and name."""

    rows: list[Listed]
    total: int
    open: int
    late: int
    all: int
    employers: list[tuple[str, str]]


def list_complaints(
    session: Session,
    *,
    actor: Actor,
    at: datetime,
    answered: bool = False,
    employer: str = "",
    limit: int = 50,
    offset: int = 0,
) -> Complaints:
    """Complaints of people whom the actor may read about: the open ones, the first due first; with `answered`
    those that were looked into too, the latest of them first; with `employer` (public id) about that firm alone."""
    firms = _by_firm(session, actor, at)
    meant = [firm for firm in firms if employer in ("", firm.public_id)]
    open_, all_ = sum(firm.open for firm in meant), sum(firm.all for firm in meant)
    which = and_(true() if answered else _OPEN, Employer.public_id == employer if employer else true())
    rows = session.execute(_visible(_COLUMNS, actor).where(which).order_by(*_FIRST).limit(limit).offset(offset))
    return Complaints(
        rows=_listed(session, rows.all(), at),
        total=all_ if answered else open_,
        open=open_,
        late=sum(firm.late for firm in meant),
        all=all_,
        employers=[(firm.public_id, firm.name) for firm in firms if firm.public_id is not None],
    )


_COLUMNS = (
    Complaint, Labourer.public_id.label("labourer"), Labourer.name.label("person"), Employer.name.label("employer"),
    Displacement.public_id.label("displacement"), Displacement.cause, Displacement.base_id,
    func.coalesce(Displacement.home_code, Labourer.home_code).label("home_code"),
    Displacement.taken_by_id.label("taker_id"),
)  # fmt: skip


def _visible(columns: Sequence[Any], actor: Actor) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Complaint)
        .join(Labourer, Labourer.id == Complaint.labourer_id)
        .outerjoin(Displacement, Displacement.id == Complaint.displacement_id)
        .outerjoin(Employer, Employer.id == Complaint.employer_id)
        .where(or_(seen_by(Displacement, actor, RIGHT), and_(Complaint.displacement_id.is_(None), _lives_in(actor))))
    )


def _lives_in(actor: Actor) -> ColumnElement[bool]:
    """People of the actor's division: what somebody wrote is for the office there, not for a base."""
    return false() if scope_of(actor, RIGHT) == "own" else seen_by(Labourer, actor, RIGHT)


def _by_firm(session: Session, actor: Actor, at: datetime) -> Sequence[Any]:
    """How many complaints name each firm, how many of them are open, and how many late."""
    sums = (
        func.count().label("all"), func.count().filter(_OPEN).label("open"),
        func.count().filter(_OPEN, Complaint.answer_by < at).label("late"),
    )  # fmt: skip
    query = _visible((Employer.public_id, Employer.name, *sums), actor)
    return session.execute(query.group_by(Employer.public_id, Employer.name).order_by(Employer.name)).all()


def _listed(session: Session, rows: Sequence[Any], at: datetime) -> list[Listed]:
    charges, takers = Charges(session), {row.taker_id for row in rows if row.taker_id is not None}
    named = session.execute(select(User.id, User.name).where(User.id.in_(takers)))
    names = {row[0]: row[1] for row in named}
    found = []
    for row in rows:
        complaint, charge = row.Complaint, None
        if complaint.state in NOT_LOOKED_INTO:
            grace = timedelta(hours=rules_of(session, row.home_code).look_hours)
            charge = charges.of(row.home_code, row.base_id, due=complaint.answer_by, grace=grace, at=at)
        found.append(
            Listed(
                complaint, row.labourer, row.person, row.employer, row.displacement, row.cause, charge,
                names.get(row.taker_id) if charge else None,
            )
        )  # fmt: skip
    return found
