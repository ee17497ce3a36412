"""Registering oneself, after the telephone was proved: one page, checked like a row of a village register."""

from collections.abc import Sequence

from flask import flash, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from services.errors import Refusal, RuleRefusal, Several
from services.own_registration import Person, read_registration, register, remember_number
from services.phone_codes import find_code, proved_code
from services.words import vocabulary
from web.errors import sentence
from web.formats import named, now
from web.own_consents import CONSENT_NAMES, CONSENT_TEXTS
from web.pages.phone_sign_in import PHONE, enter_person, limited_by_address, phone_sign_in
from web.routes import ITS_OWN, PUBLIC, database, page

LISTS = ("skills", "wish_occupations", "wish_places")
ASKED = ("name", "id_number", "address", "education", "skills", "wish_occupations", "wish_places", "wage")


@page("/register", action=PUBLIC)
def registration(opened: Session, refusals: Sequence[Refusal] = ()) -> ResponseReturnValue:
    row = find_code(opened, session.get(PHONE), at=now())
    if row is None or row.proved_at is None:
        return phone_sign_in(opened, refusals)
    levels = vocabulary(opened).educations.entries
    return render_template(
        "me/register.html",
        phone=row.phone,
        levels=[(each.name, named(each)) for each in levels],
        texts=CONSENT_TEXTS,
        names=CONSENT_NAMES,
        refusals=refusals,
    )


def _read_form() -> Person:
    """What was written, with no transaction open for writing; all that is to be mended at once."""
    cells, share = {name: request.form.get(name, "") for name in ASKED}, bool(request.form.get("share"))
    errors = [] if request.form.get("store") else [Refusal("consent_needed", field="store")]
    with database().reading() as opened:
        phone = proved_code(opened, session.get(PHONE), at=now()).phone
        try:
            person = read_registration(opened, cells, phone=phone, share=share, at=now())
        except Several as several:
            raise Several([*several.refusals, *errors]) from None
    if errors:
        raise Several(errors)
    return person


@page("/register", action=PUBLIC, methods=["POST"], opens=ITS_OWN, again=registration)
@limited_by_address
def registration_send() -> ResponseReturnValue:
    person = _read_form()
    try:
        with database().writing() as opened:
            code = proved_code(opened, session.get(PHONE), at=now())
            answer = enter_person(opened, register(opened, code, person, at=now()))
    except RuleRefusal as refusal:
        if refusal.code == "registered_already":
            with database().writing() as opened:
                remember_number(opened, proved_code(opened, session.get(PHONE), at=now()), person, at=now())
        raise
    flash(gettext("You are registered."))
    for each in person.flags:
        if each.field in LISTS:
            flash(sentence(each), "unread")
    return answer
