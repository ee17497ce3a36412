"""Training classes to take away, and the roster of one."""

from collections.abc import Iterator

from flask import g, request
from sqlalchemy.orm import Session

import web.class_words  # noqa: F401  its tables of words
from services.class_rosters import RosterRow, roster_counts, roster_rows
from services.classes import CLASS, TrainingClass, find_class, list_classes
from web.formats import age, comma
from web.tables.table import paged, table
from web.words import N_, label


def _rows(session: Session) -> Iterator[TrainingClass]:
    state = request.args.get("state", "")
    chosen = state if state in CLASS.states else None
    return paged(
        lambda limit, offset: list_classes(session, actor=g.actor, state=chosen, limit=limit, offset=offset, brief=True)
    )


def _roster(session: Session, public_id: str) -> Iterator[RosterRow]:
    taught, who = find_class(session, public_id, actor=g.actor), request.args.get("who", "")
    states = [who] if who in roster_counts(session, taught, actor=g.actor) else []
    return paged(
        lambda limit, offset: roster_rows(session, taught, actor=g.actor, states=states, limit=limit, offset=offset)
    )


table(
    "classes", N_("Training classes"), "classes.read", _rows,
    (N_("Class"), lambda each: each.title),
    (N_("Occupation"), lambda each: each.occupation.name),
    (N_("Programme"), lambda each: label("programme", each.programme)),
    (N_("Training base"), lambda each: each.training_base.name),
    (N_("First day of class"), lambda each: each.starts_on),
    (N_("Last day"), lambda each: each.ends_on),
    (N_("Places"), lambda each: each.places),
    (N_("Taken"), lambda each: each.taken),
    (N_("For"), lambda each: comma().join(dict.fromkeys(line.line.order.employer.name for line in each.lines))),
    (N_("State"), lambda each: label("class_state", each.state)),
)  # fmt: skip
table(
    "roster", N_("Roster"), "classes.read", _roster,
    (N_("Name"), lambda each: each.name),
    (N_("Sex"), lambda each: label("sex", each.sex) if each.sex else None),
    (N_("Age"), lambda each: age(each.birth) if each.birth else None),
    (N_("Home"), lambda each: f"{each.home}{each.village}"),
    (N_("State"), lambda each: label("enrolment_state", each.state)),
    (N_("Days"), lambda each: each.days),
    (N_("Days present"), lambda each: each.present),
    reads=lambda each: each.labourer,
    rule="/classes/<public_id>/roster",
)  # fmt: skip
