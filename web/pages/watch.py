"""The watch list: people in work whose placement may fail soon, with the reasons and what ranks them."""

from flask import g, render_template, request
from sqlalchemy.orm import Session

from services.signal_model import ENOUGH, ENOUGH_LATER
from services.signals import watch_list
from web import queue_words  # noqa: F401  the words of this page
from web.formats import now
from web.paging import Paging
from web.routes import page


@page("/watch", action="watch.read")
def watch(session: Session) -> str:
    paging, employer = Paging.of_request(), request.args.get("employer", "")
    found = watch_list(session, actor=g.actor, at=now(), employer=employer, limit=paging.size, offset=paging.offset)
    return render_template(
        "watch/list.html", found=found, ranker=found.ranker, enough=ENOUGH, enough_later=ENOUGH_LATER,
        employer=employer, paging=paging.of(found.entries),
    )  # fmt: skip
