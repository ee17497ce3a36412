"""The page between picking several and telling them: who gets it, by which way, in which words, when it leaves, who is
left out and how that is mended. Confirmed, it is done by `web/pages/picks.py`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from services.county_rules import rules_of
from services.gateways.chosen import gateway_of
from services.lists import line_of_order
from services.pick_checks import Checked, check_picks
from services.quiet_hours import quiet_until
from services.standings import standings
from web.departures import REASONS
from web.pages.candidates import undo_seconds
from web.pages.picks import Act, inviting, left_out_token, list_id, offering, with_ticked
from web.routes import ITS_OWN, database, page

DEPARTING = ("departure_missing", "departure_reason_missing")


@page("/orders/<public_id>/candidates/invite/check", action="enrolments.invite", methods=["POST"], opens=ITS_OWN)
def candidates_invite_check(public_id: str) -> ResponseReturnValue:
    return _check(public_id, "enrolments.invite", "candidates_invite", inviting)


@page("/orders/<public_id>/candidates/offer/check", action="placements.offer", methods=["POST"], opens=ITS_OWN)
def candidates_offer_check(public_id: str) -> ResponseReturnValue:
    return _check(public_id, "placements.offer", "candidates_offer", offering)


def _check(public_id: str, right: str, confirmed: str, making: Callable[[], Act]) -> ResponseReturnValue:
    def go(people: list[str], act: Act, at: datetime, hold: timedelta) -> str:
        phone = current_app.config["SETTINGS"].office_phone
        found = check_picks(database(), people, partial(act, tried=people, at=at, hold=hold), phone=phone)
        return _show(public_id, confirmed, found, at + hold)

    return with_ticked(public_id, right, making, go)


def _show(public_id: str, confirmed: str, found: list[Checked], leaves: datetime) -> str:
    left_out = [each for each in found if each.refusal]
    with database().reading() as g.opened:
        order, line = line_of_order(g.opened, public_id, request.args.get("line"), g.actor, "lists.read")
        said: dict[str, Any] = {
            "stand": standings(g.opened, line, [each.person for each in found]),
            "channel": gateway_of(g.opened, current_app.config["SETTINGS"]).channel,
            "quiet": quiet_until(rules_of(g.opened, order.county_code), leaves),
        }
        return render_template(
            "candidates/check.html",
            order=order,
            line=line,
            confirmed=confirmed,
            found=found,
            going=[each for each in found if not each.refusal],
            left_out=left_out,
            departing=any(each.refusal and each.refusal.code in DEPARTING for each in found),
            token=left_out_token(list_id(), [each.person for each in left_out]),
            seconds=undo_seconds(),
            reasons=REASONS,
            **said,
        )
