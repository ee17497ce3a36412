"""Chinese or English: by the reader's switch, the browser, the setting; and without a request for commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from babel import Locale
from flask import Flask, current_app, g, has_request_context, request, session
from flask_babel import Babel, Domain, force_locale, get_locale

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

    def plain_ngettext(self, one: str, many: str, number: int) -> str:
        """The form for a number, before anything is put into it: templates do that themselves."""
        form: str = self.get_translations().ungettext(one, many, number)
        return form


class Languages(Babel):
    @cached_property
    def domain_instance(self) -> Words:
        return Words()


def use_languages(app: Flask) -> None:
    babel = Languages(app, default_locale="en", default_timezone="Asia/Shanghai", locale_selector=locale_of_request)
    words = babel.domain_instance
    app.jinja_env.install_gettext_callables(words.gettext, words.plain_ngettext, newstyle=True)


def language() -> str:
    """`zh` or `en`, as in force now."""
    locale: Locale | None = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else "en"


def language_tag() -> str:
    """What `lang` says: zh-CN or en."""
    return LANGUAGES[language()]


@contextmanager
def in_language(name: str) -> Iterator[None]:
    """Render sentences in `name` (zh or en) inside a request or without any: the command line uses this."""
    if has_request_context():
        of_request = g.pop("translations", None)
        try:
            with force_locale(name):
                yield
        finally:
            g.translations = of_request
        return
    with _words_only(name).app_context(), force_locale(name):
        yield


def _words_only(name: str) -> Flask:
    app = Flask("web")
    app.config["LANGUAGE"] = name
    use_languages(app)
    return app
