"""Signing in by telephone: the number, the code that was sent to it, and who of those that share it is there."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.errors import Refusal
from services.families import account_of, asks_for_birth, choose_by_phone, one_known, people_with
from services.labourers import Labourer
from services.phone_codes import find_code, proved_code, send_code, try_code, use_up
from services.second_factor import waits_for
from services.sign_ins import find_sign_in, remember_person
from web.addresses import is_ours
from web.formats import now
from web.limits import LIMITER, reader_network
from web.own_words import own_refusals
from web.routes import ITS_OWN, PUBLIC, database, page
from web.signed_in import LOG, TOKEN, enter, is_required, lasting, settings

PHONE = "phone"
"""The name under which the cookie holds the token of a code."""
WANTED = "wanted"
"""And that under which it holds the page to go on to."""


def most_codes() -> str:
    """How many codes one address may ask for."""
    return f"{settings().failures_of_address} per 10 minutes"


def limited_by_address(view: Any) -> Any:
    """Of a view that proves something by telephone, the failures of one address are counted, those of all such views
    together; wrong tries for a number lock it besides."""
    failed = {"deduct_when": lambda response: response.status_code >= 400}
    return LIMITER.shared_limit(most_codes, "phones", key_func=reader_network, **failed)(view)


@page("/login/phone", action=PUBLIC)
def phone_sign_in(opened: Session, refusals: Sequence[Refusal] = ()) -> str:
    if is_ours(wanted := request.args.get("next", "")):
        session[WANTED] = wanted
    return render_template("me/phone.html", refusals=refusals)


@page("/login/phone", action=PUBLIC, methods=["POST"], opens=ITS_OWN, again=phone_sign_in)
@LIMITER.limit(most_codes, key_func=reader_network)
def phone_sign_in_send() -> ResponseReturnValue:
    """The answer is the same whether or not anybody is registered with the number: whoever has it gets a code."""
    with database().writing() as opened:
        token = send_code(opened, request.form.get("phone", ""), at=now())
    session[PHONE] = token
    return redirect(url_for("phone_code"), 303)


@page("/login/phone/code", action=PUBLIC)
def phone_code(opened: Session, refusals: Sequence[Refusal] = ()) -> ResponseReturnValue:
    row = find_code(opened, session.get(PHONE), at=now())
    if row is None and not refusals:
        return phone_sign_in(opened)
    if row is not None and row.proved_at is not None and not refusals:
        return redirect(url_for("phone_person"), 303)
    return render_template("me/phone_code.html", row=row, refusals=refusals, shown=demo_code(row), to="phone_code_send")


def demo_code(row: object) -> str:
    """The code, where nothing is really sent: in the demo world."""
    return getattr(row, "code", None) or "" if current_app.config["DEMO_ACCOUNTS"] else ""


@page("/login/phone/code", action=PUBLIC, methods=["POST"], opens=ITS_OWN, again=phone_code)
@limited_by_address
def phone_code_send() -> ResponseReturnValue:
    with database().writing() as opened:
        right = try_code(opened, session.get(PHONE), request.form.get("code", ""), at=now())
    if not right:
        LOG.warning("code by telephone refused")
        raise Refusal("phone_code_wrong", field="code")
    with database().writing() as opened:
        code = proved_code(opened, session.get(PHONE), at=now())
        person = one_known(opened, people_with(opened, code), at=now())
        if person is not None:
            return _enter(opened, person)
    return redirect(url_for("phone_person"), 303)


@page("/login/phone/person", action=PUBLIC)
def phone_person(opened: Session, refusals: Sequence[Refusal] = ()) -> ResponseReturnValue:
    """Who of those with the number is there; with nobody of the register, to registering."""
    row = find_code(opened, session.get(PHONE), at=now())
    if row is None or row.proved_at is None:
        return phone_sign_in(opened, refusals)
    people = people_with(opened, row)
    if not people:
        return redirect(url_for("registration"), 303)
    by_birth = any(map(asks_for_birth, people))
    return render_template("me/phone_person.html", people=people, by_birth=by_birth, sentences=own_refusals(refusals))


@page("/login/phone/person", action=PUBLIC, methods=["POST"], opens=ITS_OWN, again=phone_person)
@limited_by_address
def phone_person_send() -> ResponseReturnValue:
    wanted, fact = request.form.get("person", ""), request.form.get("fact", "")
    if not wanted:
        raise Refusal("person_not_chosen", field="person")
    with database().writing() as opened:
        code = proved_code(opened, session.get(PHONE), at=now())
        person = choose_by_phone(opened, code, wanted, fact, at=now())
        if person is not None:
            return _enter(opened, person)
    LOG.warning("second fact of a telephone refused")
    raise Refusal("own_fact_wrong", field="fact")


def _enter(writer: Session, person: Labourer) -> ResponseReturnValue:
    """Begin the sign-in of a person whose telephone and, where it was asked for, second fact were proved."""
    use_up(proved_code(writer, session.get(PHONE), at=now()), now())
    return enter_person(writer, person)


def enter_person(writer: Session, person: Labourer) -> ResponseReturnValue:
    """Begin a sign-in of the person's account, as that person; on to their page, or to their second factor."""
    user, wanted = account_of(writer, person, at=now()), session.get(WANTED) or url_for("me")
    waits = waits_for(writer, user.id, user.role, required=is_required())
    enter(writer, user.id, waits)
    begun = find_sign_in(writer, session[TOKEN], lasting(), at=now())
    if begun is not None:
        remember_person(writer, begun.id, person.public_id)
    LOG.info("sign-in by telephone, account %s", user.id)
    return redirect(url_for("factor_code", next=wanted) if waits else wanted, 303)
