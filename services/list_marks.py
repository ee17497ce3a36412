"""What staff say of a person of a ranked list: notes, that somebody is not chosen, that somebody is put forward.

Marks belong to the post, so that they outlive the list they were made on. Nobody but staff reads them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from models.labourer import Labourer
from models.list_mark import LONGEST, NOTE, PASSED, PUT_FORWARD, ListMark
from models.order import Order, OrderLine
from services.access import Actor, require
from services.errors import NotFound, Refusal, RuleRefusal
from services.labourers import find_labourer
from services.lists import line_of_order

MARK = "lists.mark"


@dataclass(frozen=True)
class Said:
    """One mark in words: whose, when and what."""

    public_id: str
    text: str
    at: datetime
    by: str


@dataclass
class Marks:
    """All that stands beside one person: why passed over, why put forward, and the notes, oldest first."""

    passed: Said | None = None
    put_forward: Said | None = None
    notes: list[Said] = field(default_factory=list)


def marks_of(session: Session, line: OrderLine) -> dict[str, Marks]:
    """{public id of a labourer: what stands beside them}, of those of whom anything was said for a post."""
    query = select(Labourer.public_id, ListMark).join(Labourer, Labourer.id == ListMark.labourer_id)
    query = query.where(ListMark.line_id == line.id, ListMark.taken_back_at.is_(None)).order_by(ListMark.id)
    found: dict[str, Marks] = defaultdict(Marks)
    for labourer, mark in session.execute(query.options(joinedload(ListMark.by))):
        said = Said(mark.public_id, mark.text, mark.at, mark.by.name if mark.by else "")
        if mark.kind == NOTE:
            found[labourer].notes.append(said)
        else:
            setattr(found[labourer], mark.kind, said)
    return dict(found)


def put_forward_of(marks: Mapping[str, Marks], listed: Collection[str]) -> list[str]:
    """Those put forward who do not stand on the list themselves."""
    return [person for person, each in marks.items() if each.put_forward and person not in listed]


def write_note(
    session: Session, order_id: str, labourer_id: str, *, line_id: str | None, text: str, actor: Actor, at: datetime
) -> ListMark:
    """A note on a person for a post. Raises Refusal without words, NotFound, NotAllowed."""
    return _mark(session, order_id, labourer_id, line_id, NOTE, text, actor, at)


def pass_person(
    session: Session, order_id: str, labourer_id: str, *, line_id: str | None, reason: str, actor: Actor, at: datetime
) -> ListMark:
    """Somebody of the list is not chosen, and why: whoever is picked below passes over nobody here. Raises Refusal
    without a reason and RuleRefusal when it was said already."""
    return _mark(session, order_id, labourer_id, line_id, PASSED, reason, actor, at)


def record_put_forward(
    session: Session, line: OrderLine, labourer: Labourer, *, reason: str, actor: Actor, at: datetime
) -> ListMark:
    """The mark alone; `services/put_forward.py` asks the rules first."""
    return _write(session, line, labourer, PUT_FORWARD, reason, actor, at)


def _mark(
    session: Session, order_id: str, labourer_id: str, line_id: str | None, kind: str, text: str, actor: Actor,
    at: datetime,
) -> ListMark:  # fmt: skip
    _, line = line_of_order(session, order_id, line_id, actor, MARK)
    return _write(session, line, find_labourer(session, labourer_id, actor=actor), kind, text, actor, at)


def _write(
    session: Session, line: OrderLine, labourer: Labourer, kind: str, text: str, actor: Actor, at: datetime
) -> ListMark:
    said = " ".join(text.split())[:LONGEST]
    if not said:
        raise Refusal("note_missing", field="list_note") if kind == NOTE else Refusal("reason_missing_here", field=kind)
    mark = ListMark(line_id=line.id, labourer_id=labourer.id, kind=kind, text=said, at=at, by_id=actor.user_id)
    try:
        with session.begin_nested():
            session.add(mark)
    except IntegrityError as error:
        raise RuleRefusal(f"{kind}_already", field=kind, name=labourer.name) from error
    return mark


def take_back_mark(session: Session, public_id: str, *, actor: Actor, at: datetime) -> ListMark:
    """A pass or somebody put forward stands no more; the row is kept. Raises NotFound for a note and for what was
    taken back before."""
    stands = (ListMark.public_id == public_id) & (ListMark.kind != NOTE) & ListMark.taken_back_at.is_(None)
    query = select(ListMark, Order.county_code).join(OrderLine, OrderLine.id == ListMark.line_id)
    found = session.execute(query.join(Order, Order.id == OrderLine.order_id).where(stands)).one_or_none()
    if found is None:
        raise NotFound("mark_unknown", field="mark", id=public_id)
    require(actor, MARK, division=found.county_code)
    mark: ListMark = found.ListMark
    mark.taken_back_at = at
    return mark
