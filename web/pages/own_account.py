"""One's own account: the password, the second factor, and where one is signed in."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.passwords import hash_password
from services.second_factor import has_factor, needs_factor
from services.sign_ins import end_own_others, end_own_sign_in, own_sign_ins
from services.users import change_password, check_sign_in, find_own_account, has_password, set_own_phone
from web.devices import device_words
from web.formats import now
from web.limits import limited
from web.routes import ITS_OWN, SIGNED_IN, database, page
from web.signed_in import LOG, from_where, is_required, lasting


@page("/account", action=SIGNED_IN)
def account(opened: Session, refusals: tuple[Refusal, ...] = ()) -> str:
    sign_ins = own_sign_ins(opened, lasting(), actor=g.actor, at=now())
    return render_template(
        "account.html",
        refusals=refusals,
        sign_ins=sign_ins,
        password=has_password(opened, g.actor.user_id),
        phone=find_own_account(opened, g.actor.user_id).phone,
        elsewhere=any(is_open and each.id != g.sign_in.id for each, is_open in sign_ins),
        here=g.sign_in.id,
        device_words=device_words,
        factor=has_factor(opened, g.actor.user_id),
        needed=needs_factor(g.actor.role),
        required=is_required(),
        said=request.args.get("said", ""),
    )


@page("/account/password", action=SIGNED_IN, methods=["POST"], opens=ITS_OWN, again=account)
@limited
def account_password() -> ResponseReturnValue:
    """A new password for the one in use; whoever is signed in elsewhere is out."""
    login, at = g.actor.login, now()
    new = hash_password(request.form.get("password", ""), login=login)
    with database().reading() as opened:
        attempt = check_sign_in(opened, login, request.form.get("old_password", ""), at=at, address=from_where())
    with database().writing() as opened:
        changed = change_password(opened, attempt, new, at=at, but=g.sign_in.id)
    if not changed:
        raise Refusal("old_password_wrong", field="old_password")
    LOG.info("password changed, account %s", g.actor.user_id)
    return redirect(url_for("account", said="password"), 303)


@page("/account/phone", action=SIGNED_IN, methods=["POST"], opens=ITS_OWN, again=account)
@limited
def account_own_phone() -> ResponseReturnValue:
    """Where one is told of what is done with one's account; the password shows that it is oneself."""
    at = now()
    with database().reading() as opened:
        password = request.form.get("phone_password", "")
        attempt = check_sign_in(opened, g.actor.login, password, at=at, address=from_where())
    with database().writing() as opened:
        changed = set_own_phone(opened, attempt, request.form.get("phone", ""), at=at)
    if not changed:
        raise Refusal("old_password_wrong", field="phone_password")
    LOG.info("telephone of account %s changed", g.actor.user_id)
    return redirect(url_for("account", said="phone"), 303)


@page("/account/sign-ins", action=SIGNED_IN, methods=["POST"], again=account)
def account_sign_ins(opened: Session) -> ResponseReturnValue:
    """End one of one's sign-ins, or all but this one."""
    chosen = request.form.get("sign_in", "")
    if chosen:
        end_own_sign_in(opened, chosen, actor=g.actor, at=now())
    else:
        end_own_others(opened, actor=g.actor, at=now(), but=g.sign_in.id)
    return redirect(url_for("account", said="ended"), 303)
