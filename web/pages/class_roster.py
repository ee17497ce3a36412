"""Steps of the people on a class roster: of one, or of all who were ticked, each kept or refused by itself."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy.orm import Session

from services.attendance import begin_training
from services.classes import find_class
from services.enrolments import (
    accept_application,
    agree,
    cancel_invitation,
    decline,
    drop,
    enrol_or_wait,
    finish,
    refuse_application,
    withdraw,
)
from services.errors import Refusal
from services.examinations import certify, fail
from web.errors import status_of
from web.formats import now
from web.one_by_one import one_by_one
from web.pages.classes import back_to_class, show_class
from web.routes import ITS_OWN, database, page
from web.sent_values import sent_text
from web.words import label

STEPS: Mapping[str, Callable[..., Any]] = {
    "accept": accept_application,
    "enrol": enrol_or_wait,
    "agree": agree,
    "attend": begin_training,
    "finish": finish,
    "certify": certify,
    "refuse": refuse_application,
    "decline": decline,
    "withdraw": withdraw,
    "cancel": cancel_invitation,
    "drop": drop,
    "fail": fail,
}
"""What a person does on the roster, in the order of the buttons; whoever enrols finds out whether somebody waits."""
MOST = 2_000


@page("/classes/<public_id>/roster", action="classes.read", methods=["POST"], opens=ITS_OWN)
def class_roster(public_id: str) -> ResponseReturnValue:
    """Each person in a transaction of its own; every step asks for its own right."""
    with database().reading() as session:
        find_class(session, public_id, actor=g.actor)
    action, people = _asked()
    if action not in STEPS or not people:
        return _again(public_id, [Refusal("nobody_chosen", field="chosen")], {}, people)
    try:
        note = sent_text("note")
    except Refusal as refusal:
        return _again(public_id, [refusal], {}, people)
    refused = one_by_one(people, lambda session, person: _step(session, action, person, note))
    _say(action, len(people) - len(refused))
    if refused:
        return _again(public_id, [], refused, list(refused))
    return back_to_class(public_id, "roster", **{name: request.args.get(name) for name in ("who", "page")})


def _asked() -> tuple[str, list[str]]:
    """The step and the people: the one whose own button was pressed, else all who were ticked."""
    action, _, person = request.form.get("do", "").partition(" ")
    return action, [person] if person else request.form.getlist("chosen")[:MOST]


def _step(session: Session, action: str, person: str, note: str) -> None:
    STEPS[action](session, person, actor=g.actor, at=now(), note=note)


def _say(action: str, done: int) -> None:
    if done:
        said = label("enrolment_done", action)
        flash(ngettext("%(done)s: %(count)s person", "%(done)s: %(count)s people", done, done=said, count=done))


def _again(
    public_id: str, refusals: list[Refusal], refused: dict[str, Refusal], chosen: list[str]
) -> ResponseReturnValue:
    """The page with what was refused, and those still ticked; the form's reason stays."""
    status = max(map(status_of, [*refusals, *refused.values()]))
    with database().reading() as g.opened:
        return show_class(g.opened, public_id, refusals=refusals, refused=refused, chosen=chosen), status
