"""Every route × role × place × subject answers as the permission table says, and lists show what it lets one read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models.sealed import KeyRing
from models.user import ROLES
from services.access import ALL, OWN, PERMISSIONS, Actor, scope_of
from tests.web.conftest import built, copied, token_of, with_token
from tests.web.forms import least_form, says_enough
from tests.web.subjects import FIRMS, PLACES, Subject, World, build_world
from web.routes import PUBLIC, ROUTES, SIGNED_IN, Route
from workers.servers import PostgreSQL

SEEN = {200, 302, 303, 409, 422}  # 409: allowed to ask, and then a rule says no; 422: so does a form that says nothing
HIDDEN = {403, 404}
ON_POSTGRESQL = ("administrator", "employer", "labourer")
"""Who together see every page: what a database can change is seen by them; the table itself is walked on SQLite."""
LISTED = {
    "orders": "orders.read",
    "labourers": "labourers.read",
    "imports": "labourers.import",
    "twins": "twins.decide",
    "bases": "bases.read",
    "classes": "classes.read",
    "placements": "placements.read",
    "displacements": "displacements.read",
    "weights": "weights.read",
    "messages": "messages.read",
    "accounts": "users.manage",
    "file-requests": "labourers.import",
}


@pytest.fixture(scope="module")
def world_template(
    template: str, postgres: PostgreSQL | None, ring: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, World]:
    """URL of a database with every subject and account, built once, and what is in it."""
    return built(template, postgres, "rights", tmp_path_factory.mktemp("world"), build_world)


@pytest.fixture
def world(world_template: tuple[str, World]) -> World:
    return world_template[1]


@pytest.fixture
def database_url(world_template: tuple[str, World], postgres: PostgreSQL | None, tmp_path: Path) -> Iterator[str]:
    """A copy of that database for each role: some of what they may do changes it."""
    yield copied(world_template[0], postgres, f"rights_{tmp_path.name}".lower(), tmp_path)


TAKEN_AWAY = ".<any(csv, xlsx):form>"
"""How the addresses of tables end; those that name people write down who took them away."""
ENDS = ("sign_out", "account_sign_ins")
"""After these the next browser of an actor signs in again."""


def tokens_of(app: Flask) -> dict[int | None, str]:
    """The token of each actor who has signed in so far."""
    tokens: dict[int | None, str] = app.extensions.setdefault("tokens_of_tests", {})
    return tokens


def browser_of(app: Flask, actor: Actor) -> FlaskClient:
    """A browser in which the actor, if it is anybody, has signed in: once for all of them, for it costs a commit."""
    if actor.user_id is None:
        return app.test_client()
    tokens = tokens_of(app)
    if actor.user_id not in tokens:
        tokens[actor.user_id] = token_of(app, actor)
    return with_token(app, tokens[actor.user_id])


def answered(app: Flask, actor: Actor, world: World, route: Route, subject: Subject | None) -> int:
    """The status of a route; each with a fresh cookie, because some sign out. Being sent to sign in counts as 401."""
    rule = route.rule.replace("<public_id>", subject.public_id if subject else "")
    client = browser_of(app, actor)
    if route.endpoint in ENDS:
        tokens_of(app).pop(actor.user_id, None)
    address = rule.replace("<any(zh, en):code>", "en").replace(TAKEN_AWAY, ".csv")
    posts = "POST" in route.methods
    with client.post(address, data=least_form(route, subject, world)) if posts else client.get(address) as answer:
        return 401 if (answer.location or "").startswith("/login") else answer.status_code


def expected(actor: Actor, route: Route, subject: Subject | None) -> set[int]:
    if route.action in (PUBLIC, SIGNED_IN):
        return SEEN
    if scope_of(actor, route.action) is None:
        return {403}
    if subject is not None and not subject.open_to(actor, route.action):
        return HIDDEN
    return SEEN - {422} if says_enough(route) else SEEN


def same_everywhere(actor: Actor, route: Route) -> bool:
    """Whether what a route answers cannot depend on where the actor's office is."""
    if route.action == PUBLIC or route.rule.startswith("/tables/"):
        return True
    return route.action != SIGNED_IN and scope_of(actor, route.action) is None


@pytest.mark.parametrize("role", ROLES)
def test_each_route_answers_a_role_in_each_place_as_the_table_says(
    app: Flask, world: World, role: str, kind_of_database: str
) -> None:
    if kind_of_database == "postgres" and role not in ON_POSTGRESQL:
        pytest.skip("walked on SQLite")
    actors = [world.actors[role, place] for place in (list(PLACES)[:1] if kind_of_database == "postgres" else PLACES)]
    for actor in actors:
        lists_show_what_the_actor_may_read(browser_of(app, actor), world, actor)
    tries = [
        (actor, route, each)
        for actor in actors
        for route in ROUTES
        if actor is actors[0] or not same_everywhere(actor, route)  # once is enough
        for each in world.of_route(route, actor)
    ]
    tries.sort(key=lambda each: 303 in expected(*each))  # refusals first, before what is allowed changes a state
    wrong = {
        f"{actor.login}: {route.methods[0]} {route.rule} {subject}": status
        for actor, route, subject in tries
        if (status := answered(app, actor, world, route, subject)) not in expected(actor, route, subject)
    }
    assert wrong == {}


def lists_show_what_the_actor_may_read(client: FlaskClient, world: World, actor: Actor) -> None:
    pages = {kind: client.get(f"/{kind}").text for kind in LISTED}
    listed = [each for each in world.subjects if each.kind in LISTED]
    shown = {each for each in listed if each.public_id in pages[each.kind]}
    assert shown == {each for each in listed if each.open_to(actor, LISTED[each.kind])}
    employers = client.get("/employers").text
    scope = scope_of(actor, "employers.read")
    own = {FIRMS[actor.login == "employer-other"]} if scope == OWN else set(FIRMS) if scope else set()
    assert {firm for firm in FIRMS if firm in employers} == own


def test_each_kind_of_subject_is_open_to_some_and_closed_to_others(world: World) -> None:
    routes = [route for route in ROUTES if "<public_id>" in route.rule]
    for route in routes:
        answers = {
            subject.open_to(actor, route.action)
            for actor in world.actors.values()
            for subject in world.of_route(route, actor)
            if subject and scope_of(actor, route.action) is not None
        }
        assert answers == {True, False}, route.rule


def test_whoever_is_not_signed_in_is_sent_to_sign_in(app: Flask, world: World) -> None:
    closed = [route for route in ROUTES if route.action != PUBLIC]
    nobody = Actor(role="nobody")
    tries = [(route, subject) for route in closed for subject in world.of_route(route, nobody)]
    assert {
        f"{route.methods[0]} {route.rule}" for route, each in tries if answered(app, nobody, world, route, each) != 401
    } == set()


def test_every_action_of_a_route_is_in_the_permission_table() -> None:
    assert {route.action for route in ROUTES} - PERMISSIONS.keys() == {PUBLIC, SIGNED_IN}


BY_ANOTHER_HOUSE = {"/login/single-sign-on", "/login/single-sign-on/back"}
"""The way there and back of a sign-in by the county's own; the standard says that they are GETs."""


PAPERS = {"/imports/<public_id>/rejects", "/messages/letters", "/orders/<public_id>/contract.docx"}
"""Taken away like a table: it is written down who did."""


def test_nothing_is_written_by_a_get_except_who_read_a_file_or_took_it_away() -> None:
    opened = {route.rule: route.opens for route in ROUTES if "GET" in route.methods}
    assert "writing" not in opened.values()
    its_own = {rule for rule, opens in opened.items() if opens == "its_own"}
    pages = {rule for rule in its_own if not rule.endswith(TAKEN_AWAY)}
    assert pages - BY_ANOTHER_HOUSE - PAPERS == {"/labourers/<public_id>"}


def test_the_administrator_reaches_every_county(world: World) -> None:
    everywhere = {action for action, scopes in PERMISSIONS.items() if scopes.get("administrator") == ALL}
    actor = world.actors["administrator", "other"]
    assert all(each.open_to(actor, each.reads) for each in world.subjects if each.reads in everywhere)


@pytest.mark.parametrize("role", ["base", "counsellor", "assessor", "finance", "auditor", "county"])
def test_a_step_on_the_roster_of_a_class_asks_for_its_own_right(app: Flask, world: World, role: str) -> None:
    person = next(each for each in world.subjects if each.kind == "enrolments")
    taught = next(each for each in world.subjects if each.kind == "classes" and each.of == person.of)
    actors = [world.actors[role, place] for place in PLACES]
    for actor in sorted(actors, key=lambda each: person.open_to(each, "enrolments.decide")):
        form = {"do": f"accept {person.public_id}"}
        answer = browser_of(app, actor).post(f"/classes/{taught.public_id}/roster", data=form)
        assert (answer.status_code in (303, 409)) == person.open_to(actor, "enrolments.decide"), actor.login
