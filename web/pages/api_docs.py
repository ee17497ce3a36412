"""The document of the API for people to read."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.api_answers import KEPT_FOR
from services.outgoing import MOST_TRIES
from web.api.operations import PREFIX
from web.api.reading import NOUNS, entries, shapes
from web.routes import PUBLIC, page


@page("/api/v1/docs", action=PUBLIC)
def api_docs(session: Session) -> ResponseReturnValue:
    return render_template(
        "api_docs.html", nouns=NOUNS, entries=entries(), shapes=shapes(), prefix=PREFIX, tries=MOST_TRIES,
        hours=int(KEPT_FOR.total_seconds() // 3600),
    )  # fmt: skip
