"""Placements: the list by state, and one placement with its terms, calls, evidence and history."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import allowed
from services.awaited import awaited, awaited_of, first_calls_due, since_of, still_missing
from services.boards import displacement_behind, displacement_of
from services.calendar import county_day
from services.deliveries import HIRED
from services.errors import Refusal
from services.follow_ups import MONTHS, calls_of, count_office_calls, months_after, numbers_to_call
from services.job_reviews import READ, can_be_said_of, review_of
from services.placement_lists import Wanted, count_placements, search_placements
from services.placements import HOLDING, STATES, Placement, find_placement
from services.sight import reads_notes
from services.steps import is_own, possible_steps, steps_of
from web.formats import now
from web.on_record import on_record
from web.paging import Paging
from web.review_words import review_form
from web.routes import ITS_OWN, database, page


@page("/placements", action="placements.read")
def placements(session: Session) -> ResponseReturnValue:
    state, text = request.args.get("state", ""), request.args.get("q", "").strip()[:60]
    wanted = Wanted(state if state in STATES else "", text, due="due" in request.args)
    at, paging = now(), Paging.of_request()
    counts = count_placements(session, wanted, actor=g.actor, at=at)
    found = search_placements(session, wanted, actor=g.actor, at=at, limit=paging.size, offset=paging.offset)
    return render_template(
        "placements/list.html",
        placements=found,
        wanted=wanted,
        counts=[(each, counts[each]) for each in STATES if counts.get(each)],
        total=sum(counts.values()),
        paging=paging.of(counts.get(wanted.state, 0) if wanted.state else sum(counts.values())),
        awaited=awaited_of(session, found),
        since=since_of(session, [each.id for each in found]),
        at=at,
    )


@page("/placements/<public_id>", action="placements.read")
def placement(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    return show(session, public_id, refusals, {})


@page("/placements/<public_id>/numbers", action="placements.call", methods=["POST"], opens=ITS_OWN)
def placement_numbers(public_id: str) -> ResponseReturnValue:
    with database().writing() as session:
        numbers = numbers_to_call(session, public_id, actor=g.actor, at=now())
    with database().reading() as g.opened:
        return show(g.opened, public_id, (), numbers)


def show(session: Session, public_id: str, refusals: Sequence[Refusal], numbers: Mapping[str, str | None]) -> str:
    """The page; with the person's telephone `numbers` once their reading is on record."""
    found, at = find_placement(session, public_id, actor=g.actor), now()
    if not numbers:
        on_record(found.labourer_id)
    may_read = allowed(g.actor, READ, division=found.home_code)
    call = first_calls_due(session, [found.id]).get(found.id)
    return render_template(
        "placements/placement.html",
        placement=found,
        refusals=refusals,
        numbers=numbers,
        steps=possible_steps(found, g.actor),
        may_here=lambda right: allowed(g.actor, right, division=found.home_code, own=is_own(found, g.actor)),
        changeable=found.state in HOLDING,
        hired=found.state in HIRED,
        awaited=awaited(session, found, call),
        missing=still_missing(session, found, at=at),
        calls=calls_of(session, found),
        office_calls=count_office_calls(session, found, actor=g.actor) if found.order_id else 0,
        marks=_marks(found),
        review=review_of(session, found) if may_read else None,
        can_say=can_be_said_of(found, county_day(at)),
        since=since_of(session, [found.id]).get(found.id),
        history=steps_of(session, found),
        notes=reads_notes(g.actor),
        displacement=displacement_of(session, found, actor=g.actor),
        behind=displacement_behind(session, found, actor=g.actor),
        at=at,
        today=county_day(at),
        **review_form(),
    )


def _marks(found: Placement) -> list[dict[str, Any]]:
    """Whether the person was found at work after one, three and six months, and when to ask."""
    begun = found.delivered_on
    return [
        {"months": months, "kind": kind, "kept": getattr(found, f"kept_{months}"),
         "due": begun and months_after(begun, months)}
        for kind, months in MONTHS.items()
    ]  # fmt: skip
