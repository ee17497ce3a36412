"""Picks from a ranked list: people invited to a class that trains for the post, or offered the job, each by itself."""

from collections.abc import Callable
from functools import partial

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from services.access import require
from services.errors import Refusal
from services.invitations import invite
from services.orders import find_order
from services.placements import offer_from_list
from services.standings import best_first
from web.departures import departure
from web.errors import status_of
from web.formats import now
from web.one_by_one import one_by_one
from web.pages.candidates import Picked, show_candidates
from web.routes import ITS_OWN, database, page
from web.words import N_

MOST = 200
Act = Callable[..., None]
"""A session, the person and, by name, all who were `tried` with the same form."""


@page("/orders/<public_id>/candidates/invite", action="enrolments.invite", methods=["POST"], opens=ITS_OWN)
def candidates_invite(public_id: str) -> ResponseReturnValue:
    return _answer(public_id, "enrolments.invite", _inviting, N_("Invited: %(count)s people"))


def _inviting() -> Act:
    taught = request.form.get("class", "").strip()
    if not taught:
        raise Refusal("class_not_chosen", field="class")
    return partial(_invite, taught=taught, list_id=_list_id(), why=_why())


def _invite(session: Session, person: str, *, taught: str, list_id: str, why: str, tried: list[str]) -> None:
    invite(session, taught, list_id, person, actor=g.actor, at=now(), departure=why, tried=tried)


@page("/orders/<public_id>/candidates/offer", action="placements.offer", methods=["POST"], opens=ITS_OWN)
def candidates_offer(public_id: str) -> ResponseReturnValue:
    return _answer(public_id, "placements.offer", _offering, N_("Offered the job: %(count)s people"))


def _offering() -> Act:
    return partial(_offer, list_id=_list_id(), why=_why())


def _offer(session: Session, person: str, *, list_id: str, why: str, tried: list[str]) -> None:
    offer_from_list(session, list_id, person, actor=g.actor, at=now(), departure=why, tried=tried)


def _list_id() -> str:
    return request.form.get("list", "").strip()


def _why() -> str:
    return departure(request.form.get("why", ""), request.form.get("words", ""))


def _answer(public_id: str, right: str, making: Callable[[], Act], said: str) -> ResponseReturnValue:
    """Do it for everyone ticked; the page again with whoever was refused, and why."""
    people = _ticked(public_id, right)
    try:
        act = making()
        if not people:
            raise Refusal("nobody_chosen", field="picks")
    except Refusal as refusal:
        return _again(public_id, Picked(people, refusals=[refusal]))
    refused = one_by_one(people, partial(act, tried=people))
    if len(refused) < len(people):
        flash(gettext(said, count=len(people) - len(refused)))
    if refused:
        return _again(public_id, Picked(list(refused), refused=refused))
    line, number = request.args.get("line"), request.args.get("page")
    return redirect(url_for("candidates", public_id=public_id, line=line, page=number), 303)


def _ticked(public_id: str, right: str) -> list[str]:
    """The people ticked on the list that was shown, the best first: whoever is picked together passes over nobody
    among them, also when one of them is refused."""
    with database().reading() as session:
        order = find_order(session, public_id, actor=g.actor)
        for each in ("lists.read", right):
            require(g.actor, each, division=order.county_code)
        return best_first(session, _list_id(), request.form.getlist("pick")[:MOST])


def _again(public_id: str, picked: Picked) -> ResponseReturnValue:
    status = max(map(status_of, [*picked.refusals, *picked.refused.values()]))
    with database().reading() as g.opened:
        return show_candidates(g.opened, public_id, picked), status
