"""What people say of a job they had: on their own page, on a call, and the words an office reads before others do."""

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.calendar import county_day
from services.errors import Refusal
from services.job_reviews import (
    DECIDE,
    LONGEST,
    WRITE,
    can_be_said_of,
    count_words,
    decide_on_words,
    review_of,
    say_of_job,
    words_to_read,
)
from services.placements import find_placement
from web.formats import now
from web.own_pages import OWN_PAGES, show
from web.pages.me_offers import my_offer
from web.pages.placements import placement
from web.paging import Paging
from web.review_words import review_form, sent_answers
from web.routes import page


@page("/me/offers/<public_id>/review", action=OWN_PAGES)
def my_review(session: Session, public_id: str, refusals: Sequence[Refusal] = ()) -> str:
    """How the job was. Of one that has not begun, or is in its first month, the page of the offer is shown instead."""
    job = find_placement(session, public_id, actor=g.actor)
    if not can_be_said_of(job, county_day(now())):
        return my_offer(session, public_id, refusals)
    review = review_of(session, job)
    return show("review", job=job, review=review, longest=LONGEST, refusals=refusals, **review_form())


@page("/me/offers/<public_id>/review", action=OWN_PAGES, methods=["POST"], again=my_review)
def my_review_send(session: Session, public_id: str) -> ResponseReturnValue:
    _say(session, public_id)
    return redirect(url_for("my_offer", public_id=public_id, said="thanks"), 303)


@page("/placements/<public_id>/review", action=WRITE, methods=["POST"], again=placement)
def placement_review(session: Session, public_id: str) -> ResponseReturnValue:
    _say(session, public_id)
    return redirect(url_for("placement", public_id=public_id), 303)


def _say(session: Session, public_id: str) -> None:
    shared, words = request.form.get("shared") == "yes", request.form.get("words", "")
    say_of_job(session, public_id, sent_answers(), words, shared=shared, actor=g.actor, at=now())


@page("/reviews", action=DECIDE)
def job_reviews(session: Session, refusals: Sequence[Refusal] = ()) -> str:
    paging = Paging.of_request()
    found = words_to_read(session, actor=g.actor, limit=paging.size, offset=paging.offset)
    total = count_words(session, actor=g.actor)
    return render_template(
        "work/reviews.html", reviews=found, total=total, paging=paging.of(total), refusals=refusals, **review_form()
    )


@page("/reviews", action=DECIDE, methods=["POST"], again=job_reviews)
def job_review_decide(session: Session) -> ResponseReturnValue:
    which, version = request.form.get("review", ""), request.form.get("version", "")
    if not which:
        raise Refusal("missing", field="review")
    show_them = request.form.get("do") == "show"
    read = int(version) if version.isascii() and version.isdecimal() else 0
    decide_on_words(session, which, read, show=show_them, actor=g.actor, at=now())
    return redirect(url_for("job_reviews", said="done"), 303)
