"""Chinese or English: by the reader's switch, the browser, the setting; and without a request for commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from babel import Locale
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel, Domain, force_locale, get_domain, get_locale
from markupsafe import Markup, escape

LANGUAGES = {"zh": "zh-CN", "en": "en"}
API = "api"
"""The blueprint of the API."""


def locale_of_request() -> str:
    """The switch, kept in the session cookie (the API takes no cookies); then the browser; then the setting."""
    default: str = current_app.config["LANGUAGE"]
    if not has_request_context():
        return default
    chosen = None if request.blueprint == API else session.get("language")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, default) or default


class Words(Domain):
    """The words of a language, found once a request: a page asks for hundreds of them."""

    def get_translations(self) -> Any:
        if (found := g.get("translations")) is None:
            found = g.translations = super().get_translations()
        return found


class Languages(Babel):
    @cached_property
    def domain_instance(self) -> Words:
        return Words()


def use_languages(app: Flask) -> None:
    Languages(app, default_locale="en", default_timezone="Asia/Shanghai", locale_selector=locale_of_request)
    app.jinja_env.globals.update(_=said, gettext=said, ngettext=said_of)


def translated(text: str) -> str:
    """A text of the catalogue in the language in force, with nothing put into it."""
    try:
        known = g.translations  # those of the request, once they are known
    except (AttributeError, RuntimeError):
        known = None
    found: str = (known or get_domain().get_translations()).gettext(text)
    return found


def translated_form(one: str, many: str, number: int) -> str:
    """The form of a text for a number, with nothing put into it."""
    form: str = get_domain().get_translations().ngettext(one, many, number)
    return form


def said(text: str, /, **values: object) -> Markup:
    """A text of a template in the language in force with values put into it, safe for HTML: what Jinja's own `_` gives,
    which asks for the context of the template four times over."""
    return _filled(translated(text), values)


def said_of(one: str, many: str, number: int, /, **values: object) -> Markup:
    """The form of a text for a number, else as `said`."""
    return _filled(translated_form(one, many, number), {"num": number} | values)


def _filled(text: str, values: dict[str, object]) -> Markup:
    """The text as a format, as all texts of templates are: %% is one sign."""
    if values or "%" in text:
        text %= {name: escape(value) for name, value in values.items()}
    return Markup(text)  # noqa: S704  the text is ours and the values are escaped


def language() -> str:
    """`zh` or `en`, as in force now: found once a request, as its words are."""
    known: str | None = g.get("language") if g else None
    if known is None:
        locale: Locale | None = get_locale()
        known = locale.language if locale is not None and locale.language in LANGUAGES else "en"
        if g:
            g.language = known
    return known


def language_tag() -> str:
    """What `lang` says: zh-CN or en."""
    return LANGUAGES[language()]


@contextmanager
def in_language(name: str) -> Iterator[None]:
    """Render sentences in `name` (zh or en) inside a request or without any: the command line uses this."""
    if has_request_context():
        of_request = {each: g.pop(each, None) for each in ("translations", "language")}
        try:
            with force_locale(name):
                yield
        finally:
            for each, known in of_request.items():
                setattr(g, each, known)
        return
    with _words_only(name).app_context(), force_locale(name):
        yield


def _words_only(name: str) -> Flask:
    app = Flask("web")
    app.config["LANGUAGE"] = name
    use_languages(app)
    return app
