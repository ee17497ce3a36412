"""Every route × every role answers as the permission table says, in the own and in another division."""

import pytest
from flask import Flask

from services.access import ALL, PERMISSIONS
from tests.web.conftest import County
from web.routes import PUBLIC, ROUTES, SIGNED_IN, Route

SEEN = {200, 302, 303, 409, 422}  # 409 and 422: allowed to ask, and then a rule or an empty form says no
HIDDEN = {403, 404}
NO_SUBJECT = {"twin_merge", "twin_part", "import_file", "import_progress", "import_start", "import_rejects"}


def address(route: Route, county: County) -> str:
    subject = county.labourer_id if route.rule.startswith("/labourers") else county.order_id
    return route.rule.replace("<public_id>", subject).replace("<any(zh, en):code>", "en")


def expected(route: Route, role: str) -> set[int]:
    if route.action in (PUBLIC, SIGNED_IN):
        return SEEN
    if role not in PERMISSIONS[route.action]:
        return {403}
    return {404} if route.endpoint in NO_SUBJECT else SEEN


def visited(app: Flask, county: County, who: str) -> dict[str, tuple[Route, int]]:
    """The status of each route for one account; each with a fresh cookie, because some sign out."""
    answers = {}
    for route in ROUTES:
        client = county.client(app, who)
        method = client.post if "POST" in route.methods else client.get
        answers[f"{route.methods[0]} {route.rule}"] = route, method(address(route, county)).status_code
    return answers


@pytest.mark.parametrize("role", ["county", "counsellor", "liaison", "employer", "auditor", "finance", "school"])
def test_each_route_answers_a_role_as_the_table_says(app: Flask, county: County, role: str) -> None:
    answers = visited(app, county, role)
    wrong = {name: status for name, (route, status) in answers.items() if status not in expected(route, role)}
    assert wrong == {}


def test_another_county_sees_none_of_this_countys_subjects(app: Flask, county: County) -> None:
    answers = visited(app, county, "other county")
    subjects = {name: status for name, (route, status) in answers.items() if "<public_id>" in route.rule}
    assert {name: status for name, status in subjects.items() if status not in HIDDEN} == {}


def test_whoever_is_not_signed_in_is_sent_to_sign_in(app: Flask, county: County) -> None:
    client = app.test_client()
    closed = [route for route in ROUTES if route.action != PUBLIC and "GET" in route.methods]
    answers = {route.rule: client.get(address(route, county)) for route in closed}
    assert {rule for rule, answer in answers.items() if answer.status_code != 302} == set()
    assert all(answer.location.startswith("/login?next=") for answer in answers.values())


def test_every_action_of_a_route_is_in_the_permission_table() -> None:
    assert {route.action for route in ROUTES} - PERMISSIONS.keys() == {PUBLIC, SIGNED_IN}


def test_nothing_is_written_by_a_get_except_who_read_a_file() -> None:
    assert [route.rule for route in ROUTES if "GET" in route.methods and route.opens == "writing"] == [
        "/labourers/<public_id>"
    ]


def test_the_administrator_reaches_every_county(app: Flask, county: County) -> None:
    everywhere = {action for action, scopes in PERMISSIONS.items() if scopes.get("administrator") == ALL}
    answers = visited(app, county, "administrator")
    reached = {name: status for name, (route, status) in answers.items() if route.action in everywhere}
    assert {name: status for name, status in reached.items() if status == 403} == {}
