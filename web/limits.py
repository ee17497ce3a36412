"""How often one may try in vain to prove who one is: from one address, and for one account name whether or not anybody
has it. Counted in the queue's server where there is one, else in the memory of each page-serving process."""

from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

from services.settings import Settings
from workers.servers import running

MINUTES = 10
FAILURES_OF_ACCOUNT = f"10 per {MINUTES} minutes"
LIMITER = Limiter(get_remote_address, swallow_errors=True, in_memory_fallback_enabled=True)


def use_limits(app: Flask, settings: Settings) -> None:
    """Count the failures of this app; behind proxies the address is the reader's."""
    if settings.proxies:
        hops = dict.fromkeys(("x_for", "x_proto", "x_host"), settings.proxies)
        app.wsgi_app = ProxyFix(app.wsgi_app, **hops)  # type: ignore[method-assign]
    app.config.update(RATELIMIT_STORAGE_URI=storage_of(settings), RATELIMIT_KEY_PREFIX="sunmatch-proofs")
    LIMITER.init_app(app)


def storage_of(settings: Settings) -> str:
    """Where counts are kept: in the queue's server while there is one."""
    url = settings.redis_url or running(settings.home / "valkey") or "memory://"
    return f"redis+{url}" if url.startswith("unix:") else url


def limited(view: Any) -> Any:
    """Of a view that proves who one is, the failures alone are counted, and those of all such views together."""
    for limit, key in ((_failures_of_address, get_remote_address), (FAILURES_OF_ACCOUNT, _account)):
        view = LIMITER.shared_limit(limit, "proofs", key_func=key, deduct_when=_failed)(view)
    return view


def _failures_of_address() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.failures_of_address} per {MINUTES} minutes"


def _account() -> str:
    """The account name that was typed, or whose sign-in this is."""
    sign_in = g.get("sign_in")
    return request.form.get("login", "").strip().lower()[:60] or f"#{sign_in.user_id if sign_in else ''}"


def _failed(response: Response) -> bool:
    return response.status_code >= 400
