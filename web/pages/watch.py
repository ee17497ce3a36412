"""The watch list: people in work whose placement may fail soon, with the reasons and what ranks them."""

from flask import g, render_template
from sqlalchemy.orm import Session

from services.signal_model import ENOUGH, ENOUGH_LATER
from services.signals import watch_list
from web import queue_words  # noqa: F401  the words of this page
from web.formats import now
from web.paging import Paging
from web.routes import page


@page("/watch", action="placements.call")
def watch(session: Session) -> str:
    paging = Paging.of_request()
    found = watch_list(session, actor=g.actor, at=now(), limit=paging.size, offset=paging.offset)
    return render_template(
        "watch/list.html", found=found, ranker=found.ranker, enough=ENOUGH, enough_later=ENOUGH_LATER,
        paging=paging.of(found.total),
    )  # fmt: skip
