"""Accounts of a division: listed, made, disabled and enabled, given codes for a password, their work handed over."""

from collections.abc import Iterable
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.divisions import division_names, gazetteer
from services.employers import find_employer, list_employers
from services.errors import Refusal
from services.gateways.chosen import gateway_of
from services.gateways.trial import TEST
from services.handing_over import hand_over, open_work
from services.password_codes import GOOD_FOR, give_code, make_code
from services.second_factor import drop_factor_of, has_factor, needs_factor
from services.sign_ins import last_seen
from services.training_bases import find_base, list_bases
from services.users import (
    ROLES,
    User,
    add_user,
    disable_user,
    enable_user,
    find_user,
    list_users,
    roles_for,
    set_phone,
    sign_out_user,
)
from web.formats import now
from web.paging import Paging
from web.routes import ITS_OWN, database, page
from web.signed_in import LOG, settings
from web.words import label

RIGHT = "users.manage"
NOT_HERE = ("labourer",)  # made with the person's file, on the command line
MOST = 500


@page("/accounts", action=RIGHT)
def accounts(opened: Session) -> str:
    paging, text, role = Paging.of_request(), request.args.get("q", ""), request.args.get("role", "")
    wanted = {"text": text, "role": role if role in ROLES else ""}
    found = paging.cut(list_users(opened, actor=g.actor, limit=paging.size + 1, offset=paging.offset, **wanted))
    return render_template(
        "accounts/list.html",
        users=found,
        paging=paging,
        roles=_in_words(ROLES),
        names=division_names(opened, [each.division_code for each in found]),
        seen=last_seen(opened, [each.id for each in found]),
        **wanted,
    )


@page("/accounts/new", action=RIGHT)
def account_form(opened: Session, refusals: tuple[Refusal, ...] = ()) -> str:
    own = division_names(opened, [g.actor.division_code]).get(g.actor.division_code or 0, "")
    return render_template(
        "accounts/new.html",
        refusals=refusals,
        roles=_in_words(role for role in roles_for(g.actor) if role not in NOT_HERE),
        division=own,
        employers=[(each.public_id, each.name) for each in list_employers(opened, actor=g.actor, limit=MOST)],
        bases=[(each.public_id, each.name) for each in list_bases(opened, actor=g.actor, limit=MOST)],
    )


def _in_words(roles: Iterable[str]) -> list[tuple[str, str]]:
    return [(role, label("role", role)) for role in roles]


@page("/accounts/new", action=RIGHT, methods=["POST"], opens=ITS_OWN, again=account_form)
def account_create() -> ResponseReturnValue:
    """Make an account without a password, and show the code with which its owner sets one."""
    code, form = make_code(), request.form
    if form.get("role", "") in NOT_HERE:
        raise Refusal("account_role_elsewhere", field="role")
    with database().writing() as opened:
        user = add_user(
            opened,
            form.get("login", ""),
            name=form.get("name", "").strip()[:60],
            role=form.get("role", ""),
            password=None,
            actor=g.actor,
            at=now(),
            **_speaks_for(opened),
        )
        give_code(opened, user.login, code, actor=g.actor, at=now())
        LOG.info("account %s made by %s", user.id, g.actor.user_id)
        return _show_code(user, code.shown)


def _speaks_for(opened: Session) -> dict[str, Any]:
    """The division, employer and base of the form; an employer's and a base's account needs theirs."""
    form = request.form
    role, division = form.get("role", ""), form.get("account_division", "").strip()
    for kind in ("employer", "base"):
        if role == kind and not form.get(kind):
            raise Refusal("missing", field=kind)
    return {
        "division_code": gazetteer(opened).find(division, field="account_division").code
        if division
        else g.actor.division_code,
        "employer_id": find_employer(opened, form["employer"], actor=g.actor).id if role == "employer" else None,
        "base_id": find_base(opened, form["base"], actor=g.actor).id if role == "base" else None,
    }


def _show_code(user: User, code: str) -> str:
    minutes = int(GOOD_FOR.total_seconds() // 60)
    return render_template("accounts/code.html", user=user, code=code, minutes=minutes)


@page("/accounts/<public_id>", action=RIGHT)
def account_of(opened: Session, public_id: str, refusals: tuple[Refusal, ...] = ()) -> str:
    user = find_user(opened, public_id, actor=g.actor)
    return render_template(
        "accounts/one.html",
        user=user,
        refusals=refusals,
        names=division_names(opened, [user.division_code]),
        seen=last_seen(opened, [user.id]),
        work=len(open_work(opened, user.id)),
        factor=has_factor(opened, user.id),
        needed=needs_factor(user.role),
        mine=user.id == g.actor.user_id,
        may_change=user.role in roles_for(g.actor),
        handed=request.args.get("handed", type=int),
        left=request.args.get("left", type=int),
    )


def _back(public_id: str, **said: int) -> ResponseReturnValue:
    return redirect(url_for("account_of", public_id=public_id, **said), 303)


@page("/accounts/<public_id>/disable", action=RIGHT, methods=["POST"], again=account_of)
def account_disable(opened: Session, public_id: str) -> ResponseReturnValue:
    user = find_user(opened, public_id, actor=g.actor)
    disable_user(opened, user.login, actor=g.actor, at=now())
    LOG.info("account %s disabled by %s", user.id, g.actor.user_id)
    return _back(public_id)


@page("/accounts/<public_id>/enable", action=RIGHT, methods=["POST"], again=account_of)
def account_enable(opened: Session, public_id: str) -> ResponseReturnValue:
    user = enable_user(opened, find_user(opened, public_id, actor=g.actor).login, actor=g.actor, at=now())
    LOG.info("account %s enabled by %s", user.id, g.actor.user_id)
    return _back(public_id)


@page("/accounts/<public_id>/code", action=RIGHT, methods=["POST"], opens=ITS_OWN, again=account_of)
def account_code(public_id: str) -> ResponseReturnValue:
    """A code for a new password: sent to the telephone of the account where there is one, else shown once."""
    code = make_code()
    with database().writing() as opened:
        user = find_user(opened, public_id, actor=g.actor)
        by_phone = user.phone is not None and gateway_of(opened, settings()).name != TEST
        give_code(opened, user.login, code, actor=g.actor, at=now(), by_phone=by_phone)
        LOG.info("password code for account %s made by %s", user.id, g.actor.user_id)
        return _show_code(user, "" if by_phone else code.shown)


@page("/accounts/<public_id>/phone", action=RIGHT, methods=["POST"], again=account_of)
def account_phone(opened: Session, public_id: str) -> ResponseReturnValue:
    """Where the owner is told of what is done with the account; nothing typed takes the number away."""
    user = find_user(opened, public_id, actor=g.actor)
    set_phone(opened, user.login, request.form.get("phone", ""), actor=g.actor, at=now())
    return _back(public_id)


@page("/accounts/<public_id>/sign-out", action=RIGHT, methods=["POST"], again=account_of)
def account_sign_out(opened: Session, public_id: str) -> ResponseReturnValue:
    user = find_user(opened, public_id, actor=g.actor)
    sign_out_user(opened, user.login, actor=g.actor, at=now())
    LOG.info("account %s signed out everywhere by %s", user.id, g.actor.user_id)
    return _back(public_id)


@page("/accounts/<public_id>/second-factor", action=RIGHT, methods=["POST"], again=account_of)
def account_factor(opened: Session, public_id: str) -> ResponseReturnValue:
    user = find_user(opened, public_id, actor=g.actor)
    drop_factor_of(opened, user.login, actor=g.actor, at=now())
    LOG.info("second factor of account %s taken away by %s", user.id, g.actor.user_id)
    return _back(public_id)


@page("/accounts/<public_id>/hand-over", action=RIGHT, methods=["POST"], again=account_of)
def account_hand_over(opened: Session, public_id: str) -> ResponseReturnValue:
    user, successor = find_user(opened, public_id, actor=g.actor), request.form.get("successor", "").strip()
    if not successor:
        raise Refusal("missing", field="successor")
    handed = hand_over(opened, user.login, successor, actor=g.actor, at=now())
    LOG.info("work of account %s handed over by %s", user.id, g.actor.user_id)
    return _back(public_id, handed=handed.done, left=handed.left)
