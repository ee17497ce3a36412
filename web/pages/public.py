"""What anyone may see: what Sunmatch is, what is being recruited now, and the language switch."""

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.disclosures import recruiting_now
from web.addresses import safe_next
from web.languages import LANGUAGES
from web.routes import NOTHING, PUBLIC, page


@page("/", action=PUBLIC)
def front(opened: Session) -> ResponseReturnValue:
    return render_template("front.html", recruiting=recruiting_now(opened))


@page("/language/<any(zh, en):code>", action=PUBLIC, methods=["POST"], opens=NOTHING)
def switch_language(code: str) -> ResponseReturnValue:
    session["language"] = code if code in LANGUAGES else "zh"
    return redirect(safe_next(url_for("front")), 303)
