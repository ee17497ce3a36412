"""How often one may try in vain to prove who one is: from one address, and for one account name whether or not anybody
has it; and how often one account may take tables away or rank anew. Counted in the queue's server where there is one,
else in the memory of each page-serving process."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter
from werkzeug.middleware.proxy_fix import ProxyFix

from services.settings import Settings
from workers.servers import running

MINUTES = 10
FAILURES_OF_ACCOUNT = f"10 per {MINUTES} minutes"
TAKEN_AWAY = f"60 per {MINUTES} minutes"
RANKED = f"120 per {MINUTES} minutes"
NET = 64  # bits of an IPv6 address that are one subscriber's: the others change at will


def reader_network() -> str:
    """The reader's address; of IPv6 the network, which is what a provider gives to one subscriber."""
    try:
        address = ip_address((request.remote_addr or "127.0.0.1").partition("%")[0])
    except ValueError:
        return request.remote_addr or ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if isinstance(address, IPv6Address) and mapped is None:
        return str(IPv6Network((int(address), NET), strict=False))
    return str(mapped or address)


LIMITER = Limiter(reader_network, swallow_errors=True, in_memory_fallback_enabled=True)


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
    for limit, key in ((_failures_of_address, reader_network), (FAILURES_OF_ACCOUNT, _account)):
        view = LIMITER.shared_limit(limit, "proofs", key_func=key, deduct_when=_failed)(view)
    return view


def limited_exports(view: Any) -> Any:
    """Of views that answer with a file to take away, all calls of an account are counted together."""
    return LIMITER.shared_limit(lambda: TAKEN_AWAY, "exports", key_func=_taker)(view)


def limited_rankings(view: Any) -> Any:
    """Of views that rank everybody anew, all calls of an account are counted together."""
    return LIMITER.shared_limit(lambda: RANKED, "rankings", key_func=_taker)(view)


def _taker() -> str:
    return f"account {g.actor.user_id}"


def _failures_of_address() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.failures_of_address} per {MINUTES} minutes"


def _account() -> str:
    """The account name that was typed, or whose sign-in this is."""
    sign_in = g.get("sign_in")
    return request.form.get("login", "").strip().lower()[:60] or f"#{sign_in.user_id if sign_in else ''}"


def _failed(response: Response) -> bool:
    return response.status_code >= 400
