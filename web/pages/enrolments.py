"""One person in one class: lessons, examinations, papers, history; licences from elsewhere recorded and checked."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.class_rosters import roster_row
from services.enrolments import find_enrolment
from services.errors import Refusal
from services.paper_forms import licences_after, read_licence
from services.papers import check_paper, record_outside_licence
from services.steps import steps_of
from web.formats import named, now
from web.routes import page


@page("/enrolments/<public_id>", action="enrolments.read")
def enrolment(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    found = find_enrolment(session, public_id, actor=g.actor)
    return render_template(
        "classes/enrolment.html",
        enrolment=found,
        row=roster_row(session, found, actor=g.actor),
        history=steps_of(session, found),
        licences=[(each.code, named(each)) for each in licences_after(session, found)],
        refusals=refusals,
    )


@page("/enrolments/<public_id>/licence", action="papers.record", methods=["POST"], again=enrolment)
def enrolment_licence(session: Session, public_id: str) -> ResponseReturnValue:
    found = find_enrolment(session, public_id, actor=g.actor)
    draft = read_licence(session, found, request.form)
    record_outside_licence(session, found.labourer.public_id, draft, actor=g.actor, at=now())
    return _back(public_id)


@page("/enrolments/<public_id>/check", action="papers.record", methods=["POST"], again=enrolment)
def enrolment_check(session: Session, public_id: str) -> ResponseReturnValue:
    """Somebody looked at the licence: from now on it counts."""
    find_enrolment(session, public_id, actor=g.actor)
    paper = request.form.get("paper", "").strip()
    if not paper:
        raise Refusal("missing", field="paper")
    check_paper(session, paper, actor=g.actor, at=now())
    return _back(public_id)


def _back(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("enrolment", public_id=public_id), 303)
