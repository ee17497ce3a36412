"""The second factor of one's own account: set up, new recovery codes, taken away; also while a sign-in waits for it."""

from datetime import timedelta

import segno
from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from services.access import Actor
from services.errors import NotAllowed, Refusal, RuleRefusal
from services.second_factor import (
    address_of,
    begin_factor,
    confirm_factor,
    has_factor,
    needs_factor,
    new_recovery_codes,
    pending_secret,
    recovery_codes_left,
    remove_factor,
    renew_recovery_codes,
)
from services.sign_ins import complete_sign_in
from services.users import check_sign_in, find_own_account, has_password, record_sign_in
from web.addresses import safe_next
from web.formats import now
from web.limits import limited
from web.pages.sign_in import prove, wanted_next
from web.routes import ITS_OWN, PUBLIC, SIGNED_IN, database, page
from web.signed_in import LOG, from_where, is_required, keep

JUST_NOW = timedelta(minutes=15)
"""So long after signing in it is still taken to be the same person."""


@page("/second-factor", action=PUBLIC)
def second_factor(opened: Session, refusals: tuple[Refusal, ...] = ()) -> ResponseReturnValue:
    """For whoever is signed in, or waits only for the factor to be set up."""
    here = g.sign_in
    if here is None or here.waits_for == "code":
        return redirect(url_for("sign_in_form", next=wanted_next() or None))
    if here.waits_for == "set_up" and has_factor(opened, here.user_id):  # by another window meanwhile
        return redirect(url_for("sign_in_form", next=wanted_next() or None))
    user, secret = find_own_account(opened, here.user_id), pending_secret(opened, here.user_id)
    return render_template(
        "second_factor.html",
        refusals=refusals,
        next=wanted_next(),
        account=user,
        there=has_factor(opened, user.id),
        left=recovery_codes_left(opened, user.id),
        secret=secret,
        picture=_picture(secret, user.login) if secret else "",
        needed=needs_factor(user.role),
        required=is_required(),
        password=has_password(opened, user.id),
    )


def _picture(secret: str, login: str) -> Markup:
    drawn = segno.make(address_of(secret, login), micro=False, error="m")
    return Markup(drawn.svg_inline(scale=5, border=4, light="#ffffff"))  # noqa: S704  drawn here, of our own address


@page("/second-factor/begin", action=PUBLIC, methods=["POST"], opens=ITS_OWN, again=second_factor)
@limited
def second_factor_begin() -> ResponseReturnValue:
    """Make a secret. Whoever is signed in gives the password again, for the window may be somebody else's by now; who
    has none has signed in just now."""
    here = g.sign_in
    if here is not None and here.waits_for != "code":
        if g.actor is not None:
            _refuse_others(g.actor)
        with database().writing() as opened:
            begin_factor(opened, here.user_id, at=now())
    return redirect(url_for("second_factor", next=wanted_next() or None), 303)


def _refuse_others(actor: Actor) -> None:
    with database().reading() as opened:
        password = has_password(opened, actor.user_id or 0)
    if password and not _gives_password(actor.login):
        raise Refusal("old_password_wrong", field="old_password")
    if not password and now() - g.sign_in.begun_at > JUST_NOW:
        raise RuleRefusal("sign_in_anew", minutes=JUST_NOW // timedelta(minutes=1))


def _gives_password(login: str) -> bool:
    with database().reading() as opened:
        attempt = check_sign_in(opened, login, request.form.get("old_password", ""), at=now(), address=from_where())
    with database().writing() as opened:
        return record_sign_in(opened, attempt, at=now()) is not None


@page("/second-factor/confirm", action=PUBLIC, methods=["POST"], opens=ITS_OWN, again=second_factor)
@limited
def second_factor_confirm() -> ResponseReturnValue:
    """Take the factor into use; a sign-in that waited for it is complete, and its recovery codes are shown, once."""
    here = g.sign_in
    if here is None or here.waits_for == "code":
        return redirect(url_for("sign_in_form"), 303)
    codes, hashes = new_recovery_codes()
    with database().writing() as opened:
        good = confirm_factor(
            opened, here.user_id, request.form.get("code", ""), hashes, at=now(), address=from_where()
        )
        token = complete_sign_in(opened, here.id, at=now()) if good else ""
    if not good:
        raise Refusal("factor_wrong", field="code")
    keep(token)
    LOG.info("second factor set up, account %s", here.user_id)
    return _shown_once(codes)


def _shown_once(codes: list[str]) -> str:
    return render_template("recovery_codes.html", codes=codes, next=safe_next(url_for("home")))


@page("/second-factor/codes", action=SIGNED_IN, methods=["POST"], opens=ITS_OWN, again=second_factor)
@limited
def second_factor_codes() -> ResponseReturnValue:
    """Ten new recovery codes in place of those before."""
    _prove_or_refuse()
    codes, hashes = new_recovery_codes()
    with database().writing() as opened:
        renew_recovery_codes(opened, hashes, actor=g.actor, at=now())
    return _shown_once(codes)


@page("/second-factor/remove", action=SIGNED_IN, methods=["POST"], opens=ITS_OWN, again=second_factor)
@limited
def second_factor_remove() -> ResponseReturnValue:
    if is_required() and needs_factor(g.actor.role):
        raise NotAllowed("factor_needed", role=g.actor.role)
    _prove_or_refuse()
    with database().writing() as opened:
        remove_factor(opened, actor=g.actor, at=now())
    LOG.info("second factor taken away, account %s", g.actor.user_id)
    return redirect(url_for("account"), 303)


def _prove_or_refuse() -> None:
    if not prove(g.actor.user_id):
        raise Refusal("factor_wrong", field="code")
