"""A system does what its token's rights and the one permission table let it do, in its division, until it is ended."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from models.api import SystemToken
from services.api_tokens import add_system, find_system, new_token, revoke_tokens
from services.errors import NotAllowed, Refusal, RuleRefusal
from services.password_codes import give_code, make_code
from services.users import disable_user, reset_password
from tests.api.calling import Caller, rights_of, system
from tests.office import SANDU
from tests.placing import lose
from tests.web.conftest import OTHER_COUNTY, County
from tests.web.placed import hired
from web.api.operations import OPERATIONS


def test_without_a_token_in_force_every_operation_answers_401(app: Flask, county: County) -> None:
    for operation in OPERATIONS:
        address = operation.rule.replace("<", "").replace(">", "")
        for token in ("", "sunmatch_nobody"):
            nobody = Caller(app, token, "nobody")
            answer = nobody.post(address) if operation.writes else nobody.get(address)
            assert (answer.status_code, answer.json["code"]) == (401, "token_missing"), operation.rule
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_signed_in_browser_is_nobody_to_the_api(app: Flask, county: County) -> None:
    browser = county.client(app, "administrator")
    assert browser.get("/orders").status_code == 200
    assert browser.get("/api/v1/orders").status_code == 401


def test_a_system_of_another_county_sees_nothing_and_changes_nothing(app: Flask, county: County) -> None:
    stranger = system(app, county.office, "stranger", division=OTHER_COUNTY)
    for noun in ("orders", "offers", "placements", "displacements", "classes"):
        assert stranger.get(f"/{noun}").json == {"items": [], "next": None}
    order = f"/orders/{county.order_id}"
    assert stranger.get(order).status_code == 404
    assert stranger.get(f"{order}/candidates").status_code == 404
    assert stranger.get(f"{order}/candidates/{county.labourer_id}").status_code == 404
    for step in ("approve", "cancel", "close"):
        assert stranger.post(f"{order}/{step}", {"note": "x"}).status_code == 404
    assert stranger.post("/offers", {"labourer": county.labourer_id, "list": county.list_id}).status_code == 403
    assert county.office.order(county.order_id).state == "approved"


def test_no_operation_reaches_a_subject_of_another_county(app: Flask, caller: Caller, county: County) -> None:
    placement, other = hired(county.office, 2)
    lose(county.office, other)
    real = {
        "order": county.order_id,
        "labourer": county.labourer_id,
        "placement": placement,
        "displacement": caller.get("/displacements").json["items"][0]["id"],
    }
    bodies = {
        "placements_decline": {"reason": "pay"},
        "placements_calls": {"kind": "trainee_number", "outcome": "reached"},
        "deliveries_sign": {"placements": [placement]},
    }
    stranger = system(app, county.office, "stranger", division=OTHER_COUNTY)
    tried = [each for each in OPERATIONS if real.keys() & set(re.findall(r"<(\w+)>", each.rule))]
    for operation in tried:
        address = re.sub(r"<(\w+)>", lambda found: real[found[1]], operation.rule)
        says_why = operation.body is not None and "note" in operation.body.model_fields
        body = bodies.get(operation.name, {"note": "x"} if says_why else {})
        answer = stranger.post(address, body) if operation.writes else stranger.get(address)
        assert answer.status_code == 404, (operation.name, answer.text)
    assert len(tried) >= 20
    named = {
        "/confirmations": {"placements": [placement]},
        "/displacements": {"placement": placement, "reason": "died"},
    }
    for address, body in named.items():
        assert stranger.post(address, body).status_code == 404


def test_a_system_uses_only_the_rights_it_was_given(app: Flask, county: County) -> None:
    reader = system(app, county.office, "reader", rights=["orders.read"])
    assert reader.get(f"/orders/{county.order_id}").status_code == 200
    assert reader.get(f"/orders/{county.order_id}").json["actions"] == []
    refused = reader.post(f"/orders/{county.draft_id}/cancel", {"note": "x"})
    assert (refused.status_code, refused.json["code"]) == (403, "right_not_given")
    assert reader.get("/placements").status_code == 403
    assert county.office.order(county.draft_id).state == "draft"


def test_each_operation_asks_for_one_of_its_rights(app: Flask, county: County) -> None:
    for number, operation in enumerate(each for each in OPERATIONS if each.rights):
        rights = sorted(set(rights_of("county")) - set(operation.rights))
        lacking = system(app, county.office, f"lacking-{number}", rights=rights)
        address = operation.rule.replace("<", "").replace(">", "")
        answer = lacking.post(address) if operation.writes else lacking.get(address)
        assert answer.status_code == 403, operation.rule


def test_an_employers_own_system_sees_the_employers_orders_alone(app: Flask, county: County) -> None:
    firm = county.office.order(county.order_id).employer_id
    own = system(app, county.office, "erp", role="employer", division=None, employer=firm)
    assert {each["employer_id"] for each in own.get("/orders").json["items"]} == {
        own.get(f"/orders/{county.order_id}").json["employer_id"]
    }
    assert own.get(f"/orders/{county.order_id}/candidates").status_code == 403


def test_a_revoked_token_and_a_disabled_account_are_nobody(caller: Caller, county: County) -> None:
    office = county.office
    with office.database.writing() as session:
        found = find_system(session, caller.login, actor=office.actor)
        second = Caller(caller.app, new_token(session, found, actor=office.actor, at=office.at), caller.login)
    assert second.get("/orders").status_code == 200
    with office.database.writing() as session:
        found = find_system(session, caller.login, actor=office.actor)
        revoke_tokens(session, found, token=found.tokens[0].public_id, actor=office.actor, at=office.at)
    assert (caller.get("/orders").status_code, second.get("/orders").status_code) == (401, 200)
    with office.database.writing() as session:
        disable_user(session, caller.login, actor=office.actor, at=office.at)
    assert second.get("/orders").status_code == 401


def test_a_token_is_kept_by_its_hash_alone_and_its_use_is_noted(caller: Caller, county: County) -> None:
    caller.get("/orders")
    with county.office.database.reading() as session:
        kept = session.scalars(select(SystemToken)).one()
        assert kept.last_used_at is not None and caller.token.encode() not in kept.hash and len(kept.hash) == 32


def test_nobody_makes_a_system_that_reaches_further_than_they_administer(county: County) -> None:
    office = county.office
    made = {"name": "x", "actor": county.accounts["county"], "at": office.at}
    with office.database.writing() as session:
        for role, division in (("administrator", SANDU), ("county", OTHER_COUNTY)):
            with pytest.raises(NotAllowed):
                add_system(session, "x", role=role, division_code=division, rights=["orders.read"], **made)
        for role, rights in (("labourer", ["own_pages.use"]), ("finance", ["orders.review"]), ("county", [])):
            with pytest.raises(Refusal):
                add_system(session, "x", role=role, division_code=SANDU, rights=rights, **made)


def test_nobody_gets_a_password_for_the_account_of_a_system(app: Flask, county: County) -> None:
    """Signed in with one, somebody would have all rights of its role."""
    office = county.office
    system(app, office, "lonely", division=SANDU)
    code = make_code()
    with pytest.raises(RuleRefusal, match="system_has_no_password"), office.database.writing() as session:
        give_code(session, "lonely", code, actor=office.actor, at=office.at)
    with pytest.raises(RuleRefusal, match="system_has_no_password"), office.database.writing() as session:
        reset_password(session, "lonely", "a good new secret", actor=office.actor, at=office.at)
