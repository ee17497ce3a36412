"""Signing in and out."""

from flask import current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.users import sign_in
from web.addresses import is_ours, safe_next
from web.formats import now
from web.routes import NOTHING, PUBLIC, page


@page("/login", action=PUBLIC)
def sign_in_form(opened: Session, refusals: tuple[Refusal, ...] = ()) -> str:
    accounts = current_app.config["DEMO_ACCOUNTS"]
    return render_template("sign_in.html", refusals=refusals, accounts=accounts, next=_next())


def _next() -> str:
    wanted = request.values.get("next", "")
    return wanted if is_ours(wanted) else ""


@page("/login", action=PUBLIC, methods=["POST"], again=sign_in_form)
def sign_in_send(opened: Session) -> ResponseReturnValue:
    login, password = request.form.get("login", ""), request.form.get("password", "")
    actor = sign_in(opened, login, password, at=now())
    if actor is None:
        g.actor = None
        return sign_in_form(opened, (Refusal("sign_in_wrong", field="password"),)), 422
    _begin(actor.user_id)
    return redirect(safe_next(url_for("home")), 303)


def _begin(user_id: int | None) -> None:
    """A fresh session cookie; only the language stays."""
    language = session.get("language")
    session.clear()
    session.permanent = True
    session["user"] = user_id
    if language:
        session["language"] = language


@page("/logout", action=PUBLIC, methods=["POST"], opens=NOTHING)
def sign_out() -> ResponseReturnValue:
    session.pop("user", None)
    return redirect(url_for("front"), 303)
