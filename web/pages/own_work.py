"""Work found without an order: a business or team of one's own; counted apart, people who moved by themselves."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.own_work import (
    OWN_KINDS,
    find_person,
    list_own_moves,
    people_to_place,
    record_own_move,
    record_own_placement,
)
from web.formats import now
from web.pages.placement_steps import chosen, sent_place, sent_terms
from web.paging import Paging
from web.routes import page
from web.sent_values import needed_day, sent_text


@page("/own-work", action="placements.offer")
def own_work_form(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    return _show(session, "own_work/form.html", refusals, kinds=OWN_KINDS)


@page("/own-work", action="placements.offer", methods=["POST"], again=own_work_form)
def own_work_record(session: Session) -> ResponseReturnValue:
    made = record_own_placement(
        session,
        chosen("labourer"),
        chosen("own_kind"),
        sent_terms(session),
        started_on=needed_day("started_on"),
        actor=g.actor,
        at=now(),
        base_id=g.actor.base_id,
    )
    return redirect(url_for("placement", public_id=made.public_id), 303)


@page("/moves", action="moves.record")
def moves(session: Session) -> str:
    paging = Paging.of_request()
    found, total = list_own_moves(session, actor=g.actor, limit=paging.size, offset=paging.offset)
    return render_template("own_work/moves.html", moves=found, total=total, paging=paging.of(total))


@page("/moves/new", action="moves.record")
def move_form(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    return _show(session, "own_work/move.html", refusals)


@page("/moves/new", action="moves.record", methods=["POST"], again=move_form)
def move_record(session: Session) -> ResponseReturnValue:
    record_own_move(
        session,
        chosen("labourer"),
        moved_on=needed_day("moved_on"),
        actor=g.actor,
        at=now(),
        division_code=sent_place(session),
        programme=sent_text("programme", 60),
        work=sent_text("work", 100),
    )
    return redirect(url_for("moves"), 303)


def _show(session: Session, template: str, refusals: Sequence[Refusal], **more: object) -> str:
    """The form for the person chosen; without one, whom the words that were searched for could mean."""
    text = request.args.get("q", "").strip()[:60]
    person = find_person(session, request.values.get("labourer", ""), actor=g.actor)
    found = people_to_place(session, text, actor=g.actor) if text and person is None else []
    return render_template(template, person=person, found=found, text=text, refusals=refusals, **more)
