"""The steps of a placement that a page offers: answer, take back, record, call, end, report that it failed."""

from collections.abc import Callable
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.deliveries import Terms, confirm_placements, record_terms
from services.displacements import displace
from services.divisions import gazetteer
from services.errors import Refusal
from services.follow_ups import record_call, record_office_call
from services.own_work import begin_own_work
from services.placements import accept_offer, cancel_hire, cancel_offer, decline_offer, end_placement
from web.formats import now
from web.pages.placements import placement
from web.routes import page
from web.sent_values import needed_day, sent_day, sent_fen, sent_text

LENGTHS = {"address": 200, "employer_phone": 40, "contract_number": 60, "evidence": 200}


@page("/placements/<public_id>/accept", action="placements.answer", methods=["POST"], again=placement)
def placement_accept(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, accept_offer)


@page("/placements/<public_id>/decline", action="placements.answer", methods=["POST"], again=placement)
def placement_decline(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, decline_offer, reason=chosen("reason"))


@page("/placements/<public_id>/cancel-offer", action="placements.offer", methods=["POST"], again=placement)
def placement_cancel_offer(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, cancel_offer)


@page("/placements/<public_id>/cancel", action="placements.cancel", methods=["POST"], again=placement)
def placement_cancel(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, cancel_hire)


@page("/placements/<public_id>/end", action="placements.end", methods=["POST"], again=placement)
def placement_end(session: Session, public_id: str) -> ResponseReturnValue:
    return _with_note(session, public_id, end_placement, on=sent_day("ended_on"))


@page("/placements/<public_id>/deliver", action="placements.sign", methods=["POST"], again=placement)
def placement_deliver(session: Session, public_id: str) -> ResponseReturnValue:
    begin_own_work(session, public_id, started_on=needed_day("started_on"), actor=g.actor, at=now())
    return _back(public_id)


@page("/placements/<public_id>/confirm", action="placements.confirm", methods=["POST"], again=placement)
def placement_confirm(session: Session, public_id: str) -> ResponseReturnValue:
    confirm_placements(session, [public_id], actor=g.actor, at=now())
    return _back(public_id)


@page("/placements/<public_id>/terms", action="placements.terms", methods=["POST"], again=placement)
def placement_terms(session: Session, public_id: str) -> ResponseReturnValue:
    record_terms(session, public_id, sent_terms(session), actor=g.actor, at=now())
    return _back(public_id)


def sent_terms(session: Session) -> Terms:
    """What the form says was agreed; an empty field leaves what was recorded as it is."""
    texts: dict[str, Any] = {name: sent_text(name, most) or None for name, most in LENGTHS.items()}
    days = {name: sent_day(name) for name in ("contract_from", "contract_until", "contract_checked_on")}
    return Terms(wage_month=sent_fen("wage_month"), division_code=sent_place(session), **texts, **days)


def sent_place(session: Session) -> int | None:
    """The code of the place of work that the form names; raises Refusal with the nearest names for an unknown one."""
    name = sent_text("place", 60)
    return gazetteer(session).find(name, field="place").code if name else None


@page("/placements/<public_id>/calls", action="placements.call", methods=["POST"], again=placement)
def placement_call(session: Session, public_id: str) -> ResponseReturnValue:
    kind, outcome, note, at = chosen("call"), chosen("outcome"), sent_text("note"), now()
    if kind == "employer_number" and request.form.get("others") == "yes":
        record_office_call(session, public_id, outcome, actor=g.actor, at=at, note=note)
    else:
        record_call(session, public_id, kind, outcome, actor=g.actor, at=at, note=note)
    return _back(public_id)


@page("/placements/<public_id>/fail", action="displacements.report", methods=["POST"], again=placement)
def placement_fail(session: Session, public_id: str) -> ResponseReturnValue:
    cause, day = chosen("reason"), sent_day("happened_on")
    made = displace(
        session, public_id, cause, note=sent_text("note"), actor=g.actor, at=now(), happened_on=day,
        back_on=sent_day("back_on"),
    )  # fmt: skip
    return redirect(url_for("displacement", public_id=made.public_id), 303)


def chosen(name: str) -> str:
    """The choice of a field; raises Refusal when nothing was chosen."""
    if not request.form.get(name):
        raise Refusal("missing", field=name)
    return request.form[name]


def _with_note(session: Session, public_id: str, act: Callable[..., object], **more: Any) -> ResponseReturnValue:
    act(session, public_id, actor=g.actor, at=now(), note=sent_text("note"), **more)
    return _back(public_id)


def _back(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("placement", public_id=public_id), 303)
