"""Complaints to take away."""

from collections.abc import Iterator

from flask import g, request
from sqlalchemy.orm import Session

from services.complaint_list import Listed, list_complaints
from web import complaint_words, queue_words  # noqa: F401  their tables of words
from web.formats import instant, now
from web.tables.table import paged, table
from web.words import N_, label


def _rows(session: Session) -> Iterator[Listed]:
    at, employer = now(), request.args.get("employer", "")
    answered = request.args.get("state") == "all"
    return paged(
        lambda limit, offset: (
            list_complaints(
                session, actor=g.actor, at=at, answered=answered, employer=employer, limit=limit, offset=offset
            ).rows
        )
    )


def _cause(each: Listed) -> str:
    return label("cause", each.cause) if each.cause else label("complaint_kind", each.complaint.kind)


table(
    "complaints", N_("Complaints"), "complaints.read", _rows,
    (N_("Person"), lambda each: each.person),
    (N_("Cause"), _cause),
    (N_("What they say"), lambda each: each.complaint.text),
    (N_("Employer reported"), lambda each: each.employer),
    (N_("Answer by"), lambda each: instant(each.complaint.answer_by)),
    (N_("State"), lambda each: label("complaint_state", each.complaint.state)),
    reads=lambda each: each.labourer,
)  # fmt: skip
