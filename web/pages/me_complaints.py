"""Complaints of the person, and the place for one post: where they stand, what would help, asking somebody to look."""

from collections.abc import Sequence
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.awaited import since_of
from services.calendar import county_day
from services.contests import OWN_KINDS, complain, contest, find_opening, own_employers, own_place
from services.errors import Refusal
from services.placements import list_placements
from services.said_before import said_of
from web.criteria import change_text
from web.formats import now
from web.own_pages import OWN_PAGES, for_a_person, show
from web.pages.me import asked_now
from web.routes import ITS_OWN, database, page
from web.words import label


@page("/me/help/complaint", action=OWN_PAGES)
@for_a_person
def my_complaint(opened: Session, refusals: Sequence[Refusal] = ()) -> str:
    kinds = [(code, label("complaint_kind", code)) for code in OWN_KINDS]
    jobs = [(each.public_id, each.employer.name) for each in own_employers(opened, actor=g.actor) if each.employer]
    return show("complaint", kinds=kinds, jobs=jobs, given=refusals, refusals=refusals)


@page("/me/help/complaint", action=OWN_PAGES, methods=["POST"], again=my_complaint)
@for_a_person
def my_complaint_send(opened: Session) -> ResponseReturnValue:
    said = request.form
    complain(
        opened, said.get("kind", ""), said.get("text", ""), placement=said.get("placement"), actor=g.actor, at=now()
    )
    return redirect(url_for("my_help", said="sent"), 303)


@page("/me/openings/place", action=OWN_PAGES)
@for_a_person
def my_place(opened: Session, refusals: Sequence[Refusal] = ()) -> ResponseReturnValue:
    """Where one stands for an open post, and what would bring one further up."""
    if not request.values.get("line"):
        return redirect(url_for("my_openings"), 303)
    line = find_opening(opened, request.values.get("line", ""))
    found = own_place(opened, line, as_of=county_day(now()), actor=g.actor)
    mine = [each for each in list_placements(opened, actor=g.actor) if each.line_id == line.id]
    return show(
        "place",
        line=line,
        found=found,
        offer=next(iter(asked_now(mine)), None),
        declined=since_of(opened, [each.id for each in mine if each.state == "declined"]),
        opinions=said_of(opened, [line.order.employer_id]).get(line.order.employer_id),
        help_with=help_with,
        refusals=refusals,
    )


@page("/me/openings/place", action=OWN_PAGES, methods=["POST"], opens=ITS_OWN, again=my_place)
@for_a_person
def my_contest() -> ResponseReturnValue:
    """Ranks first, with no transaction open for writing."""
    if not request.form.get("line"):
        raise Refusal("missing", field="line")
    with database().reading() as opened:
        line = find_opening(opened, request.form.get("line", ""))
        found = own_place(opened, line, as_of=county_day(now()), actor=g.actor)
    with database().writing() as opened:
        line = find_opening(opened, line.public_id)
        contest(opened, line, found["rank"], request.form.get("text", ""), actor=g.actor, at=now())
    return redirect(url_for("my_help", said="sent"), 303)


def help_with(found: dict[str, Any]) -> list[tuple[str, int | None]]:
    """What would bring somebody among the first, all it takes in one line, with the place it leads to; else what
    helps at all."""
    ways = [([change_text(each) for each in way["changes"]], way["rank"]) for way in found["into_first"]]
    if ways:
        return [(" + ".join(changes), rank) for changes, rank in ways]
    return [(change_text(each), each["rank"]) for each in found["would_help"]]
