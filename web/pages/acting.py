"""Acting for a person who asked for it: what waits for an answer, a class to apply for, wishes to correct."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.acting import Asked, acts_for, answer_invitation_for, answer_offer_for, apply_for, correct_for
from services.calendar import county_day
from services.classes import classes_open_to
from services.enrolments import ENDED, list_enrolments
from services.errors import Refusal
from services.labourers import find_labourer, log_reading
from services.placements import list_placements
from web.formats import now
from web.pages.placement_steps import chosen
from web.routes import database, page
from web.sent_values import sent_text
from web.sent_wishes import sent_wishes

MOST = 50
RIGHT = "labourers.act"


@page("/labourers/<public_id>/act", action=RIGHT)
def labourer_act(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    """What can be done for the person, and the form of what was chosen: `do` says what, `about` which."""
    person = find_labourer(session, public_id, actor=g.actor, right=RIGHT)
    with database().writing() as writer:
        log_reading(writer, person.id, actor=g.actor, at=now(), purpose="page")
    at, day = now(), county_day(now())
    offers = list_placements(session, actor=g.actor, labourer=public_id, state="offered", limit=MOST)
    enrolments = list_enrolments(session, actor=g.actor, labourer=public_id, limit=MOST)
    living = [each for each in enrolments if each.state not in ENDED]
    in_class = {each.class_id for each in living}
    classes = classes_open_to(session, public_id, day=day, actor=g.actor)
    return render_template(
        "labourers/act.html",
        person=person,
        do=request.values.get("do", ""),
        about=request.values.get("about", ""),
        offers=[each for each in offers if (each.answer_by or at) >= at],
        invitations=[each for each in living if each.state == "invited" and (each.answer_by or at) >= at],
        leaving=[each for each in living if each.state in ("applied", "agreed", "waitlisted")],
        classes=[each for each in classes if each.id not in in_class],
        acts=acts_for(session, person.id),
        flags=[each for each in person.flags if each["field"] in ("skills", "wish_occupations", "wish_places")],
        refusals=refusals,
    )


@page("/labourers/<public_id>/act/offer", action=RIGHT, methods=["POST"], again=labourer_act)
def act_on_offer(session: Session, public_id: str) -> ResponseReturnValue:
    yes, because = _is_yes(), request.form.get("reason", "")
    answer_offer_for(
        session, public_id, chosen("about"), _asked(), yes=yes, because=because, actor=g.actor, at=now()
    )  # fmt: skip
    return _done(public_id)


@page("/labourers/<public_id>/act/invitation", action=RIGHT, methods=["POST"], again=labourer_act)
def act_on_invitation(session: Session, public_id: str) -> ResponseReturnValue:
    answer_invitation_for(session, public_id, chosen("about"), _asked(), yes=_is_yes(), actor=g.actor, at=now())
    return _done(public_id)


@page("/labourers/<public_id>/act/class", action=RIGHT, methods=["POST"], again=labourer_act)
def act_on_class(session: Session, public_id: str) -> ResponseReturnValue:
    apply_for(session, public_id, chosen("about"), _asked(), actor=g.actor, at=now())
    return _done(public_id)


@page("/labourers/<public_id>/act/wishes", action=RIGHT, methods=["POST"], again=labourer_act)
def act_on_wishes(session: Session, public_id: str) -> ResponseReturnValue:
    """Corrects what the person wants; words that were not known are shown again to be mended."""
    flags = correct_for(session, public_id, sent_wishes(), _asked(), actor=g.actor, at=now())
    return redirect(url_for("labourer_act", public_id=public_id, do="wishes"), 303) if flags else _done(public_id)


def _is_yes() -> bool:
    answer = chosen("answer")
    if answer not in ("yes", "no"):
        raise Refusal("not_in_list", field="answer", text=answer)
    return answer == "yes"


def _asked() -> Asked:
    return Asked(sent_text("asked_by"), sent_text("asked_way"), sent_text("asked_reason"))


def _done(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("labourer_act", public_id=public_id, _anchor="done"), 303)
