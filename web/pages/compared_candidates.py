"""People of a ranked list by themselves and side by side: the page of one with its neighbours, and a comparison."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.calendar import county_day
from services.errors import NotFound, Refusal
from services.list_marks import marks_of
from services.lists import line_of_order, log_list_reading, opened_list_id, show_list
from services.plan_views import plan_says
from services.standings import standings
from web.errors import status_of
from web.formats import now
from web.pages.candidates import Picked, show_candidates, told_today
from web.routes import ITS_OWN, database, page

FEWEST, MOST = 2, 3


def _rows(session: Session, public_id: str) -> tuple[Any, Any, list[dict[str, Any]], dict[str, Any] | None]:
    """The order, the line and the people who are registered still of the list that the address names, else the one made
    last, and that list; that it is read is on record."""
    order, line = line_of_order(session, public_id, request.args.get("line"), g.actor, "lists.read")
    list_id = opened_list_id(session, public_id, line.public_id, request.args.get("list"), actor=g.actor)
    if list_id is None:
        return order, line, [], None
    ranked = show_list(session, list_id, actor=g.actor)
    with database().writing() as writer:
        log_list_reading(writer, list_id, actor=g.actor, at=now())
    return order, line, [row for row in ranked["list"] if row["labourer"]], ranked


@page("/orders/<public_id>/candidates/person", action="lists.read")
def candidate(session: Session, public_id: str) -> ResponseReturnValue:
    """One person of the list with everything said of them, between the one before and the one after."""
    order, line, rows, ranked = _rows(session, public_id)
    if ranked is None or not rows:
        return redirect(url_for("candidates", public_id=public_id, line=line.public_id), 302)
    wanted = request.args.get("person") or rows[0]["labourer"]
    at = next((at for at, row in enumerate(rows) if row["labourer"] == wanted), None)
    if at is None:
        raise NotFound("not_on_the_list", field="labourer", id=wanted)
    return render_template(
        "candidates/person.html",
        order=order,
        line=line,
        ranked=ranked,
        row=rows[at],
        at=at,
        total=len(rows),
        before=rows[at - 1] if at else None,
        after=rows[at + 1] if at + 1 < len(rows) else None,
        standing=standings(session, line, [wanted]).get(wanted),
        mark=marks_of(session, line).get(wanted),
        picked=Picked(),
        plan=plan_says(session, line, wanted, as_of=county_day(now()), actor=g.actor),
        told=told_today(session, order, line, wanted),
    )


@page("/orders/<public_id>/candidates/compare", action="lists.read", methods=["POST"], opens=ITS_OWN)
def candidates_compare(public_id: str) -> ResponseReturnValue:
    """Whoever is ticked, at an address of its own."""
    with database().reading() as session:
        line_of_order(session, public_id, request.args.get("line"), g.actor, "lists.read")
    people = request.form.getlist("pick")[:MOST]
    kept = {name: request.args.get(name) for name in ("line", "list")}
    return redirect(url_for("candidates_compared", public_id=public_id, pick=people, **kept), 303)


@page("/orders/<public_id>/candidates/compare", action="lists.read")
def candidates_compared(session: Session, public_id: str) -> ResponseReturnValue:
    order, line, rows, ranked = _rows(session, public_id)
    by_id = {row["labourer"]: row for row in rows}
    chosen = [by_id[each] for each in dict.fromkeys(request.args.getlist("pick")) if each in by_id][:MOST]
    if len(chosen) < FEWEST:
        refusal = Refusal("compare_two", field="picks")
        return show_candidates(session, public_id, Picked(request.args.getlist("pick"), [refusal])), status_of(refusal)
    chosen.sort(key=lambda row: row["rank"])
    return render_template("candidates/compare.html", order=order, line=line, ranked=ranked, people=chosen)
