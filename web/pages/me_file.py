"""People look after their own file: what they want and can, their number, what they agreed to, who they are, and its
end."""

import re
from collections.abc import Sequence

from flask import g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from services.consents import TEXT_VERSION, consents_of, give_consent, withdraw_consent
from services.divisions import gazetteer
from services.erasure import erase_own_file
from services.errors import Refusal
from services.families import own_person
from services.file_requests import CAN_BE_ASKED, ask_change, own_requests
from services.labourers import find_labourer
from services.own_file import change_phone, correct_file
from services.phone_codes import find_code, proved_code, send_code, try_code
from web.field_names import field_name
from web.formats import now
from web.own_consents import CONSENT_NAMES, CONSENT_TEXTS
from web.own_pages import OWN_PAGES, for_a_person, show
from web.pages.phone_sign_in import PHONE, demo_code, limited_by_address
from web.routes import ITS_OWN, PUBLIC, database, page
from web.sent_wishes import sent_wishes
from web.signed_in import LOG, leave

LISTS = "、"
REFERENCE = re.compile("[0-9A-Z]{12}")


@page("/me/file/change", action=OWN_PAGES)
@for_a_person
def my_changes(opened: Session, refusals: Sequence[Refusal] = ()) -> str:
    """In Chinese, in whatever language the page is: these words are read back."""
    person = find_labourer(opened, own_person(opened, actor=g.actor).public_id, actor=g.actor)
    lists = {
        "skills": LISTS.join(each.skill.name for each in person.skills),
        "wish_occupations": LISTS.join(each.occupation.name for each in person.wishes),
        "wish_places": LISTS.join(gazetteer(opened).full_name(each.division_code) for each in person.places),
    }
    flags = [each for each in person.flags if each["field"] in lists]
    return show("changes", person=person, lists=lists, flags=flags, given=refusals, refusals=refusals)


@page("/me/file/change", action=OWN_PAGES, methods=["POST"], again=my_changes)
@for_a_person
def my_changes_save(opened: Session) -> ResponseReturnValue:
    flags = correct_file(opened, sent_wishes(), actor=g.actor, at=now())
    return redirect(url_for("my_changes" if flags else "my_file", said="saved"), 303)


@page("/me/phone", action=OWN_PAGES)
@for_a_person
def my_phone(opened: Session, refusals: Sequence[Refusal] = ()) -> str:
    return show("new_phone", person=own_person(opened, actor=g.actor), given=refusals, refusals=refusals)


@page("/me/phone", action=OWN_PAGES, methods=["POST"], again=my_phone)
@for_a_person
def my_phone_send(opened: Session) -> ResponseReturnValue:
    """A code goes to the new number before it is taken."""
    person, wanted = own_person(opened, actor=g.actor), request.form.get("phone", "")
    session[PHONE] = send_code(opened, wanted, at=now(), purpose="change", labourer_id=person.id)
    return redirect(url_for("my_phone_code"), 303)


@page("/me/phone/code", action=OWN_PAGES)
@for_a_person
def my_phone_code(opened: Session, refusals: Sequence[Refusal] = ()) -> ResponseReturnValue:
    row = find_code(opened, session.get(PHONE), at=now(), purpose="change")
    if row is None and not refusals:
        return redirect(url_for("my_phone"), 303)
    return show("phone_code", row=row, given=refusals, shown=demo_code(row), to="my_phone_prove", refusals=refusals)


@page("/me/phone/code", action=OWN_PAGES, methods=["POST"], opens=ITS_OWN, again=my_phone_code)
@limited_by_address
@for_a_person
def my_phone_prove() -> ResponseReturnValue:
    token = session.get(PHONE)
    with database().writing() as opened:
        right = try_code(opened, token, request.form.get("code", ""), at=now(), purpose="change")
    if not right:
        raise Refusal("phone_code_wrong", field="code")
    with database().writing() as opened:
        change_phone(opened, proved_code(opened, token, at=now(), purpose="change"), actor=g.actor, at=now())
    session.pop(PHONE, None)
    return redirect(url_for("my_file", said="saved"), 303)


@page("/me/file/request", action=OWN_PAGES)
@for_a_person
def my_request(opened: Session, refusals: Sequence[Refusal] = ()) -> str:
    person = own_person(opened, actor=g.actor)
    can = [each for each in CAN_BE_ASKED if each != "birth" or not person.id_number]
    fields = [(each, field_name(each)) for each in can]
    asked = own_requests(opened, actor=g.actor)
    return show("request", person=person, fields=fields, asked=asked, given=refusals, refusals=refusals)


@page("/me/file/request", action=OWN_PAGES, methods=["POST"], again=my_request)
@for_a_person
def my_request_send(opened: Session) -> ResponseReturnValue:
    ask_change(opened, request.form.get("field", ""), request.form.get("wanted", ""), actor=g.actor, at=now())
    return redirect(url_for("my_request", said="asked"), 303)


@page("/me/consents", action=OWN_PAGES)
@for_a_person
def my_consents(opened: Session, refusals: Sequence[Refusal] = ()) -> str:
    given = consents_of(opened, actor=g.actor)
    holding = {each.purpose: each for each in given if each.withdrawn_at is None}
    return show(
        "consents",
        given=given,
        holding=holding,
        texts=CONSENT_TEXTS,
        names=CONSENT_NAMES,
        version=TEXT_VERSION,
        refusals=refusals,
    )


@page("/me/consents", action=OWN_PAGES, methods=["POST"], again=my_consents)
@for_a_person
def my_consents_send(opened: Session) -> ResponseReturnValue:
    """Agree, or take it back."""
    act = give_consent if request.form.get("do") == "give" else withdraw_consent
    act(opened, request.form.get("purpose", ""), actor=g.actor, at=now())
    return redirect(url_for("my_consents", said="saved"), 303)


@page("/me/erase", action=OWN_PAGES)
@for_a_person
def my_erasure(opened: Session, refusals: Sequence[Refusal] = ()) -> str:
    """What will go and what stays, before anything goes."""
    return show("erase", person=own_person(opened, actor=g.actor), refusals=refusals)


@page("/me/erase", action=OWN_PAGES, methods=["POST"], again=my_erasure)
@for_a_person
def my_erasure_send(opened: Session) -> ResponseReturnValue:
    reference = own_person(opened, actor=g.actor).public_id
    erased = erase_own_file(opened, request.form.get("typed", ""), actor=g.actor, at=now())
    leave(opened)
    LOG.info("erased at their own wish: row %s", erased)
    return redirect(url_for("erased", reference=reference), 303)


@page("/erased", action=PUBLIC)
def erased(opened: Session) -> str:
    given = request.args.get("reference", "")
    return show("erased", reference=given if REFERENCE.fullmatch(given) else "")
