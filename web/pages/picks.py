"""Picks from a ranked list: people invited to a class that trains for the post, or offered the job, each by itself;
and undone again before anybody is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import current_app, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from services.access import require
from services.errors import Refusal, RuleRefusal
from services.invitations import invite
from services.list_marks import MARK, take_back_mark
from services.lists import line_of_order
from services.orders import find_order
from services.placements import offer_from_list
from services.standings import best_first, standings
from services.undoing import held_for, hold_go, undo_invitation, undo_offer
from web.departures import departure
from web.errors import status_of
from web.formats import now
from web.one_by_one import one_by_one
from web.pages.candidates import Picked, back_to_list, show_candidates, undo_seconds
from web.routes import ITS_OWN, database, page

MOST = 200
PICKED = ("has_this_post", "enrolled_already", "too_many_offers", "has_a_job")
Act = Callable[..., Any]
"""A session, the person and, by name, all who were `tried` with the same form, when, and how long it is held; the offer
or the invitation."""


@page("/orders/<public_id>/candidates/invite", action="enrolments.invite", methods=["POST"], opens=ITS_OWN)
def candidates_invite(public_id: str) -> ResponseReturnValue:
    return _answer(public_id, "enrolments.invite", inviting, _invited)


def _invited(count: int) -> str:
    return ngettext("Invited: %(count)s person", "Invited: %(count)s people", count, count=count)


def inviting() -> Act:
    """To invite somebody as the form says. Raises Refusal without a class or with half a reason."""
    taught = request.form.get("class", "").strip()
    if not taught:
        raise Refusal("class_not_chosen", field="class")
    return partial(_invite, taught=taught, list_id=list_id(), why=_why())


def _invite(
    session: Session, person: str, *, taught: str, list_id: str, why: str, tried: list[str], at: datetime,
    hold: timedelta,
) -> Any:  # fmt: skip
    return invite(session, taught, list_id, person, actor=g.actor, at=at, departure=why, tried=tried, hold=hold)


@page("/orders/<public_id>/candidates/offer", action="placements.offer", methods=["POST"], opens=ITS_OWN)
def candidates_offer(public_id: str) -> ResponseReturnValue:
    return _answer(public_id, "placements.offer", offering, _offered)


def _offered(count: int) -> str:
    return ngettext("Offered the job: %(count)s person", "Offered the job: %(count)s people", count, count=count)


def offering() -> Act:
    """To offer somebody the job as the form says."""
    return partial(_offer, list_id=list_id(), why=_why())


def _offer(
    session: Session, person: str, *, list_id: str, why: str, tried: list[str], at: datetime, hold: timedelta
) -> Any:
    return offer_from_list(session, list_id, person, actor=g.actor, at=at, departure=why, tried=tried, hold=hold)


def list_id() -> str:
    """The list that the form was made from."""
    return request.form.get("list", "").strip()


def _why() -> str:
    return departure(request.form.get("why", ""), request.form.get("words", ""))


def _answer(public_id: str, right: str, making: Callable[[], Act], said: Callable[[int], str]) -> ResponseReturnValue:
    """Do it for everyone ticked; the page again with whoever was refused, and why."""
    return with_ticked(public_id, right, making, partial(_do, public_id, said))


def with_ticked(
    public_id: str, right: str, making: Callable[[], Act], go: Callable[[list[str], Act, datetime, timedelta], Any]
) -> ResponseReturnValue:
    """`go` with everyone ticked, what is to be done with each, when, and how long it is held; the page again, saying
    why, where nobody is ticked or the form does not say enough."""
    people, at = _ticked(public_id, right), now()
    try:
        act = making()
        if not people:
            raise Refusal("nobody_chosen", field="picks")
    except Refusal as refusal:
        return again(public_id, Picked(people, refusals=[refusal]))
    answer: ResponseReturnValue = go(people, act, at, held_for(undo_seconds(), len(people)))
    return answer


def _do(
    public_id: str, said: Callable[[int], str], people: list[str], act: Act, at: datetime, hold: timedelta
) -> ResponseReturnValue:
    tried = [*people, *_left_out_before()]
    refused = _by_whom(public_id, one_by_one(people, partial(act, tried=tried, at=at, hold=hold)))
    if len(people) - len(refused) > 1:
        _leave_together(public_id, at)
    if len(refused) < len(people):
        flash(said(len(people) - len(refused)))
    if refused:
        return again(public_id, Picked(list(refused), refused=refused))
    return back_to_list(public_id)


def left_out_token(of_list: str, people: list[str]) -> str:
    """Whom the check of a go left out: they were tried, so that nobody passes over them. Only the server writes it."""
    return _left_out_signer().dumps([of_list, *people])


def _left_out_before() -> list[str]:
    """Those whom the check left out that this form confirms."""
    try:
        of_list, *people = _left_out_signer().loads(request.form.get("left_out", ""))
    except BadSignature:
        return []
    return people if of_list == list_id() else []


def _left_out_signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="left-out")


def _by_whom(public_id: str, refused: dict[str, Refusal]) -> dict[str, Refusal]:
    """The refusals; of whoever was picked by somebody else a moment before, it says by whom and when."""
    late = [person for person, refusal in refused.items() if refusal.code in PICKED]
    if not late:
        return refused
    with database().reading() as session:
        _, line = line_of_order(session, public_id, request.args.get("line"), g.actor, "lists.read")
        stand = standings(session, line, late)
    said = {
        person: RuleRefusal("picked_already", field="labourer", name=each.by, at=each.at)
        for person, each in stand.items()
        if each.by and each.at and each.here and not each.over
    }
    return refused | said


def _leave_together(public_id: str, go: datetime) -> None:
    """The seconds to undo several count from when the last of them was done."""
    until = now() + timedelta(seconds=undo_seconds())
    with database().writing() as session:
        _, line = line_of_order(session, public_id, request.args.get("line"), g.actor, "lists.read")
        hold_go(session, line, go=go, actor=g.actor, until=until)


def _ticked(public_id: str, right: str) -> list[str]:
    """The one whose own button was pressed, else those ticked on the list that was shown, the best first: whoever is
    picked together passes over nobody among them, also when one of them is refused."""
    with database().reading() as session:
        order = find_order(session, public_id, actor=g.actor)
        for each in ("lists.read", right):
            require(g.actor, each, division=order.county_code)
        asked = request.form.getlist("one") or request.form.getlist("pick")[:MOST]
        return best_first(session, list_id(), asked)


@page("/orders/<public_id>/candidates/undo", action=MARK, methods=["POST"], opens=ITS_OWN)
def candidates_undo(public_id: str) -> ResponseReturnValue:
    """Each of the last go in a transaction of its own; what is out already is said to be out."""
    with database().reading() as session:
        line_of_order(session, public_id, request.args.get("line"), g.actor, MARK)
    acts = {
        **dict.fromkeys(request.form.getlist("placement")[:MOST], undo_offer),
        **dict.fromkeys(request.form.getlist("enrolment")[:MOST], undo_invitation),
        **dict.fromkeys(request.form.getlist("mark")[:MOST], take_back_mark),
    }
    if not acts:
        return again(public_id, Picked(refusals=[Refusal("nothing_to_undo", field="undo")]))
    refused = one_by_one(acts, lambda session, key: acts[key](session, key, actor=g.actor, at=now()))
    if len(refused) < len(acts):
        flash(gettext("Undone: %(count)s. Nobody was told.", count=len(acts) - len(refused)))
    if refused:
        return again(public_id, Picked(refusals=list({each.code: each for each in refused.values()}.values())))
    return back_to_list(public_id)


def again(public_id: str, picked: Picked) -> ResponseReturnValue:
    """The list with what was refused."""
    status = max(map(status_of, [*picked.refusals, *picked.refused.values()]))
    with database().reading() as g.opened:
        return show_candidates(g.opened, public_id, picked), status
