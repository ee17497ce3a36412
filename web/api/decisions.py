"""Decisions on candidates: the post offered to somebody, or a class that trains for it."""

from typing import Any

from services.errors import Refusal
from services.invitations import invite
from services.placements import offer_from_list, offer_line
from web.api.operations import Call, writes
from web.api.placements import placements_show
from web.api.shapes.placements import Invitation, InvitationToMake, OfferToMake, Placement
from web.words import N_


@writes(
    "/offers", "placements.offer", about=N_("Hold a place for a person and offer it to them"),
    body=OfferToMake, answers=Placement, status=201,
)  # fmt: skip
def offers_make(call: Call) -> Any:
    asked = call.body
    if (asked.list is None) == (asked.order is None):
        raise Refusal("list_or_order", field="list")
    more = {"actor": call.actor, "at": call.at, "departure": asked.departure, "channel": asked.channel}
    if asked.list is not None:
        made = offer_from_list(call.session, asked.list, asked.labourer, **more)
    else:
        made = offer_line(call.session, asked.order, asked.labourer, line_id=asked.line, **more)
    return placements_show(call, made.public_id)


@writes(
    "/invitations", "enrolments.invite", about=N_("Invite somebody of a list to a class that trains for the post"),
    body=InvitationToMake, answers=Invitation, status=201,
)  # fmt: skip
def invitations_make(call: Call) -> Any:
    asked = call.body
    made = invite(
        call.session, asked.class_, asked.list, asked.labourer, actor=call.actor, at=call.at, departure=asked.departure
    )
    return {"id": made.public_id, "state": made.state, "answer_by": made.answer_by}
