"""Offers and placements: listed, shown, answered, delivered, confirmed, called about, ended."""

from collections.abc import Callable
from functools import partial
from typing import Any

from services.deliveries import Terms, confirm_placements, record_terms, sign_delivery
from services.follow_ups import record_call
from services.placements import (
    accept_offer,
    cancel_placement,
    decline_offer,
    describe_placement,
    end_placement,
    find_placement,
    list_placements,
    outline,
)
from web.api.operations import Call, reads, writes
from web.api.pages import page
from web.api.shapes import placements as shapes
from web.api.shapes.kinds import Reason
from web.words import N_

LISTED, READ = "placements", "placements.read"


@reads("/offers", READ, about=N_("Offers that wait for an answer"), query=shapes.OfferQuery,
       answers=shapes.PlacementPage)  # fmt: skip
def offers_list(call: Call) -> Any:
    return _listed(call, "offered")


@reads("/placements", READ, about=N_("Placements you may read"), query=shapes.PlacementQuery,
       answers=shapes.PlacementPage)  # fmt: skip
def placements_list(call: Call) -> Any:
    return _listed(call, call.query.state)


def _listed(call: Call, state: str | None) -> Any:
    which = {"state": state, "order": call.query.order, "labourer": call.query.labourer}
    return page(call, LISTED, partial(list_placements, call.session, actor=call.actor, **which), outline)


@reads("/placements/<placement>", READ, about=N_("One placement with its terms and its history"),
       answers=shapes.Placement)  # fmt: skip
def placements_show(call: Call, placement: str) -> Any:
    found = find_placement(call.session, placement, actor=call.actor)
    return describe_placement(call.session, found, actor=call.actor)


def _step(name: str, rights: tuple[str, ...], about: str, act: Callable[..., Any], body: type[Reason] = Reason) -> None:
    """Register a step: it answers with the placement as it stands then."""

    def take(call: Call, placement: str) -> Any:
        act(call.session, placement, actor=call.actor, at=call.at, **vars(call.body))
        return placements_show(call, placement)

    take.__name__ = f"placements_{name}"
    writes(f"/placements/<placement>/{name}", *rights, about=about, body=body, answers=shapes.Placement)(take)


_step("accept", ("placements.answer",), N_("Accept an offer; others to this person are withdrawn"), accept_offer)
_step("decline", ("placements.answer",), N_("Decline an offer, with the reason"), decline_offer, shapes.Declining)
_step("cancel", ("placements.offer", "placements.cancel"),
      N_("Take back an offer, or a hire before delivery, with the reason"), cancel_placement)  # fmt: skip
_step("end", ("placements.end",), N_("End a confirmed placement as agreed, with the reason"), end_placement,
      shapes.Ending)  # fmt: skip
_step("calls", ("placements.call",), N_("Record a call to the person or the employer"), record_call,
      shapes.CallToRecord)  # fmt: skip


@writes(
    "/placements/<placement>/terms", "placements.terms", about=N_("Record what was agreed; what is not named stays"),
    body=shapes.TermsToRecord, answers=shapes.Placement,
)  # fmt: skip
def placements_terms(call: Call, placement: str) -> Any:
    said = dict(vars(call.body))
    terms = Terms(wage_month=said.pop("wage_month_fen"), **said)
    record_terms(call.session, placement, terms, actor=call.actor, at=call.at)
    return placements_show(call, placement)


@writes("/orders/<order>/deliveries", "placements.sign", about=N_("Sign for people delivered on a day: all, or nobody"),
        body=shapes.DeliveryToSign, answers=shapes.Delivery, status=201)  # fmt: skip
def deliveries_sign(call: Call, order: str) -> Any:
    asked = call.body
    batch = sign_delivery(call.session, order, asked.placements, actor=call.actor, at=call.at, on=asked.on)
    return {"order": order, "batch": batch}


@writes("/confirmations", "placements.confirm", about=N_("Confirm people of a stamped roster: all, or nobody"),
        body=shapes.DeliveryToSign, answers=shapes.Confirmed, status=201)  # fmt: skip
def confirmations_make(call: Call) -> Any:
    asked, ids = call.body, list(dict.fromkeys(call.body.placements))
    confirm_placements(call.session, ids, actor=call.actor, at=call.at, on=asked.on)
    return {"placements": [outline(find_placement(call.session, each, actor=call.actor)) for each in ids]}
