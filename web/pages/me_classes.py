"""Classes of the person: an invitation whole, yes, no, and leaving before it begins, each with its reason."""

from collections.abc import Sequence

from flask import current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from services.enrolments import agree, decline, find_enrolment, withdraw
from services.errors import Refusal
from services.fits import fit_of_line
from services.invitations import class_asked_to
from services.steps import possible_steps
from web.formats import now
from web.languages import in_language
from web.own_pages import OWN_PAGES, show
from web.own_words import CLASS_REASONS, own_word
from web.pages.me import asked_now
from web.pages.me_offers import NOTE_LENGTH
from web.routes import page


@page("/me/invitations/<public_id>", action=OWN_PAGES)
def my_invitation(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    enrolment = find_enrolment(session, public_id, actor=g.actor)
    is_open = enrolment in asked_now([enrolment])
    line_id = enrolment.line_id
    return show(
        "invitation",
        enrolment=enrolment,
        taught=class_asked_to(session, enrolment),
        is_open=is_open,
        too_late=enrolment.state in ("invited", "lapsed") and not is_open,
        may_leave="withdraw" in possible_steps(enrolment, g.actor),
        fit=fit_of_line(session, enrolment.labourer_id, line_id) if line_id and is_open else None,
        refusals=refusals,
    )


@page("/me/invitations/<public_id>/agree", action=OWN_PAGES, methods=["POST"], again=my_invitation)
def my_invitation_agree(session: Session, public_id: str) -> ResponseReturnValue:
    agree(session, public_id, actor=g.actor, at=now())
    flash(gettext("You said yes to the class. When and where it begins stands below."))
    return redirect(url_for("me"), 303)


@page("/me/invitations/<public_id>/decline", action=OWN_PAGES)
def my_invitation_refusal(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> ResponseReturnValue:
    """Why not: one reason, and words if wanted. What cannot be left any more shows itself instead."""
    enrolment = find_enrolment(session, public_id, actor=g.actor)
    leaves = "withdraw" in possible_steps(enrolment, g.actor)
    if not leaves and not asked_now([enrolment]):
        return my_invitation(session, public_id, refusals)
    return show("class_decline", enrolment=enrolment, leaves=leaves, refusals=refusals)


@page("/me/invitations/<public_id>/decline", action=OWN_PAGES, methods=["POST"], again=my_invitation_refusal)
def my_invitation_decline(session: Session, public_id: str) -> ResponseReturnValue:
    """No to an invitation, or out of a class that was applied for or agreed to before it begins."""
    leaves = bool(request.form.get("leaves"))
    act = withdraw if leaves else decline
    act(session, public_id, actor=g.actor, at=now(), note=_note())
    flash(gettext("You left the class. Your office knows.") if leaves else gettext("You said no to the class."))
    return redirect(url_for("me"), 303)


def _note() -> str:
    """The reason in the language of the offices, with the words of the person; nothing without a reason."""
    reason = request.form.get("reason", "")
    if reason not in CLASS_REASONS:
        return ""
    with in_language(current_app.config["LANGUAGE"]):
        word = own_word(CLASS_REASONS, reason)
    return "；".join(part for part in (word, request.form.get("note", "").strip()[:NOTE_LENGTH]) if part)
