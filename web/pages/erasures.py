"""Erasures for those who audit: the list, and the proof of one by the reference that the person was given."""

from flask import g, render_template, request
from sqlalchemy.orm import Session

from services.audit import RIGHT
from services.erasure_records import list_erasures, record_of_erasure
from services.errors import NotFound, Refusal
from web import erasure_words  # noqa: F401  the words of the page
from web.formats import now
from web.paging import Paging
from web.routes import page


@page("/admin/erasures", action=RIGHT)
def erasures(session: Session) -> str:
    reference, paging = request.args.get("reference", "").strip().upper()[:12], Paging.of_request()
    record, refusals = None, list[Refusal]()
    if reference:
        try:
            record = record_of_erasure(session, reference, actor=g.actor)
        except NotFound as unknown:
            refusals = [unknown]
    found = [] if record else list_erasures(session, actor=g.actor, limit=paging.size + 1, offset=paging.offset)
    return render_template(
        "erasures.html", record=record, erasures=paging.cut(found), reference=reference, paging=paging,
        refusals=refusals, at=now(),
    )  # fmt: skip
