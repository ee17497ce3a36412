"""Complaints: what is to be answered first. Those that came with a displacement are answered at its case, those that
people wrote themselves here."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.complaint_list import list_complaints
from services.contests import about, answer, find_complaint
from services.errors import Refusal
from web import complaint_words, queue_words  # noqa: F401  the words of this page
from web.formats import now
from web.on_record import on_record
from web.paging import Paging
from web.routes import page


@page("/complaints", action="complaints.read")
def complaints(session: Session) -> str:
    at, paging, employer = now(), Paging.of_request(), request.args.get("employer", "")
    answered = request.args.get("state") == "all"
    found = list_complaints(
        session, actor=g.actor, at=at, answered=answered, employer=employer, limit=paging.size, offset=paging.offset
    )
    return render_template(
        "complaints/list.html",
        found=found,
        answered=answered,
        employer=employer,
        paging=paging.of(found.total),
        at=at,
    )


@page("/complaints/<public_id>", action="complaints.read")
def complaint(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    found, person = find_complaint(session, public_id, actor=g.actor)
    line, employer = about(session, found)
    on_record(person.id)
    return render_template(
        "complaints/complaint.html",
        complaint=found,
        person=person,
        line=line,
        employer=employer,
        at=now(),
        refusals=refusals,
    )


@page("/complaints/<public_id>", action="displacements.work", methods=["POST"], again=complaint)
def complaint_answer(session: Session, public_id: str) -> ResponseReturnValue:
    answer(session, public_id, request.form.get("answer", ""), actor=g.actor, at=now())
    return redirect(url_for("complaints"), 303)
