"""Orders to take away."""

from collections.abc import Iterator

from flask import g, request
from sqlalchemy.orm import Session

from services.orders import Order, list_orders
from web.formats import comma
from web.tables.table import paged, table
from web.words import N_, STATES, label


def _rows(session: Session) -> Iterator[Order]:
    state = request.args.get("state", "")
    chosen = state if state in list(STATES)[:9] else None
    return paged(
        lambda limit, offset: list_orders(session, actor=g.actor, state=chosen, limit=limit, offset=offset, brief=True)
    )


def _joined(names: list[str]) -> str:
    return comma().join(dict.fromkeys(names))


table(
    "orders", N_("Orders"), "orders.read", _rows,
    (N_("Employer"), lambda each: each.employer.name),
    (N_("Kind"), lambda each: label("kind", each.kind)),
    (N_("Way"), lambda each: label("sub_kind", each.sub_kind)),
    (N_("Posts"), lambda each: _joined([line.title or line.occupation.name for line in each.lines])),
    (N_("Head count"), lambda each: sum(line.seats for line in each.lines)),
    (N_("Taken"), lambda each: sum(line.taken for line in each.lines)),
    (N_("Place of work"), lambda each: _joined([line.division.name for line in each.lines])),
    (N_("Deadline"), lambda each: each.deadline),
    (N_("State"), lambda each: label("state", each.state)),
)  # fmt: skip
