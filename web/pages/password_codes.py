"""A new password with a one-time code from whoever administers the account."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.password_codes import check_code, use_code
from services.passwords import hash_password
from web.formats import now
from web.limits import limited
from web.routes import ITS_OWN, PUBLIC, database, page
from web.signed_in import LOG, from_where


@page("/login/password", action=PUBLIC)
def password_code(opened: Session, refusals: tuple[Refusal, ...] = ()) -> str:
    return render_template("password_code.html", refusals=refusals)


@page("/login/password", action=PUBLIC, methods=["POST"], opens=ITS_OWN, again=password_code)
@limited
def password_code_send() -> ResponseReturnValue:
    """The answer is the same for a wrong code, one that ran out, and an account that nobody has."""
    login, at = request.form.get("login", ""), now()
    new = hash_password(request.form.get("password", ""), login=login)
    with database().reading() as opened:
        attempt = check_code(opened, login, request.form.get("code", ""), address=from_where())
    with database().writing() as opened:
        done = use_code(opened, attempt, new, at=at)
    if not done:
        LOG.warning("password code refused, account %s", attempt.user_id or "unknown")
        raise Refusal("password_code_wrong", field="code")
    LOG.info("password set with a code, account %s", attempt.user_id)
    return redirect(url_for("sign_in_form", said="password"), 303)
