"""What is to be done today: one queue by the clock, with whose turn it is and the name on each item."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.access import scope_of
from services.errors import Refusal
from services.job_reviews import DECIDE, count_words
from services.talks import note_talk, take_case, take_placement
from services.work_queue import KINDS, SILENT, work_queue
from web.formats import now
from web.paging import Paging
from web.queue_words import about
from web.routes import page
from web.sent_values import sent_text


@page("/work", action="displacements.work")
def work(session: Session, public_id: str = "", refusals: Sequence[Refusal] = ()) -> str:
    mine, kind = "mine" in request.values, request.values.get("kind", "")
    at, paging = now(), Paging.of_request()
    queue = work_queue(
        session, actor=g.actor, at=at, mine=mine, kind=kind if kind in (*KINDS, SILENT) else "", public_id=public_id,
        limit=paging.size, offset=paging.offset,
    )  # fmt: skip
    return render_template(
        "work/list.html",
        queue=queue,
        about=about,
        kinds=[(each, queue.kinds[each]) for each in KINDS if each in queue.kinds],
        total=sum(queue.kinds.values()),
        kind=kind,
        mine=mine,
        refusals=refusals,
        words=count_words(session, actor=g.actor) if scope_of(g.actor, DECIDE) else None,
        paging=paging.of(queue.found),
        at=at,
    )


@page("/displacements/<public_id>/take", action="displacements.work", methods=["POST"])
def displacement_take(session: Session, public_id: str) -> ResponseReturnValue:
    take_case(session, public_id, actor=g.actor, at=now())
    return _back()


@page("/displacements/<public_id>/speak", action="displacements.work", methods=["POST"], again=work)
def displacement_speak(session: Session, public_id: str) -> ResponseReturnValue:
    note_talk(session, public_id, actor=g.actor, at=now(), note=sent_text("note"))
    return _back()


@page("/placements/<public_id>/take", action="placements.call", methods=["POST"])
def placement_take(session: Session, public_id: str) -> ResponseReturnValue:
    take_placement(session, public_id, actor=g.actor, at=now())
    return _back()


def _back() -> ResponseReturnValue:
    """To the queue as it was shown."""
    kept = {name: request.form[name] for name in ("mine", "kind", "page") if request.form.get(name)}
    return redirect(url_for("work", **kept), 303)  # type: ignore[arg-type]
