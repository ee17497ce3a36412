"""Accounts administered on pages: by division, with codes for passwords, and a leaver's work to somebody else."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models.user import User
from tests.web.conftest import County
from tests.web.test_sign_in import said

NEW = {"login": "xiaoli", "name": "李敏", "role": "counsellor", "account_division": "三都水族自治县"}


def public_id(county: County, login: str) -> str:
    with county.office.database.reading() as session:
        return session.scalars(select(User.public_id).where(User.login == login)).one()


def shown_code(page: str) -> str:
    [code] = re.findall(r"<code>([2-9A-Z]{5}-[2-9A-Z]{5})</code>", page)
    return code


def sets(app: Flask, login: str, code: str, password: str = "a new secret") -> int:
    form = {"login": login, "code": code, "password": password}
    return app.test_client().post("/login/password", data=form).status_code


def enters(app: Flask, login: str, password: str) -> bool:
    client = app.test_client()
    client.post("/login", data={"login": login, "password": password})
    return client.get("/account").status_code == 200


def test_a_new_account_sets_its_password_with_the_code_shown_once(app: Flask, county: County) -> None:
    office = county.client(app, "county")
    answer = office.post("/accounts/new", data=NEW)
    assert answer.headers["Cache-Control"] == "no-store"
    code = shown_code(answer.text)
    assert not enters(app, "xiaoli", code)
    assert sets(app, "xiaoli", code, "short") == 422
    assert sets(app, "xiaoli", code) == 303
    assert enters(app, "xiaoli", "a new secret")
    assert code not in office.get(f"/accounts/{public_id(county, 'xiaoli')}").text


def test_five_wrong_codes_end_the_right_one_and_nobody_learns_which_accounts_there_are(
    app: Flask, county: County
) -> None:
    code = shown_code(county.client(app, "county").post("/accounts/new", data=NEW).text)
    answers, client = [], app.test_client()
    for login in ("xiaoli", "nobody"):
        form = {"login": login, "code": "AAAAA-AAAAA", "password": "a new secret"}
        answers.append(client.post("/login/password", data=form).text)
    assert said(answers[0], "xiaoli") == said(answers[1], "nobody")
    assert [sets(app, "xiaoli", "AAAAA-AAAAA") for _ in range(4)] == [422] * 4
    assert sets(app, "xiaoli", code) == 422


def test_what_is_wrong_with_a_new_account_stands_at_its_field(app: Flask, county: County) -> None:
    office = county.client(app, "county")
    for wrong, field in (
        ({"login": "auditor"}, "login"),
        ({"login": " "}, "login"),
        ({"role": ""}, "role"),
        ({"account_division": "火星"}, "account_division"),
        ({"role": "employer"}, "employer"),
        ({"role": "base"}, "base"),
        ({"role": "labourer"}, "role"),
    ):
        answer = office.post("/accounts/new", data={**NEW, **wrong})
        assert answer.status_code == 422, wrong
        assert f'href="#field-{field}"' in answer.text, wrong


def test_an_office_makes_no_account_above_itself_or_outside(app: Flask, county: County) -> None:
    office = county.client(app, "county")
    for beyond in ({"role": "administrator"}, {"role": "auditor"}, {"role": "finance"}, {"account_division": "惠水县"}):
        assert office.post("/accounts/new", data={**NEW, **beyond}).status_code == 403, beyond


def test_an_administrator_of_another_division_sees_no_accounts_of_this_one(app: Flask, county: County) -> None:
    other = county.client(app, "other county")
    page = other.get("/accounts").text
    assert ">other<" in page
    assert ">counsellor<" not in page
    address = f"/accounts/{public_id(county, 'counsellor')}"
    assert other.get(address).status_code == 404
    for act in ("disable", "enable", "code", "sign-out", "second-factor", "hand-over"):
        assert other.post(f"{address}/{act}", data={"successor": "other"}).status_code == 404, act
    assert enters(app, "counsellor", "counsellor-secret")


def test_a_disabled_account_is_out_at_once_and_in_again_once_enabled(app: Flask, county: County) -> None:
    office, clerk = county.client(app, "county"), county.client(app, "counsellor")
    address = f"/accounts/{public_id(county, 'counsellor')}"
    assert clerk.get("/home").status_code == 200
    assert office.post(f"{address}/disable").status_code == 303
    assert clerk.get("/home").location.startswith("/login")
    assert office.post(f"{address}/code").status_code == 409
    assert office.post(f"{address}/enable").status_code == 303
    assert clerk.get("/home").location.startswith("/login")  # and signs in anew
    assert enters(app, "counsellor", "counsellor-secret")


def test_an_office_signs_somebody_out_everywhere(app: Flask, county: County) -> None:
    office, clerk = county.client(app, "county"), county.client(app, "counsellor")
    assert clerk.get("/home").status_code == 200
    office.post(f"/accounts/{public_id(county, 'counsellor')}/sign-out")
    assert clerk.get("/home").location.startswith("/login")
    assert enters(app, "counsellor", "counsellor-secret")


def test_nobody_disables_themselves_and_an_office_does_not_touch_the_auditor(app: Flask, county: County) -> None:
    office = county.client(app, "county")
    assert office.post(f"/accounts/{public_id(county, 'county')}/disable").status_code == 409
    auditor = f"/accounts/{public_id(county, 'auditor')}"
    assert "disable" not in office.get(auditor).text
    assert office.post(f"{auditor}/disable").status_code == 403


def test_work_is_handed_over_to_an_account_that_is_named(app: Flask, county: County) -> None:
    office = county.client(app, "county")
    address = f"/accounts/{public_id(county, 'counsellor')}"
    assert office.post(f"{address}/hand-over").status_code == 422
    assert office.post(f"{address}/hand-over", data={"successor": "nobody"}).status_code == 404
    answer = office.post(f"{address}/hand-over", data={"successor": "township"})
    assert answer.location == f"{address}?handed=0&left=0"


def test_accounts_are_found_by_name_and_role(app: Flask, client: FlaskClient, county: County) -> None:
    office = county.client(app, "county")
    assert ">township<" in office.get("/accounts?q=TOWN").text
    assert ">township<" not in office.get("/accounts?q=zzz").text
    assert ">township<" not in office.get("/accounts?role=liaison").text
