"""Putting somebody forward whom the engine did not: looked up in the register, refused by hard rules alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.labourer import Labourer
from models.list_mark import PUT_FORWARD, ListMark
from models.order import OrderLine
from services.access import Actor
from services.errors import RuleRefusal
from services.fits import fit_of_line
from services.labourers import find_labourer
from services.list_marks import MARK, record_put_forward
from services.lists import describe_person, latest_list_id, line_of_order, show_list, why
from services.offers import unfit


@dataclass(frozen=True)
class Considered:
    """One person and one post: the explanation of `lists.why`, the rank on the list made last where they stand on it,
    and how many that list names."""

    told: dict[str, Any]
    listed_at: int | None
    listed: int

    @property
    def broken(self) -> list[str]:
        """The hard rules in the way, by name."""
        return [rule["name"] for rule in self.told["rules"] if not rule["ok"]]


def rows_put_forward(session: Session, line: OrderLine, people: Sequence[str], *, as_of: date) -> list[dict[str, Any]]:
    """People by public id as rows of a list without a rank, with what they score today."""
    query = select(Labourer).where(Labourer.public_id.in_(people)).options(joinedload(Labourer.home))
    return [_row(session, line, person, as_of) for person in session.scalars(query.order_by(Labourer.id))]


def _row(session: Session, line: OrderLine, person: Labourer, as_of: date) -> dict[str, Any]:
    fit = fit_of_line(session, person.id, line.id)
    known = describe_person(person, as_of)
    return {"rank": None, **known, "changed": False, "score": fit.score, "criteria": fit.criteria}


def consider(
    session: Session, order_id: str, labourer_id: str, *, line_id: str | None, as_of: date, actor: Actor
) -> Considered:
    """Why somebody did not make the list. Ranks: never call it while a writing transaction is open."""
    told = why(session, order_id, labourer_id, line_id=line_id, as_of=as_of, actor=actor)
    list_id = latest_list_id(session, order_id, line_id, actor=actor)
    listed = show_list(session, list_id, actor=actor)["list"] if list_id else []
    ranks = {row["labourer"]: row["rank"] for row in listed}
    return Considered(told, ranks.get(labourer_id), len(listed))


def put_forward(
    session: Session, order_id: str, labourer_id: str, *, line_id: str | None, reason: str, actor: Actor, at: datetime
) -> ListMark:
    """Somebody who is not on the list joins those who may be picked for a post, with who says so and why.

    Raises RuleRefusal `does_not_fit` naming the rules in the way, and `on_the_list_already`; Refusal without a reason.
    """
    _, line = line_of_order(session, order_id, line_id, actor, MARK)
    labourer = find_labourer(session, labourer_id, actor=actor)
    if rules := unfit(session, labourer.id, line.id, at=at):
        raise RuleRefusal("does_not_fit", field=PUT_FORWARD, rules=rules)
    list_id = latest_list_id(session, order_id, line.public_id, actor=actor)
    if list_id and any(row["labourer"] == labourer_id for row in show_list(session, list_id, actor=actor)["list"]):
        raise RuleRefusal("on_the_list_already", field=PUT_FORWARD, name=labourer.name)
    return record_put_forward(session, line, labourer, reason=reason, actor=actor, at=at)
