"""Every page declares its route and its right here: one registry that the app serves and the tests walk.

A view gets the session as its first argument; the transaction around it is opened and closed here (law 1).
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.db import Database
from services.access import Actor, scope_of
from services.errors import NotAllowed, NotFound, Refusal, Several
from web.errors import refusals_of, status_of
from web.signed_in import LOG, actor_of_request

PUBLIC, SIGNED_IN = "public", "signed_in"
READING, WRITING, ITS_OWN, NOTHING = "reading", "writing", "its_own", "nothing"

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class Route:
    """`action` is a right of the permission table, or `public`, or `signed_in`; `opens` the session the view gets
    (its own: none, after the right was checked; nothing: none, and no database is asked at all).

    `again` shows the form anew, with input and sentences, when the view refuses; its writing is undone by then.
    """

    rule: str
    action: str
    methods: tuple[str, ...]
    opens: str
    view: View
    again: View | None

    @property
    def endpoint(self) -> str:
        return self.view.__name__


ROUTES: list[Route] = []


def page(
    rule: str, *, action: str, methods: Sequence[str] = ("GET",), opens: str | None = None, again: View | None = None
) -> Callable[[View], View]:
    """Register a view. GET opens a reading session, POST a writing one, unless `opens` says otherwise."""

    def register(view: View) -> View:
        kind = opens or (WRITING if "POST" in methods else READING)
        ROUTES.append(Route(rule, action, tuple(methods), kind, view, again))
        return view

    return register


def add_routes(app: Flask) -> None:
    for route in ROUTES:
        app.add_url_rule(route.rule, route.endpoint, _within_transaction(route), methods=list(route.methods))


def database() -> Database:
    """The database of this app, for views that open more than one session."""
    found: Database = current_app.extensions["sunmatch_database"]
    return found


def _within_transaction(route: Route) -> View:
    @wraps(route.view)
    def answer(**arguments: Any) -> ResponseReturnValue:
        if _has_nul():
            abort(400)
        try:
            return answer_of(route, arguments)
        except (Refusal, Several) as refusal:
            _tell_of(refusal, route)
            if route.again is None or isinstance(refusal, NotAllowed | NotFound):
                raise
            return _answer_again(route, refusal, arguments)

    return answer


def _tell_of(refusal: Refusal | Several, route: Route) -> None:
    """Tries to do what one has no right to stand in the log, with nothing in it that somebody typed."""
    if isinstance(refusal, NotAllowed):
        LOG.warning("not allowed, account %s: %s %s", g.actor and g.actor.user_id, request.method, route.rule)


def _is_own(route: Route) -> bool:
    """Whether a page is a labourer's, who signs in by telephone."""
    return route.rule == "/me" or route.rule.startswith("/me/")


def _has_nul() -> bool:
    """Whether anything was sent with the one character that PostgreSQL keeps in no text."""
    sent = (*request.args.items(multi=True), *request.form.items(multi=True))
    named = [request.path, *(file.filename or "" for file in request.files.values())]
    return any("\0" in text for text in (*named, *(text for pair in sent for text in pair)))


def answer_of(route: Route, arguments: dict[str, Any]) -> ResponseReturnValue:
    """What a view answers, within its transaction and after its right is checked."""
    if route.opens == NOTHING:
        return route.view(**arguments)
    with _opened(READING if route.opens == ITS_OWN else route.opens) as opened:
        g.opened, g.actor = opened, _signed_in_actor(opened)
        if g.actor is None and route.action != PUBLIC:
            return redirect(url_for("phone_sign_in" if _is_own(route) else "sign_in_form", next=_here()))
        _check_right(route)
        if route.opens != ITS_OWN:
            return route.view(opened, **arguments)
    return route.view(**arguments)


def _answer_again(route: Route, refusal: Refusal | Several, arguments: dict[str, Any]) -> ResponseReturnValue:
    assert route.again is not None
    with database().reading() as opened:
        g.opened, g.actor = opened, _signed_in_actor(opened)
        return route.again(opened, refusals=refusals_of(refusal), **arguments), status_of(refusal)


def _opened(kind: str) -> AbstractContextManager[Session]:
    return database().writing() if kind == WRITING else database().reading()


def _signed_in_actor(opened: Session) -> Actor | None:
    return actor_of_request(opened, database())


def _check_right(route: Route) -> None:
    if route.action in (PUBLIC, SIGNED_IN):
        return
    if scope_of(g.actor, route.action) is None:
        raise NotAllowed("not_allowed", action=route.action, role=g.actor.role)


def _here() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else None
