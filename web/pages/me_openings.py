"""What is open to the person: jobs that fit and why, what stands in the way of others, classes to apply for."""

from collections.abc import Sequence

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.calendar import county_day
from services.classes import classes_open_to
from services.enrolments import ENDED, apply_for_class, list_enrolments
from services.errors import Refusal
from services.families import own_person
from services.fits import outlook_of
from services.placements import list_placements
from services.said_before import said_of
from web.formats import now
from web.own_pages import OWN_PAGES, for_a_person, show
from web.pages.me import asked_now
from web.routes import page

MOST, NEARLY = 20, 3
"""How many posts that fit are shown, and how many for each rule that alone keeps the person from some."""


@page("/me/openings", action=OWN_PAGES)
@for_a_person
def my_openings(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    person, day = own_person(session, actor=g.actor), county_day(now())
    enrolments = list_enrolments(session, actor=g.actor)
    classes = classes_open_to(session, person.public_id, day=day, actor=g.actor)
    outlook = outlook_of(session, person.public_id, top=MOST, nearly=NEARLY, as_of=day, actor=g.actor)
    return show(
        "openings",
        person=person,
        outlook=outlook,
        opinions=said_of(session, [each.line.order.employer_id for each in outlook.fits]),
        offered={each.line_id: each.public_id for each in asked_now(list_placements(session, actor=g.actor))},
        classes=classes,
        mine={each.class_id: each for each in enrolments if each.state not in ENDED},
        refusals=refusals,
    )


@page("/me/openings", action=OWN_PAGES, methods=["POST"], again=my_openings)
@for_a_person
def my_application(session: Session) -> ResponseReturnValue:
    """Apply for a class."""
    wanted = request.form.get("class", "")
    if not wanted:
        raise Refusal("missing", field="class")
    person = own_person(session, actor=g.actor)
    enrolment = apply_for_class(session, wanted, person.public_id, actor=g.actor, at=now())
    return redirect(url_for("my_invitation", public_id=enrolment.public_id), 303)
