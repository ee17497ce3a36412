"""Failed jobs: what gave up or is tried again, and why; for whoever keeps the installation running."""

from collections.abc import Sequence

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.failed_work import list_failed_work, try_again
from web.formats import now
from web.routes import page


@page("/admin/jobs", action="jobs.read")
def failed_jobs(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    work = list_failed_work(session, actor=g.actor)
    return render_template(
        "jobs/failed.html",
        given_up=[each for each in work if each.gave_up_at],
        tried_again=[each for each in work if not each.gave_up_at],
        jobs=current_app.extensions["sunmatch_failed_jobs"](),
        refusals=refusals,
        at=now(),
    )


@page("/admin/jobs/again", action="jobs.read", methods=["POST"], again=failed_jobs)
def failed_job_again(session: Session) -> ResponseReturnValue:
    kind, public_id = request.form.get("kind", ""), request.form.get("work", "")
    try_again(session, kind, public_id, actor=g.actor, at=now())
    return redirect(url_for("failed_jobs"), 303)
