"""The switch of languages on every page: it leads back to that page, with what was typed where a form was sent."""

from contextlib import suppress
from dataclasses import replace
from functools import wraps
from typing import Any

from flask import Flask, current_app, g, request, session, url_for
from flask_babel import refresh
from werkzeug.exceptions import RequestEntityTooLarge

from web.addresses import page_behind
from web.languages import LANGUAGES
from web.routes import READING, ROUTES, Route, answer_of

SHOWN_IN = "shown_in"
"""The field that asks for a form as it was sent, in that language: nothing is done and nothing refused."""
NOT_KEPT = {"csrf_token", SHOWN_IN, "do", "code", "password", "old_password", "phone_password"}
"""What no page repeats: secrets, and which button was pressed."""


def use_language_switch(app: Flask) -> None:
    app.jinja_env.globals.update(language_switch=language_switch)
    forms = {route.endpoint: route for route in ROUTES if route.again is not None}
    for endpoint, route in forms.items():
        app.view_functions[endpoint] = _showing(route, app.view_functions[endpoint])
    app.extensions["sunmatch_forms"] = forms


def language_switch(code: str) -> tuple[str, list[tuple[str, str]]]:
    """The address that the switch to a language posts to, and what it posts."""
    if request.method == "POST" and request.endpoint in current_app.extensions["sunmatch_forms"]:
        with suppress(RequestEntityTooLarge):
            typed = [pair for pair in request.form.items(multi=True) if pair[0] not in NOT_KEPT]
            return request.full_path.rstrip("?"), [*typed, (SHOWN_IN, code)]
    here = request.full_path.rstrip("?") if request.method == "GET" else page_behind()
    return url_for("switch_language", code=code), [("next", here)]


def _showing(route: Route, view: Any) -> Any:
    @wraps(view)
    def shown(**arguments: Any) -> Any:
        code = request.form.get(SHOWN_IN)
        if code not in LANGUAGES:
            return view(**arguments)
        session["language"] = code
        for known in ("language", "translations"):
            g.pop(known, None)
        refresh()
        assert route.again is not None
        return answer_of(replace(route, view=route.again, opens=READING, again=None), arguments)

    return shown
