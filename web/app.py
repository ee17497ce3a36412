"""The pages: one Flask app over one database."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError

from models.db import Database
from services.settings import Settings
from services.worlds import is_synthetic
from web import pages  # noqa: F401  registers every route
from web.api.serving import use_api
from web.bars import use_bars
from web.change_words import use_change_words
from web.comparisons import use_comparisons
from web.criteria import use_criteria
from web.departures import use_departures
from web.elapsed import use_elapsed
from web.errors import use_errors
from web.formats import now, use_formats, utc_now
from web.headers import use_headers
from web.language_switch import use_language_switch
from web.languages import language_tag, use_languages
from web.limits import use_limits
from web.list_words import use_list_words
from web.navigation import use_navigation
from web.pages.downloads import use_downloads
from web.routes import add_routes
from web.transfer import use_transfer
from web.words import use_words

MIB = 1024 * 1024


class CookieKeys(Protocol):
    """What the app needs of the key ring: the secret that signs cookies."""

    @property
    def cookie_key(self) -> bytes: ...


FailedJobs = Callable[[], Sequence[Any] | None]
"""Reads the jobs that failed lately; None when the queue cannot be reached. The pages know no queue themselves."""


def create_app(
    settings: Settings,
    database: Database,
    ring: CookieKeys,
    *,
    failed_jobs: FailedJobs = lambda: None,
    clock: Callable[[], datetime] = utc_now,
) -> Flask:
    """The app. `DEMO_ACCOUNTS` of its config may be set afterwards by whoever starts the demo world."""
    app = Flask("web")
    app.config.update(
        SECRET_KEY=ring.cookie_key,
        SESSION_COOKIE_NAME="__Host-sunmatch" if settings.secure_cookies == "yes" else "sunmatch",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies == "yes",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.signed_in_hours),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=settings.upload_mib * MIB,
        MAX_FORM_MEMORY_SIZE=MIB,
        LANGUAGE=settings.language,
        SETTINGS=settings,
        DEMO_ACCOUNTS=[],
        SYNTHETIC=False,
    )
    app.extensions.update(sunmatch_database=database, sunmatch_failed_jobs=failed_jobs, sunmatch_clock=clock)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    for use in (CSRFProtect, use_languages, use_headers, use_errors, use_words, use_formats, use_criteria):
        use(app)
    use_limits(app, settings)
    use_change_words(app)
    use_departures(app)
    use_comparisons(app)
    use_list_words(app)
    use_bars(app)
    use_elapsed(app)
    use_navigation(app)
    use_downloads(app)
    add_routes(app)
    use_language_switch(app)
    use_api(app)
    use_transfer(app)
    _give_to_templates(app)
    return app


def _give_to_templates(app: Flask) -> None:
    @app.context_processor
    def given() -> dict[str, object]:
        return {
            "actor": g.get("actor"),
            "lang": language_tag(),
            "synthetic": _is_synthetic(app),
            "hotline": app.config["SETTINGS"].hotline,
            "printed_at": now,
        }


def _is_synthetic(app: Flask) -> bool:
    """Whether the database holds invented people; once it does, it always will."""
    if not app.config["SYNTHETIC"]:
        database: Database = app.extensions["sunmatch_database"]
        try:
            with database.reading() as session:
                app.config["SYNTHETIC"] = is_synthetic(session)
        except SQLAlchemyError:
            return False  # an error page is shown without a database
    return bool(app.config["SYNTHETIC"])
