"""Signing in and out: the password, then the code of the second factor where there is one."""

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.oidc import is_offered
from services.second_factor import check_factor, prove_factor, waits_for
from services.sign_ins import complete_sign_in
from services.users import check_sign_in, record_sign_in
from web.addresses import is_ours, safe_next
from web.formats import now
from web.limits import limited
from web.routes import ITS_OWN, PUBLIC, database, page
from web.signed_in import LOG, enter, from_where, is_required, keep, leave, settings


@page("/login", action=PUBLIC)
def sign_in_form(opened: Session, refusals: tuple[Refusal, ...] = ()) -> str:
    accounts = current_app.config["DEMO_ACCOUNTS"]
    return render_template(
        "sign_in.html",
        refusals=refusals,
        accounts=accounts,
        next=wanted_next(),
        required=is_required(),
        sign_on=is_offered(settings()),
    )


def wanted_next() -> str:
    """Where to go afterwards, if that is a page of ours."""
    wanted = request.values.get("next", "")
    return wanted if is_ours(wanted) else ""


@page("/login", action=PUBLIC, methods=["POST"], opens=ITS_OWN, again=sign_in_form)
@limited
def sign_in_send() -> ResponseReturnValue:
    """The answer is the same, in words and in time, for a wrong password and for an account that nobody has."""
    login, password, at = request.form.get("login", ""), request.form.get("password", ""), now()
    with database().reading() as opened:
        attempt = check_sign_in(opened, login, password, at=at, address=from_where())
    with database().writing() as opened:
        actor = record_sign_in(opened, attempt, at=at)
        if actor is not None and actor.user_id is not None:
            waits = waits_for(opened, actor.user_id, actor.role, required=is_required())
            enter(opened, actor.user_id, waits)
    if actor is None:
        LOG.warning("sign-in refused, account %s", attempt.user_id or "unknown")
        raise Refusal("sign_in_wrong", field="password")
    LOG.info("sign-in, account %s%s", actor.user_id, f", waits for {waits}" if waits else "")
    return redirect(after_password(waits, wanted_next(), "me" if actor.role == "labourer" else "home"), 303)


def after_password(waits: str | None, wanted: str, start: str = "home") -> str:
    """Where to go once it is known who somebody is: to the second step if that waits, else to where they wanted."""
    pages = {"code": "factor_code", "set_up": "second_factor"}
    return url_for(pages[waits], next=wanted or None) if waits else wanted or url_for(start)


@page("/login/code", action=PUBLIC)
def factor_code(opened: Session, refusals: tuple[Refusal, ...] = ()) -> ResponseReturnValue:
    if g.sign_in is None or g.sign_in.waits_for != "code":
        return _nothing_waits()
    return render_template("factor_code.html", refusals=refusals, next=wanted_next())


@page("/login/code", action=PUBLIC, methods=["POST"], opens=ITS_OWN, again=factor_code)
@limited
def factor_code_send() -> ResponseReturnValue:
    waiting = g.sign_in
    if waiting is None or waiting.waits_for != "code":
        return _nothing_waits()
    if not prove(waiting.user_id):
        raise Refusal("factor_wrong", field="code")
    with database().writing() as opened:
        token = complete_sign_in(opened, waiting.id, at=now())
    keep(token)
    return redirect(safe_next(url_for("home")), 303)


def _nothing_waits() -> ResponseReturnValue:
    """No sign-in waits for a code: to the start page, or to signing in."""
    return redirect(safe_next(url_for("home" if g.actor else "sign_in_form")), 303)


def prove(user_id: int) -> bool:
    """Whether the code of the form is good for the account; a wrong one is on record before that is said."""
    with database().reading() as opened:
        proof = check_factor(opened, user_id, request.form.get("code", ""), at=now())
    with database().writing() as opened:
        good = prove_factor(opened, user_id, proof, at=now(), address=from_where())
    say = LOG.info if good else LOG.warning
    say("second factor %s, account %s", "proved" if good else "refused", user_id)
    return good


@page("/logout", action=PUBLIC, methods=["POST"], opens=ITS_OWN)
def sign_out() -> ResponseReturnValue:
    """Pages are stored nowhere; whatever a browser keeps of us all the same, it is asked to drop."""
    with database().writing() as opened:
        leave(opened)
    answer = current_app.make_response(redirect(url_for("front"), 303))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
