"""How far the people of a ranked list have come with its post: asked, in class, offered it, at work."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from models.enrolment import ENDED, IN_CLASS, Enrolment
from models.labourer import Labourer
from models.list_mark import PUT_FORWARD, ListMark
from models.order import OrderLine
from models.placement import Placement
from models.ranked_list import RankedEntry, RankedList
from models.step import Step
from models.training_class import ClassLine
from models.user import User
from models.workflow import HOLDING, TAKEN


@dataclass(frozen=True)
class Standing:
    """`subject` is placement or enrolment, `public_id` its own; `here` says that it is about this post. `title` names
    the class. `over` is true when it came to nothing. `by` began it, at `at`; "" where the clock did."""

    subject: str
    public_id: str
    state: str
    here: bool
    over: bool
    title: str = ""
    answer_by: datetime | None = None
    by: str = ""
    at: datetime | None = None

    @property
    def taken(self) -> bool:
        """Whether the person has this post or an offer of it, or a job elsewhere: there is nothing left to offer."""
        return self.subject == "placement" and (self.state in TAKEN or (self.here and self.state in HOLDING))


def standings(session: Session, line: OrderLine, labourers: Collection[str]) -> dict[str, Standing]:
    """{public id of a labourer: the one standing that says most}, of those of whom there is any."""
    placements = _placements(session, line, labourers)
    enrolments = _enrolments(session, line, labourers)
    found: dict[str, Standing] = {}
    for labourer, standing in sorted([*placements, *enrolments], key=lambda each: _weight(each[1])):
        found.setdefault(labourer, standing)
    return found


def _weight(standing: Standing) -> tuple[bool, bool, bool]:
    """What lasts before what is over, a job before a class, this post before another."""
    return standing.over, standing.subject != "placement", not standing.here


def _placements(session: Session, line: OrderLine, labourers: Collection[str]) -> Iterable[tuple[str, Standing]]:
    query: Select[Any] = select(Labourer.public_id, Placement, Step.at, User.name).select_from(Placement)  # type: ignore[assignment]
    query = _begun_by(query.join(Labourer, Labourer.id == Placement.labourer_id), "placement", Placement.id)
    here_or_held = (Placement.line_id == line.id) | Placement.state.in_(HOLDING)
    which = Labourer.public_id.in_(labourers) & here_or_held & Placement.undone_at.is_(None)
    for labourer, placement, at, by in session.execute(query.where(which).order_by(Placement.id.desc())):
        here, over = placement.line_id == line.id, placement.state not in HOLDING
        yield (
            labourer,
            Standing(
                "placement", placement.public_id, placement.state, here, over, answer_by=placement.answer_by,
                by=by or "", at=at,
            ),
        )  # fmt: skip


def _begun_by(query: Select[Any], subject: str, subject_id: Any) -> Select[Any]:
    """With the first step of each, and the account that took it."""
    return query.outerjoin(Step, Step.is_first(subject, subject_id)).outerjoin(User, User.id == Step.actor_id)


def _enrolments(session: Session, line: OrderLine, labourers: Collection[str]) -> Iterable[tuple[str, Standing]]:
    feeding = set(session.scalars(select(ClassLine.class_id).where(ClassLine.line_id == line.id)))
    about = (Enrolment.line_id == line.id) | Enrolment.class_id.in_(feeding) | Enrolment.state.in_(IN_CLASS)
    query: Select[Any] = select(Labourer.public_id, Enrolment, Step.at, User.name).select_from(Enrolment)  # type: ignore[assignment]
    query = _begun_by(query.join(Labourer, Labourer.id == Enrolment.labourer_id), "enrolment", Enrolment.id)
    about &= Enrolment.undone_at.is_(None)
    query = query.where(Labourer.public_id.in_(labourers), about).options(joinedload(Enrolment.training_class))
    for labourer, enrolment, at, by in session.execute(query.order_by(Enrolment.id.desc())):
        here = enrolment.line_id == line.id or enrolment.class_id in feeding
        yield (
            labourer,
            Standing(
                "enrolment", enrolment.public_id, enrolment.state, here, enrolment.state in ENDED,
                enrolment.training_class.title, enrolment.answer_by, by or "", at,
            ),
        )  # fmt: skip


def best_first(session: Session, list_id: str, labourers: Collection[str]) -> list[str]:
    """Those of the people, by public id, who stand on a list, as they stand there; then who was put forward for its
    post by hand."""
    query = select(Labourer.public_id).join(RankedEntry, RankedEntry.labourer_id == Labourer.id)
    on_list = query.join(RankedList, RankedList.id == RankedEntry.list_id).where(RankedList.public_id == list_id)
    listed = list(session.scalars(on_list.where(Labourer.public_id.in_(labourers)).order_by(RankedEntry.position)))
    by_hand = select(Labourer.public_id).join(ListMark, ListMark.labourer_id == Labourer.id)
    by_hand = by_hand.join(RankedList, RankedList.line_id == ListMark.line_id).where(RankedList.public_id == list_id)
    stands = (ListMark.kind == PUT_FORWARD) & ListMark.taken_back_at.is_(None) & Labourer.public_id.in_(labourers)
    found = session.scalars(by_hand.where(stands).order_by(ListMark.id))
    return [*listed, *(each for each in found if each not in listed)]
