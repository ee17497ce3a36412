"""Offers of jobs to the person: the list with the invitations, one offer whole, yes, and no with its reason."""

from collections.abc import Sequence

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from services.calendar import county_day
from services.companions import companions_of
from services.enrolments import list_enrolments
from services.errors import Refusal
from services.fits import fit_of_line
from services.job_reviews import can_be_said_of, review_of
from services.placements import accept_offer, decline_offer, find_placement, list_placements
from services.said_before import said_of
from services.staying import stayed_with
from web.formats import now
from web.own_pages import OWN_PAGES, for_a_person, show
from web.pages.me import asked_now
from web.routes import page

NOTE_LENGTH = 400


@page("/me/offers", action=OWN_PAGES)
@for_a_person
def my_offers(session: Session) -> str:
    jobs, classes = list_placements(session, actor=g.actor), list_enrolments(session, actor=g.actor)
    offers, invitations = asked_now(jobs), asked_now(classes)
    return show(
        "offers",
        offers=offers,
        invitations=invitations,
        past=[each for each in jobs if each not in offers],
        past_classes=[each for each in classes if each not in invitations],
    )


@page("/me/offers/<public_id>", action=OWN_PAGES)
def my_offer(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    offer = find_placement(session, public_id, actor=g.actor)
    is_open, is_over = offer in asked_now([offer]), offer.state in ("ended", "failed")
    others = [each for each in asked_now(list_placements(session, actor=g.actor, state="offered")) if each is not offer]
    return show(
        "offer",
        offer=offer,
        is_open=is_open,
        too_late=offer.state in ("offered", "lapsed") and not is_open,
        is_over=is_over,
        fit=fit_of_line(session, offer.labourer_id, offer.line_id) if offer.line_id and not is_over else None,
        companions=companions_of(session, offer),
        stayed=stayed_with(session, offer.employer_id, on=county_day(now())),
        others=others,
        opinions=said_of(session, [offer.employer_id]).get(offer.employer_id or 0),
        can_say=can_be_said_of(offer, county_day(now())),
        review=review_of(session, offer),
        refusals=refusals,
    )


@page("/me/offers/<public_id>/accept", action=OWN_PAGES, methods=["POST"], again=my_offer)
def my_offer_accept(session: Session, public_id: str) -> ResponseReturnValue:
    accept_offer(session, public_id, actor=g.actor, at=now())
    flash(gettext("You said yes. Your office knows; what comes next stands below."))
    return redirect(url_for("me"), 303)


@page("/me/offers/<public_id>/decline", action=OWN_PAGES)
def my_offer_refusal(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> ResponseReturnValue:
    """Why not: one reason, and words if wanted. An offer that cannot be answered any more shows itself instead."""
    offer = find_placement(session, public_id, actor=g.actor)
    if not asked_now([offer]):
        return my_offer(session, public_id, refusals)
    return show("decline", offer=offer, refusals=refusals)


@page("/me/offers/<public_id>/decline", action=OWN_PAGES, methods=["POST"], again=my_offer_refusal)
def my_offer_decline(session: Session, public_id: str) -> ResponseReturnValue:
    reason, note = request.form.get("reason", ""), request.form.get("note", "").strip()[:NOTE_LENGTH]
    decline_offer(session, public_id, reason=reason, note=note, actor=g.actor, at=now())
    flash(gettext("You said no. Your office knows why and goes on looking for you."))
    return redirect(url_for("me"), 303)
