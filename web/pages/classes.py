"""Training classes: the list, one class with its posts, roster and history, and the steps that a page offers."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

import web.class_words  # noqa: F401  its tables of words
from services.calendar import county_day
from services.class_lines import lines_to_train_for, may_link
from services.class_rosters import roster_counts, roster_rows
from services.classes import (
    CLASS,
    OrderLine,
    TrainingClass,
    accept_class,
    approve_class,
    cancel_class,
    declare_class,
    find_class,
    finish_class,
    list_classes,
    return_class,
    start_class,
)
from services.enrolments import ENROLMENT
from services.errors import Refusal
from services.steps import possible_steps, steps_of
from web.formats import now
from web.paging import Paging
from web.routes import page
from web.sent_values import sent_text

OFFERED = ("declare", "approve", "start", "finish", "accept", "return", "cancel")
"""The steps a person takes on a page, in the order of their buttons."""
ROSTER_SIZE = 100


@page("/classes", action="classes.read")
def classes(session: Session) -> ResponseReturnValue:
    state, paging = request.args.get("state", ""), Paging.of_request()
    chosen = state if state in CLASS.states else None
    found = list_classes(session, actor=g.actor, state=chosen, limit=paging.size + 1, offset=paging.offset, brief=True)
    return render_template(
        "classes/list.html", classes=paging.cut(found), state=state, states=CLASS.states, paging=paging
    )


@page("/classes/<public_id>", action="classes.read")
def training_class(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    return show_class(session, public_id, refusals=refusals)


def show_class(session: Session, public_id: str, **more: Any) -> str:
    """The page of a class; `more` is what became of a form that was sent from it: `refusals` of the class, `refused`
    of people on the roster, who was `chosen`."""
    taught = find_class(session, public_id, actor=g.actor)
    moves = possible_steps(taught, g.actor)
    return render_template(
        "classes/class.html",
        taught=taught,
        steps=[(action, moves[action]) for action in OFFERED if action in moves],
        may_edit="declare" in moves,
        linkable=lines_to_train_for(session, taught, actor=g.actor) if may_link(taught, g.actor) else None,
        history=steps_of(session, taught),
        begins_later=taught.starts_on > county_day(now()),
        posts={fed.line.public_id: post_name(fed.line) for fed in taught.lines},
        **_roster(session, taught),
        **{"refusals": (), "refused": {}, "chosen": (), **more},
    )


def post_name(line: OrderLine) -> str:
    """A post by its employer and title."""
    return f"{line.order.employer.name} {line.title or line.occupation.name}"


def _roster(session: Session, taught: TrainingClass) -> dict[str, Any]:
    """One page of the people in the class, all or those in the state that the address names, and how many there are."""
    counts, paging = roster_counts(session, taught, actor=g.actor), Paging.of_request()
    paging.size, paging.endpoint = ROSTER_SIZE, "training_class"
    who = request.args.get("who", "")
    states = [who] if who in counts else []
    rows = roster_rows(session, taught, actor=g.actor, states=states, limit=ROSTER_SIZE, offset=paging.offset)
    total = sum(counts.values())
    return {
        "rows": rows,
        "counts": {state: counts[state] for state in ENROLMENT.states if state in counts},
        "total": total,
        "who": who if states else "",
        "paging": paging.of(counts[who] if states else total),
    }


@page("/classes/<public_id>/declare", action="classes.declare", methods=["POST"], again=training_class)
def class_declare(session: Session, public_id: str) -> ResponseReturnValue:
    find_class(session, public_id, actor=g.actor, right="classes.declare")
    declare_class(session, public_id, actor=g.actor, at=now())
    return back_to_class(public_id)


@page("/classes/<public_id>/approve", action="classes.review", methods=["POST"], again=training_class)
def class_approve(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, "classes.review", approve_class)


@page("/classes/<public_id>/return", action="classes.review", methods=["POST"], again=training_class)
def class_return(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, "classes.review", return_class)


@page("/classes/<public_id>/start", action="classes.run", methods=["POST"], again=training_class)
def class_start(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, "classes.run", start_class)


@page("/classes/<public_id>/finish", action="classes.run", methods=["POST"], again=training_class)
def class_finish(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, "classes.run", finish_class)


@page("/classes/<public_id>/accept", action="classes.review", methods=["POST"], again=training_class)
def class_accept(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, "classes.review", accept_class)


@page("/classes/<public_id>/cancel", action="classes.cancel", methods=["POST"], again=training_class)
def class_cancel(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, "classes.cancel", cancel_class)


def _with_note(session: Session, public_id: str, right: str, act: Callable[..., object]) -> ResponseReturnValue:
    """Take a step; whoever has no right to it is told so, whatever the state."""
    find_class(session, public_id, actor=g.actor, right=right)
    act(session, public_id, actor=g.actor, at=now(), note=sent_text("note"))
    return back_to_class(public_id)


def back_to_class(public_id: str, anchor: str | None = None, **arguments: Any) -> ResponseReturnValue:
    return redirect(url_for("training_class", public_id=public_id, _anchor=anchor, **arguments), 303)
