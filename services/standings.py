"""How far the people of a ranked list have come with its post: asked, in class, offered it, at work."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from models.enrolment import ENDED, IN_CLASS, Enrolment
from models.labourer import Labourer
from models.list_mark import PUT_FORWARD, ListMark
from models.order import OrderLine
from models.placement import Placement
from models.ranked_list import RankedEntry, RankedList
from models.step import Step
from models.training_class import ClassLine, TrainingClass
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
    for each in session.execute(_PLACEMENTS, {"line": line.id, "people": list(labourers)}):
        here, over = each.line_id == line.id, each.state not in HOLDING
        yield (
            each.labourer,
            Standing(
                "placement", each.public_id, each.state, here, over, answer_by=each.answer_by, by=each.by or "",
                at=each.at,
            ),
        )  # fmt: skip


def _about(table: Any, subject: str) -> Select[Any]:
    """Columns of placements or enrolments that were not undone, of the `people`, newest first: whose each is, and the
    account that took its first step."""
    columns = (table.public_id, table.state, table.line_id, table.answer_by, Step.at, User.name.label("by"))
    query = select(Labourer.public_id.label("labourer"), *columns).select_from(table)
    query = query.join(Labourer, Labourer.id == table.labourer_id)
    query = query.outerjoin(Step, Step.is_first(subject, table.id)).outerjoin(User, User.id == Step.actor_id)
    theirs = Labourer.public_id.in_(bindparam("people", expanding=True)) & table.undone_at.is_(None)
    return query.where(theirs).order_by(table.id.desc())


_LINE: BindParameter[int] = bindparam("line")
_PLACEMENTS = _about(Placement, "placement").where((Placement.line_id == _LINE) | Placement.state.in_(HOLDING))
_FEEDING = select(ClassLine.class_id).where(ClassLine.line_id == _LINE)
_ENROLMENTS = (
    _about(Enrolment, "enrolment")
    .add_columns(TrainingClass.title, Enrolment.class_id.in_(_FEEDING).label("fed"))
    .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
    .where((Enrolment.line_id == _LINE) | Enrolment.class_id.in_(_FEEDING) | Enrolment.state.in_(IN_CLASS))
)


def _enrolments(session: Session, line: OrderLine, labourers: Collection[str]) -> Iterable[tuple[str, Standing]]:
    for each in session.execute(_ENROLMENTS, {"line": line.id, "people": list(labourers)}):
        here = each.line_id == line.id or each.fed
        yield (
            each.labourer,
            Standing(
                "enrolment", each.public_id, each.state, here, each.state in ENDED, each.title, each.answer_by,
                each.by or "", each.at,
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
