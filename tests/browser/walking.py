"""Every page of every role, found by following links: which of them to open in a browser.

A page is opened for a role when nobody opened it before, or when its markup has an element, with what it stands in,
that no page before it had: whatever a browser could find fault with is seen once.
"""

import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from services.access import scope_of
from services.users import actor_by_login
from tests.web.conftest import token_of, with_token
from web.routes import PUBLIC, ROUTES, SIGNED_IN

Element = tuple[str, ...]
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
DEPTH = 3  # ancestors that make two elements different
UNNAMED = re.compile(r"\d+|[a-z0-9]{8,}")
UNREADABLE = 422  # a page about what was brought, and why it cannot be read
CHINESE = {"Accept-Language": "zh-CN"}


@dataclass(frozen=True)
class Stop:
    """A page to open: who is signed in, and the address; `endpoint` is the view that answers there."""

    login: str | None
    path: str
    endpoint: str


@dataclass
class Walk:
    """`stops` are the pages to open in a browser; `seen` the endpoints that answered, for whom; `faults` addresses that
    were linked to and did not answer."""

    stops: list[Stop] = field(default_factory=list)
    seen: dict[str, set[str | None]] = field(default_factory=lambda: defaultdict(set))
    faults: list[str] = field(default_factory=list)


class Markup(HTMLParser):
    """The elements of a page, each with its ancestors, without words and numbers; and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[Element] = set()
        self.links: list[str] = []
        self._above: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        if tag == "a" and named.get("href") and "download" not in named:
            self.links.append(named["href"] or "")
        one = f"{tag}.{UNNAMED.sub('', named.get('class') or '')}"
        self.elements.add((*self._above[-DEPTH:], one, *sorted(named)))
        if tag not in VOID:
            self._above.append(one)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._above) - 1, -1, -1):
            if self._above[place].startswith(f"{tag}."):
                del self._above[place:]
                return


def client_of(app: Flask, login: str | None) -> FlaskClient:
    """A client in which that account is signed in, second factor and all."""
    if login is None:
        return app.test_client()
    with app.extensions["sunmatch_database"].reading() as session:
        actor = actor_by_login(session, login)
    return with_token(app, token_of(app, actor))


def plain_pages(app: Flask, login: str | None) -> list[str]:
    """The addresses without a subject that somebody may open."""
    if login is None:
        return [
            route.rule
            for route in ROUTES
            if "GET" in route.methods and route.action == PUBLIC and "<" not in route.rule
        ]
    with app.extensions["sunmatch_database"].reading() as session:
        actor = actor_by_login(session, login)
    return [
        route.rule
        for route in ROUTES
        if "GET" in route.methods and "<" not in route.rule and route.action != PUBLIC
        if route.action == SIGNED_IN or scope_of(actor, route.action) is not None
    ]


def walk(app: Flask, logins: list[str | None], seeds: list[tuple[str | None, str]], most: int) -> Walk:
    """Follow the links of each account from the pages that it may open, and from the `seeds` of that account; those to
    a kind of page that `most` accounts have opened are followed no more."""
    found, known = Walk(), set[Element]()
    opened: Counter[tuple[str, ...]] = Counter()
    for login in logins:
        paths = [path for who, path in seeds if who == login]
        enough = {place for place, accounts in opened.items() if accounts >= most}
        opened.update(_walk_as(app, login, paths, found, known, enough))
    return found


def _walk_as(
    app: Flask, login: str | None, paths: list[str], found: Walk, known: set[Element], enough: set[tuple[str, ...]]
) -> set[tuple[str, ...]]:
    """The kinds of pages that the account opened: those of `paths`, and others unless they are `enough`."""
    client, ahead = client_of(app, login), deque([*paths, *plain_pages(app, login)])
    been: set[tuple[str, ...]] = set()
    seeds = set(paths)
    while ahead:
        path = ahead.popleft()
        endpoint = _endpoint(app, path)
        place = (endpoint, *sorted({name for name, _ in parse_qsl(urlsplit(path).query)}))
        if endpoint not in ("static", "") and (path in seeds or place not in been | enough):
            been.add(place)
            seeds.discard(path)
            ahead.extend(_look(client, login, path, endpoint, found, known))
    return been


def _look(
    client: FlaskClient, login: str | None, path: str, endpoint: str, found: Walk, known: set[Element]
) -> list[str]:
    """Ask for one address; where its links lead."""
    with client.get(path, headers=CHINESE) as answer:
        if answer.status_code >= 400 and answer.status_code != UNREADABLE:
            found.faults.append(f"{login} {path}: {answer.status_code}")
            return []
        found.seen[endpoint].add(login)
        if answer.location or answer.mimetype != "text/html" or "<html" not in answer.text:
            return [answer.location] if answer.location else []
        markup = Markup(answer.text)
    if endpoint not in {stop.endpoint for stop in found.stops} or not markup.elements <= known:
        known |= markup.elements
        found.stops.append(Stop(login, path, endpoint))
    return [link for link in markup.links if link.startswith("/")]


def _endpoint(app: Flask, path: str) -> str:
    """The view that answers an address; empty for none."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(urlsplit(path).path, method="GET")
    except HTTPException:
        return ""
    return str(endpoint)
