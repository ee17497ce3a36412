"""The roster of an order: the employer signs for arrivals, stamps it after the month, reports who never came."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from services.access import allowed
from services.awaited import awaited_of
from services.calendar import county_day
from services.deliveries import Terms
from services.errors import Refusal
from services.order_leavers import HERE, leavers_of, report_leaver
from services.rosters import ABSENT, Outcome, find_roster, report_absent, sign_for_arrived, stamp_roster
from services.steps import is_own
from web.counted import counted, form_of
from web.errors import status_of
from web.formats import count, now
from web.pages.placement_steps import chosen
from web.routes import ITS_OWN, database, page
from web.sent_values import sent_day, sent_text
from web.words import N_

CONTRACT, KNOWN, ABSENCE = "contract-", "known-", "absent-"
"""What the names of the fields of one person begin with; a number that was known when the page was made and is sent
empty is taken away."""
SEATS = {
    "itself": N_("The next person is being searched for."),
    "office": N_(
        "With this cause the county office decides first whether the place is filled again; it reads that you ask."
    ),
    "given_back": N_("The place is not filled again: it went back to the order."),
    "over": N_("The order takes nobody any more. For the next person file another order."),
}
"""What becomes of the place of somebody who left."""


@page("/orders/<public_id>/roster", action="placements.read")
def order_roster(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    return _show(session, public_id, refusals)


@page(
    "/orders/<public_id>/roster/deliver", action="placements.sign", methods=["POST"], opens=ITS_OWN, again=order_roster
)
def roster_deliver(public_id: str) -> ResponseReturnValue:
    terms = Terms(employer_phone=sent_text("employer_phone", 40) or None, address=sent_text("address", 200) or None)
    with database().writing() as session:
        ids = _ticked(session, public_id, "accepted")
        day = sent_day("delivered_on")
        outcome = sign_for_arrived(session, public_id, ids, actor=g.actor, at=now(), on=day, terms=terms)
    return _answer(public_id, outcome, counted("Signed for %(count)s person.", "Signed for %(count)s people.", "count"))


@page(
    "/orders/<public_id>/roster/confirm",
    action="placements.confirm",
    methods=["POST"],
    opens=ITS_OWN,
    again=order_roster,
)
def roster_confirm(public_id: str) -> ResponseReturnValue:
    contracts = dict.fromkeys(_by_person(KNOWN), "") | _by_person(CONTRACT)
    with database().writing() as session:
        ids = _ticked(session, public_id, "delivered")
        day = sent_day("confirmed_on")
        outcome = stamp_roster(session, public_id, ids, actor=g.actor, at=now(), on=day, contracts=contracts)
        written = sum(bool(each.contract_number) for each in outcome.numbered)
    _say(N_("Contract numbers written down: %(count)s"), written)
    _say(N_("Contract numbers taken away: %(count)s"), len(outcome.numbered) - written)
    return _answer(
        public_id,
        outcome,
        counted("The roster is stamped for %(count)s person.", "The roster is stamped for %(count)s people.", "count"),
    )


@page(
    "/orders/<public_id>/roster/report",
    action="displacements.report",
    methods=["POST"],
    opens=ITS_OWN,
    again=order_roster,
)
def roster_report(public_id: str) -> ResponseReturnValue:
    with database().writing() as session:
        causes = _by_person(ABSENCE)
        outcome = report_absent(session, public_id, causes, note=sent_text("note"), actor=g.actor, at=now())
    return _answer(
        public_id,
        outcome,
        counted(
            "Reported: %(count)s person. What follows stands on the page of each.",
            "Reported: %(count)s people. What follows stands on the page of each.",
            "count",
        ),
    )


@page("/orders/<public_id>/roster/leave", action="displacements.report", methods=["POST"], again=order_roster)
def roster_leave(session: Session, public_id: str) -> ResponseReturnValue:
    """Somebody left: reported, and the next person asked for or not, in one act."""
    left = report_leaver(
        session,
        public_id,
        chosen("person"),
        chosen("reason"),
        replacement=chosen("replacement") == "yes",
        note=sent_text("note"),
        happened_on=sent_day("happened_on"),
        back_on=sent_day("back_on"),
        actor=g.actor,
        at=now(),
    )
    flash(gettext("Reported.") + " " + gettext(SEATS[left.seat]))
    return redirect(url_for("order_roster", public_id=public_id), 303)


def _by_person(prefix: str) -> dict[str, str]:
    """What the fields of each person say, by the public id of the placement; empty ones left out."""
    sent = {name.removeprefix(prefix): text.strip() for name, text in request.form.items() if name.startswith(prefix)}
    return {public_id: text for public_id, text in sent.items() if text}


def _ticked(session: Session, public_id: str, state: str) -> list[str]:
    """The people ticked, or all who are in a state when “everybody” is ticked."""
    if not request.form.get("everybody"):
        return request.form.getlist("placements")
    _, people = find_roster(session, public_id, actor=g.actor)
    return [each.public_id for each in people if each.state == state]


def _answer(public_id: str, outcome: Outcome, said: str) -> ResponseReturnValue:
    """Back to the roster when all went well; else the roster with what was done and, beside each other, why not."""
    if not outcome.refusals:
        _say(said, len(outcome.done))
        return redirect(url_for("order_roster", public_id=public_id), 303)
    with database().reading() as g.opened:
        shown = _show(g.opened, public_id, outcome.refusals, done_for=len(outcome.done))
    return shown, 200 if outcome.done else status_of(outcome.refusals[0])


def _say(said: str, people: int) -> None:
    if people:
        flash(form_of(said, {"count": people}) % {"count": count(people)})


def _show(session: Session, public_id: str, refusals: Sequence[Refusal], done_for: int = 0) -> str:
    order, people = find_roster(session, public_id, actor=g.actor)
    at = now()
    mine = {right: allowed(g.actor, right, division=order.county_code, own=is_own(order, g.actor)) for right in _RIGHTS}
    return render_template(
        "orders/roster.html",
        order=order,
        people=people,
        arriving=[each for each in people if each.state == "accepted"],
        staying=[each for each in people if each.state == "delivered"],
        stamped=[each for each in people if each.state in ("confirmed", "ended")],
        left=[each for each in people if each.state == "failed"],
        awaited=awaited_of(session, people),
        here=[each for each in people if each.state in HERE],
        leavers=leavers_of(session, order, actor=g.actor),
        wrongs=_by_placement(refusals),
        refusals=[each for each in refusals if "placement" not in each.params],
        done_for=done_for,
        may_here=mine,
        absent=ABSENT,
        ticked=set(request.form.getlist("placements")),
        at=at,
        today=county_day(at),
    )


_RIGHTS = ("placements.sign", "placements.confirm", "displacements.report")


def _by_placement(refusals: Sequence[Refusal]) -> dict[str, Refusal]:
    return {str(each.params["placement"]): each for each in refusals if "placement" in each.params}
