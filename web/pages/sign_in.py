"""Signing in and out."""

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.users import check_sign_in, record_sign_in
from web.addresses import is_ours, safe_next
from web.formats import now
from web.routes import ITS_OWN, NOTHING, PUBLIC, database, page


@page("/login", action=PUBLIC)
def sign_in_form(opened: Session, refusals: tuple[Refusal, ...] = ()) -> str:
    accounts = current_app.config["DEMO_ACCOUNTS"]
    return render_template("sign_in.html", refusals=refusals, accounts=accounts, next=_next())


def _next() -> str:
    wanted = request.values.get("next", "")
    return wanted if is_ours(wanted) else ""


@page("/login", action=PUBLIC, methods=["POST"], opens=ITS_OWN, again=sign_in_form)
def sign_in_send() -> ResponseReturnValue:
    login, password, at = request.form.get("login", ""), request.form.get("password", ""), now()
    with database().reading() as opened:
        attempt = check_sign_in(opened, login, password, at=at)
    with database().writing() as opened:
        actor = record_sign_in(opened, attempt, at=at)
    if actor is None:
        raise Refusal("sign_in_wrong", field="password")
    _begin(actor.user_id)
    return redirect(safe_next(url_for("me" if actor.role == "labourer" else "home")), 303)


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
    session.pop("person", None)
    return redirect(url_for("front"), 303)
