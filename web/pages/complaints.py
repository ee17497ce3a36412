"""Complaints of people who left a job: what is to be answered first. A row leads to the case where it is answered."""

from flask import g, render_template, request
from sqlalchemy.orm import Session

from services.complaint_list import list_complaints
from web import complaint_words, queue_words  # noqa: F401  the words of this page
from web.formats import now
from web.paging import Paging
from web.routes import page


@page("/complaints", action="displacements.work")
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
